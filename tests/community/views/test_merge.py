import re

import pytest
from django.urls import reverse

from community import actions
from community.models import Person
from tests.community.views.test_people import WHOLE_NUMBER


@pytest.fixture
def mo(client, town):
    client.force_login(town.north_leader)
    return client


@pytest.fixture
def double(town):
    flat = actions.add_dwelling(town.building2, "1", "201", by=None)
    facts = {"phones": ("19900000077",), "former_name": "王大明"}
    return actions.add_person("王小明", dwelling=flat, by=None, **facts)


def at(name, *people):
    return reverse(f"community:{name}", args=[person.pk for person in people])


def form_of(client, kept, other):
    page = client.get(at("person_merge_with", kept, other)).text
    return {"seen": re.search(r'name="seen" value="([^"]+)"', page)[1], "sure": "on"}


def test_namesakes_are_offered_and_others_found(mo, town, double):
    page = mo.get(at("person_merge", town.wang)).text
    assert at("person_merge_with", town.wang, double) in page
    sent = mo.post(at("person_merge", town.wang), {"q": "李翠花"})
    assert at("person_merge_with", town.wang, town.li) in mo.get(sent["Location"]).text


def test_the_comparison_is_masked(mo, town, double):
    page = mo.get(at("person_merge_with", town.wang, double)).text
    assert not WHOLE_NUMBER.search(page)
    assert "王大明" in page


def test_two_records_become_one_on_the_page(mo, town, double):
    answer = mo.post(at("person_merge_with", town.wang, double), form_of(mo, town.wang, double))
    assert answer["Location"] == at("person", town.wang)
    page = mo.get(at("person", town.wang)).text
    assert "王大明" in page
    assert "与另一条记录合并" in page
    assert Person.objects.get(pk=double.pk).merged_into == town.wang


def test_the_old_page_leads_to_the_record_that_stayed(mo, client, town, double):
    actions.merge(town.wang, double, choices={}, by=None)
    assert mo.get(at("person", double))["Location"] == at("person", town.wang)
    assert mo.get(at("person_edit", double)).status_code == 404
    client.force_login(town.south_worker)
    assert client.get(at("person", double)).status_code == 404


def test_the_other_record_is_in_no_list_and_no_search(mo, town, double):
    actions.merge(town.wang, double, choices={}, by=None)
    for kind in ("", "left", "died", "unstated"):
        assert at("person", double) not in mo.get(reverse("community:people"), {"kind": kind}).text
    for typed in ("王小明", "wxm", "19900000077", "0077", "2栋 201"):
        sent = mo.post(reverse("community:people"), {"q": typed})
        page = mo.get(sent["Location"]).text
        assert at("person", town.wang) in page
        assert at("person", double) not in page


def test_nothing_is_merged_unless_somebody_is_sure_and_has_chosen(mo, town, double):
    actions.change_person(town.wang, former_name="王明", by=None)
    form = form_of(mo, town.wang, double)
    assert mo.post(at("person_merge_with", town.wang, double), form).status_code == 422
    del form["sure"]
    answer = mo.post(at("person_merge_with", town.wang, double), form | {"field_former_name": "kept"})
    assert "请先核对" in answer.text
    assert Person.objects.get(pk=double.pk).merged_into is None


def test_the_choice_decides(mo, town, double):
    actions.change_person(town.wang, former_name="王明", by=None)
    form = form_of(mo, town.wang, double) | {"field_former_name": "other"}
    mo.post(at("person_merge_with", town.wang, double), form)
    assert Person.objects.get(pk=town.wang.pk).former_name == "王大明"


def test_two_numbers_are_refused_with_the_way_on(client, town):
    client.force_login(town.clerk)
    page = client.get(at("person_merge_with", town.wang, town.zeng)).text
    assert "证件号码不同，不能合并" in page
    assert "合并成一条" not in page


@pytest.mark.parametrize("seen", ["", "x", "a,b", "2026-01-01,2026-01-01", "0001-01-01T00:00:00+14:00," * 2])
def test_a_tampered_form_merges_nothing(mo, town, double, seen):
    form = {"seen": seen, "sure": "on"}
    assert mo.post(at("person_merge_with", town.wang, double), form).status_code == 422
    assert Person.objects.get(pk=double.pk).merged_into is None


def test_a_change_meanwhile_is_told(mo, town, double):
    form = form_of(mo, town.wang, double)
    actions.change_person(double, note="改过", by=None)
    assert "刚刚被别人改过" in mo.post(at("person_merge_with", town.wang, double), form).text


def test_records_of_another_grid_are_not_merged(mo, town, double):
    for pair in ((town.zeng, town.wang), (town.wang, town.zeng)):
        assert mo.get(at("person_merge_with", *pair)).status_code == 404
        assert mo.post(at("person_merge_with", *pair), {"sure": "on"}).status_code == 404


def test_a_grid_worker_does_not_merge(client, town, double):
    client.force_login(town.north_worker)
    assert client.get(at("person_merge", town.wang)).status_code == 403
    assert at("person_merge", town.wang) not in client.get(at("person", town.wang)).text
