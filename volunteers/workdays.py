"""Which days are official days off. Knows no table: the app that keeps the committee's calendar tells it from above."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol


class Calendar(Protocol):
    """``days``: what differs from Monday to Friday, True for a day that is worked."""

    @property
    def days(self) -> Mapping[date, bool]: ...

    def works(self, day: date) -> bool: ...


class PlainWeek:
    """Without an official table only Saturdays and Sundays are free."""

    days: Mapping[date, bool] = {}

    def works(self, day: date) -> bool:
        return day.weekday() < 5


SOURCES: list[Callable[[], Calendar]] = []


def keep_calendar(source: Callable[[], Calendar]) -> None:
    """For ``AppConfig.ready`` of whoever keeps the table; said twice, it counts once."""
    if source not in SOURCES:
        SOURCES.append(source)


def official() -> Calendar:
    """The committee's calendar as it stands now: ask once, use it for many days."""
    return SOURCES[-1]() if SOURCES else PlainWeek()


def is_holiday(calendar: Calendar, day: date) -> bool:
    """An official day off; an ordinary Saturday or Sunday is none."""
    return calendar.days.get(day) is False
