from datetime import date, timedelta

import pytest
from django.utils import timezone

from community.actions import NewHukou, add_dwelling, add_person
from community.actions.coverage import GAPS, by_building, last_verified
from community.models import Household, Residence
from grids.models import Unit


@pytest.fixture
def north(town):
    return Unit.objects.within(town.north)


def names(gap, units):
    return [str(row) for row in GAPS[gap].rows(units, timezone.localdate())]


def test_vacant_is_not_unknown(town, north):
    add_dwelling(town.building, "1", "102", use="vacant", by=None)
    add_dwelling(town.building, "1", "103", by=None)
    assert names("vacant", north) == ["1单元102"]
    assert names("unknown", north) == ["1单元103"]


def test_a_dwelling_whose_household_left_is_unknown_again(town, north):
    Household.objects.filter(dwelling=town.home).update(until=timezone.localdate())
    assert names("unknown", north) == ["1单元101"]


def test_buildings_without_dwellings(town, north):
    assert names("bare", north) == ["2栋"]


@pytest.mark.parametrize(("bounds", "odd"), [([300, 500], ["第1网格"]), ([1, 500], []), ([0, 0], ["第1网格"])])
def test_grids_outside_their_bounds(town, north, settings, bounds, odd):
    settings.GRID_HOUSEHOLDS = bounds
    assert names("odd", north) == odd


def test_a_special_grid_may_be_of_any_size(town, north):
    Unit.objects.filter(pk=town.north.pk).update(special=True)
    assert names("odd", north) == []


def test_households_of_a_closed_grid(town, north):
    assert names("nogrid", north) == []
    yesterday = timezone.localdate() - timedelta(days=1)
    Unit.objects.filter(pk=town.north.pk).update(valid_from=date(2020, 1, 1), valid_until=yesterday)
    assert names("nogrid", north) == ["1单元101"]


def test_households_without_head_and_without_people(town, north):
    Household.objects.filter(dwelling=town.home).update(head=None)
    assert (names("headless", north), names("memberless", north)) == (["1单元101"], [])
    Residence.objects.filter(dwelling=town.home).update(until=timezone.localdate())
    assert (names("headless", north), names("memberless", north)) == ([], ["1单元101"])


def test_registered_here_but_living_nobody_knows_where(town, north):
    add_person("何小北", hukou=NewHukou(unit=town.building), by=None)
    assert names("homeless", north) == ["何小北"]
    assert names("homeless", Unit.objects.within(town.south)) == []


def test_figures_of_each_building(town, north):
    add_dwelling(town.building, "1", "102", by=None)
    figures = by_building(north, timezone.localdate())[town.building.pk]
    assert dict(figures) == {"homes": 2, "unknown": 1, "households": 1, "stale": 1, "people": 2}


def test_the_last_verification(town, north):
    assert last_verified(north) == {}
    Household.objects.filter(dwelling=town.home).update(verified_on=date(2026, 1, 5))
    assert last_verified(north) == {town.building.pk: date(2026, 1, 5)}
