"""Residents as plain rows for lists and reports, some hundred at a time, in a handful of queries each time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import F

from accounts.models import User
from community.codes import RESTRICTED_GROUPS
from community.models import Hukou, Ownership, Person, Phone, Residence, ServiceNeed, Vehicle
from grids.models import Unit

AT_ONCE = 500
PERSON = (
    "pk", "name", "former_name", "doc_type", "doc_number", "doc_expires_on", "sex", "born", "born_precision",
    "ethnicity", "politics", "marriage", "education", "workplace", "note", "died_on", "verified_on",
    "guardian", "guardian__name",
)  # fmt: skip
STAY = (
    "person", "dwelling", "relation", "kind", "until", "household__head", "household__head__name", "household__head__doc_number", "dwelling__building",
    "dwelling__building__name", "dwelling__entrance", "dwelling__room", "dwelling__floor", "dwelling__area",
    "dwelling__use",
)  # fmt: skip
Row = dict[str, Any]


class People:
    """Rows of people of one unit as one user may see them; ``focus`` is the service group a list is about."""

    def __init__(self, unit: Unit, *, by: User, on: date, focus: str = "") -> None:
        self.unit, self.by, self.on, self.focus = unit, by, on, focus
        self.places = places_of(unit)

    def in_chunks(self, keys: Sequence[int]) -> Iterator[list[Row]]:
        for start in range(0, len(keys), AT_ONCE):
            yield self.rows(keys[start : start + AT_ONCE])

    def rows(self, keys: Sequence[int]) -> list[Row]:
        """In the order of the keys; whoever is no longer there is missing."""
        people = {row["pk"]: row for row in Person.objects.filter(pk__in=keys).values(*PERSON)}
        guardians = {row["guardian"] for row in people.values() if row["guardian"]}
        stays = self.stays(keys)
        heads = {stay["household__head"] for stay in stays.values() if stay["household__head"]}
        phones = phones_of({*keys, *guardians, *heads})
        hukou = {
            row["person"]: row for row in Hukou.objects.filter(person__in=keys).values("person", "address", "number")
        }
        needs = self.needs(keys)
        homes = {stay["dwelling"] for stay in stays.values()}
        owners, plates = owners_of(homes), plates_of(homes)
        for key, row in people.items():
            stay = stays.get(key)
            row["stay"] = stay
            row["place"] = self.places.get(stay["dwelling__building"], {}) if stay else {}
            row["phones"] = phones.get(key, [])
            row["guardian_phones"] = phones.get(row["guardian"], [])
            row["hukou"] = hukou.get(key, {"address": "", "number": ""})
            row["needs"] = needs.get(key, [])
            row["head_phones"] = phones.get(stay["household__head"], []) if stay else []
            owned = owners.get(stay["dwelling"], []) if stay else []
            row["owners"] = [(name, phone) for name, _number, phone in owned]
            row["owner_numbers"] = [number for _name, number, _phone in owned if number]
            row["plates"] = plates.get(stay["dwelling"], []) if stay else []
            row["on"] = self.on
        return [people[key] for key in keys if key in people]

    def stays(self, keys: Sequence[int]) -> dict[int, Row]:
        """One home each inside the unit: where they live, else where they lived last."""
        inside = Residence.objects.filter(person__in=keys, dwelling__building__in=Unit.objects.within(self.unit))
        last_wins = inside.order_by(F("until").asc(nulls_last=True), "-pk").values(*STAY)
        return {stay["person"]: stay for stay in last_wins}

    def needs(self, keys: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
        found = defaultdict(list)
        seen = ServiceNeed.objects.visible_to(self.by).current(self.on).filter(person__in=keys)
        # what fewer people may know stands in no list but its own (registry S11)
        seen = seen.filter(group=self.focus) if self.focus else seen.exclude(group__in=RESTRICTED_GROUPS)
        for person, group, grade in seen.order_by("group").values_list("person", "group", "grade"):
            found[person].append((group, grade))
        return found


def places_of(unit: Unit) -> dict[int, dict[str, str]]:
    """For each building of the unit, what the levels above it are called: ``{"grid": "第1网格", "area": …}``."""
    tree = {
        row["pk"]: row
        for row in Unit.objects.filter(tree_id=unit.tree_id).order_by("lft").values("pk", "parent", "kind", "name")
    }
    names: dict[int, dict[str, str]] = {}
    for pk, row in tree.items():
        names[pk] = {**names.get(row["parent"], {}), row["kind"]: row["name"]}
    return names


def phones_of(keys: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    found = defaultdict(list)
    for person, number, label in (
        Phone.objects.filter(person__in=list(keys)).order_by("pk").values_list("person", "number", "label")
    ):
        found[person].append((number, label))
    return found


def owners_of(homes: Iterable[int]) -> dict[int, list[tuple[str, str, str]]]:
    found = defaultdict(list)
    current = Ownership.objects.current().filter(dwelling__in=list(homes)).order_by("pk")
    for dwelling, *owner in current.values_list("dwelling", "name", "doc_number", "phone"):
        found[dwelling].append(tuple(owner))
    return found


def plates_of(homes: Iterable[int]) -> dict[int, list[str]]:
    found = defaultdict(list)
    current = Vehicle.objects.current().filter(dwelling__in=list(homes)).order_by("pk")
    for dwelling, plate in current.values_list("dwelling", "plate"):
        found[dwelling].append(plate)
    return found
