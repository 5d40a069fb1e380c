"""What the register already knows about the people and dwellings a roster speaks of, loaded in a few queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import QuerySet

from accounts.secrets import blind_index
from community.imports.places import plain_entrance, plain_room
from community.models import Dwelling, Household, Hukou, Person, Phone, Residence
from grids.models import Unit

AT_ONCE = 500
Home = tuple[int, str, str]


@dataclass
class Known:
    """Plain look-ups; people come without their sealed number, which stays unread."""

    people: dict[int, Person] = field(default_factory=dict)
    by_document: dict[str, int] = field(default_factory=dict)
    dwellings: dict[Home, int] = field(default_factory=dict)
    households: dict[int, tuple[int, int | None]] = field(default_factory=dict)
    at_home: dict[tuple[int, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    residences: dict[tuple[int, int], Residence] = field(default_factory=dict)
    phones: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    hukou: dict[int, Hukou] = field(default_factory=dict)
    inside: set[int] = field(default_factory=set)

    def document(self, number: str) -> Person | None:
        pk = self.by_document.get(document_index(number))
        return self.people[pk] if pk else None

    def namesakes(self, home: Home, name: str) -> list[Person]:
        dwelling = self.dwellings.get(home)
        return [self.people[pk] for pk in self.at_home.get((dwelling, name), [])] if dwelling else []


def document_index(number: str) -> str:
    return blind_index(number, "doc")


def load(unit: Unit, numbers: Iterable[str]) -> Known:
    """Everybody who lives in the unit, and whoever else holds one of these document numbers."""
    known = Known()
    buildings = Unit.objects.current().of_kind(Unit.Kind.BUILDING).within(unit).values("pk")
    dwellings = Dwelling.objects.filter(building__in=buildings)
    for pk, building, entrance, room in dwellings.values_list("pk", "building", "entrance", "room"):
        known.dwellings[building, plain_entrance(entrance), plain_room(room)] = pk
    households = Household.objects.filter(dwelling__building__in=buildings, until=None)
    for pk, dwelling, head in households.values_list("pk", "dwelling", "head"):
        known.households[dwelling] = (pk, head)
    here = Residence.objects.filter(dwelling__building__in=buildings, until=None)
    known.inside = set(here.values_list("person", flat=True))
    add_people(known, Person.objects.filter(pk__in=here.values("person")))
    for some in batches({document_index(number) for number in numbers}):
        add_people(known, Person.objects.filter(doc_index__in=some))
    for residence in here:
        known.residences[residence.person_id, residence.dwelling_id] = residence
        known.at_home[residence.dwelling_id, known.people[residence.person_id].name].append(residence.person_id)
    for some in batches(known.inside):
        add_belongings(known, some)
    return known


def add_people(known: Known, people: QuerySet) -> None:
    for person in people.defer("doc_number"):
        known.people[person.pk] = person
        if person.doc_index:
            known.by_document[person.doc_index] = person.pk


def add_belongings(known: Known, some: Sequence[int]) -> None:
    for person, number in Phone.objects.filter(person__in=some).values_list("person", "number_index"):
        known.phones[person].add(number)
    for hukou in Hukou.objects.filter(person__in=some):
        known.hukou[hukou.person_id] = hukou


def batches(things: Iterable) -> Iterator[list]:
    queue = iter(things)
    while some := list(islice(queue, AT_ONCE)):
        yield some
