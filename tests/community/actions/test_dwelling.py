import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from community.actions import add_dwelling, change_dwelling, find_or_add_dwelling
from community.models import Dwelling


def refused(code, act):
    with pytest.raises(ValidationError) as refusal:
        act()
    assert refusal.value.code == code


def test_a_flat_is_there_once(town):
    refused("known", lambda: add_dwelling(town.building, "1单元", "１０１室", by=None))


def test_flats_stand_in_buildings_only(town):
    refused("not_a_building", lambda: add_dwelling(town.north, "1", "102", by=None))


def test_rooms_come_in_the_order_of_the_stairs(town):
    for room in ("1001", "99", "A1"):
        add_dwelling(town.building2, "1", room, by=None)
    add_dwelling(town.building2, "10", "99", by=None)
    found = Dwelling.objects.filter(building=town.building2).in_order()
    assert [(home.entrance, home.room) for home in found] == [("1", "99"), ("1", "A1"), ("1", "1001"), ("10", "99")]


def test_typed_habits_find_the_flat_that_is_there(town):
    assert find_or_add_dwelling(town.building, "1单元", "101室", may_add=False, by=None) == town.home


def test_a_new_flat_is_made_only_when_said_so(town):
    refused("no_dwelling", lambda: find_or_add_dwelling(town.building, "1", "999", may_add=False, by=None))
    assert find_or_add_dwelling(town.building, "1", "999", may_add=True, by=None).room == "999"


def test_a_change_is_recorded_once(town):
    change_dwelling(town.home, use="let", by=town.clerk)
    change_dwelling(town.home, use="let", by=town.clerk)
    assert AuditEntry.objects.get(verb="dwelling.changed").detail["fields"] == ["use"]
