"""Where a unit's boundary runs."""

from django.db import transaction

from accounts.models import User
from grids.actions.unit import log
from grids.models import Unit


@transaction.atomic
def set_boundary(unit: Unit, boundary: dict | None, *, by: User | None) -> None:
    """``boundary`` comes from ``grids.boundary.read_boundary``; None takes it away."""
    Unit.objects.filter(pk=unit.pk).update(boundary=boundary)
    log("grids.boundary_set", unit, by, kept=boundary is not None)
