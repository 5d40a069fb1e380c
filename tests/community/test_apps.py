from datetime import date

from community.models import Household, Residence
from grids import counts
from grids.models import Unit

BUILDINGS = Unit.objects.of_kind("building")


def test_the_tree_page_learns_how_many_live_in_a_building(town):
    assert counts.count(BUILDINGS) == {
        "households": {town.building.pk: 1, town.south_building.pk: 1},
        "people": {town.building.pk: 2, town.south_building.pk: 1},
    }


def test_who_left_is_not_counted(town):
    Residence.objects.filter(person=town.zeng).update(until=date(2026, 1, 1))
    Household.objects.filter(dwelling=town.south_home).update(until=date(2026, 1, 1))
    assert counts.count(BUILDINGS.filter(pk=town.south_building.pk)) == {"households": {}, "people": {}}
