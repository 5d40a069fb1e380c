"""The clock that stands still, and goes on with what was left."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from issues import actions
from issues.actions.stopping import end_of
from issues.models import Category, Issue, Policy
from jobs.work import CLOCK, carry, enqueue
from tests.issues.conftest import refused

S = Issue.State
MONDAY = datetime.fromisoformat("2026-06-01T10:00:00+08:00")


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Before the town is built."""
    time_machine.move_to(MONDAY, tick=False)


@pytest.fixture
def working(monday, matter, town):
    """Begun on a Monday at ten, with seven days (until Monday the 8th)."""
    issue = matter()
    actions.assign(issue, to=town.north_worker, by=town.north_leader)
    actions.sign(issue, by=town.north_worker)
    return issue


def clock() -> None:
    carry(enqueue("issues.resume_stopped").pk, alone=False)


def test_asking_the_resident_stops_the_clock_and_the_answer_starts_it_with_what_was_left(working, town, time_machine):
    """17"""
    time_machine.move_to(MONDAY + timedelta(days=2), tick=False)
    actions.ask(working, text="是哪盏灯？", by=town.north_worker)
    assert (working.state, working.left) == (S.WAITING, 5)
    time_machine.move_to(MONDAY + timedelta(days=5), tick=False)
    actions.reply(working, text="三楼的")
    assert (working.state, working.due_on.isoformat()) == (S.WORKING, "2026-06-11")
    assert (working.stopped_at, working.left, working.stopped_until) == (None, None, None)


def test_what_waits_is_never_overdue(working, town, time_machine):
    """17"""
    actions.ask(working, text="是哪盏灯？", by=town.north_worker)
    assert not Issue.objects.overdue(MONDAY + timedelta(days=30)).exists()


def test_after_the_days_of_the_policy_the_clock_goes_on_by_itself(working, town, time_machine):
    """17"""
    actions.ask(working, text="是哪盏灯？", by=town.north_worker)
    days = Policy.current().wait_days
    time_machine.move_to(MONDAY + timedelta(days=days, minutes=-1), tick=False)
    clock()
    working.refresh_from_db()
    assert working.state == S.WAITING
    time_machine.move_to(MONDAY + timedelta(days=days, hours=3), tick=False)
    clock()
    clock()
    working.refresh_from_db()
    assert (working.state, working.due_on.isoformat()) == (S.WORKING, "2026-06-13")
    last = working.steps.latest("pk")
    assert (last.verb, last.by, last.text) == ("resume", None, "约定的时间内没有收到居民补充")


def test_hours_go_on_from_the_day_that_was_set_however_late_the_clock_comes(working, town, time_machine):
    Issue.objects.update(measure="nh", due_at=MONDAY + timedelta(hours=10))
    working.refresh_from_db()
    until = MONDAY + timedelta(days=1)
    actions.pause(working, reason="下雨", until=until, by=town.north_worker)
    time_machine.move_to(until + timedelta(hours=2), tick=False)
    clock()
    working.refresh_from_db()
    assert working.due_at == until + timedelta(hours=10)


def test_stopped_anew_for_longer_is_left_standing(working, town, time_machine):
    actions.pause(working, reason="下雨", until=MONDAY + timedelta(days=1), by=town.north_worker)
    actions.resume(working, by=town.north_worker)
    actions.pause(working, reason="等零件", until=MONDAY + timedelta(days=9), by=town.north_worker)
    time_machine.move_to(MONDAY + timedelta(days=2), tick=False)
    clock()
    assert Issue.objects.get().state == S.PAUSED


def test_the_clock_of_stopped_matters_runs_every_hour():
    assert CLOCK["issues.resume_stopped"] == timedelta(hours=1)


def test_office_minutes_are_kept_over_the_weekend(matter, town, time_machine):
    friday = datetime.fromisoformat("2026-06-05T17:00:00+08:00")
    time_machine.move_to(friday, tick=False)
    category = Category.objects.create(code="x", name="四个工作时", solve_amount=4, solve_measure="wh")
    issue = matter(category=category)
    actions.take(issue, by=town.north_worker)
    actions.ask(issue, text="是哪盏灯？", by=town.north_worker)
    assert issue.left == 240
    time_machine.move_to(friday + timedelta(days=3), tick=False)
    actions.reply(issue, text="三楼的")
    # half an hour on Monday, three and a half on Tuesday: three in the morning, half an hour from two
    assert timezone.localtime(issue.due_at).isoformat() == "2026-06-09T14:30:00+08:00"


def test_the_resident_reads_why_it_stands_and_until_when(browser_of, working, town):
    """17"""
    actions.pause(working, reason="等零件到货", until=end_of(MONDAY.date() + timedelta(days=4)), by=town.north_worker)
    page = browser_of().get(f"/r/{working.token}/").text
    assert "等零件到货（最晚 6月5日 恢复）" in page


def test_the_desk_says_that_the_clock_stands(browser_of, working, town):
    """17"""
    actions.ask(working, text="是哪盏灯？", by=town.north_worker)
    page = browser_of(town.north_leader).get(f"/desk/issues/{working.pk}/").text
    assert "已停表，还剩 7 天" in page
    assert "最晚 6月6日 恢复" in page


@pytest.mark.parametrize("days", [-1, 181])
def test_a_pause_ends_between_today_and_half_a_year(working, town, days):
    until = MONDAY + timedelta(days=days)
    refused("until", actions.pause, working, reason="下雨", until=until, by=town.north_worker)


@pytest.mark.parametrize(("deed", "words"), [("ask", {"text": " "}), ("pause", {"reason": "\u3000", "until": MONDAY})])
def test_stopping_needs_words(working, town, deed, words):
    refused("required", getattr(actions, deed), working, by=town.north_worker, **words)
