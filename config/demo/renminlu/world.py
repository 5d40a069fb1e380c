"""What the story knows while it is told: the ground, the people in post, and whom one could hear from."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from accounts.models import User
from config.demo.renminlu import places
from config.demo.renminlu.people import Invention
from grids import actions
from grids.models import Unit

SEED = 8500
# when the committee began to keep its tree here
FOUNDED = date(2023, 3, 1)


@dataclass
class World:
    invent: Invention
    today: date
    street: Unit
    community: Unit
    areas: list[Unit]
    grids: list[Unit]
    buildings: list[Unit]
    # by role, the account that is shown at the first start
    accounts: dict[str, User] = field(default_factory=dict)
    secretary: User | None = None
    clerks: list[User] = field(default_factory=list)
    # by key of the grid
    leaders: dict[int, User] = field(default_factory=dict)
    workers: dict[int, User] = field(default_factory=dict)
    # by key of the building: names and numbers of adults
    neighbours: dict[int, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def building(self, name: str) -> Unit:
        return next(building for building in self.buildings if building.name == name)


def lay_ground(today: date) -> World:
    units = actions.load_units(places.rows(FOUNDED), by=None)
    kinds: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        kinds[unit.kind].append(unit)
    return World(
        invent=Invention(SEED, today),
        today=today,
        street=kinds[Unit.Kind.STREET][0],
        community=kinds[Unit.Kind.COMMUNITY][0],
        areas=kinds[Unit.Kind.AREA],
        grids=kinds[Unit.Kind.GRID],
        buildings=kinds[Unit.Kind.BUILDING],
    )


def look_at_the_tables() -> None:
    """Thousands of rows came in one transaction: PostgreSQL plans for empty tables until somebody has counted them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
