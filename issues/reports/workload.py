"""How much each grid has to do: by place, never by person."""

from datetime import datetime

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.db.models.functions import Coalesce

from issues import flow
from issues.models import IssueQuerySet, overdue
from issues.reports.figures import month_start


def workload(issues: IssueQuerySet, at: datetime) -> dict[int, dict[str, int]]:
    """Unit → new, in hand, late, and answered since the month began; a matter of a building counts for its grid."""
    since = month_start(at, 0)
    # what is open and what was answered have an index each; asked for together they would need all rows
    opened = on_grids(issues.filter(state__in=flow.OPEN)).annotate(
        new=Count("pk", filter=Q(state__in=flow.NEW)),
        in_hand=Count("pk", filter=Q(state__in=flow.IN_HAND)),
        late=Count("pk", filter=overdue(at)),
    )
    answered = on_grids(issues.filter(answered_at__gte=since)).annotate(answered=Count("pk"))
    found: dict[int, dict[str, int]] = {}
    for row in (*opened, *answered):
        found.setdefault(row.pop("grid"), dict.fromkeys(("new", "in_hand", "late", "answered"), 0)).update(row)
    return found


def on_grids(issues: IssueQuerySet) -> QuerySet:
    place = Coalesce(Case(When(unit__kind="building", then=F("unit__parent_id"))), "unit_id")
    return issues.annotate(grid=place).values("grid").order_by("grid")
