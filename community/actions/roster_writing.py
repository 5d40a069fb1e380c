"""Writes what a roster asks for, in bulk and in one short transaction: all of it or nothing."""

from collections.abc import Iterable, Sequence
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record, tell
from accounts.models import User
from community.actions.adding import NewHukou, NewPerson, add_people_in_bulk, draft_phones, take_document
from community.actions.roster import Comparison, State, move
from community.ids import read_document
from community.imports.checking import HEAD
from community.imports.known import Home, Known
from community.imports.resource import PERSON_FIELDS, Entry
from community.models import Dwelling, Household, Hukou, Person, Phone, Residence, RosterImport

AT_ONCE = 500
CHANGED_FIELDS = (*PERSON_FIELDS, "born_precision", "doc_type", "doc_number", "doc_index", "doc_tail", "changed_at")


class RegisterMoved(Exception):
    """Somebody changed a person between the comparison and the writing; the job compares again."""


@transaction.atomic
def write(roster: RosterImport, comparison: Comparison, *, by: User) -> None:
    """Everything the comparison planned. The state moves in the same transaction, so a second run finds nothing."""
    move(roster, State.APPLYING, State.APPLIED, applied_at=timezone.now())
    planned, known = comparison.planned, comparison.resource.known
    newcomers = [entry for entry in planned if entry.new]
    settled = [entry for entry in planned if not entry.new]
    refuse_moved(settled)
    add_dwellings(planned, known)
    change_people(settled)
    move_in([entry for entry in settled if entry.moves_in], known)
    change_residences([entry for entry in settled if not entry.moves_in], known)
    name_heads(settled, known)
    add_phones(settled)
    keep_hukou(settled, known)
    add_people(newcomers, known, by)
    record("roster.applied", by=by, target=f"roster:{roster.pk}", new=len(newcomers), changed=len(settled))
    transaction.on_commit(partial(tell_of_writing, roster, by))


def refuse_moved(settled: Sequence[Entry]) -> None:
    seen = {entry.person.pk: entry.person.changed_at for entry in settled}
    for some in slices(list(seen)):
        for pk, changed_at in Person.objects.select_for_update().filter(pk__in=some).values_list("pk", "changed_at"):
            if seen.pop(pk) != changed_at:
                raise RegisterMoved
    if seen:
        raise RegisterMoved


def add_dwellings(planned: Iterable[Entry], known: Known) -> None:
    wanted = {entry.facts.home for entry in planned if entry.moves_in and entry.facts.home not in known.dwellings}
    rows = [Dwelling(building_id=building, entrance=entrance, room=room) for building, entrance, room in sorted(wanted)]
    for row in Dwelling.objects.bulk_create(rows, AT_ONCE):
        known.dwellings[row.building_id, row.entrance, row.room] = row.pk


def dwelling_of(entry: Entry, known: Known) -> int:
    home: Home = entry.facts.home
    return known.dwellings[home]


def add_people(newcomers: Iterable[Entry], known: Known, by: User) -> None:
    """Heads first: whoever has no relation joins a household that has one already."""
    heads_first = sorted(newcomers, key=lambda entry: entry.facts.values.get("relation") != HEAD)
    add_people_in_bulk([new_person(entry, dwelling_of(entry, known)) for entry in heads_first], by=by)


def new_person(entry: Entry, dwelling: int) -> NewPerson:
    values = entry.facts.values
    return NewPerson(
        values["name"],
        Dwelling(pk=dwelling),
        id_number=values.get("id_number"),
        doc_type=entry.person.doc_type,
        phones=list(values.get("phones", {}).items()),
        relation=values.get("relation", ""),
        kind=values.get("kind", ""),
        hukou=NewHukou(address=values["hukou"]) if values.get("hukou") else None,
        facts={name: values[name] for name in (*PERSON_FIELDS, "born_precision") if name in values},
    )


def change_people(settled: Iterable[Entry]) -> None:
    """An existing document number is never written over, only a missing one filled in."""
    numbered: list[Person] = []
    others: list[Person] = []
    for entry in settled:
        entry.person.changed_at = timezone.now()
        if entry.changed("id_number"):
            take_document(entry.person, read_document(entry.facts.values["id_number"], entry.person.doc_type))
        (numbered if entry.changed("id_number") else others).append(entry.person)
    Person.objects.bulk_update(numbered, CHANGED_FIELDS, AT_ONCE // 5)
    plain = [name for name in CHANGED_FIELDS if not name.startswith("doc_")]
    Person.objects.bulk_update(others, plain, AT_ONCE // 5)


def move_in(movers: Iterable[Entry], known: Known) -> None:
    """People already known get one more dwelling; where else they live stays as it is."""
    dwellings = {dwelling_of(entry, known) for entry in movers}
    started = [Household(dwelling_id=dwelling) for dwelling in sorted(dwellings - known.households.keys())]
    for row in Household.objects.bulk_create(started, AT_ONCE):
        known.households[row.dwelling_id] = (row.pk, None)
    Residence.objects.bulk_create([residence(entry, known) for entry in movers], AT_ONCE)


def residence(entry: Entry, known: Known) -> Residence:
    dwelling, values = dwelling_of(entry, known), entry.facts.values
    return Residence(
        person=entry.person,
        dwelling_id=dwelling,
        household_id=known.households[dwelling][0],
        relation=values.get("relation", ""),
        kind=values.get("kind", ""),
    )


def change_residences(staying: Iterable[Entry], known: Known) -> None:
    rows = []
    for entry in staying:
        if entry.changed("relation") or entry.changed("kind"):
            residence = known.residences[entry.person.pk, dwelling_of(entry, known)]
            residence.relation = entry.facts.values.get("relation", residence.relation)
            residence.kind = entry.facts.values.get("kind", residence.kind)
            rows.append(residence)
    Residence.objects.bulk_update(rows, ["relation", "kind"], AT_ONCE // 5)


def name_heads(settled: Iterable[Entry], known: Known) -> None:
    heads = []
    for entry in settled:
        household, head = known.households.get(dwelling_of(entry, known), (None, None))
        if household and head is None and entry.facts.values.get("relation") == HEAD:
            heads.append(Household(pk=household, head=entry.person))
    Household.objects.bulk_update(heads, ["head"], AT_ONCE // 5)


def add_phones(settled: Iterable[Entry]) -> None:
    rows = []
    for entry in settled:
        unknown = [change.new for change in entry.changes if change.key == "phone"]
        labels = entry.facts.values.get("phones", {})
        rows += draft_phones(entry.person, [(number, labels[number]) for number in unknown])
    Phone.objects.bulk_create(rows, AT_ONCE)


def keep_hukou(settled: Iterable[Entry], known: Known) -> None:
    fresh, moved = [], []
    for entry in settled:
        if not entry.changed("hukou"):
            continue
        address = entry.facts.values["hukou"]
        hukou = known.hukou.get(entry.person.pk)
        if hukou is None:
            fresh.append(Hukou(person=entry.person, address=address))
        else:
            hukou.address = address
            moved.append(hukou)
    Hukou.objects.bulk_create(fresh, AT_ONCE)
    Hukou.objects.bulk_update(moved, ["address"], AT_ONCE // 5)


def slices(pks: Sequence[int]) -> Iterable[Sequence[int]]:
    return (pks[start : start + AT_ONCE] for start in range(0, len(pks), AT_ONCE))


def tell_of_writing(roster: RosterImport, by: User) -> None:
    tell(
        by,
        _("花名册已导入"),
        roster.file_name,
        link=reverse("community:import", args=[roster.pk]),
        key=f"roster:{roster.pk}:applied",
    )
