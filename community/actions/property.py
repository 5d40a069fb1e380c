"""Owners, vehicles and pets of a flat; nothing is deleted, everything gets its last day."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.secrets import blind_index
from accounts.text import clean_line
from community.actions.adding import read_phone
from community.actions.household import refuse_future
from community.actions.person import hold
from community.credit import read_credit_code
from community.ids import normalise, other_document, read_id
from community.models import Dwelling, Ownership, Person, Pet, Vehicle

LARGEST_PART = 1_000_000
OWNER_FACTS = ("person", "kind", "name", "share_top", "share_bottom", "basis", "since")


def sum_of_shares(owners: Iterable[Ownership]) -> Fraction:
    """Exact: three thirds are one."""
    return sum((Fraction(owner.share_top, owner.share_bottom) for owner in owners), Fraction(0))


@transaction.atomic
def add_owner(dwelling: Dwelling, *, by: User | None, **facts: Any) -> Ownership:
    """``facts`` as ``take_owner`` takes them. Shares that do not add up to one are for the page to tell."""
    owner = Ownership(dwelling=dwelling)
    take_owner(owner, facts)
    owner.save(force_insert=True)
    record("dwelling.owner_added", by=by, target=f"dwelling:{dwelling.pk}", owner=owner.pk)
    return owner


@transaction.atomic
def change_owner(owner: Ownership, *, by: User | None, **facts: Any) -> Ownership:
    """What was registered wrongly; another owner is ``end_owner`` and ``add_owner``."""
    now = Ownership.objects.current().select_for_update().filter(pk=owner.pk).first()
    if now is None:
        raise ended()
    before = {name: getattr(now, name) for name in (*OWNER_FACTS, "doc_number", "phone")}
    take_owner(now, facts)
    changed = sorted(name for name, value in before.items() if getattr(now, name) != value)
    if changed:
        now.save(force_update=True)
        record("dwelling.owner_changed", by=by, target=f"dwelling:{now.dwelling_id}", owner=now.pk, fields=changed)
    return now


def take_owner(owner: Ownership, facts: dict[str, Any]) -> None:
    """``name``, ``kind``, ``person``, ``share``, ``basis``, ``since``; ``id_number`` and ``phone`` as typed, None stays."""
    person: Person | None = facts.pop("person", owner.person)
    if person and person.pk != owner.person_id:
        person = hold(person)
    owner.person = person
    owner.kind = facts.pop("kind", owner.kind)
    owner.name = clean_line(facts.pop("name", owner.name)) or (person.name if person else "")
    if not owner.name:
        raise ValidationError(_("请填写业主的姓名或名称。"), code="no_owner_name")
    share: Fraction = facts.pop("share", Fraction(owner.share_top, owner.share_bottom))
    refuse_share(share)
    owner.share_top, owner.share_bottom = share.numerator, share.denominator
    owner.basis = clean_line(facts.pop("basis", owner.basis))[:100]
    owner.since = facts.pop("since", owner.since)
    refuse_future(owner.since)
    seal_owner(owner, facts.pop("id_number", None), facts.pop("phone", None))
    if facts:
        raise TypeError(f"no facts of an owner: {set(facts)}")


def refuse_share(share: Fraction) -> None:
    if not 0 < share <= 1 or share.denominator > LARGEST_PART:
        raise ValidationError(_("份额要大于 0、不超过 1，例如 1、1/2、1/3 或 50%。"), code="share")


def seal_owner(owner: Ownership, id_number: str | None, phone: str | None) -> None:
    if id_number is not None:
        number = owner_number(id_number, owner.kind)
        owner.doc_number, owner.doc_index = number or None, blind_index(number, "doc")
    if phone is not None:
        digits = read_phone(phone) if phone else ""
        owner.phone, owner.phone_index = digits, blind_index(digits, "phone")


def owner_number(text: str, kind: str) -> str:
    """A firm's code, or a person's number of any kind; what is as long as an identity number is checked as one."""
    if kind == Ownership.Kind.FIRM:
        return read_credit_code(text)
    number = normalise(text)
    if not number:
        return ""
    is_id = len(number) in (15, 18) and number[:-1].isdecimal()
    return (read_id(number) if is_id else other_document(number)).number


@transaction.atomic
def end_owner(owner: Ownership, *, on: date | None = None, by: User | None) -> None:
    on = on or timezone.localdate()
    refuse_future(on)
    if owner.since and on < owner.since:
        raise ValidationError(_("结束日期早于开始日期，请核对。"), code="before_start")
    if not Ownership.objects.current().filter(pk=owner.pk).update(until=on):
        raise ended()
    record("dwelling.owner_ended", by=by, target=f"dwelling:{owner.dwelling_id}", owner=owner.pk)


def ended() -> ValidationError:
    return ValidationError(_("这一条已经登记结束了，请刷新页面。"), code="moved_on")


@transaction.atomic
def add_vehicle(dwelling: Dwelling, *, plate: str, kind: str, note: str = "", by: User | None) -> Vehicle:
    vehicle = Vehicle(dwelling=dwelling, kind=kind, note=clean_line(note)[:100])
    take_plate(vehicle, plate)
    save_vehicle(vehicle)
    record("dwelling.vehicle_added", by=by, target=f"dwelling:{dwelling.pk}", vehicle=vehicle.pk)
    return vehicle


@transaction.atomic
def change_vehicle(vehicle: Vehicle, *, plate: str | None, kind: str, note: str, by: User | None) -> Vehicle:
    """What was registered wrongly, None keeps the plate; another vehicle is ``end_thing`` and ``add_vehicle``."""
    now = Vehicle.objects.current().select_for_update().filter(pk=vehicle.pk).first()
    if now is None:
        raise ended()
    before = {name: getattr(now, name) for name in ("plate", "kind", "note")}
    now.kind, now.note = kind, clean_line(note)[:100]
    if plate is not None:
        take_plate(now, plate)
    changed = sorted(name for name, value in before.items() if getattr(now, name) != value)
    if changed:
        save_vehicle(now)
        target = f"dwelling:{now.dwelling_id}"
        record("dwelling.vehicle_changed", by=by, target=target, vehicle=now.pk, fields=changed)
    return now


def take_plate(vehicle: Vehicle, typed: str) -> None:
    plate = normalise(typed)
    if not 3 <= len(plate) <= 20:
        raise ValidationError(_("请填写车牌号，例如 湘D12345。没有牌照的写车架号后几位。"), code="plate")
    vehicle.plate, vehicle.plate_index = plate, blind_index(plate, "plate")


def save_vehicle(vehicle: Vehicle) -> None:
    try:
        with transaction.atomic():
            vehicle.save()
    except IntegrityError:
        raise ValidationError(_("这套房屋已经登记过这个车牌，不用再登记。"), code="known_plate") from None


@transaction.atomic
def add_pet(dwelling: Dwelling, *, by: User | None, **facts: Any) -> Pet:
    """``facts``: kind, name, licence, vaccinated_on."""
    refuse_future(facts.get("vaccinated_on"))
    pet = Pet.objects.create(dwelling=dwelling, **facts)
    record("dwelling.pet_added", by=by, target=f"dwelling:{dwelling.pk}", pet=pet.pk)
    return pet


@transaction.atomic
def change_pet(pet: Pet, *, by: User | None, **facts: Any) -> Pet:
    refuse_future(facts.get("vaccinated_on"))
    changed = sorted(name for name, value in facts.items() if getattr(pet, name) != value)
    if changed and not Pet.objects.current().filter(pk=pet.pk).update(**facts):
        raise ended()
    if changed:
        record("dwelling.pet_changed", by=by, target=f"dwelling:{pet.dwelling_id}", pet=pet.pk, fields=changed)
    pet.refresh_from_db()
    return pet


@transaction.atomic
def end_thing(thing: Vehicle | Pet, *, on: date | None = None, by: User | None) -> None:
    """A vehicle or a pet is no longer there."""
    on = on or timezone.localdate()
    refuse_future(on)
    if not type(thing).objects.current().filter(pk=thing.pk).update(until=on):
        raise ended()
    noun = "vehicle" if isinstance(thing, Vehicle) else "pet"
    record(f"dwelling.{noun}_ended", by=by, target=f"dwelling:{thing.dwelling_id}", **{noun: thing.pk})
