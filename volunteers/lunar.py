"""Birthdays by the lunar calendar.

The rule for a birthday the year does not have:
* born in a leap month: celebrated in that leap month when the year has it, otherwise in the ordinary month of the
  same number (闰六月初一 is 六月初一 in a year without 闰六月);
* born in an ordinary month: always in the ordinary month, never in the leap month after it;
* born on the thirtieth: on the twenty-ninth when the month has 29 days;
* born on 29 February by the solar calendar: on 28 February when the year has no 29th.
"""

from calendar import monthrange
from datetime import date
from typing import NamedTuple

MONTHS = "正 二 三 四 五 六 七 八 九 十 冬 腊".split()
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
        return f"{'闰' if self.leap else ''}{MONTHS[self.month - 1]}月{name}"


def lunar_of(day: date) -> LunarDay:
    """Which day of the lunar year this was."""
    # tables of a megabyte, read when somebody asks for a lunar day
    from lunar_python import Solar

    found = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return LunarDay(abs(found.getMonth()), found.getDay(), found.getMonth() < 0)


def solar_of(year: int, birthday: LunarDay) -> date:
    """The day on which this birthday is celebrated in the lunar year that begins in ``year``."""
    from lunar_python import LunarMonth, LunarYear

    leap = birthday.leap and LunarYear.fromYear(year).getLeapMonth() == birthday.month
    month = LunarMonth.fromYm(year, -birthday.month if leap else birthday.month)
    # the first day of the month is given as a day of the Julian count
    first = julian_day(month.getFirstJulianDay())
    return date.fromordinal(first.toordinal() + min(birthday.day, month.getDayCount()) - 1)


def julian_day(count: float) -> date:
    from lunar_python import Solar

    day = Solar.fromJulianDay(count)
    return date(day.getYear(), day.getMonth(), day.getDay())


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
