from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEntry
from community import actions
from community.models import Ownership, Pet, Vehicle

THIRD = Fraction(1, 3)


def refused(code, act):
    with pytest.raises(ValidationError) as refusal:
        act()
    assert refusal.value.error_list[0].code == code


def owners(town):
    return Ownership.objects.current().filter(dwelling=town.home)


def test_three_thirds_are_exactly_one(town):
    for name in ("王小明", "李翠花", "赵有田"):
        actions.add_owner(town.home, name=name, share=THIRD, by=town.clerk)
    assert actions.sum_of_shares(owners(town)) == 1


def test_shares_that_do_not_add_up_are_taken(town):
    actions.add_owner(town.home, name="王小明", share=Fraction(1, 2), by=town.clerk)
    actions.add_owner(town.home, name="李翠花", share=THIRD, by=town.clerk)
    assert actions.sum_of_shares(owners(town)) == Fraction(5, 6)


def test_a_resident_owner_brings_the_name(town):
    owner = actions.add_owner(town.home, person=town.zeng, by=town.clerk)
    assert (owner.name, owner.person, owner.share_top, owner.share_bottom) == ("曾南山", town.zeng, 1, 1)


@pytest.mark.parametrize("share", [Fraction(0), Fraction(3, 2), Fraction(-1, 2), Fraction(1, 2_000_000)])
def test_a_share_is_a_part_of_the_whole(town, share):
    refused("share", lambda: actions.add_owner(town.home, name="王小明", share=share, by=town.clerk))


def test_numbers_of_owners_are_sealed(town):
    actions.add_owner(town.home, name="赵有田", id_number="110101199003070011", phone="13912345678", by=town.clerk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT doc_number, phone, doc_index, phone_index FROM community_ownership")
        (row,) = cursor.fetchall()
    assert not {"110101199003070011", "13912345678"} & set(row)
    assert [len(index) for index in row[2:]] == [40, 40]


@pytest.mark.parametrize(
    ("kind", "number", "code"),
    [
        ("person", "110101199003070012", "check_digit"),
        ("firm", "91350100M000100Y44", "check_sign"),
        ("firm", "110101199003070011", "check_sign"),
    ],
)
def test_wrong_numbers_of_owners_are_refused(town, kind, number, code):
    refused(code, lambda: actions.add_owner(town.home, kind=kind, name="某", id_number=number, by=town.clerk))


def test_a_firm_owns_by_its_code(town):
    owner = actions.add_owner(town.home, kind="firm", name="青石公司", id_number="91350100m000100y43", by=None)
    assert owner.doc_number == "91350100M000100Y43"


def test_a_correction_leaves_sealed_values_alone(town):
    owner = actions.add_owner(town.home, name="赵有田", phone="13912345678", by=town.clerk)
    actions.change_owner(owner, name="赵有天", share=THIRD, by=town.clerk)
    owner.refresh_from_db()
    assert (owner.name, owner.phone, owner.share_bottom) == ("赵有天", "13912345678", 3)
    detail = AuditEntry.objects.get(verb="dwelling.owner_changed").detail
    assert detail == {"owner": owner.pk, "fields": ["name", "share_bottom"]}


def test_an_owner_ends_once_and_stays_in_the_record(town):
    owner = actions.add_owner(town.home, name="赵有田", since=date(2020, 1, 1), by=town.clerk)
    refused("before_start", lambda: actions.end_owner(owner, on=date(2019, 1, 1), by=town.clerk))
    actions.end_owner(owner, on=date(2026, 1, 5), by=town.clerk)
    refused("moved_on", lambda: actions.end_owner(owner, by=town.clerk))
    refused("moved_on", lambda: actions.change_owner(owner, name="某", by=town.clerk))
    assert Ownership.objects.get().until == date(2026, 1, 5)


def test_a_plate_stands_once_in_a_flat(town):
    vehicle = actions.add_vehicle(town.home, plate="湘d·12345", kind="car", by=town.clerk)
    assert vehicle.plate == "湘D12345"
    refused("known_plate", lambda: actions.add_vehicle(town.home, plate="湘D 12345", kind="car", by=town.clerk))
    actions.end_thing(vehicle, by=town.clerk)
    actions.add_vehicle(town.home, plate="湘D12345", kind="car", by=town.clerk)
    assert Vehicle.objects.current().count() == 1


def test_a_vehicle_is_corrected_on_record_and_its_plate_found_by_the_new_number(town):
    vehicle = actions.add_vehicle(town.home, plate="湘D12345", kind="car", by=town.clerk)
    actions.change_vehicle(vehicle, plate="湘d·54321", kind="electric", note="白色", by=town.clerk)
    vehicle.refresh_from_db()
    assert (vehicle.plate, vehicle.kind, vehicle.note) == ("湘D54321", "electric", "白色")
    refused("known_plate", lambda: actions.add_vehicle(town.home, plate="湘D54321", kind="car", by=town.clerk))
    entry = AuditEntry.objects.get(verb="dwelling.vehicle_changed")
    assert (entry.actor, entry.detail["fields"]) == (town.clerk, ["kind", "note", "plate"])


def test_a_vehicle_is_not_corrected_into_another_nor_after_its_end(town):
    vehicle = actions.add_vehicle(town.home, plate="湘D12345", kind="car", by=town.clerk)
    actions.add_vehicle(town.home, plate="湘D54321", kind="car", by=town.clerk)
    facts = {"kind": "car", "note": "", "by": town.clerk}
    refused("known_plate", lambda: actions.change_vehicle(vehicle, plate="湘D54321", **facts))
    refused("plate", lambda: actions.change_vehicle(vehicle, plate="A", **facts))
    actions.change_vehicle(vehicle, plate=None, **facts)
    assert not AuditEntry.objects.filter(verb="dwelling.vehicle_changed").exists()
    actions.end_thing(vehicle, by=town.clerk)
    refused("moved_on", lambda: actions.change_vehicle(vehicle, plate="湘D99999", **facts))


@pytest.mark.parametrize("plate", ["", "无", "A", "9" * 40])
def test_what_is_no_plate_is_refused(town, plate):
    refused("plate", lambda: actions.add_vehicle(town.home, plate=plate, kind="car", by=town.clerk))


def test_a_pet_is_registered_corrected_and_ended(town):
    pet = actions.add_pet(town.home, kind="dog", name="旺财", by=town.clerk)
    actions.change_pet(pet, vaccinated_on=date(2026, 1, 5), by=town.clerk)
    assert Pet.objects.get().vaccinated_on == date(2026, 1, 5)
    tomorrow = timezone.localdate() + timedelta(days=1)
    refused("future", lambda: actions.change_pet(pet, vaccinated_on=tomorrow, by=town.clerk))
    actions.end_thing(pet, by=town.clerk)
    refused("moved_on", lambda: actions.change_pet(pet, name="来福", by=town.clerk))
