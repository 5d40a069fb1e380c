"""Sessions that stand on a day off which became known after they were laid out."""

from datetime import date
from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from community.views.deeds import pressed
from grids.scope import desk_required
from volunteers.actions import holidays
from volunteers.views.rows import COLUMNS, session_row

MOST = 300


@never_cache
@desk_required
@require_GET
def on_holidays(request: HttpRequest) -> HttpResponse:
    found = holidays.on_days_off(request.user, holidays.days_off())
    rows = [session_row(row) for row in found.values(*COLUMNS)[:MOST]]
    days = [{"day": day, "rows": list(of_day)} for day, of_day in groupby(rows, key=lambda row: row["day"])]
    return render(request, "volunteers/on_holidays.html", {"days": days})


@desk_required
@require_POST
def call_off(request: HttpRequest, day: str) -> HttpResponse:
    try:
        meant = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    made: list[int] = []
    if pressed(request, lambda: made.append(holidays.call_off(meant, by=request.user))):
        messages.success(request, _("这一天的 %(n)s 场已取消，报了名的人已通知。") % {"n": made[0]})
    return redirect("volunteers:on_holidays")
