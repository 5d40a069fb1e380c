"""The code on the screen: good while it is shown and a little longer, never longer than a minute."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from volunteers import rotating

NOON = "2026-11-10 12:00:00+08:00"


def test_a_code_is_good_when_it_is_shown_and_one_step_later():
    with time_machine.travel(NOON, tick=False) as traveller:
        code = rotating.code_at(7, timezone.now())
        good = []
        for _step in range(130):
            good.append(rotating.is_good(7, code, timezone.now()))
            traveller.shift(1)
    assert good.count(True) == 60
    assert good[:60] == [True] * 60


def test_a_code_is_of_one_session_and_not_to_be_guessed():
    with time_machine.travel(NOON, tick=False):
        now = timezone.now()
        code = rotating.code_at(7, now)
        assert not rotating.is_good(8, code, now)
        assert not rotating.is_good(7, "0" * rotating.LENGTH, now)
        assert not rotating.is_good(7, code, now - timedelta(seconds=30))


def test_the_screen_knows_when_the_next_code_comes():
    with time_machine.travel(NOON, tick=False) as traveller:
        first = rotating.code_at(7, timezone.now())
        left = rotating.seconds_left(timezone.now())
        traveller.shift(left)
        assert rotating.code_at(7, timezone.now()) != first
        assert 0 < left <= 30
