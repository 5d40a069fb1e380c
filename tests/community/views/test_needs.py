from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from community.actions import add_person, record_death
from community.actions.needs import add_need
from community.models import ServiceNeed


@pytest.fixture
def lin(client, town):
    client.force_login(town.north_worker)
    return client


@pytest.fixture
def need(town):
    return add_need(town.wang, "disabled", basis="残疾人证", grade="肢体二级", by=town.north_worker)


def at(name, *keys):
    return reverse(f"community:{name}", args=keys)


def test_a_need_is_registered_and_stands_on_the_persons_page(lin, town):
    form = {"group": "living_alone", "basis": "上门走访", "review_on": "2099-01-05"}
    assert lin.post(at("need_new", town.li.pk), form).status_code == 302
    page = lin.get(at("person", town.li.pk)).text
    assert "独居老人" in page and "依据：上门走访" in page and "2099-01-05 复核" in page


def test_a_ground_is_asked_for(lin, town):
    answer = lin.post(at("need_new", town.li.pk), {"group": "veteran", "review_on": "2099-01-05"})
    assert (answer.status_code, ServiceNeed.objects.count()) == (422, 0)
    assert "请填写依据。" in answer.text


@pytest.mark.parametrize("group", ["mental_illness", "old", "", "x" * 300])
def test_groups_outside_the_list_are_refused(lin, town, group):
    form = {"group": group, "basis": "证", "review_on": "2099-01-05"}
    assert lin.post(at("need_new", town.li.pk), form).status_code == 422


def test_the_restricted_group_is_offered_to_the_leader_once_it_is_on(client, town, settings):
    settings.RESTRICTED_GROUPS_ON = True
    client.force_login(town.north_leader)
    assert "严重精神障碍" in client.get(at("need_new", town.li.pk)).text
    client.force_login(town.north_worker)
    assert "严重精神障碍" not in client.get(at("need_new", town.li.pk)).text


def test_a_review_on_the_persons_page(lin, town, need):
    ServiceNeed.objects.update(review_on=timezone.localdate())
    assert "该复核了" in lin.get(at("person", town.wang.pk)).text
    answer = lin.post(at("need_review", need.pk), {"seen": f"{timezone.localdate()}"}, follow=True)
    assert "已复核，仍需要" in answer.text and "该复核了" not in answer.text


@pytest.mark.parametrize("seen", ["2026-02-31", "x", "", "9999-99-99", "1999-01-01"])
def test_a_review_with_a_strange_date_is_no_fault(lin, need, seen):
    assert lin.post(at("need_review", need.pk), {"seen": seen}).status_code == 302


def test_no_longer_needed(lin, town, need):
    ServiceNeed.objects.update(since=timezone.localdate() - timedelta(days=90))
    page = lin.post(at("need_end", need.pk), follow=True).text
    assert "已记下：不再需要。" in page and "以前的" in page


def test_the_list_is_masked_and_counts_by_group(lin, town, need):
    add_need(town.li, "disabled", basis="残疾人证", by=town.clerk)
    add_need(town.li, "veteran", basis="证", by=town.clerk)
    page = lin.get(at("needs"))
    assert [(name, count) for _code, name, count in page.context["groups"]] == [
        ("残疾人", 2),
        ("退役军人或优抚对象", 1),
    ]
    assert "王*明" in page.text and "王小明" not in page.text and "残疾人证" not in page.text


def test_the_list_by_group_and_grid(client, town, need):
    add_need(town.zeng, "disabled", basis="残疾人证", by=town.clerk)
    client.force_login(town.clerk)
    assert client.get(at("needs")).context["page"].paginator.count == 2
    page = client.get(at("needs"), {"group": "disabled", "unit": town.south.pk})
    assert [row["person"] for row in page.context["rows"]] == [town.zeng.pk]


def test_what_is_due_for_review_stands_first(lin, town, need):
    add_need(town.li, "veteran", basis="证", review_on=timezone.localdate(), by=town.clerk)
    assert [row["due"] for row in lin.get(at("needs")).context["rows"]] == [True, False]


def test_the_dead_are_not_on_the_list(lin, town, need):
    record_death(town.wang, new_heads=[town.li], by=None)
    assert lin.get(at("needs")).context["total"] == 0


def test_one_need_or_thirty_cost_the_same(lin, town, need, queries):
    for _number in range(30):
        someone = add_person("何小北", dwelling=town.home, relation="20", by=None)
        add_need(someone, "veteran", basis="证", by=town.clerk)
    lin.get(at("needs"))
    with queries(11):
        assert len(lin.get(at("needs")).context["rows"]) == 30
    with queries(11):
        assert len(lin.get(at("needs"), {"print": "1"}).context["rows"]) == 31


def test_another_grids_need_does_not_exist_here(client, town, need):
    client.force_login(town.south_worker)
    assert client.post(at("need_end", need.pk)).status_code == 404
    assert client.get(at("needs")).context["total"] == 0
