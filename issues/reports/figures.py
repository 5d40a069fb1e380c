"""The state of all matters of a place in one look: what came in, what waits, what is late, why, where, and since when.

The same rows make the page, the CSV and the XLSX; every query groups in the database, so that their number does not
grow with the matters.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Case, Count, DurationField, ExpressionWrapper, F, Q, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from issues import flow
from issues.models import IssueQuerySet, overdue
from issues.reports.rates import Ratio, Span

CAUSES = 10
MONTHS = 6
# fewer matters in a cell may point at a person
SMALL = 3


@dataclass(frozen=True, slots=True)
class Month:
    """``in_time`` of what was closed in the month, ``again`` of what was closed: reopened or reworked."""

    start: datetime
    received: int
    closed: int
    in_time: Ratio
    again: Ratio


def now_open(issues: IssueQuerySet, at: datetime) -> dict[str, int]:
    # the state is counted, not the key: it stands in the index
    return issues.filter(state__in=flow.ALIVE).aggregate(
        open=Count("state", filter=Q(state__in=flow.OPEN)),
        late=Count("state", filter=overdue(at)),
        new=Count("state", filter=Q(state__in=flow.NEW)),
        stopped=Count("state", filter=Q(state__in=flow.STOPPED)),
        unverified=Count("state", filter=Q(state=flow.State.ANSWERED)),
    )


CLOSED_IN_TIME = Q(answered_at__lte=F("due_at"))
AGAIN = Q(reopened__gt=0) | Q(reworks__gt=0)


def months(issues: IssueQuerySet, at: datetime) -> list[Month]:
    """The last months, the newest first; two queries, both answered from an index alone."""
    starts = [month_start(at, back) for back in range(MONTHS)]
    ends = [month_start(at, -1), *starts]
    spans = list(zip(starts, ends, strict=False))
    received = issues.filter(received_at__gte=starts[-1]).aggregate(
        **{f"n{back}": counted("received_at", *span) for back, span in enumerate(spans)}
    )
    wanted = {"n": Q(), "answered": Q(answered_at__isnull=False), "in_time": CLOSED_IN_TIME, "again": AGAIN}
    closed = issues.filter(closed_at__gte=starts[-1]).aggregate(
        **{
            f"{name}{back}": counted("closed_at", *span, also)
            for name, also in wanted.items()
            for back, span in enumerate(spans)
        }
    )
    return [
        Month(
            start,
            received[f"n{back}"],
            closed[f"n{back}"],
            Ratio(closed[f"in_time{back}"], closed[f"answered{back}"]),
            Ratio(closed[f"again{back}"], closed[f"n{back}"]),
        )
        for back, start in enumerate(starts)
    ]


def counted(field: str, start: datetime, end: datetime, *also: Q) -> Count:
    return Count(field, filter=Q(*also, **{f"{field}__gte": start, f"{field}__lt": end}))


def month_start(at: datetime, back: int) -> datetime:
    """The first moment of the month so many before that of ``at``."""
    local = timezone.localtime(at)
    number = local.year * 12 + local.month - 1 - back
    return local.replace(year=number // 12, month=number % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0)


def of_span(issues: IssueQuerySet, span: Span) -> dict:
    """What came in during the span: how much of it said the same again, and how long answers took."""
    inside = issues.filter(received_at__gte=span.start, received_at__lt=span.end)
    took = ExpressionWrapper(F("answered_at") - F("received_at"), output_field=DurationField())
    facts = inside.aggregate(
        received=Count("pk"),
        repeated=Count("pk", filter=Q(merged_into__isnull=False)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        took=Avg(took, filter=Q(answered_at__isnull=False)),
    )
    days = facts["took"].total_seconds() / 86400 if facts["took"] else None
    return {
        "received": facts["received"],
        "repeated": Ratio(facts["repeated"], facts["received"]),
        "answered": Ratio(facts["answered"], facts["received"]),
        "days": f"{days:.1f}" if days is not None else "—",
    }


def causes(issues: IssueQuerySet, span: Span) -> list[tuple[str, int]]:
    """What most of it was about, by the larger category."""
    inside = issues.filter(received_at__gte=span.start, received_at__lt=span.end)
    named = inside.annotate(cause=Coalesce("category__parent__name", "category__name"))
    rows = named.values_list("cause").annotate(n=Count("pk")).order_by("-n", "cause")[:CAUSES]
    return [(name or "", count) for name, count in rows]


# a matter of a building counts for its grid
GRID = Coalesce(Case(When(unit__kind="building", then=F("unit__parent_id"))), "unit_id")


def by_grid(issues: IssueQuerySet, span: Span) -> dict[int, int]:
    """For the public map: grid → matters, where there are enough of them to point at nobody."""
    inside = public_cells(issues, span).annotate(grid=GRID)
    # the unit is counted, not the key: it stands in the index
    rows = inside.values_list("grid").annotate(n=Count("unit")).order_by("grid")
    return {grid: count for grid, count in rows if count >= SMALL}


def public_cells(issues: IssueQuerySet, span: Span) -> IssueQuerySet:
    inside = issues.filter(received_at__gte=span.start, received_at__lt=span.end)
    return inside.exclude(category__confidential=True).exclude(category__parent__confidential=True)


def heat(issues: IssueQuerySet, span: Span, *, public: bool = False) -> list[dict]:
    """Grid × larger category; for the public, small cells are left out and confidential kinds do not appear."""
    if public:
        inside = public_cells(issues, span)
    else:
        inside = issues.filter(received_at__gte=span.start, received_at__lt=span.end)
    named = inside.annotate(grid=GRID, cause=Coalesce("category__parent__name", "category__name"))
    rows = named.values("grid", "cause").annotate(n=Count("unit")).order_by("grid", "cause")
    return [row for row in rows if not public or row["n"] >= SMALL]
