"""The same matters in other shapes: a board by state, and how much each grid has to do."""

from django.db.models import Count, F, Window
from django.db.models.functions import Left, RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from grids.models import Posting, Unit
from grids.scope import desk_required
from issues import flow
from issues.flow import State
from issues.models import COUNTED, TONES, Issue
from issues.models.counting import counts_up_to, up_to
from issues.reports.workload import workload
from issues.views.filters import narrow, picked
from issues.views.rows import pill

# of these the board shows matters; of what has ended only how much it is
SHOWN = flow.ALIVE
ENDED = tuple(state for state in State if state not in SHOWN)
IN_A_COLUMN = 20
COLUMNS = ("pk", "number", "state", "due_at", "severity", "place", "start", "unit__name", "handler__name")
COLUMNS += ("department__name",)
ORDER = (F("severity").desc(), F("due_at").asc(), F("pk").asc())


@never_cache
@require_safe
@desk_required
def board(request: HttpRequest) -> HttpResponse:
    user, now = request.user, timezone.now()
    units = Unit.objects.overseen_by(user, *Posting.STAFF)
    found = narrow(Issue.objects.filter(unit__in=units), request, units)
    counts = dict(found.filter(state__in=SHOWN).order_by().values_list("state").annotate(n=Count("state")))
    counts |= counts_up_to(COUNTED, {state: found.filter(state=state) for state in ENDED})
    place = Window(RowNumber(), partition_by="state", order_by=ORDER)
    first = found.filter(state__in=SHOWN).annotate(place_in=place, start=Left("text", 40))
    rows = first.filter(place_in__lte=IN_A_COLUMN).order_by("state", "place_in").values(*COLUMNS)
    by_state: dict[str, list[dict]] = {}
    for row in rows:
        by_state.setdefault(row["state"], []).append(row | {"pill": pill(row, now)})
    context = {
        "columns": [column(state, counts, by_state) for state in SHOWN],
        "ended": [column(state, counts, {}) | {"count": up_to(COUNTED, counts[state])} for state in ENDED],
        "units": list(units.exclude(kind=Unit.Kind.BUILDING).values_list("pk", "name", "level")),
        "picked": picked(request),
    }
    return render(request, "issues/board.html", context)


def column(state: State, counts: dict[str, int], rows: dict[str, list[dict]]) -> dict:
    shown, count = rows.get(state, []), counts.get(state, 0)
    return {
        "state": state.value,
        "label": state.label,
        "tone": TONES[state],
        "count": count,
        "rows": shown,
        "rest": count - len(shown),
    }


@never_cache
@require_safe
@desk_required
def workload_page(request: HttpRequest) -> HttpResponse:
    """By place, never by person: it tells where help is needed, not who is slow."""
    units = Unit.objects.overseen_by(request.user, *Posting.STAFF).current().exclude(kind=Unit.Kind.BUILDING)
    loads = workload(Issue.objects.visible_to(request.user), timezone.now())
    nothing = {"new": 0, "in_hand": 0, "late": 0, "answered": 0}
    rows = [
        {"unit": unit, "grid": unit.kind == Unit.Kind.GRID, **loads.get(unit.pk, nothing)}
        for unit in units
        if unit.kind == Unit.Kind.GRID or unit.pk in loads
    ]
    total = {name: sum(row[name] for row in rows) for name in nothing}
    return render(request, "issues/workload.html", {"rows": rows, "total": total})
