"""What a building or lane head may know of the own building: that something was reported, where, and how it stands."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models.functions import Left
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from grids.models import Unit
from issues import flow
from issues.actions.joining import confidential_codes
from issues.models import HEADS, Issue
from issues.redacting import mask
from issues.sorting import suggest
from issues.views.rows import pill

ON_A_PAGE = 20
COLUMNS = ("number", "state", "due_at", "severity", "received_at", "place", "public_title", "hidden_by_reporter")
NAMES = ("category_id", "category__name", "unit__name", "handler__name", "department__name")


@never_cache
@require_safe
@login_required
def building(request: HttpRequest) -> HttpResponse:
    units = Unit.objects.overseen_by(request.user, *HEADS)
    heads = list(units.order_by("level", "lft").values_list("name", flat=True)[:3])
    if not heads:
        raise Http404
    everything = request.GET.get("show") == "all"
    found = Issue.objects.of_heads(request.user)
    found = (found if everything else found.open()).order_by("-received_at", "-pk").annotate(start=Left("text", 80))
    page = Paginator(found.values(*COLUMNS, *NAMES, "start"), ON_A_PAGE).get_page(request.GET.get("page"))
    private = confidential_codes()
    rows = [head_row(row, private) for row in page]
    context = {"page": page, "rows": rows, "where": "、".join(heads), "everything": everything}
    return render(request, "issues/building.html", context)


def head_row(row: dict, private: set[str]) -> dict:
    """Without the reporter, and without words that may tell who it is."""
    silent = row["hidden_by_reporter"] or (row["category_id"] is None and sounds_like(row["start"], private))
    words = row["public_title"] or mask(row["start"])
    return {
        "number": row["number"],
        "words": _("内容不公开") if silent else words,
        "kind": row["category__name"] or _("还没有分类"),
        "place": f"{row['unit__name']} {'' if silent else mask(row['place'])}".strip(),
        "holder": (row["handler__name"] or row["department__name"] or "") if row["state"] in flow.IN_HAND else "",
        "received_at": row["received_at"],
        "pill": pill(row, timezone.now()),
    }


def sounds_like(text: str, codes: set[str]) -> bool:
    """Nobody has sorted it yet, and it reads like a matter of these kinds."""
    return any(code in codes for code, _share in suggest(text)[:1])
