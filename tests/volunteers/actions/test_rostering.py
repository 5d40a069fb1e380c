"""Duty rosters: the template makes the weeks, gaps are seen, two swap, somebody stands in, staff hear 48 hours before."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Message
from tests.volunteers.neighbours import neighbour
from volunteers.actions import rostering
from volunteers.models import Duty, Swap, Turn
from volunteers.models.roster import uncovered


@pytest.fixture
def roster(town):
    return rostering.make_roster(town.north, name="监控室", place="一楼", around_the_clock=True, by=town.clerk)


@pytest.fixture
def shifts(town, roster):
    """Eight to twenty every day by one, the night by another."""
    day, night = neighbour(town, "白班"), neighbour(town, "夜班")
    for weekday in range(1, 8):
        for start, person in ((time(8), day), (time(20), night)):
            facts = {"weekday": weekday, "starts_at": start, "minutes": 720, "needed": 1, "people": [person]}
            rostering.set_shift(roster, by=town.clerk, **facts)
    return day, night


def coming(person) -> list[Turn]:
    return list(Turn.objects.held().filter(person=person).select_related("duty__roster").order_by("duty__starts_at"))


def refused(act, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        act()
    assert refusal.value.code == code


def test_the_template_makes_four_weeks_once(roster, shifts):
    made = roster.duties.count()
    assert made in (55, 56)
    assert rostering.lay_out(roster) == 0
    assert roster.duties.count() == made


def test_hours_nobody_watches_are_named(town, roster, shifts):
    assert rostering.gaps(roster) == []
    wednesday = roster.shifts.get(weekday=3, starts_at=time(20))
    rostering.drop_shift(wednesday, by=town.clerk)
    assert [rostering.words_of(gap) for gap in rostering.gaps(roster)] == ["周三 20:00–周四 08:00"]


def test_a_week_runs_past_its_end_into_monday():
    assert uncovered([(0, 6000), (6000, 10080 + 60)]) == []
    assert uncovered([(60, 10080)]) == [(0, 60)]
    assert uncovered([(60, 10080 + 60)]) == []


def test_two_swap_when_both_agree(shifts):
    day, night = shifts
    mine, theirs = coming(day)[2], coming(night)[5]
    rostering.agree_swap(rostering.ask_swap(mine, theirs))
    assert mine.duty.turns.held().get().person == night
    assert theirs.duty.turns.held().get().person == day


def test_a_swap_that_is_refused_changes_nothing_and_is_answered_once(shifts):
    day, night = shifts
    swap = rostering.ask_swap(coming(day)[2], coming(night)[5])
    rostering.refuse_swap(swap)
    refused(lambda: rostering.agree_swap(swap), "used")
    assert swap.mine.duty.turns.held().get().person == day


def test_a_swap_that_would_put_somebody_in_two_places_is_refused_whole(town, shifts):
    day, night = shifts
    mine, theirs = coming(day)[2], coming(night)[5]
    other = rostering.make_roster(town.north, name="门岗", place="大门", by=town.clerk)
    duty = Duty.objects.create(roster=other, starts_at=theirs.duty.starts_at, ends_at=theirs.duty.ends_at)
    rostering.take_turn(duty, day, by=town.clerk)
    swap = rostering.ask_swap(mine, theirs)
    refused(lambda: rostering.agree_swap(swap), "overlap")
    assert Swap.objects.get().state == Swap.State.ASKED
    assert mine.duty.turns.held().get().person == day


def test_the_first_who_stands_in_has_the_turn(town, shifts, django_capture_on_commit_callbacks):
    day, night = shifts
    turn = coming(day)[3]
    with django_capture_on_commit_callbacks(execute=True):
        assert rostering.seek_stand_in(turn) == 1
        assert turn.duty.turns.held().get().person == day
        rostering.stand_in(turn, night)
    assert turn.duty.turns.held().get().person == night
    refused(lambda: rostering.stand_in(turn, neighbour(town, "晚到")), "taken")
    assert Message.objects.filter(recipient=day.user, title__startswith="夜班替您值班").exists()


def test_a_full_duty_takes_nobody_more(town, shifts):
    refused(lambda: rostering.take_turn(coming(shifts[0])[0].duty, neighbour(town, "多余"), by=town.clerk), "full")


def test_staff_hear_once_of_a_gap_48_hours_before(town, roster, run_job):
    now = timezone.now()
    soon, later = now + timedelta(hours=47), now + timedelta(hours=50)
    for start in (soon, later):
        Duty.objects.create(roster=roster, starts_at=start, ends_at=start + timedelta(hours=4), needed=2)
    run_job("volunteers.look_after_rosters")
    run_job("volunteers.look_after_rosters")
    told = Message.objects.filter(recipient=town.north_worker, title__startswith="值班缺 2 人")
    assert told.count() == 1


def test_who_does_no_duty_on_a_roster_stands_in_for_nobody_there(town, roster, shifts, browser_of):
    turn = coming(shifts[0])[0]
    rostering.seek_stand_in(turn)
    stranger, mate = neighbour(town, "别处的人"), shifts[1]
    assert browser_of(stranger.user).post(f"/my/duties/{turn.pk}/stand_in/").status_code == 404
    browser_of(mate.user).post(f"/my/duties/{turn.pk}/stand_in/")
    assert Turn.objects.held().get(duty=turn.duty).person == mate
