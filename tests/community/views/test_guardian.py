from datetime import date

import pytest
from django.urls import reverse

from community import actions
from community.models import Person


@pytest.fixture
def lin(client, town):
    client.force_login(town.north_worker)
    return client


@pytest.fixture
def child(town):
    return actions.add_person("李小宝", dwelling=town.home, relation="20", born=date(2020, 5, 1), by=None)


def at(name, person):
    return reverse(f"community:{name}", args=[person.pk])


def test_a_child_without_guardian_is_asked_about(lin, child, town):
    page = lin.get(at("person", child)).text
    assert "还没有登记监护人" in page
    assert at("person_guardian", child) in page
    assert "监护人" not in lin.get(at("person", town.wang)).text


def test_whoever_registers_a_child_is_asked_for_the_guardian_at_once(lin, town):
    form = {"name": "李二宝", "doc_type": "111", "sex": "0", "born": "2021", "building": town.building.pk}
    answer = lin.post(reverse("community:person_new"), form | {"entrance": "1", "room": "101", "relation": "20"})
    assert answer["Location"] == at("person_guardian", Person.objects.get(name="李二宝"))


def test_grown_ups_of_the_household_are_offered(lin, town, child):
    page = lin.get(at("person_guardian", child)).text
    assert "李*花" in page
    assert "李翠花" not in page
    lin.post(at("person_guardian", child), {"person": town.li.pk})
    assert "李翠花" in lin.get(at("person", child)).text
    assert "李小宝" in lin.get(at("person", town.li)).text


def test_a_guardian_is_found_by_name_within_the_own_area(lin, town, child):
    for name, found in (("王小明", True), ("曾南山", False)):
        sent = lin.post(at("person_guardian", child), {"q": name})
        assert name not in sent["Location"]
        page = lin.get(sent["Location"]).text
        assert ("没有找到" not in page) is found


@pytest.mark.parametrize("chosen", ["", "abc", "9" * 30])
def test_nobody_is_no_guardian(lin, child, chosen):
    assert lin.post(at("person_guardian", child), {"person": chosen}).status_code == 422


def test_somebody_of_another_grid_is_no_choice(lin, town, child):
    assert lin.post(at("person_guardian", child), {"person": town.zeng.pk}).status_code == 422
    assert Person.objects.get(pk=child.pk).guardian is None


def test_a_guardian_is_taken_away(lin, town, child):
    actions.set_guardian(child, town.li, by=None)
    lin.post(at("person_guardian", child), {"nobody": "1"})
    assert Person.objects.get(pk=child.pk).guardian is None


def test_a_grown_up_is_given_no_guardian(lin, town):
    grown = actions.add_person("王大宝", dwelling=town.home, relation="20", born=date(2000, 5, 1), by=None)
    answer = lin.post(at("person_guardian", grown), {"person": town.li.pk}, follow=True)
    assert "王大宝已经成年，不用登记监护人。" in answer.text
    assert Person.objects.get(pk=grown.pk).guardian is None


def test_a_guardian_outlives_childhood_until_somebody_takes_them_away(lin, town, child):
    actions.set_guardian(child, town.li, by=None)
    actions.change_person(child, born=date(2000, 5, 1), by=None)
    assert lin.get(at("person_guardian", child)).status_code == 200
    lin.post(at("person_guardian", child), {"nobody": "1"})
    assert Person.objects.get(pk=child.pk).guardian is None


def test_hukou_is_typed_and_shown(lin, town):
    form = {"unit": town.building.pk, "address": "柳荫路1号", "number": "1234", "relation": "10"}
    assert lin.post(at("person_hukou", town.li), form).status_code == 302
    page = lin.get(at("person", town.li)).text
    assert "柳荫路1号" in page
    assert "1234" in page
    assert "所属单元" in page


def test_hukou_in_a_unit_of_another_grid_cannot_be_chosen(lin, town):
    assert lin.post(at("person_hukou", town.li), {"unit": town.south_building.pk}).status_code == 422


def test_hukou_that_lies_elsewhere_stays_on_offer(lin, town):
    actions.change_hukou(town.li, actions.NewHukou(unit=town.south_building), by=None)
    form = {"unit": town.south_building.pk, "address": "改好的地址"}
    assert lin.post(at("person_hukou", town.li), form).status_code == 302
