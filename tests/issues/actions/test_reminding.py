"""Point 21: reminders at half, four fifths and the end; then up the tree; each once however often the clock runs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Message
from issues import actions
from issues.actions import reminding
from issues.limits import calendar
from issues.models import Approval, Issue, Nudge
from jobs.work import carry, drain, enqueue

HOUR = timedelta(hours=1)


def limit(issue, *, begun: timedelta, due: timedelta) -> Issue:
    """A limit in plain hours that began and ends so long from now."""
    now = timezone.now()
    Issue.objects.filter(pk=issue.pk).update(
        received_at=now + begun, due_at=now + due, measure="nh", respond_due_at=now + due, responded_at=now
    )
    issue.refresh_from_db()
    return issue


def look(issue) -> list[str]:
    return reminding.look_after(Issue.objects.get(pk=issue.pk), timezone.now(), calendar())


def titles(user) -> list[str]:
    return list(Message.objects.filter(recipient=user).values_list("title", flat=True))


@pytest.mark.parametrize(
    ("begun", "due", "marks"),
    [(-4, 6, []), (-5, 5, ["50"]), (-7, 3, ["50"]), (-8, 2, ["80"]), (-10, 0, ["100", "up:0"])],
)
def test_each_share_of_the_limit_has_its_reminder(assigned, begun, due, marks):
    assert look(limit(assigned, begun=begun * HOUR, due=due * HOUR)) == marks


def test_a_second_run_gives_nothing_again(assigned):
    limit(assigned, begun=-8 * HOUR, due=2 * HOUR)
    assert look(assigned) == ["80"]
    assert look(assigned) == []


def test_a_new_limit_is_reminded_of_anew(assigned):
    look(limit(assigned, begun=-8 * HOUR, due=2 * HOUR))
    assert look(limit(assigned, begun=-8 * HOUR, due=1 * HOUR)) == ["80"]


def test_half_way_only_the_handler_is_told_and_near_the_end_the_overseers_too(assigned, town):
    look(limit(assigned, begun=-5 * HOUR, due=5 * HOUR))
    assert f"时间过半：{assigned.number}" in titles(town.north_worker)
    assert f"时间过半：{assigned.number}" not in titles(town.north_leader)
    look(limit(assigned, begun=-9 * HOUR, due=1 * HOUR))
    assert f"快到期限：{assigned.number}" in titles(town.north_leader)


def test_nobody_was_reached_in_time(assigned, town):
    limit(assigned, begun=-1 * HOUR, due=9 * HOUR)
    Issue.objects.update(responded_at=None, respond_due_at=timezone.now())
    assert look(assigned) == ["respond"]


def test_while_the_clock_stands_nobody_is_reminded(assigned, town):
    actions.sign(assigned, by=town.north_worker)
    actions.ask(assigned, text="几楼？", by=town.north_worker)
    Issue.objects.update(due_at=timezone.now() - HOUR)
    assert assigned.pk not in reminding.running().values_list("pk", flat=True)


def test_a_late_matter_rises_level_by_level_and_each_level_once(assigned, town):
    limit(assigned, begun=-10 * HOUR, due=-1 * HOUR)
    look(assigned)
    assert Issue.objects.get().raised_to == town.community
    drain()
    assert f"请督办：{assigned.number}" in titles(town.secretary)
    days = calendar()
    much_later = timezone.now() + timedelta(days=30)
    for _again in range(3):
        reminding.look_after(Issue.objects.get(), much_later, days)
    raises = assigned.steps.filter(verb="raise").count()
    assert raises == len({step.text for step in assigned.steps.filter(verb="raise")})


def test_the_clock_finds_them_all_and_a_second_run_on_the_same_day_tells_nobody_twice(assigned, matter, town):
    limit(assigned, begun=-8 * HOUR, due=2 * HOUR)
    for _run in range(2):
        carry(enqueue("issues.look_after_limits").pk, alone=False)
    assert Nudge.objects.filter(issue=assigned).count() == 1
    assert titles(town.north_worker).count(f"快到期限：{assigned.number}") == 1


def test_a_return_nobody_decided_rises(assigned, town):
    actions.hand_back(assigned, reason="归物业", by=town.north_worker)
    Approval.objects.update(due_at=timezone.now() - HOUR)
    approval = Approval.objects.get()
    assert reminding.look_after_return(approval)
    assert not reminding.look_after_return(approval)
    assert Issue.objects.get().raised_to == town.community
