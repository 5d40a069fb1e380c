"""What a chunk's rows say of a home beside its people: owners, vehicles, pets."""

from django.utils import timezone
from django.utils.translation import gettext as _

from community.actions.roster_chunk import Chunk, Task
from community.imports.differences import document_index, phone_index, plate_index, same_owner
from community.imports.known import Owner
from community.models import Ownership, Pet, Vehicle

AT_ONCE = 500
PETS = {"犬": Pet.Kind.DOG, "狗": Pet.Kind.DOG, "猫": Pet.Kind.CAT}


def write_property(chunk: Chunk) -> None:
    add_owners(chunk)
    add_vehicles(chunk)
    add_pets(chunk)


def add_owners(chunk: Chunk) -> None:
    """Whoever owned it until now, as far as the register knew, does so no more: somebody looked at it and took it."""
    drafts, tasks = [], []
    for task in chunk.tasks:
        owner, flat = task.values.get("owner"), chunk.flat(task)
        if task.home is None or flat is None or not owner or "owner" not in task.writes:
            continue
        there = chunk.known.owners[task.home]
        if same_owner(there, owner):
            continue
        if ended := [one.pk for one in there if one.pk]:
            today = timezone.localdate(chunk.at)
            Ownership.objects.filter(pk__in=ended).update(until=today)
            task.before["owners_ended"] = [ended, today.isoformat()]
        drafts.append(draft_owner(chunk, task, flat, owner))
        tasks.append(task)
        chunk.known.owners[task.home] = [Owner(0, owner["name"], drafts[-1].doc_index)]
    for task, row in zip(tasks, Ownership.objects.bulk_create(drafts, AT_ONCE), strict=True):
        task.before["owner"] = [row.pk, row.name]
        task.wrote.append("owner")


def draft_owner(chunk: Chunk, task: Task, flat: int, owner: dict) -> Ownership:
    number, phone = owner.get("doc_number"), owner.get("phone") or ""
    index = document_index(number) if number else ""
    resident = chunk.known.by_document.get(index) if index else None
    return Ownership(
        dwelling_id=flat,
        person_id=chunk.people.get(resident, resident) if resident else None,
        name=owner["name"][:80],
        doc_number=number or None,
        doc_index=index,
        phone=phone,
        phone_index=phone_index(phone) if phone else "",
        basis=_("花名册导入"),
    )


def add_vehicles(chunk: Chunk) -> None:
    drafts, tasks = [], []
    for task in chunk.tasks:
        flat = chunk.flat(task)
        if task.home is None or flat is None or "plate" not in task.writes:
            continue
        for plate in task.values.get("vehicles", ()):
            index = plate_index(plate)
            if index not in chunk.known.plates[task.home]:
                chunk.known.plates[task.home].add(index)
                drafts.append(Vehicle(dwelling_id=flat, plate=plate, plate_index=index))
                tasks.append(task)
    for task, row in zip(tasks, Vehicle.objects.bulk_create(drafts, AT_ONCE), strict=True):
        task.before.setdefault("vehicles", []).append(row.pk)
        task.wrote.append("plate")


def add_pets(chunk: Chunk) -> None:
    drafts, tasks = [], []
    for task in chunk.tasks:
        flat = chunk.flat(task)
        if task.home is None or flat is None or "pet" not in task.writes:
            continue
        for text in task.values.get("pets", ()):
            name = text[:40]
            if name not in chunk.known.pets[task.home]:
                chunk.known.pets[task.home].add(name)
                kind = next((kind for word, kind in PETS.items() if word in text), Pet.Kind.OTHER)
                drafts.append(Pet(dwelling_id=flat, name=name, kind=kind))
                tasks.append(task)
    for task, row in zip(tasks, Pet.objects.bulk_create(drafts, AT_ONCE), strict=True):
        task.before.setdefault("pets", []).append([row.pk, row.name])
        task.wrote.append("pet")
