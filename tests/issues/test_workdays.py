"""Time limits: by the office's clock and the official calendar, with pauses that take nothing away."""

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import chinese_calendar
import pytest

from issues.holidays import SEED
from issues.workdays import LABELS, ZONE, Calendar, Unit

KNOWN = {date.fromisoformat(day): works for day, works, _name in SEED}
OFFICE = Calendar(KNOWN)
WEEKDAYS_ONLY = Calendar({})
UNITS = list(Unit)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def written(when: datetime) -> str:
    return when.strftime("%Y-%m-%d %H:%M:%S")


def due(start: str, amount: int, unit: str, calendar: Calendar = OFFICE) -> str:
    return written(calendar.add(moment(start), amount, unit))


def some_moment(chance: random.Random) -> datetime:
    return moment("2024-01-03 00:00") + timedelta(seconds=chance.randrange(2 * 365 * 86400))


def cases(number: int = 300) -> list[tuple[datetime, datetime, datetime, int, Unit]]:
    """Start, moment of the pause, moment it goes on, limit, unit. The same ones every time."""
    chance = random.Random(20260213)
    found = []
    for turn in range(number):
        start = some_moment(chance)
        paused = start + timedelta(seconds=chance.randrange(12 * 86400))
        again = paused + timedelta(seconds=chance.randrange(20 * 86400))
        found.append((start, paused, again, chance.randrange(1, 16), UNITS[turn % 4]))
    return found


# the official calendar


def test_every_day_of_three_years_agrees_with_another_reading_of_the_notices():
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(366 + 365 + 365)]
    assert days[-1] == date(2026, 12, 31)
    assert not [day for day in days if OFFICE.works(day) != chinese_calendar.is_workday(day)]


def test_seed_names_each_day_once_and_in_order():
    days = [day for day, _works, _name in SEED]
    assert days == sorted(set(days))
    assert all(name for _day, _works, name in SEED)


def test_seed_lists_as_worked_only_saturdays_and_sundays():
    assert not [day for day, works in KNOWN.items() if works and day.weekday() < 5]


@pytest.mark.parametrize(("year", "off", "worked"), [(2024, 30, 8), (2025, 28, 5), (2026, 33, 6)])
def test_seed_has_as_many_days_as_the_notice_of_the_year(year, off, worked):
    assert Counter(works for day, works in KNOWN.items() if day.year == year) == {False: off, True: worked}


def test_saturday_before_spring_festival_is_worked():
    assert OFFICE.works(date(2026, 2, 14))
    assert not WEEKDAYS_ONLY.works(date(2026, 2, 14))


def test_eve_of_spring_festival_is_off():
    assert not OFFICE.works(date(2026, 2, 16))
    assert WEEKDAYS_ONLY.works(date(2026, 2, 16))


# limits in days


def test_three_working_days_from_before_spring_festival():
    assert due("2026-02-13 10:00", 3, Unit.WORK_DAYS) == "2026-02-25 23:59:59"


@pytest.mark.parametrize(
    ("start", "amount", "last"),
    [
        ("2026-02-13 10:00", 1, "2026-02-14"),
        ("2026-02-14 10:00", 1, "2026-02-24"),
        ("2026-02-17 10:00", 1, "2026-02-24"),
        ("2026-02-27 23:59", 1, "2026-02-28"),
        ("2026-05-08 09:00", 1, "2026-05-09"),
        ("2026-09-18 09:00", 1, "2026-09-20"),
        ("2026-09-24 09:00", 3, "2026-09-30"),
        ("2026-09-30 09:00", 3, "2026-10-10"),
        ("2026-06-05 09:00", 1, "2026-06-08"),
        ("2026-03-02 00:00", 5, "2026-03-09"),
    ],
)
def test_working_days_across_festivals_and_worked_weekends(start, amount, last):
    assert due(start, amount, "wd") == f"{last} 23:59:59"


def test_plain_days_run_through_festivals():
    assert due("2026-02-13 10:00", 7, Unit.DAYS) == "2026-02-20 23:59:59"


def test_working_days_are_those_that_another_calendar_counts():
    for start, _paused, _again, amount, _unit in cases():
        days = (start.date() + timedelta(days=n) for n in range(1, 60))
        last = [day for day in days if chinese_calendar.is_workday(day)][amount - 1]
        assert OFFICE.add(start, amount, "wd").date() == last


# limits in hours


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-02 09:00", 3, "2026-03-02 12:00:00"),
        ("2026-03-02 11:00", 2, "2026-03-02 15:00:00"),
        ("2026-03-02 12:00", 1, "2026-03-02 15:00:00"),
        ("2026-03-02 13:15", 1, "2026-03-02 15:00:00"),
        ("2026-03-02 16:30", 1, "2026-03-02 17:30:00"),
        ("2026-03-02 16:30", 2, "2026-03-03 10:00:00"),
        ("2026-03-02 17:30", 1, "2026-03-03 10:00:00"),
        ("2026-03-02 21:00", 4, "2026-03-03 15:00:00"),
        ("2026-03-02 03:00", 1, "2026-03-02 10:00:00"),
        ("2026-03-06 17:00", 1, "2026-03-09 09:30:00"),
        ("2026-03-07 11:00", 4, "2026-03-09 15:00:00"),
        ("2026-02-14 17:00", 1, "2026-02-24 09:30:00"),
        ("2026-02-18 11:00", 1, "2026-02-24 10:00:00"),
        ("2026-03-02 10:20:30", 2, "2026-03-02 14:20:30"),
        ("2026-03-02 09:00", 13, "2026-03-03 17:30:00"),
    ],
    ids=lambda value: str(value),
)
def test_working_hours_pass_over_lunch_evening_weekend_and_festival(start, hours, end):
    assert due(start, hours, Unit.WORK_HOURS) == end


