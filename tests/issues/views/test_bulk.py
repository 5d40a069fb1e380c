"""Giving several matters out at once: each by itself, and no silence about those that stayed."""

import pytest

from issues import actions
from issues.models import Department, Issue

BULK = "/desk/issues/assign/"


@pytest.fixture
def desk(browser_of, town):
    return browser_of(town.north_leader)


def send(desk, to, *issues, **more):
    picks = [f"{issue.pk}.{issue.version}" for issue in issues]
    return desk.post(BULK, {"to": to, "pick": picks, **more})


def test_all_that_can_go_go(desk, matter, town):
    issues = [matter(), matter(), matter()]
    page = send(desk, f"u{town.north_worker.pk}", *issues).text
    assert "派给林小满：派出 3 件" in page
    assert set(Issue.objects.values_list("handler__name", "state")) == {("林小满", "assigned")}
    assert "assign" in issues[0].steps.values_list("verb", flat=True)


def test_one_that_moved_on_stays_and_says_why_while_the_others_go(desk, matter, town):
    stale, fresh = matter(), matter()
    actions.file(Issue.objects.get(pk=stale.pk), by=town.north_leader)
    page = send(desk, f"u{town.north_worker.pk}", stale, fresh).text
    assert "派出 1 件" in page
    assert "没有派出 1 件" in page
    assert "已经有人处理过了" in page
    assert Issue.objects.get(pk=stale.pk).handler is None
    assert Issue.objects.get(pk=fresh.pk).handler == town.north_worker


def test_what_somebody_has_in_hand_is_not_taken_from_them(desk, assigned, town):
    assigned.refresh_from_db()
    page = send(desk, f"u{town.north_leader.pk}", assigned).text
    assert "要换人，请打开这件事改派" in page
    assert Issue.objects.get(pk=assigned.pk).handler == town.north_worker


def test_who_is_not_in_charge_of_the_place_gets_nothing(browser_of, matter, town):
    here, there = matter(), matter(unit=town.south_building)
    page = send(browser_of(town.clerk), f"u{town.north_worker.pk}", here, there).text
    assert "派出 1 件" in page
    assert "不负责这个地点" in page


def test_matters_of_other_grids_are_neither_given_nor_named(desk, matter, town):
    hidden = matter(unit=town.south_building)
    page = send(desk, f"u{town.north_worker.pk}", hidden).text
    assert "另有 1 件不在您负责的范围里" in page
    assert hidden.number not in page
    assert Issue.objects.get().state == "received"


def test_grid_workers_do_not_give_out(browser_of, matter, town):
    page = send(browser_of(town.north_worker), f"u{town.north_worker.pk}", matter()).text
    assert "请网格长或社区派单" in page
    assert Issue.objects.get().handler is None


def test_to_a_department(desk, matter, town):
    company = Department.objects.create(name="柳荫物业", kind="property", unit=town.area)
    send(desk, f"d{company.pk}", matter())
    assert Issue.objects.get().department == company


@pytest.mark.parametrize("to", ["", "u0", "d0", "x1", "none"])
def test_nobody_chosen_goes_back_to_the_list_with_its_filters(desk, matter, to):
    answer = send(desk, to, matter(), query="show=new&q=灯&next=https://evil.example")
    assert answer.url == "/desk/issues/?show=new&q=%E7%81%AF"
    assert "请先勾选" in desk.get(answer.url).text


def test_strangers_to_the_scope_cannot_be_chosen(desk, matter, town):
    send(desk, f"u{town.south_worker.pk}", matter())
    assert Issue.objects.get().handler is None


def test_the_list_offers_ticks_for_what_nobody_has(desk, matter, assigned):
    page = desk.get("/desk/issues/").text
    assert page.count('name="pick"') == 0
    fresh = matter()
    page = desk.get("/desk/issues/").text
    assert f'value="{fresh.pk}.{fresh.version}"' in page
    assert page.count('name="pick"') == 1
