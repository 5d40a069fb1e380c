"""Several people write at the same moment."""

from datetime import date

import pytest

from community.actions import add_dwelling, add_person, merge, move_household, move_in, publish_notice, write_notice
from community.models import Household, Notice, Person, Residence
from config.demo import town as small_town
from tests.community.parallel import together


def codes_of(*deeds) -> list[str]:
    """Of what was refused."""
    return [refusal.error_list[0].code for refusal in together(*deeds)]


@pytest.mark.django_db(transaction=True)
def test_two_first_residents_make_one_household_with_one_head():
    home = add_dwelling(small_town.build().building2, "1", "101", by=None)
    names = ("甲一", "乙一", "丙一", "丁一")
    assert codes_of(*[lambda name=name: add_person(name, dwelling=home, by=None) for name in names]) == []
    assert Household.objects.filter(dwelling=home).count() == 1
    assert Residence.objects.filter(dwelling=home, relation="02").count() == 1
    assert Residence.objects.filter(dwelling=home).count() == 4


@pytest.mark.django_db(transaction=True)
def test_one_number_is_registered_once():
    home = small_town.build().home
    deeds = [lambda: add_person("赵有田", dwelling=home, id_number="110101199003070011", relation="99", by=None)] * 3
    assert codes_of(*deeds) == ["known", "known"]


@pytest.mark.django_db(transaction=True)
def test_a_notice_is_published_once():
    notice = write_notice(small_town.build().community, kind="news", title="停水", body="明天。", by=None)
    deeds = [lambda: publish_notice(Notice.objects.get(pk=notice.pk), by=None)] * 3
    assert codes_of(*deeds) == ["moved_on", "moved_on"]


@pytest.mark.django_db(transaction=True)
def test_two_records_are_merged_once():
    town = small_town.build()
    double = add_person("王小明", dwelling=town.home, relation="99", by=None)
    deeds = [
        lambda: merge(town.wang, double, choices={}, by=None),
        lambda: merge(double, town.wang, choices={}, by=None),
    ]
    assert codes_of(*deeds) == ["moved_on"]
    assert Person.objects.filter(name="王小明", merged_into=None).count() == 1
    assert Residence.objects.filter(person__name="王小明").count() == 1


@pytest.mark.django_db(transaction=True)
def test_nobody_moves_into_a_record_that_is_being_merged():
    town = small_town.build()
    double = add_person("王小明", dwelling=town.home, relation="99", by=None)
    flat = add_dwelling(town.building2, "1", "101", by=None)
    refused = codes_of(lambda: merge(town.wang, double, choices={}, by=None), lambda: move_in(double, flat, by=None))
    assert refused in ([], ["merged"])
    assert not Residence.objects.filter(person=double).exists()


@pytest.mark.django_db(transaction=True)
def test_a_household_moves_once():
    town = small_town.build()
    household, flat = town.home.households.get(), add_dwelling(town.building2, "1", "101", by=None)
    deeds = [lambda: move_household(household, flat, on=date(2026, 1, 5), by=None)] * 3
    assert codes_of(*deeds) == ["moved_on", "moved_on"]
    assert Residence.objects.current().filter(dwelling=flat).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_households_do_not_move_into_one_flat():
    town = small_town.build()
    flat = add_dwelling(town.building2, "1", "101", by=None)
    homes = [town.home.households.get(), town.south_home.households.get()]
    deeds = [lambda home=home: move_household(home, flat, on=date(2026, 1, 5), by=None) for home in homes]
    assert codes_of(*deeds) == ["occupied"]
    assert Household.objects.current().filter(dwelling=flat).count() == 1
