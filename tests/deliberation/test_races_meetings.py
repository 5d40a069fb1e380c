"""Two things of one meeting at the same moment, as real parallel transactions."""

import pytest

from deliberation.actions import arriving, motions
from deliberation.models import Motion, Seat, Voice
from tests.deliberation import sat
from tests.issues.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_votes_begun_at_once_one_runs(town):
    meeting = sat.in_session(town)
    first, second = sat.motion(meeting, town), sat.motion(meeting, town, "六月底前修好。")
    answers = together(
        lambda: motions.open_voting(first, by=town.clerk).state,
        lambda: motions.open_voting(second, by=town.secretary).state,
    )
    assert sorted(map(str, answers)) == ["one_vote", "voting"]
    assert Motion.objects.filter(state="voting").count() == 1


def test_signing_in_twice_at_once_is_one_arrival(town):
    meeting = sat.noticed(town)
    seat = sat.seat(meeting, "物业")
    looks = [Seat.objects.select_related("meeting").get(pk=seat.pk) for _one in range(4)]
    answers = together(*[lambda one=one: arriving.check_in(one, how="qr").arrived_at for one in looks])
    assert len(set(answers)) == 1
    assert meeting.seats.arrived().count() == 1


def test_one_voice_said_many_times_at_once_is_one_voice(town):
    motion = motions.open_voting(sat.motion(sat.in_session(town), town), by=town.clerk)
    key = motion.voices[0]["key"]
    together(
        *[
            lambda choice=choice: motions.say(motion, key=key, choice=choice, by=None).choice
            for choice in ("yes", "no") * 3
        ]
    )
    assert Voice.objects.filter(motion=motion).count() == 1


def test_counted_at_once_makes_one_resolution(town):
    meeting = sat.in_session(town)
    motion = motions.open_voting(sat.motion(meeting, town), by=town.clerk)
    for voice in motion.voices:
        motions.say(motion, key=voice["key"], choice="yes", by=town.clerk)
    looks = [Motion.objects.get(pk=motion.pk) for _one in range(2)]
    answers = together(*[lambda one=one: motions.close_voting(one, by=town.clerk).state for one in looks])
    assert sorted(map(str, answers)) == ["moved_on", "passed"]
