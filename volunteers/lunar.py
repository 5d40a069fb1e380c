"""Birthdays by the lunar calendar.

The rule for a birthday the year does not have:
* born in a leap month: celebrated in that leap month when the year has it, otherwise in the ordinary month of the
  same number (闰六月初一 is 六月初一 in a year without 闰六月);
* born in an ordinary month: always in the ordinary month, never in the leap month after it;
* born on the thirtieth: on the twenty-ninth when the month has 29 days;
* born on 29 February by the solar calendar: on 28 February when the year has no 29th.
"""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

NAMES = "正 二 三 四 五 六 七 八 九 十 冬 腊".split()
DIGITS = "一二三四五六七八九十"
# the tables of the calendar library end there
FIRST_YEAR, LAST_YEAR = 1900, 2099


class LunarDay(NamedTuple):
    month: int
    day: int
    leap: bool = False

    def __str__(self) -> str:
        tens, ones = divmod(self.day, 10)
        start = {0: "初", 1: "十", 2: "廿", 3: "三"}[tens if ones else tens - 1]
        name = {10: "初十", 20: "二十", 30: "三十"}.get(self.day) or start + DIGITS[ones - 1]
        return f"{'闰' if self.leap else ''}{NAMES[self.month - 1]}月{name}"


class Month(NamedTuple):
    """``number`` from 1 to 12, or below 0 for a leap month."""

    number: int
    first: date
    days: int


@lru_cache(maxsize=256)
def months_of(year: int) -> tuple[Month, ...]:
    """The months of the lunar year that begins in ``year``, in order."""
    # tables of a megabyte, read when somebody asks for a lunar day
    from lunar_python import LunarYear, Solar

    found = []
    for month in LunarYear.fromYear(year).getMonths():
        if month.getYear() == year:
            start = Solar.fromJulianDay(month.getFirstJulianDay())
            first = date(start.getYear(), start.getMonth(), start.getDay())
            found.append(Month(month.getMonth(), first, month.getDayCount()))
    return tuple(found)


def lunar_of(day: date) -> LunarDay:
    """Which day of the lunar year this was."""
    year = day.year if day >= months_of(day.year)[0].first else day.year - 1
    month = next(month for month in reversed(months_of(year)) if month.first <= day)
    return LunarDay(abs(month.number), (day - month.first).days + 1, month.number < 0)


def solar_of(year: int, birthday: LunarDay) -> date:
    """The day on which this birthday is celebrated in the lunar year that begins in ``year``."""
    months = {month.number: month for month in months_of(year)}
    plain = months[birthday.month]
    month = months.get(-birthday.month, plain) if birthday.leap else plain
    return month.first + timedelta(days=min(birthday.day, month.days) - 1)


def lunar_birthdays(birthday: LunarDay, first: date, last: date) -> list[date]:
    """When it is celebrated between two days, both included; a lunar year ends in the next solar one."""
    years = range(max(first.year - 1, FIRST_YEAR), min(last.year, LAST_YEAR) + 1)
    return [day for day in (solar_of(year, birthday) for year in years) if first <= day <= last]


def solar_birthdays(month: int, day: int, first: date, last: date) -> list[date]:
    found = []
    for year in range(first.year, last.year + 1):
        celebrated = date(year, month, min(day, monthrange(year, month)[1]))
        if first <= celebrated <= last:
            found.append(celebrated)
    return found
