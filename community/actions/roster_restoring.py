"""What one row of an import replaced or brought, given back as wishes that hold only where nothing changed since."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Model

from community.actions.bulk import update_many
from community.actions.roster_chunk import as_json
from community.imports.differences import document_index
from community.models import (
    Dwelling,
    Household,
    Hukou,
    Ownership,
    Person,
    Pet,
    Phone,
    Residence,
    RosterRow,
    ServiceNeed,
    Vehicle,
)


@dataclass(slots=True)
class Taking:
    """One row on its way back: ``before`` is its trace, ``stays`` are the keys that had to stay as they are."""

    row: int
    person: int | None
    wrote: list[str]
    before: dict
    at: datetime
    stays: set[str] = field(default_factory=set)

    @property
    def brought(self) -> int | None:
        return self.before.get("person")

    def stay(self, *keys: str) -> None:
        """Of what was to be given back these keys were changed meanwhile."""
        self.stays |= set(keys)


class Wish(NamedTuple):
    """This field shall be ``old`` again if it is still ``new``."""

    model: type[Model]
    pk: int
    name: str
    old: Any
    new: Any
    taking: Taking
    key: str


class Removal(NamedTuple):
    """This row shall go again if it still is as it was written."""

    model: type[Model]
    pk: int
    written: Mapping[str, Any]
    taking: Taking
    key: str


# --- from traces to wishes ---------------------------------------------------------------------


def wishes(taking: Taking) -> Iterator[Wish]:
    for name, read in WISHES.items():
        if name in taking.before:
            yield from read(taking, taking.before[name])


def person_wishes(taking: Taking, was: Mapping[str, list]) -> Iterator[Wish]:
    for name, (old, new) in was.items():
        key = "born" if name == "born_precision" else name
        yield Wish(Person, taking.person or 0, name, old, new, taking, key)


def number_wishes(taking: Taking, trace: list) -> Iterator[Wish]:
    hint, kind, number, new_hint, new_kind = trace
    pk = taking.person or 0
    if number:
        yield Wish(Person, pk, "doc_index", None, document_index(number), taking, "id_number")
    yield Wish(Person, pk, "doc_hint", hint, new_hint, taking, "id_hint")
    yield Wish(Person, pk, "doc_type", kind, new_kind, taking, "doc_type")


def pair_wishes(model: type[Model], names: tuple[str, str], keys: tuple[str, str]) -> Callable:
    def read(taking: Taking, trace: list) -> Iterator[Wish]:
        pk, old, new = trace
        for place, name in enumerate(names):
            yield Wish(model, pk, name, old[place], new[place], taking, keys[place])

    return read


def single_wish(model: type[Model], name: str, key: str) -> Callable:
    def read(taking: Taking, trace: list) -> Iterator[Wish]:
        pk, old, new = trace
        yield Wish(model, pk, name, old, new, taking, key)

    return read


def grade_wishes(taking: Taking, trace: list) -> Iterator[Wish]:
    for pk, old, new in trace:
        yield Wish(ServiceNeed, pk, "grade", old, new, taking, "group")


def owner_wishes(taking: Taking, trace: list) -> Iterator[Wish]:
    pks, day = trace
    for pk in pks:
        yield Wish(Ownership, pk, "until", None, day, taking, "owner")


def gone_wishes(taking: Taking, trace: Mapping) -> Iterator[Wish]:
    """Somebody who was said to have died or left lives there again."""
    key = "died" if trace["died"] else "left"
    if trace["died"]:
        yield Wish(Person, taking.person or 0, "died_on", None, trace["on"], taking, key)
    for stay in trace["stays"]:
        yield Wish(Residence, stay["stay"], "until", None, stay["until"], taking, key)
        if "ended" in stay:
            yield Wish(Household, stay["household"], "until", None, stay["ended"], taking, key)
        if "head" in stay:
            yield Wish(Household, stay["household"], "head_id", stay["head"], None, taking, key)
        for pk, relation in stay.get("relations", ()):
            yield Wish(Residence, pk, "relation", relation, "", taking, key)


WISHES: dict[str, Callable[[Taking, Any], Iterator[Wish]]] = {
    "was": person_wishes,
    "number": number_wishes,
    "flat": pair_wishes(Dwelling, ("area", "use"), ("area", "use")),
    "stay_was": pair_wishes(Residence, ("relation", "kind"), ("relation", "kind")),
    "head": single_wish(Household, "head_id", "relation"),
    "relation": single_wish(Residence, "relation", "relation"),
    "grades": grade_wishes,
    "owners_ended": owner_wishes,
    "gone": gone_wishes,
}


def grant(asked: Iterable[Wish]) -> None:
    by_model: dict[type[Model], list[Wish]] = defaultdict(list)
    for wish in asked:
        by_model[wish.model].append(wish)
    for model, some in by_model.items():
        names = sorted({wish.name for wish in some})
        found = {
            row[0]: dict(zip(names, row[1:], strict=True))
            for row in model._base_manager.filter(pk__in={wish.pk for wish in some}).values_list("pk", *names)
        }
        changed = {wish.pk for wish in some if granted(wish, found.get(wish.pk))}
        update_many(model, [field_of(name) for name in names], [(*found[pk].values(), pk) for pk in changed])


def field_of(name: str) -> str:
    return name.removesuffix("_id")


def granted(wish: Wish, row: dict | None) -> bool:
    if row is None:
        return False
    if as_json(row[wish.name]) != wish.new:
        wish.taking.stay(wish.key)
        return False
    row[wish.name] = wish.model._meta.get_field(wish.name).to_python(wish.old)
    return True


# --- what goes again ---------------------------------------------------------------------------


def removals(taking: Taking) -> Iterator[Removal]:
    before = taking.before
    if "stay" in before and not taking.brought:
        pk, relation, kind, household, until = before["stay"]
        written = {"relation": relation, "kind": kind, "household_id": household, "until": until}
        yield Removal(Residence, pk, written, taking, "room")
    if not taking.brought:
        for pk, grade in before.get("needs", ()):
            yield Removal(ServiceNeed, pk, {"grade": grade, "until": None}, taking, "group")
    if "owner" in before:
        yield Removal(Ownership, before["owner"][0], {"name": before["owner"][1], "until": None}, taking, "owner")
    for pk in before.get("vehicles", ()):
        yield Removal(Vehicle, pk, {"until": None}, taking, "plate")
    for pk, name in before.get("pets", ()):
        yield Removal(Pet, pk, {"name": name, "until": None}, taking, "pet")


def shelters(taking: Taking, model: type[Model]) -> Iterator[Removal]:
    """Households and dwellings go last, when nobody is in them any more."""
    before = taking.before
    if model is Household and "household" in before:
        yield Removal(Household, before["household"], {"until": None}, taking, "room")
    if model is Dwelling and "dwelling" in before:
        pk, area, use = before["dwelling"]
        yield Removal(Dwelling, pk, {"area": area, "use": use}, taking, "room")


def remove(asked: Iterable[Removal]) -> None:
    by_model: dict[type[Model], list[Removal]] = defaultdict(list)
    for removal in asked:
        by_model[removal.model].append(removal)
    for model, some in by_model.items():
        names = list(some[0].written)
        rows = model._base_manager.filter(pk__in=[one.pk for one in some]).values_list("pk", *names)
        found = {row[0]: dict(zip(names, map(as_json, row[1:]), strict=True)) for row in rows}
        held = hanging(model, found)
        gone = []
        for one in some:
            if one.pk in held or (one.pk in found and found[one.pk] != one.written):
                one.taking.stay(one.key)
            else:
                gone.append(one.pk)
        model._base_manager.filter(pk__in=gone).delete()


def remove_phones(takings: Iterable[Taking]) -> None:
    mine = {
        (one.person, index): (one, label)
        for one in takings
        if not one.brought
        for index, label in one.before.get("phones", ())
    }
    people = {person for person, _index in mine}
    gone = []
    for pk, person, index, label in Phone.objects.filter(person__in=people).values_list(
        "pk", "person", "number_index", "label"
    ):
        if (person, index) in mine:
            taking, written = mine[person, index]
            if label == written:
                gone.append(pk)
            else:
                taking.stay("phone")
    Phone.objects.filter(pk__in=gone).delete()


def restore_hukou(takings: Iterable[Taking]) -> None:
    mine = {one.person: one for one in takings if not one.brought and "hukou" in one.before}
    gone, back = [], []
    for pk, person, *now in Hukou.objects.filter(person__in=mine).values_list("pk", "person", "address", "number"):
        old, new = mine[person].before["hukou"]
        if now != new:
            mine[person].stay("hukou", "hukou_number")
        elif old is None:
            gone.append(pk)
        else:
            back.append((*old, pk))
    Hukou.objects.filter(pk__in=gone).delete()
    update_many(Hukou, ("address", "number"), back)


# --- what hangs on a row -----------------------------------------------------------------------


def hanging(
    model: type[Model], pks: Collection[int], own: Mapping[type[Model], Collection[int]] | None = None
) -> set[int]:
    """Which of these rows any other row of any table points to; ``own`` are rows that go with them."""
    found: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or not (relation.one_to_many or relation.one_to_one):
            continue
        other, name = relation.related_model, relation.field.name
        rows = other._base_manager.filter(**{f"{name}__in": pks}).exclude(pk__in=(own or {}).get(other, ()))
        if other is RosterRow:
            # rows that only looked at somebody hold nobody back
            rows = rows.exclude(written_at=None)
        found |= set(rows.values_list(relation.field.attname, flat=True))
    return found