def test_plain_hours_run_day_and_night():
    assert due("2026-02-16 22:15:07", 24, Unit.HOURS) == "2026-02-17 22:15:07"


def test_other_office_hours():
    early = Calendar({}, ((time(8), time(11, 30)), (time(13), time(16))))
    assert due("2026-03-02 11:00", 1, "wh", early) == "2026-03-02 13:30:00"


def test_moment_from_another_zone_is_read_on_the_clock_here():
    start = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
    assert written(OFFICE.add(start, 1, "wd")) == "2026-03-04 23:59:59"
    assert written(OFFICE.add(start, 1, "wh")) == "2026-03-03 10:00:00"
    assert OFFICE.add(start, 1, "nh").utcoffset() == timedelta(hours=8)


# what is left


@pytest.mark.parametrize(
    ("now", "limit", "unit", "left"),
    [
        ("2026-02-13 10:00", "2026-02-25 23:59:59", "wd", 3),
        ("2026-02-15 10:00", "2026-02-25 23:59:59", "wd", 2),
        ("2026-02-25 23:59:59", "2026-02-25 23:59:59", "wd", 0),
        ("2026-02-26 00:00", "2026-02-25 23:59:59", "wd", -1),
        ("2026-03-01 12:00", "2026-02-27 23:59:59", "wd", -1),
        ("2026-02-22 12:00", "2026-02-14 23:59:59", "wd", -1),
        ("2026-02-13 10:00", "2026-02-20 23:59:59", "nd", 7),
        ("2026-02-22 00:00", "2026-02-20 23:59:59", "nd", -2),
        ("2026-03-02 11:00", "2026-03-02 15:00", "wh", 120),
        ("2026-03-02 20:00", "2026-03-03 09:30", "wh", 30),
        ("2026-03-02 20:00", "2026-03-02 17:30", "wh", -1),
        ("2026-03-03 10:00", "2026-03-02 17:00", "wh", -90),
        ("2026-03-02 11:00:20", "2026-03-02 12:00", "nh", 59),
        ("2026-03-02 12:00:01", "2026-03-02 12:00", "nh", -1),
    ],
)
def test_what_is_left(now, limit, unit, left):
    assert OFFICE.left(moment(now), moment(limit), unit) == left


@pytest.mark.parametrize("unit", UNITS)
def test_a_new_limit_has_all_of_itself_left(unit):
    for start, _paused, _again, amount, _unit in cases(100):
        whole = amount if unit.in_days else amount * 60
        assert OFFICE.left(start, OFFICE.add(start, amount, unit), unit) == whole


def test_nothing_under_zero_is_left_before_the_limit_and_only_that_after():
    for start, paused, _again, amount, unit in cases():
        limit = OFFICE.add(start, amount, unit)
        assert (OFFICE.left(paused, limit, unit) < 0) == (paused > limit)


# pauses


def test_a_pause_takes_nothing_away_however_long_it_is():
    kept = 0
    for start, paused, again, amount, unit in cases():
        left = OFFICE.left(paused, OFFICE.add(start, amount, unit), unit)
        if left == 0 and unit == "wd" and not OFFICE.works(again.date()):
            continue
        assert OFFICE.left(again, OFFICE.resume(again, left, unit), unit) == left, (start, paused, again, amount, unit)
        kept += 1
    assert kept > 280


def test_what_was_late_before_the_pause_is_late_after_it():
    for start, paused, again, amount, unit in cases():
        limit = OFFICE.add(start, amount, unit)
        late = OFFICE.resume(again, OFFICE.left(paused, limit, unit), unit) < again
        assert late == (paused > limit)


def test_a_pause_of_no_time_at_all_changes_nothing():
    for start, _paused, _again, amount, unit in cases():
        limit = OFFICE.add(start, amount, unit)
        assert OFFICE.resume(start, OFFICE.left(start, limit, unit), unit) == limit


def test_last_day_paused_goes_on_when_somebody_works():
    friday, sunday = moment("2026-03-06 10:00"), moment("2026-03-08 10:00")
    limit = OFFICE.add(moment("2026-03-05 10:00"), 1, "wd")
    assert written(limit) == "2026-03-06 23:59:59"
    assert written(OFFICE.resume(sunday, OFFICE.left(friday, limit, "wd"), "wd")) == "2026-03-09 23:59:59"


