"""What every neighbour sees: what is on, the calendar, one activity, its printed notice."""

from calendar import Calendar
from datetime import date, datetime, timedelta
from io import BytesIO

import segno
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.text import clean_line
from grids.publish import cached_for_readers
from volunteers import ics
from volunteers.models import Activity, Session, Team, Term
from volunteers.views.entries import entry_of
from volunteers.views.rows import COLUMNS, by_day, session_row

PER_PAGE = 20
SHOWN = 12
# how far one may leaf, back and ahead
MONTHS = 12
WEEK = Calendar(firstweekday=0)


@require_safe
@cached_for_readers
def activities(request: HttpRequest) -> HttpResponse:
    """What is still to come, day by day."""
    kind, words = request.GET.get("kind", ""), clean_line(request.GET.get("q", ""))[:40]
    found = Session.objects.public().whole().coming().order_by("starts_at", "pk")
    if kind in Activity.Kind.values:
        found = found.filter(activity__kind=kind)
    if words:
        found = found.filter(activity__title__icontains=words)
    page = Paginator(found.values(*COLUMNS), PER_PAGE).get_page(request.GET.get("page"))
    days = by_day(session_row(row) for row in page.object_list)
    context = {"page": page, "days": days, "kind": kind, "typed": words, "tabs": Activity.Kind.choices}
    return render(request, "volunteers/activity_list.html", context)


@require_safe
@cached_for_readers
def month(request: HttpRequest, year: int | None = None, number: int | None = None) -> HttpResponse:
    today = timezone.localdate()
    year, number = year or today.year, number or today.month
    if not 1 <= number <= 12 or abs((year - today.year) * 12 + number - today.month) > MONTHS:
        raise Http404
    first = date(year, number, 1)
    weeks = WEEK.monthdatescalendar(first.year, first.month)
    rows = [session_row(row) for row in between(weeks[0][0], weeks[-1][-1]).values(*COLUMNS)]
    of_day: dict[date, list[dict]] = {}
    for row in rows:
        of_day.setdefault(row["day"], []).append(row)
    context = {
        "first": first,
        "today": today,
        "weeks": [
            [{"day": day, "rows": of_day.get(day, []), "out": day.month != first.month} for day in week]
            for week in weeks
        ],
        "before": first - timedelta(days=1),
        "after": weeks[-1][-1] if weeks[-1][-1].month != first.month else weeks[-1][-1] + timedelta(days=1),
        "names": [_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日")],
        "any": any(row["day"].month == first.month for row in rows),
    }
    return render(request, "volunteers/calendar.html", context)


def between(first: date, last: date) -> QuerySet:
    zone = timezone.get_current_timezone()
    start = datetime(first.year, first.month, first.day, tzinfo=zone)
    end = datetime(last.year, last.month, last.day, tzinfo=zone) + timedelta(days=1)
    return Session.objects.public().whole().filter(starts_at__gte=start, starts_at__lt=end).order_by("starts_at", "pk")


def public_activity(pk: int) -> Activity:
    row = Activity.objects.public().select_related("team", "unit").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@require_safe
@cached_for_readers
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    row = public_activity(pk)
    coming = row.sessions.whole().coming().order_by("starts_at", "pk").values(*COLUMNS)[: SHOWN + 1]
    rows = with_shifts(coming)
    terms = Term.objects.filter(activity=row, last_on__gte=timezone.localdate()).order_by("first_on")
    context = {
        "activity": row,
        "kind": row.get_kind_display(),
        "rows": rows[:SHOWN],
        "more": len(rows) > SHOWN,
        "needs": list(row.needs.values_list("name", flat=True)),
        "terms": [{"term": term, "full": term.places is not None and term.taken >= term.places} for term in terms],
    }
    return render(request, "volunteers/activity_page.html", context)


def with_shifts(found: QuerySet) -> list[dict]:
    """Rows of whole sessions, each with the rows of its shifts; one query for all of those."""
    rows = [session_row(one) for one in found]
    inside: dict[int, list[dict]] = {row["pk"]: [] for row in rows if row["in_shifts"]}
    shifts = Session.objects.planned().filter(within__in=list(inside)) if inside else Session.objects.none()
    for one in shifts.order_by("starts_at", "pk").values(*COLUMNS):
        inside[one["within"]].append(session_row(one))
    return [row | {"shifts": inside.get(row["pk"], [])} for row in rows]


@require_safe
def activity_print(request: HttpRequest, pk: int) -> HttpResponse:
    """A4, to be hung up: what, when, where, and a code that leads to the sign-up."""
    row = public_activity(pk)
    coming = row.sessions.planned().whole().coming().order_by("starts_at", "pk").values(*COLUMNS)[:6]
    context = {"activity": row, "rows": with_shifts(coming), "address": address(request, row.pk)}
    context["needs"] = list(row.needs.values_list("name", flat=True))
    return render(request, "print/activity.html", context)


def address(request: HttpRequest, pk: int) -> str:
    path = reverse("volunteers:activity", args=[pk])
    return f"{settings.SITE_URL}{path}" if settings.SITE_URL else request.build_absolute_uri(path)


@require_safe
@cache_control(public=True, max_age=3600)
def activity_code(request: HttpRequest, pk: int) -> HttpResponse:
    picture = BytesIO()
    code = segno.make(address(request, public_activity(pk).pk), error="m", micro=False)
    code.save(picture, kind="svg", border=4, light="#fff", omitsize=True, nl=False)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@require_safe
def session_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """One appointment for one's own calendar."""
    row = get_object_or_404(Session.objects.public().select_related("activity"), pk=pk)
    text = ics.calendar(row.activity.title, [entry_of(row, row.activity)])
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{row.pk}.ics"'
    return answer


@require_safe
@cached_for_readers
def public_teams(request: HttpRequest) -> HttpResponse:
    """Name and what they do; never who belongs to them."""
    rows = Team.objects.public().order_by("kind", "name", "pk").values("pk", "name", "kind", "about", "unit__name")
    found = [row | {"label": Team.Kind(row["kind"]).label} for row in rows[:200]]
    return render(request, "volunteers/public_teams.html", {"rows": found})
