"""How much each grid has to do: by place, never by person."""

from datetime import datetime

from django.db.models import Case, Count, F, Q, When
from django.db.models.functions import Coalesce

from issues import flow
from issues.models import IssueQuerySet, overdue
from issues.reports.figures import month_start


def workload(issues: IssueQuerySet, at: datetime) -> dict[int, dict[str, int]]:
    """Unit → new, in hand, late, and answered since the month began; a matter of a building counts for its grid."""
    since = month_start(at, 0)
    rows = (
        issues.filter(Q(state__in=flow.OPEN) | Q(answered_at__gte=since))
        .annotate(grid=Coalesce(Case(When(unit__kind="building", then=F("unit__parent_id"))), "unit_id"))
        .values("grid")
        .annotate(
            new=Count("pk", filter=Q(state__in=flow.NEW)),
            in_hand=Count("pk", filter=Q(state__in=flow.IN_HAND)),
            late=Count("pk", filter=overdue(at)),
            answered=Count("pk", filter=Q(answered_at__gte=since)),
        )
        .order_by("grid")
    )
    return {row["grid"]: {name: row[name] for name in ("new", "in_hand", "late", "answered")} for row in rows}
