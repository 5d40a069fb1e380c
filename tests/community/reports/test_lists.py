from datetime import date

import pytest
from django.utils import timezone

from community import actions
from community.models import Hukou, Person, Residence, ServiceNeed
from community.reports.lists import choices, people_of, years_before

ON = date(2026, 3, 6)


def names(town, unit=None, by=None, **whom) -> set[str]:
    found = people_of(unit or town.north, whom, by=by or town.clerk, on=ON)
    return set(found.values_list("name", flat=True))


def test_everybody_who_lives_there(town):
    assert names(town) == {"王小明", "李翠花"}
    assert names(town, unit=town.community) == {"王小明", "李翠花", "曾南山"}


def test_the_old_are_reckoned_to_the_day(town):
    Person.objects.filter(pk=town.wang.pk).update(born=date(1946, 3, 6))
    Person.objects.filter(pk=town.li.pk).update(born=date(1946, 3, 7))
    assert names(town, list="aged_80") == {"王小明"}
    assert names(town, age_from=79, age_to=79) == {"李翠花"}


def test_born_on_a_leap_day_is_a_year_older_on_the_first_of_march():
    assert years_before(date(2028, 2, 29), 1) == date(2027, 2, 28)


def test_service_groups_end_by_their_date(town):
    need = {"group": "disabled", "basis": "残疾证", "review_on": ON, "since": date(2025, 1, 1)}
    ServiceNeed.objects.create(person=town.li, **need)
    ServiceNeed.objects.create(person=town.wang, until=date(2026, 3, 5), **need)
    assert names(town, list="need:disabled") == {"李翠花"}


def test_restricted_groups_are_on_nobodys_list(town):
    assert "need:mental_illness" not in dict(choices())


def test_kinds_of_living(town):
    Residence.objects.filter(person=town.li).update(kind="migrant")
    assert names(town, list="migrants") == names(town, kind="migrant") == {"李翠花"}


def test_registered_people_need_not_live_there(town):
    Hukou.objects.create(person=town.zeng, unit=town.building)
    assert names(town, state="registered") == {"曾南山"}
    assert names(town, state="any") == {"王小明", "李翠花", "曾南山"}


def test_the_dead_and_the_departed_have_lists_of_their_own(town):
    actions.move_out(town.wang.residences.get(), on=timezone.localdate(), new_head=town.li, by=None)
    Person.objects.filter(pk=town.li.pk).update(died_on=date(2026, 1, 1))
    assert names(town) == set()
    assert names(town, state="left") == {"王小明"}
    assert names(town, state="died") == {"李翠花"}


def test_alone_means_nobody_else_is_registered_in_the_home(town):
    Person.objects.update(born=date(1940, 1, 1))
    assert names(town, unit=town.community, list="alone_60") == {"曾南山"}


@pytest.mark.parametrize("key", [key for key, _label in choices()])
def test_every_ready_list_can_be_asked(town, key):
    assert names(town, list=key) <= {"王小明", "李翠花"}
