"""Whole minutes between coming and going, inside the session, cut at the limits."""

import pytest

from tests.volunteers.served import at
from volunteers.minutes import Limits, count, hours, joined

USUAL = Limits(overrun=60, session=480, day=480)


def minutes(*spans, same_day: int = 0, limits: Limits = USUAL, start="09:00", end="11:00"):
    times = [(at(come), at(out)) for come, out in spans]
    return count(times, starts=at(start), ends=at(end), limits=limits, same_day=same_day)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([("09:00", "11:00")], 120),
        ([("08:10", "11:00")], 120),
        ([("09:20", "10:50")], 90),
        ([("09:00", "11:30")], 150),
        ([("09:00", "15:00")], 180),
        ([("09:00", "09:40"), ("10:00", "11:00")], 100),
        ([("09:00", "10:30"), ("10:00", "11:00")], 120),
        ([("07:00", "08:00")], 0),
        ([], 0),
    ],
)
def test_what_counts(spans, expected):
    assert minutes(*spans).minutes == expected


def test_the_limit_of_a_session_and_of_a_day():
    assert minutes(("09:00", "11:00"), limits=Limits(60, 90, 480)).minutes == 90
    found = minutes(("09:00", "11:00"), same_day=420)
    assert (found.served, found.minutes, found.cut) == (120, 60, True)
    assert minutes(("09:00", "11:00"), same_day=500).minutes == 0


def test_spans_are_joined_in_order():
    assert joined([(3, 5), (1, 2), (4, 6)]) == [(1, 2), (3, 6)]


def test_hours_as_the_order_counts_them():
    assert [hours(n) for n in (60, 90, 100, 5, 600)] == ["1", "1.5", "1.67", "0.08", "10"]
