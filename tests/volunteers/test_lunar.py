"""Lunar birthdays against days that stand in printed almanacs."""

from datetime import date

import pytest

from volunteers.lunar import LunarDay, lunar_birthdays, lunar_of, solar_birthdays, solar_of


@pytest.mark.parametrize(
    ("day", "lunar", "words"),
    [
        (date(2025, 1, 29), LunarDay(1, 1), "正月初一"),
        (date(2025, 7, 25), LunarDay(6, 1, True), "闰六月初一"),
        (date(2026, 2, 16), LunarDay(12, 29), "腊月廿九"),
        (date(1945, 10, 10), LunarDay(9, 5), "九月初五"),
        (date(2024, 2, 9), LunarDay(12, 30), "腊月三十"),
    ],
)
def test_the_lunar_day_of_a_day(day, lunar, words):
    assert lunar_of(day) == lunar
    assert str(lunar) == words


def test_there_and_back_for_three_years():
    for number in range(date(2024, 2, 10).toordinal(), date(2027, 2, 1).toordinal(), 5):
        day = date.fromordinal(number)
        lunar = lunar_of(day)
        year = day.year if solar_of(day.year, LunarDay(1, 1)) <= day else day.year - 1
        assert solar_of(year, lunar) == day


def test_born_in_a_leap_month_in_a_year_with_and_without_it():
    leap = LunarDay(6, 1, True)
    assert solar_of(2025, leap) == date(2025, 7, 25)
    assert solar_of(2026, leap) == solar_of(2026, LunarDay(6, 1)) == date(2026, 7, 14)


def test_born_in_the_ordinary_month_is_not_celebrated_twice():
    assert lunar_birthdays(LunarDay(6, 1), date(2025, 1, 1), date(2025, 12, 31)) == [date(2025, 6, 25)]


def test_the_thirtieth_in_a_month_of_29_days():
    assert solar_of(2025, LunarDay(12, 30)) == date(2026, 2, 16)


def test_a_month_across_two_lunar_years():
    assert lunar_birthdays(LunarDay(12, 15), date(2026, 2, 1), date(2026, 2, 28)) == [date(2026, 2, 2)]


def test_a_solar_year_may_hold_a_lunar_birthday_twice_or_never():
    twice = lunar_birthdays(LunarDay(11, 14), date(2023, 12, 1), date(2024, 12, 31))
    assert twice == [date(2023, 12, 26), date(2024, 12, 14)]


def test_the_29th_of_february():
    assert solar_birthdays(2, 29, date(2026, 1, 1), date(2028, 12, 31)) == [
        date(2026, 2, 28),
        date(2027, 2, 28),
        date(2028, 2, 29),
    ]
