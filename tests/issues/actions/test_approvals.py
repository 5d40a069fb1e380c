"""Giving a matter back, and more time for it: asked for by one, decided by another."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Message
from issues import actions
from issues.actions.stopping import end_of
from issues.models import Approval, Category, Department, Issue, Policy
from jobs.work import drain
from tests.issues.conftest import refused

S, Result = Issue.State, Approval.State


def later(days: int):
    return end_of(timezone.localdate() + timedelta(days=days))


@pytest.fixture
def returning(assigned, town):
    actions.hand_back(assigned, reason="归物业", by=town.north_worker)
    return assigned


@pytest.fixture
def returned(returning, town):
    actions.allow_return(returning, by=town.north_leader)
    return returning


def test_handing_back_needs_a_reason(assigned, town):
    """13"""
    refused("required", actions.hand_back, assigned, reason=" \u3000", by=town.north_worker)


def test_a_return_waits_for_a_second_person_within_the_hours_of_the_policy(returning, town):
    """13"""
    approval = returning.approvals.get()
    assert (returning.state, returning.handler) == (S.RETURNING, town.north_worker)
    assert approval.due_at - approval.asked_at < timedelta(hours=24, seconds=5)
    assert approval.due_at - approval.asked_at > timedelta(hours=23)
    refused("own", actions.allow_return, returning, by=town.north_worker)


def test_who_had_it_stays_in_charge_until_somebody_else_has_signed(returned, town):
    """13: 首接负责"""
    assert (returned.state, returned.in_charge) == (S.FILED, town.north_worker)
    actions.assign(returned, to=town.north_leader, by=town.clerk)
    assert (returned.handler, returned.in_charge) == (town.north_leader, town.north_worker)
    actions.sign(returned, by=town.north_leader)
    assert returned.in_charge == town.north_leader


def test_of_several_returns_the_first_one_stays_in_charge(returned, town):
    """13"""
    actions.assign(returned, to=town.north_leader, by=town.clerk)
    actions.hand_back(returned, reason="也不归我", by=town.north_leader)
    actions.allow_return(returned, by=town.clerk)
    assert returned.in_charge == town.north_worker


def test_a_returned_matter_is_still_among_the_first_ones_own(returned, town):
    actions.assign(returned, to=town.north_leader, by=town.clerk)
    assert returned in Issue.objects.handled_by(town.north_worker)
    actions.sign(returned, by=town.north_leader)
    assert returned not in Issue.objects.handled_by(town.north_worker)


def test_the_page_says_who_is_still_in_charge(browser_of, returned, town):
    """13"""
    actions.assign(returned, to=town.north_leader, by=town.clerk)
    page = browser_of(town.clerk).get(f"/desk/issues/{returned.pk}/").text
    assert "新的承办人签收以前，仍由林小满负责" in page


def test_a_department_that_gives_back_leaves_its_colleague_in_charge(matter, town):
    issue = matter()
    estate = Department.objects.create(name="安居物业", kind="property", unit=town.community)
    estate.members.create(user=town.stranger)
    actions.assign(issue, to=estate, by=town.clerk)
    actions.hand_back(issue, reason="不在服务区", by=town.stranger)
    actions.allow_return(issue, by=town.clerk)
    assert issue.in_charge == town.stranger


def test_a_refused_return_goes_on_where_it_was(returning, town):
    actions.refuse_return(returning, text="就是你的网格", by=town.north_leader)
    assert (returning.state, returning.handler, returning.kept_by) == (S.WORKING, town.north_worker, None)
    assert returning.approvals.get().state == Result.REFUSED


def test_two_returns_rise_one_level(returned, town):
    """13"""
    assert returned.raised_to is None
    actions.assign(returned, to=town.north_leader, by=town.clerk)
    actions.hand_back(returned, reason="也不归我", by=town.north_leader)
    actions.allow_return(returned, by=town.clerk)
    assert returned.raised_to == town.community
    drain()
    assert Message.objects.filter(recipient=town.secretary, title__startswith="请督办").exists()


def test_one_return_at_a_time(assigned, town):
    other = Issue.objects.get(pk=assigned.pk)
    actions.hand_back(assigned, reason="归物业", by=town.north_worker)
    refused("moved_on", actions.hand_back, other, reason="归物业", by=town.north_worker)


def test_more_time_is_asked_for_and_granted_by_another(working, town):
    """22"""
    until = later(20)
    actions.ask_more_time(working, until=until, reason="等零件", by=town.north_worker)
    refused("own", actions.allow_more_time, working, by=town.north_worker)
    actions.allow_more_time(working, by=town.north_leader)
    assert (working.due_at, working.more_time, working.state) == (until, 1, S.WORKING)


def test_more_time_is_granted_so_many_times_only(working, town):
    """22"""
    for number in range(Policy.current().more_time_limit):
        actions.ask_more_time(working, until=later(20 + number), reason="等零件", by=town.north_worker)
        actions.allow_more_time(working, by=town.north_leader)
    refused("too_often", actions.ask_more_time, working, until=later(40), reason="再等", by=town.north_worker)


def test_the_resident_reads_the_new_limit_and_why(browser_of, working, town):
    """22"""
    until = later(20)
    actions.ask_more_time(working, until=until, reason="等零件", by=town.north_worker)
    page = browser_of().get(f"/r/{working.token}/").text
    assert "等零件" not in page
    actions.allow_more_time(working, text="只好这样", by=town.north_leader)
    page = browser_of().get(f"/r/{working.token}/").text
    assert f"延到 {until.month}月{until.day}日。原因：等零件" in page.replace(f"{until.year}年", "")
    assert "只好这样" not in page


def test_a_refused_wish_stays_inside(browser_of, working, town):
    actions.ask_more_time(working, until=later(20), reason="等零件", by=town.north_worker)
    actions.refuse_more_time(working, text="居民等不了", by=town.north_leader)
    assert working.approvals.get().state == Result.REFUSED
    assert "居民等不了" not in browser_of().get(f"/r/{working.token}/").text


@pytest.mark.parametrize("days", [0, 5, 200])
def test_more_time_ends_after_the_limit_and_within_half_a_year(working, town, days):
    refused("until", actions.ask_more_time, working, until=later(days), reason="等零件", by=town.north_worker)


def test_a_wish_for_more_time_falls_away_with_the_work(working, town):
    actions.ask_more_time(working, until=later(20), reason="等零件", by=town.north_worker)
    actions.answer(working, text="好了", by=town.north_worker)
    assert working.approvals.get().state == Result.DROPPED
    actions.rework(working, reason="没好", by=town.north_leader)
    refused("moved_on", actions.allow_more_time, working, by=town.north_leader)


def test_a_wish_for_more_time_falls_away_when_another_gets_it(working, town):
    actions.ask_more_time(working, until=later(20), reason="等零件", by=town.north_worker)
    actions.reassign(working, to=town.north_leader, by=town.clerk)
    assert not working.approvals.asked().exists()


def test_sorting_gives_no_time_of_ones_own_making(working, town):
    """22"""
    due = working.due_at
    slow = Category.objects.filter(solve_measure="nd").latest("solve_amount")
    actions.sort(working, category=slow, severity=1, by=town.north_worker)
    assert working.due_at == due
    actions.sort(working, category=slow, severity=1, by=town.north_leader)
    assert working.due_at > due