def test_two_working_days_paused_over_spring_festival():
    left = OFFICE.left(moment("2026-02-14 09:00"), moment("2026-02-25 23:59:59"), "wd")
    assert left == 2
    assert written(OFFICE.resume(moment("2026-02-20 09:00"), left, "wd")) == "2026-02-25 23:59:59"
    assert written(OFFICE.resume(moment("2026-02-26 09:00"), left, "wd")) == "2026-02-28 23:59:59"


def test_working_minutes_go_on_with_the_next_office_minute():
    assert written(OFFICE.resume(moment("2026-03-06 19:00"), 45, "wh")) == "2026-03-09 09:45:00"


# reminders


def test_share_of_working_time_stands_still_over_the_weekend():
    start, limit = moment("2026-03-06 00:00"), moment("2026-03-09 23:59:59")
    shares = [OFFICE.used(start, moment(f"2026-03-{day} 00:00"), limit, "wd") for day in ("07", "08", "09")]
    assert shares == pytest.approx([0.5, 0.5, 0.5], abs=0.001)


@pytest.mark.parametrize(
    ("now", "share"),
    [("09:00", 0), ("10:00", 0.25), ("11:00", 0.5), ("13:00", 0.75), ("14:12", 0.8), ("15:00", 1), ("16:00", 1.25)],
)
def test_share_of_four_working_hours(now, share):
    start = moment("2026-03-02 09:00")
    assert OFFICE.used(start, moment(f"2026-03-02 {now}"), moment("2026-03-02 15:00"), "wh") == pytest.approx(share)


def test_share_never_falls_and_is_whole_exactly_when_the_limit_has_come():
    for start, paused, again, amount, unit in cases():
        limit = OFFICE.add(start, amount, unit)
        moments = sorted([start, paused, again, limit, limit - timedelta(seconds=1)])
        shares = [OFFICE.used(start, now, limit, unit) for now in moments]
        assert shares == sorted(shares)
        assert shares[0] == 0.0
        assert [share >= 1.0 for share in shares] == [now >= limit for now in moments]


def test_limit_set_by_hand_to_a_sunday_is_whole_on_that_sunday():
    start, limit = moment("2026-03-06 09:00"), moment("2026-03-08 12:00")
    assert OFFICE.used(start, moment("2026-03-08 11:59"), limit, "wd") < 1.0
    assert OFFICE.used(start, limit, limit, "wd") == 1.0


def test_limit_that_gave_no_time_is_used_up():
    noon = moment("2026-03-07 12:00")
    assert OFFICE.used(noon, noon, noon, "wh") == 1.0


# years nobody has entered


def test_limit_over_a_year_end_without_the_coming_year_falls_back_to_the_week():
    assert due("2026-12-30 10:00", 3, "wd") == "2027-01-04 23:59:59"
    assert due("2026-12-31 17:00", 1, "wh") == "2027-01-01 09:30:00"


def test_limit_moves_once_the_coming_year_is_entered():
    entered = Calendar(KNOWN | {date(2027, 1, 1): False, date(2027, 1, 2): True})
    assert due("2026-12-30 10:00", 2, "wd", entered) == "2027-01-02 23:59:59"


@pytest.mark.parametrize(
    ("today", "missing"),
    [
        (date(2026, 9, 30), []),
        (date(2026, 10, 1), [2027]),
        (date(2027, 1, 1), [2027]),
        (date(2027, 12, 31), [2027, 2028]),
        (date(2025, 12, 31), []),
    ],
)
def test_missing_years_are_told_from_october_on(today, missing):
    assert OFFICE.missing_years(today) == missing


# refusals


@pytest.mark.parametrize(
    "ask",
    [
        lambda naive, aware: OFFICE.add(naive, 1, "wd"),
        lambda naive, aware: OFFICE.left(naive, aware, "wd"),
        lambda naive, aware: OFFICE.left(aware, naive, "wd"),
        lambda naive, aware: OFFICE.resume(naive, 1, "nh"),
        lambda naive, aware: OFFICE.used(aware, aware, naive, "wh"),
    ],
)
def test_naive_moments_are_refused(ask):
    aware = moment("2026-03-02 10:00")
    with pytest.raises(ValueError, match="time zone"):
        ask(aware.replace(tzinfo=None), aware)


@pytest.mark.parametrize("amount", [0, -1])
def test_limit_without_time_is_refused(amount):
    with pytest.raises(ValueError, match="at least one"):
        OFFICE.add(moment("2026-03-02 10:00"), amount, "nh")


def test_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="weeks"):
        OFFICE.add(moment("2026-03-02 10:00"), 1, "weeks")


@pytest.mark.parametrize(
    "hours", [(), ((time(12), time(9)),), ((time(9), time(9)),), ((time(9), time(13)), (time(12), time(17)))]
)
def test_office_hours_that_make_no_sense_are_refused(hours):
    with pytest.raises(ValueError, match="office hours"):
        Calendar({}, hours)


def test_each_unit_has_a_name_people_use():
    assert {unit: str(LABELS[unit]) for unit in Unit} == {
        "wh": "工作时",
        "wd": "工作日",
        "nh": "自然时",
        "nd": "自然日",
    }
