from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from community import actions
from community.actions import moving
from community.models import Household, Person, Pet, Residence, Vehicle

DAY = date(2026, 1, 5)


def refused(code, act):
    with pytest.raises(ValidationError) as refusal:
        act()
    assert refusal.value.error_list[0].code == code


@pytest.fixture
def flat(town):
    return actions.add_dwelling(town.building2, "2", "301", by=None)


def move(town, to, **facts):
    return actions.move_household(town.home.households.current().get(), to, on=DAY, by=town.clerk, **facts)


def test_a_family_moves_whole_with_the_same_head(town, flat):
    new = move(town, flat)
    old = Household.objects.get(dwelling=town.home)
    assert (old.until, old.head, new.since, new.head) == (DAY, town.wang, DAY, town.wang)
    stays = Residence.objects.current().filter(household=new).order_by("pk")
    assert [(stay.person, stay.relation, stay.since) for stay in stays] == [
        (town.wang, "02", DAY),
        (town.li, "10", DAY),
    ]
    assert not Residence.objects.current().filter(dwelling=town.home).exists()


def test_both_households_tell_of_the_move(town, flat):
    old = town.home.households.get()
    new = move(town, flat)
    there = AuditEntry.objects.get(target=f"household:{old.pk}", verb="household.moved").detail
    back = AuditEntry.objects.get(target=f"household:{new.pk}", verb="household.moved_in").detail
    assert (there["to"], back["came_from"], there["people"]) == (new.pk, old.pk, 2)
    assert AuditEntry.objects.filter(verb="person.moved_house").count() == 2


def test_a_flat_where_somebody_lives_takes_no_second_household(town):
    refused("occupied", lambda: move(town, town.south_home))
    assert Residence.objects.current().filter(dwelling=town.home).count() == 2


def test_a_household_moves_once_and_not_to_where_it_is(town, flat):
    old = town.home.households.get()
    refused("same_home", lambda: move(town, town.home))
    move(town, flat)
    refused("moved_on", lambda: actions.move_household(old, town.south_home, on=DAY, by=town.clerk))


def test_nobody_moves_before_coming_or_in_the_future(town, flat):
    Residence.objects.filter(person=town.li).update(since=date(2026, 2, 1))
    refused("before_start", lambda: move(town, flat))
    tomorrow = timezone.localdate() + timedelta(days=1)
    household = town.home.households.get()
    refused("future", lambda: actions.move_household(household, flat, on=tomorrow, by=town.clerk))


def test_vehicles_and_pets_come_along_when_asked(town, flat):
    actions.add_vehicle(town.home, plate="湘D12345", kind="car", by=None)
    actions.add_vehicle(flat, plate="湘D12345", kind="car", by=None)
    actions.add_pet(town.home, kind="dog", name="旺财", by=None)
    move(town, flat, take_things=True)
    assert [vehicle.dwelling for vehicle in Vehicle.objects.current()] == [flat]
    assert [(pet.dwelling, pet.name) for pet in Pet.objects.current()] == [(flat, "旺财")]
    assert Pet.objects.get(dwelling=town.home).until == DAY


def test_vehicles_stay_when_not_asked(town, flat):
    actions.add_vehicle(town.home, plate="湘D12345", kind="car", by=None)
    move(town, flat)
    assert Vehicle.objects.current().get().dwelling == town.home


def test_an_empty_household_makes_room(town, flat):
    Household.objects.create(dwelling=flat, since=date(2026, 3, 1))
    assert move(town, flat).dwelling == flat
    assert Household.objects.current().filter(dwelling=flat).count() == 1


def test_who_came_since_somebody_looked_is_not_taken_for_an_empty_household(town, flat, monkeypatch):
    look = moving.refuse_move

    def look_and_somebody_comes(*facts):
        look(*facts)
        actions.add_person("先到的", dwelling=flat, by=None)

    monkeypatch.setattr(moving, "refuse_move", look_and_somebody_comes)
    refused("occupied", lambda: move(town, flat))
    assert Household.objects.current().filter(dwelling=town.home).exists()


def test_the_whole_household_is_verified_at_once(town):
    household = town.home.households.get()
    actions.verify_household(household, by=town.clerk)
    today = timezone.localdate()
    assert set(Person.objects.filter(residences__household=household).values_list("verified_on", flat=True)) == {today}
    assert Household.objects.get(pk=household.pk).verified_on == today
