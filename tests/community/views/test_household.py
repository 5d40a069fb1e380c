from datetime import date

import pytest
from django.urls import reverse

from community import actions
from community.models import Household, Residence


@pytest.fixture
def lin(client, town):
    client.force_login(town.north_worker)
    return client


@pytest.fixture
def flat(town):
    return actions.add_dwelling(town.building2, "2", "301", by=None)


def at(name, *keys):
    return reverse(f"community:{name}", args=keys)


def page_of(client, home):
    return client.get(at("household", home.households.order_by("pk").last().pk)).text


def test_the_story_tells_who_came_and_went(lin, town):
    Residence.objects.filter(person=town.wang).update(since=date(2010, 5, 1))
    actions.move_out(town.li.residences.get(), on=date(2026, 1, 5), by=town.north_leader)
    page = page_of(lin, town.home)
    assert page.index("李翠花搬离") < page.index("王小明住进来") < page.index("日期没有登记")
    assert "2026-01-05" in page


def test_the_story_tells_of_a_death_and_the_new_head(lin, town):
    actions.record_death(town.wang, on=date(2026, 2, 3), new_heads=[town.li], by=town.north_leader)
    page = page_of(lin, town.home)
    assert "王小明去世" in page
    assert "户主由王小明换成李翠花" in page
    assert "王小明搬离" not in page


def test_the_story_tells_of_checks(lin, town):
    actions.verify_household(town.home.households.get(), by=town.north_leader)
    assert "全户核对无误" in page_of(lin, town.home)


MOVE = {"entrance": "2", "room": "301", "on": "2026-01-05"}


def test_a_family_is_moved_on_the_page(lin, town, flat):
    household = town.home.households.get()
    answer = lin.post(at("household_move", household.pk), MOVE | {"building": town.building2.pk})
    new = Household.objects.current().get(dwelling=flat)
    assert answer["Location"] == at("household", new.pk)
    assert (new.head, Residence.objects.current().filter(household=new).count()) == (town.wang, 2)


def test_the_old_household_is_still_found_by_its_old_room(lin, town, flat):
    household = town.home.households.get()
    actions.move_household(household, flat, on=date(2026, 1, 5), by=town.north_leader)
    old = lin.get(at("dwelling", town.home.pk)).text
    assert at("household", household.pk) in old
    assert "王小明一户" in old
    assert "2栋 2单元301" in lin.get(at("household", household.pk)).text
    assert "1栋 1单元101" in page_of(lin, flat)


def test_the_old_room_is_found_by_searching_for_it(lin, town, flat):
    actions.move_household(town.home.households.get(), flat, on=date(2026, 1, 5), by=None)
    sent = lin.post(reverse("community:people"), {"q": "1栋1单元101"})
    page = lin.get(sent["Location"]).text
    assert at("dwelling", town.home.pk) in page
    assert at("dwelling", town.south_home.pk) not in page


def test_a_whole_move_is_one_line_in_the_story(lin, town, flat):
    actions.move_household(town.home.households.get(), flat, on=date(2026, 1, 5), by=None)
    assert "全户 2 人一起搬来" in page_of(lin, flat)
    assert "住进来" not in page_of(lin, flat)
    assert "搬离</" not in page_of(lin, town.home).split("这一户的经过")[1]


def test_a_move_into_a_lived_in_flat_is_refused_beside_the_room(lin, town, flat):
    actions.add_person("赵有田", dwelling=flat, by=None)
    household = town.home.households.get()
    answer = lin.post(at("household_move", household.pk), MOVE | {"building": town.building2.pk})
    assert answer.status_code == 422
    assert "现在住着别人" in answer.text
    assert household.residences.current().count() == 2


def test_a_family_is_not_moved_out_of_the_own_area(lin, town):
    household = town.home.households.get()
    form = MOVE | {"building": town.south_building.pk, "room": "888", "new_dwelling": "on"}
    assert lin.post(at("household_move", household.pk), form).status_code == 422
    assert household.residences.current().count() == 2


def test_an_ended_household_does_not_move_again(lin, town, flat):
    household = town.home.households.get()
    actions.move_household(household, flat, on=date(2026, 1, 5), by=None)
    assert lin.get(at("household_move", household.pk))["Location"] == at("household", household.pk)


def test_who_left_for_another_grid_is_named_without_a_link(lin, town):
    actions.move_out(town.li.residences.get(), on=date(2026, 1, 5), by=None)
    actions.move_in(town.li, town.south_home, relation="99", by=None)
    page = page_of(lin, town.home)
    assert "李翠花" in page
    assert at("person", town.li.pk) not in page


def test_a_household_costs_the_same_for_few_and_for_many(lin, town, queries):
    for number in range(20):
        actions.add_person(f"甲{number}", dwelling=town.home, relation="99", by=None)
    with queries(26):
        page_of(lin, town.home)
