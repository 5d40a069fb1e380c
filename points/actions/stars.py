"""The table of stars is the committee's own."""

from typing import Any

from django.db import transaction

from accounts.actions import record
from accounts.models import User
from grids.models import Unit
from points.models import StarLevel
from points.reports import ranking


@transaction.atomic
def set_level(unit: Unit, *, level: int, by: User, **facts: Any) -> StarLevel:
    """The first change copies everybody's table, so that the other levels stay as they were."""
    if not StarLevel.objects.filter(unit=unit).exists():
        copied = ranking.star_levels(unit)
        StarLevel.objects.bulk_create(
            StarLevel(unit=unit, level=row.level, hours=row.hours, points=row.points, both=row.both) for row in copied
        )
    row, _new = StarLevel.objects.update_or_create(unit=unit, level=level, defaults=facts)
    record("evaluation.star_level", by=by, target=f"unit:{unit.pk}", level=level)
    return row
