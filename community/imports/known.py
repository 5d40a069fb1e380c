"""What the register already knows about the people and homes a roster speaks of: plain look-ups, few queries, lean.

Only what these rows touch is loaded: the dwellings of their buildings, who lives in the homes they name, whoever holds
their document numbers, and namesakes within the unit. Sealed numbers stay unread, except where a part of one is compared.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from accounts.secrets import blind_index
from community.imports.places import plain_entrance, plain_room
from community.imports.shapes import Facts
from community.models import (
    Dwelling,
    Household,
    Hukou,
    Ownership,
    Person,
    Pet,
    Phone,
    Residence,
    ServiceNeed,
    Vehicle,
)
from grids.models import Unit

AT_ONCE = 2_000
Home = tuple[int, str, str]


class Human(NamedTuple):
    """Somebody in the register, or somebody an earlier row of the same file brings (then ``pk`` is below zero)."""

    pk: int
    name: str
    former_name: str = ""
    doc_type: str = ""
    doc_index: str | None = None
    sex: str = "0"
    born: date | None = None
    born_precision: str = ""
    ethnicity: str = ""
    politics: str = ""
    marriage: str = ""
    education: str = ""
    workplace: str = ""
    doc_expires_on: date | None = None
    note: str = ""
    died_on: date | None = None
    verified_on: date | None = None
    changed_at: datetime | None = None


class Stay(NamedTuple):
    pk: int
    relation: str = ""
    kind: str = ""
    household: int | None = None


class Flat(NamedTuple):
    pk: int
    area: Decimal | None = None
    use: str = ""


class Owner(NamedTuple):
    pk: int
    name: str
    doc_index: str = ""
    phone_index: str = ""


@dataclass(slots=True)
class Known:
    # current buildings of the unit
    buildings: frozenset[int] = frozenset()
    flats: dict[Home, Flat] = field(default_factory=dict)
    # entrances under which a building has a room of this number
    entrances: dict[tuple[int, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    # the current household of a home and its head
    households: dict[Home, tuple[int, int | None]] = field(default_factory=dict)
    people: dict[int, Human] = field(default_factory=dict)
    by_document: dict[str, int] = field(default_factory=dict)
    # indexes of the numbers that the rows say
    documents: set[str] = field(default_factory=set)
    by_name: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    # who lives in a home now, and who did once
    at_home: dict[tuple[Home, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    once_at_home: dict[tuple[Home, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    stays: dict[tuple[int, Home], Stay] = field(default_factory=dict)
    left: set[tuple[int, Home]] = field(default_factory=set)
    # whom some row means by number or by name and home: no other row is offered them
    spoken_for: set[int] = field(default_factory=set)
    # how many homes somebody has now; and who belongs to another area altogether
    homes: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    strangers: set[int] = field(default_factory=set)
    phones: dict[int, set[str]] = field(default_factory=dict)
    hukou: dict[int, tuple[int, str, str]] = field(default_factory=dict)
    needs: dict[int, dict[str, tuple[int, str]]] = field(default_factory=dict)
    # full and partial numbers, of namesakes of somebody of whom a row tells a part only
    numbers: dict[int, str] = field(default_factory=dict)
    hints: dict[int, str] = field(default_factory=dict)
    owners: dict[Home, list[Owner]] = field(default_factory=lambda: defaultdict(list))
    plates: dict[Home, set[str]] = field(default_factory=lambda: defaultdict(set))
    pets: dict[Home, set[str]] = field(default_factory=lambda: defaultdict(set))

    def document(self, number: str) -> Human | None:
        pk = self.by_document.get(document_index(number))
        return self.people[pk] if pk else None


@lru_cache(maxsize=16_384)
def document_index(number: str) -> str:
    return blind_index(number, "doc")


def home_of(facts: Facts) -> Home | None:
    values = facts.values
    building, room = values.get("building"), values.get("room")
    return (building, values.get("entrance", ""), room) if building is not None and room else None


def load(
    unit: Unit, rows: Iterable[Facts], *, also: Iterable[int] = (), namesakes: bool = True, lock: bool = False
) -> Known:
    """``also`` are people whom rows were laid beside before; ``lock`` holds all found until the transaction ends."""
    known = Known(
        frozenset(Unit.objects.current().of_kind(Unit.Kind.BUILDING).within(unit).values_list("pk", flat=True))
    )
    asked = Asked.of(rows)
    known.documents = asked.documents
    add_flats(known, asked)
    homes = {flat.pk: home for home, flat in known.flats.items() if home in asked.homes}
    people = add_residents(known, homes) | set(also)
    for some in batches(people):
        add_people(known, Person.objects.filter(pk__in=among(some)), lock)
    for some in batches(asked.documents):
        add_people(known, Person.objects.filter(doc_index__in=among(some)), lock)
    if namesakes:
        add_namesakes(known, asked, unit)
    for some in batches([pk for pk in known.people if pk not in people]):
        add_other_homes(known, some)
    for some in batches(known.people):
        add_belongings(known, some)
    known.spoken_for |= {known.by_document[index] for index in asked.documents if index in known.by_document}
    known.spoken_for |= {pk for resident in asked.residents for pk in known.at_home.get(resident, ())}
    find_strangers(known, unit)
    add_partial_numbers(known, asked.hinted)
    for some in batches(homes):
        add_property(known, homes, some)
    return known


@dataclass(slots=True)
class Asked:
    """What the rows name, each once."""

    homes: set[Home] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    # names in rows without a number, in rows with one, and in rows with a part of one
    names: set[str] = field(default_factory=set)
    numbered: set[str] = field(default_factory=set)
    hinted: set[str] = field(default_factory=set)
    residents: set[tuple[Home, str]] = field(default_factory=set)

    @classmethod
    def of(cls, rows: Iterable[Facts]) -> "Asked":
        asked = cls()
        for facts in rows:
            values = facts.values
            if home := home_of(facts):
                asked.homes.add(home)
                asked.residents.add((home, values.get("name", "")))
            if number := values.get("id_number"):
                asked.documents.add(document_index(number))
            if (owner := values.get("owner")) and owner.get("doc_number"):
                asked.documents.add(document_index(owner["doc_number"]))
            if name := values.get("name"):
                (asked.numbered if values.get("id_number") else asked.names).add(name)
                if values.get("id_hint"):
                    asked.hinted.add(name)
        return asked


@lru_cache(maxsize=8192)
def plain_place(entrance: str, room: str) -> tuple[str, str]:
    return plain_entrance(entrance), plain_room(room)


def add_flats(known: Known, asked: Asked) -> None:
    buildings = known.buildings & {home[0] for home in asked.homes}
    rows = Dwelling.objects.filter(building__in=buildings)
    for pk, building, entrance, room, area, use in rows.values_list(
        "pk", "building", "entrance", "room", "area", "use"
    ):
        entrance, room = plain_place(entrance, room)
        known.flats[building, entrance, room] = Flat(pk, area, use)
        known.entrances[building, room].add(entrance)


def add_residents(known: Known, homes: dict[int, Home]) -> set[int]:
    """Who lives or lived in these homes."""
    people = set()
    names = ("pk", "person", "person__name", "dwelling", "relation", "kind", "household", "until")
    for some in batches(homes):
        for dwelling, pk, head in (
            Household.objects.current().filter(dwelling__in=among(some)).values_list("dwelling", "pk", "head")
        ):
            known.households[homes[dwelling]] = pk, head
        stays = Residence.objects.filter(dwelling__in=among(some), person__merged_into=None).order_by("pk")
        for row in stays.values_list(*names):
            pk, person, name, dwelling, relation, kind, household, until = row
            people.add(person)
            add_stay(known, person, name, homes[dwelling], None if until else Stay(pk, relation, kind, household))
    for some in batches(people):
        for person, count in current_homes(some):
            known.homes[person] = count
    return people


def add_stay(known: Known, person: int, name: str, home: Home, stay: Stay | None) -> None:
    if stay is None:
        known.left.add((person, home))
        known.once_at_home[home, name].append(person)
    else:
        known.stays[person, home] = stay
        known.at_home[home, name].append(person)


def current_homes(people: list[int]) -> Iterator[tuple[int, int]]:
    counted: dict[int, int] = defaultdict(int)
    for person in Residence.objects.current().filter(person__in=among(people)).values_list("person", flat=True):
        counted[person] += 1
    yield from counted.items()


def inside(people: QuerySet, unit: Unit) -> QuerySet:
    """Of them those who live or are registered in the unit, or live nowhere: nobody else is offered as a namesake."""
    units = Unit.objects.within(unit).values("pk")
    stays = Residence.objects.current().filter(person=OuterRef("pk"))
    registered = Hukou.objects.filter(person=OuterRef("pk"), unit__in=units)
    return people.filter(Exists(stays.filter(dwelling__building__in=units)) | Exists(registered))


def add_people(known: Known, people: QuerySet, lock: bool) -> None:
    rows = people.filter(merged_into=None).order_by("pk").values_list(*Human._fields)
    for row in rows.select_for_update(no_key=True) if lock else rows:
        human = Human(*row)
        if human.pk not in known.people:
            known.people[human.pk] = human
            known.by_name[human.name].append(human.pk)
            if human.doc_index:
                known.by_document[human.doc_index] = human.pk


def add_namesakes(known: Known, asked: Asked, unit: Unit) -> None:
    """A row with a number may mean somebody without one; a row without may mean anybody of that name."""
    found = inside(Person.objects.living(), unit)
    for some in batches(asked.numbered - asked.names):
        add_people(known, found.filter(name__in=among(some), doc_index=None), lock=False)
    for some in batches(asked.names):
        add_people(known, found.filter(name__in=among(some)), lock=False)


def add_other_homes(known: Known, some: list[int]) -> None:
    for person, count in current_homes(some):
        known.homes[person] = count


def add_belongings(known: Known, some: list[int]) -> None:
    for person, index in Phone.objects.filter(person__in=among(some)).values_list("person", "number_index"):
        known.phones.setdefault(person, set()).add(index)
    for pk, person, address, number in Hukou.objects.filter(person__in=among(some)).values_list(
        "pk", "person", "address", "number"
    ):
        known.hukou[person] = pk, address, number
    needs = ServiceNeed.objects.current().filter(person__in=among(some))
    for pk, person, group, grade in needs.values_list("pk", "person", "group", "grade"):
        known.needs.setdefault(person, {})[group] = pk, grade
    hints = Person.objects.filter(pk__in=among(some), doc_index=None).exclude(doc_hint="")
    known.hints |= dict(hints.values_list("pk", "doc_hint"))


def find_strangers(known: Known, unit: Unit) -> None:
    """People met by their number who belong elsewhere: their own staff keep what is known about them.

    Whoever lives nowhere now belongs to where they lived last.
    """
    here = {person for person, _home in known.stays}
    units = Unit.objects.within(unit).values("pk")
    for some in batches([pk for pk in known.people if pk not in here]):
        ours = set(inside(Person.objects.filter(pk__in=among(some)), unit).values_list("pk", flat=True))
        nowhere = [pk for pk in some if not known.homes.get(pk)]
        once = Residence.objects.filter(person__in=among(nowhere), dwelling__building__in=units)
        known.strangers |= set(some) - ours - set(once.values_list("person", flat=True))


def add_partial_numbers(known: Known, names: set[str]) -> None:
    pks = [pk for name in names for pk in known.by_name.get(name, ()) if known.people[pk].doc_index]
    for some in batches(pks):
        known.numbers |= dict(Person.objects.filter(pk__in=among(some)).values_list("pk", "doc_number"))


def add_property(known: Known, homes: dict[int, Home], some: list[int]) -> None:
    here = Q(dwelling__in=among(some))
    owners = Ownership.objects.current().filter(here).order_by("pk")
    for dwelling, *owner in owners.values_list("dwelling", "pk", "name", "doc_index", "phone_index"):
        known.owners[homes[dwelling]].append(Owner(*owner))
    for dwelling, index in Vehicle.objects.current().filter(here).values_list("dwelling", "plate_index"):
        known.plates[homes[dwelling]].add(index)
    for dwelling, name in Pet.objects.current().filter(here).values_list("dwelling", "name"):
        known.pets[homes[dwelling]].add(name)


def among(values: Iterable[int] | Iterable[str]) -> RawSQL:
    """For ``…__in=``: all values in one parameter, because each one of thousands costs as much as a row."""
    told = list(values)
    if connection.vendor != "postgresql":
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(told)])
    # an empty array has no kind of its own
    if told and isinstance(told[0], str):
        return RawSQL("SELECT unnest(%s::text[])", [told])
    return RawSQL("SELECT unnest(%s::bigint[])", [told])


def batches(things: Iterable) -> Iterator[list]:
    queue = iter(list(things))
    while some := list(islice(queue, AT_ONCE)):
        yield some
