from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from community.actions import change_head, move_in, move_out, record_death
from community.models import Household, Person, Residence


def refused(code, act):
    with pytest.raises(ValidationError) as refusal:
        act()
    assert refusal.value.error_list[0].code == code


def stay_of(person):
    return Residence.objects.get(person=person)


def test_one_person_may_have_two_homes(town):
    move_in(town.wang, town.south_home, relation="99", by=town.clerk)
    assert Residence.objects.current().filter(person=town.wang).count() == 2
    refused("lives_there", lambda: move_in(town.wang, town.south_home, by=town.clerk))


def test_moving_out_ends_the_stay_and_deletes_nothing(town):
    move_out(stay_of(town.li), on=date(2026, 1, 5), by=town.clerk)
    assert stay_of(town.li).until == date(2026, 1, 5)
    refused("moved_on", lambda: move_out(stay_of(town.li), by=town.clerk))


def test_a_head_does_not_leave_others_headless(town):
    refused("new_head", lambda: move_out(stay_of(town.wang), by=town.clerk))
    assert stay_of(town.wang).until is None
    move_out(stay_of(town.wang), new_head=town.li, by=town.clerk)
    assert Household.objects.get(dwelling=town.home).head == town.li
    assert stay_of(town.li).relation == "02"


def test_the_last_one_closes_the_household(town):
    move_out(stay_of(town.zeng), by=town.clerk)
    assert Household.objects.get(dwelling=town.south_home).until == timezone.localdate()


def test_nobody_moves_in_the_future_or_out_before_in(town):
    tomorrow = timezone.localdate() + timedelta(days=1)
    refused("future", lambda: move_out(stay_of(town.li), on=tomorrow, by=town.clerk))
    Residence.objects.filter(person=town.li).update(since=date(2020, 1, 1))
    refused("before_start", lambda: move_out(stay_of(town.li), on=date(2019, 1, 1), by=town.clerk))


def test_a_death_is_a_date_and_keeps_the_person(town):
    record_death(town.zeng, on=date(2026, 2, 3), by=town.clerk)
    assert Person.objects.get(pk=town.zeng.pk).died_on == date(2026, 2, 3)
    assert stay_of(town.zeng).until == date(2026, 2, 3)
    refused("moved_on", lambda: record_death(town.zeng, by=town.clerk))
    refused("died", lambda: move_in(Person.objects.get(pk=town.zeng.pk), town.home, by=town.clerk))


def test_the_death_of_a_head_asks_for_a_new_one(town):
    refused("new_head", lambda: record_death(town.wang, by=town.clerk))
    assert Person.objects.get(pk=town.wang.pk).died_on is None
    refused("not_a_member", lambda: record_death(town.wang, new_heads=[town.zeng], by=town.clerk))
    record_death(town.wang, new_heads=[town.li], by=town.clerk)
    assert Household.objects.get(dwelling=town.home).head == town.li


def test_nobody_dies_before_birth(town):
    refused("before_birth", lambda: record_death(town.wang, on=date(1980, 1, 1), by=town.clerk))


def test_another_head_clears_relations_to_the_old_one(town):
    household = Household.objects.get(dwelling=town.home)
    change_head(household, town.li, by=town.clerk)
    assert (stay_of(town.wang).relation, stay_of(town.li).relation) == ("", "02")
    refused("moved_on", lambda: change_head(household, town.li, by=town.clerk))
    refused("not_a_member", lambda: change_head(household, town.zeng, by=town.clerk))


def test_the_household_remembers_who_was_head_before(town):
    household = Household.objects.get(dwelling=town.home)
    move_out(stay_of(town.wang), new_head=town.li, by=town.clerk)
    entry = AuditEntry.objects.get(target=f"household:{household.pk}")
    assert (entry.verb, entry.detail) == ("household.head_changed", {"before": town.wang.pk, "head": town.li.pk})


def test_a_death_leaves_the_same_trace(town):
    record_death(town.wang, new_heads=[town.li], by=town.clerk)
    assert AuditEntry.objects.get(verb="household.head_changed").detail["head"] == town.li.pk
