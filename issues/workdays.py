"""Time limits in working hours, working days, plain hours and plain days, and what is left of them.

All arithmetic happens on the clock of Asia/Shanghai, which has had no summer time since 1991.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

ZONE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
OFFICE_HOURS = ((time(9), time(12)), (time(14), time(17, 30)))

Span = tuple[datetime, datetime]


class Unit(StrEnum):
    WORK_HOURS = "wh"
    WORK_DAYS = "wd"
    HOURS = "nh"
    DAYS = "nd"

    @property
    def in_days(self) -> bool:
        return self in (Unit.WORK_DAYS, Unit.DAYS)


# plain strings as keys, so that a model's field and its migration can take them as choices
LABELS = {"wh": _("工作时"), "wd": _("工作日"), "nh": _("自然时"), "nd": _("自然日")}


@dataclass(frozen=True)
class Calendar:
    """Who works when. ``days``: what differs from Monday to Friday, True for a day that is worked.

    Every moment must be aware, whatever its zone; a naive one raises ValueError. Answers are in Asia/Shanghai.
    ``unit`` may be a Unit or its value.
    """

    days: Mapping[date, bool]
    hours: tuple[tuple[time, time], ...] = OFFICE_HOURS

    def __post_init__(self) -> None:
        marks = [mark for span in self.hours for mark in span]
        # without a minute of work a limit in working hours would never end
        if not marks or any(later <= earlier for earlier, later in pairwise(marks)):
            raise ValueError("office hours must be there, and in order")

    def works(self, day: date) -> bool:
        return self.days.get(day, day.weekday() < 5)

    def add(self, start: datetime, amount: int, unit: str) -> datetime:
        """When a limit of ``amount`` hours or days, at least one, runs out.

        Days: the day after ``start`` is day 1, the limit ends with the last second of the last day.
        """
        if amount < 1:
            raise ValueError("a limit lasts at least one hour or day")
        return self.resume(start, amount if Unit(unit).in_days else amount * 60, unit)

    def left(self, now: datetime, due: datetime, unit: str) -> int:
        """Minutes for limits in hours, days after today for limits in days; under 0 exactly when ``due`` has passed."""
        now, due = local(now), local(due)
        if now > due:
            return min(-1, -self._between(due, now, unit))
        return self._between(now, due, unit)

    def resume(self, now: datetime, left: int, unit: str) -> datetime:
        """When a limit with so much ``left`` runs out if its clock goes on ``now``.

        What was due on the day of its pause and goes on on a day off is due on the next working day.
        """
        now, unit = local(now), Unit(unit)
        if unit is Unit.HOURS:
            return now + left * MINUTE
        if unit is Unit.WORK_HOURS:
            return self._after(now, left * MINUTE) if left >= 0 else self._before(now, -left * MINUTE)
        return end(now.date() + left * DAY if unit is Unit.DAYS else self._workday(now.date(), left))

    def used(self, start: datetime, now: datetime, due: datetime, unit: str) -> float:
        """Share of the limit that is over, growing evenly; 1.0 and more exactly when ``due`` has come.

        A pause counts on both sides: as time that went by and as time that was given.
        """
        start, now, due = local(start), local(now), local(due)
        if now <= start < due:
            return 0.0
        whole = self._worked(start, due, unit)
        share = self._worked(start, now, unit) / whole if whole > timedelta() else 1.0
        # limits may have been set by hand to a moment at which nobody works
        return max(share, 1.0) if now >= due else min(share, math.nextafter(1.0, 0.0))

    def missing_years(self, today: date) -> list[int]:
        """Years of which no official day is known: this one and, from 1 October, the coming one."""
        wanted = [today.year, today.year + 1] if today.month >= 10 else [today.year]
        known = {day.year for day in self.days}
        return [year for year in wanted if year not in known]

    def _between(self, start: datetime, stop: datetime, unit: str) -> int:
        """Whole minutes that count, or days that count after the first one."""
        unit = Unit(unit)
        if unit is Unit.DAYS:
            return (stop.date() - start.date()).days
        if unit is Unit.WORK_DAYS:
            return sum(self.works(day) for day in dates(start.date() + DAY, stop.date()))
        return self._worked(start, stop, unit) // MINUTE

    def _worked(self, start: datetime, stop: datetime, unit: str) -> timedelta:
        """Time between two moments that counts: all of it, that of working days, or that of office hours."""
        unit = Unit(unit)
        if unit in (Unit.HOURS, Unit.DAYS):
            return stop - start
        if unit is Unit.WORK_HOURS:
            spans = (span for day in dates(start.date(), stop.date()) for span in self._office(day))
        else:
            spans = ((at(day), at(day + DAY)) for day in dates(start.date(), stop.date()) if self.works(day))
        overlaps = (min(last, stop) - max(first, start) for first, last in spans)
        return sum((overlap for overlap in overlaps if overlap > timedelta()), timedelta())

    def _office(self, day: date) -> list[Span]:
        return [(at(day, opens), at(day, closes)) for opens, closes in self.hours] if self.works(day) else []

    def _after(self, moment: datetime, length: timedelta) -> datetime:
        day = moment.date()
        while True:
            for opens, closes in self._office(day):
                begin = max(opens, moment)
                if begin < closes and begin + length <= closes:
                    return begin + length
                length -= max(closes - begin, timedelta())
            day += DAY

    def _before(self, moment: datetime, length: timedelta) -> datetime:
        day = moment.date()
        while True:
            for opens, closes in reversed(self._office(day)):
                stop = min(closes, moment)
                if opens < stop and stop - length >= opens:
                    return stop - length
                length -= max(stop - opens, timedelta())
            day -= DAY

    def _workday(self, day: date, number: int) -> date:
        """The so-many-th working day after a day, or before it when ``number`` is under 0."""
        for _step in range(max(number, 0)):
            day = self._next(day + DAY, DAY)
        for _step in range(max(-number, 0)):
            day = self._next(day, -DAY) - DAY
        return self._next(day, DAY if number >= 0 else -DAY)

    def _next(self, day: date, step: timedelta) -> date:
        while not self.works(day):
            day += step
        return day


def local(moment: datetime) -> datetime:
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError("a moment without a time zone cannot be placed")
    return moment.astimezone(ZONE)


def at(day: date, clock: time = time.min) -> datetime:
    return datetime.combine(day, clock, ZONE)


def end(day: date) -> datetime:
    return at(day, time(23, 59, 59))


def dates(first: date, last: date) -> Iterator[date]:
    return (first + n * DAY for n in range((last - first).days + 1))
