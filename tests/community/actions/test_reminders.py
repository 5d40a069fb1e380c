from datetime import date

import pytest
import time_machine

from community.actions import add_person, move_out, record_death
from community.actions.reminders import (
    birthdays,
    expiring,
    living_here,
    reaches,
    stale_households,
    unguarded,
    years_later,
)
from community.models import Household, Person, Residence
from grids.models import Unit

SPRING = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def spring():
    with time_machine.travel("2026-03-01 09:00+08:00", tick=False):
        yield


@pytest.fixture
def north(town):
    return Unit.objects.within(town.north)


def born(town, day, precision="day", **facts):
    return add_person("何小北", dwelling=town.home, relation="20", born=day, born_precision=precision, by=None, **facts)


def found(units, start=SPRING, end=date(2026, 3, 31)):
    return [(one.person, one.age) for one in birthdays(living_here(units), start, end)]


@pytest.mark.parametrize(
    ("day", "precision", "age", "first", "last"),
    [
        (date(1946, 3, 20), "day", 80, date(2026, 3, 20), date(2026, 3, 20)),
        (date(1946, 3, 1), "month", 80, date(2026, 3, 1), date(2026, 3, 31)),
        (date(1946, 1, 1), "year", 80, date(2026, 1, 1), date(2026, 12, 31)),
        (date(2012, 2, 29), "day", 14, date(2026, 3, 1), date(2026, 3, 1)),
        (date(1948, 2, 29), "day", 80, date(2028, 2, 29), date(2028, 2, 29)),
        (date(1948, 2, 1), "month", 80, date(2028, 2, 1), date(2028, 2, 29)),
        (date(1946, 2, 1), "", 80, date(2026, 2, 1), date(2026, 2, 1)),
    ],
)
def test_when_somebody_reaches_an_age(day, precision, age, first, last):
    assert reaches(day, precision, age) == (first, last)


def test_a_year_after_29_february_is_1_march():
    assert years_later(date(2024, 2, 29), 1) == date(2025, 3, 1)
    assert years_later(date(2024, 2, 29), -4) == date(2020, 2, 29)


@pytest.mark.parametrize(
    ("day", "precision", "ages"),
    [
        (date(1946, 3, 1), "day", [80]),
        (date(1946, 3, 31), "day", [80]),
        (date(1946, 4, 1), "day", []),
        (date(1946, 2, 28), "day", []),
        (date(2012, 2, 29), "day", [14]),
        (date(1936, 3, 1), "month", [90]),
        (date(1926, 1, 1), "year", [100]),
        (date(2008, 3, 5), "day", [18]),
        (date(1926, 2, 1), "month", []),
    ],
)
def test_who_comes_up_in_march(town, north, day, precision, ages):
    person = born(town, day, precision)
    assert found(north) == [(person.pk, age) for age in ages]


def test_the_turn_of_the_year(town, north):
    person = born(town, date(1947, 1, 5))
    assert found(north, date(2026, 12, 20), date(2027, 1, 20)) == [(person.pk, 80)]


def test_neither_the_dead_nor_those_who_left(town, north):
    person = born(town, date(1946, 3, 20))
    move_out(Residence.objects.get(person=person), by=None)
    other = born(town, date(1946, 3, 21))
    record_death(other, by=None)
    assert found(north) == []


def test_another_grids_people_do_not_come_up(town, north):
    Person.objects.filter(pk=town.zeng.pk).update(born=date(1946, 3, 10))
    assert found(north) == []
    assert found(Unit.objects.within(town.south)) == [(town.zeng.pk, 80)]


def test_a_child_without_guardian(town, north):
    child = born(town, date(2015, 5, 1))
    born(town, date(2012, 2, 28))
    assert unguarded(living_here(north), SPRING) == [child.pk]
    Person.objects.filter(pk=child.pk).update(guardian=town.wang)
    assert unguarded(living_here(north), SPRING) == []


def test_of_whom_only_the_year_is_known_stays_a_child_to_its_end(town, north):
    child = born(town, date(2012, 1, 1), "year")
    assert unguarded(living_here(north), date(2026, 12, 30)) == [child.pk]
    assert unguarded(living_here(north), date(2026, 12, 31)) == []


def test_documents_that_run_out(town, north):
    soon, later, gone = (born(town, date(1990, 1, day)) for day in (1, 2, 3))
    for person, day in ((soon, date(2026, 4, 30)), (later, date(2026, 5, 1)), (gone, date(2025, 1, 1))):
        Person.objects.filter(pk=person.pk).update(doc_expires_on=day)
    assert list(expiring(living_here(north), SPRING)) == [gone, soon]


@pytest.mark.parametrize(("day", "stale"), [(None, 1), (date(2025, 2, 28), 1), (date(2025, 3, 1), 0)])
def test_a_household_nobody_verified_for_a_year(town, north, day, stale):
    Household.objects.filter(dwelling=town.home).update(verified_on=day)
    assert stale_households(north, SPRING).count() == stale


def test_many_birthdays_cost_one_query(town, north, queries):
    for day in range(1, 21):
        born(town, date(1946, 3, day))
    with queries(1):
        assert len(found(north)) == 20
