"""What is written of a roster in one transaction: some families, each row with what it may write and what it replaced."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from community.codes import HEAD
from community.imports.differences import day
from community.imports.known import Home, Known
from community.imports.matching import Entry
from community.models import RosterImport

# of a newcomer everything the row says is written; the home's facts only where they are new or were shown
OF_THE_HOME = frozenset({"area", "use", "owner", "plate", "pet"})


@dataclass(slots=True)
class Task:
    """One row on its way: ``writes`` are keys, ``before`` is what undoing needs."""

    row: int
    entry: Entry
    writes: frozenset[str]
    declined: frozenset[str] = frozenset()
    before: dict = field(default_factory=dict)
    wrote: list[str] = field(default_factory=list)
    # of the entry, asked for again and again
    values: dict = field(init=False)
    home: Home | None = field(init=False)
    newcomer: bool = field(init=False)

    def __post_init__(self) -> None:
        self.values, self.home, self.newcomer = self.entry.facts.values, self.entry.home, self.entry.newcomer

    def may(self, key: str) -> bool:
        """Whether this key of the row is to be written."""
        if self.newcomer and key not in OF_THE_HOME:
            return key not in self.declined
        return key in self.writes

    @property
    def told_of_newcomer(self) -> dict:
        """What the row says of somebody it brings, without what was declined."""
        declined = self.declined
        return {key: value for key, value in self.values.items() if key not in declined} if declined else self.values

    def says(self, key: str) -> object:
        """What the row says for this key, if it is to be written."""
        return self.values.get(key) if self.may(key) else None

    @property
    def gone(self) -> date | None:
        """The day somebody died or moved away, as the row says."""
        if self.values.get("died") and self.may("died"):
            return day(self.values.get("died_on")) or timezone.localdate()
        if self.values.get("left") and self.may("left"):
            return day(self.values.get("left_on")) or timezone.localdate()
        return None

    @property
    def settles(self) -> bool:
        """Somebody comes to live in a home where they do not live yet."""
        return self.home is not None and (self.newcomer or "room" in self.writes)

    @property
    def relation(self) -> str:
        relation = self.says("relation") or ""
        return str(relation)

    @property
    def heads(self) -> bool:
        return self.relation == HEAD and not self.gone and (self.settles or "relation" in self.writes)


@dataclass(slots=True)
class Chunk:
    roster: RosterImport
    known: Known
    tasks: list[Task]
    by: User
    at: datetime
    # keys of people and homes as the plan knows them → keys in the register
    people: dict[int, int] = field(default_factory=dict)
    flats: dict[Home, int] = field(default_factory=dict)

    def person(self, task: Task) -> int | None:
        key = task.entry.person
        return self.people.get(key, key) if key is not None else None

    def flat(self, task: Task) -> int | None:
        if task.home is None:
            return None
        flat = self.known.flats.get(task.home)
        return flat.pk if flat else self.flats.get(task.home)

    def settled(self) -> Iterator[Task]:
        """Rows about people who were in the register before."""
        return (task for task in self.tasks if task.entry.person is not None and not task.newcomer)


def first_of(tasks: Iterable[Task]) -> dict[Home, Task]:
    """The first row of each home: what is done to the home stands in its trace."""
    found: dict[Home, Task] = {}
    for task in tasks:
        if task.home is not None:
            found.setdefault(task.home, task)
    return found


def as_json(value: object) -> object:
    """A value as the trace keeps it; equal values stay equal."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
