"""On which days something takes place that repeats by the week."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

DAY = timedelta(days=1)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def days_of(
    weekdays: str, every: int, first: date, last: date, start: date, off: Callable[[date], bool]
) -> Iterator[date]:
    """The days from ``first`` to ``last`` on these ISO weekdays, in every so-many-th week counted from ``start``.

    A day that is ``off`` is left out, not moved: people expect the next one at its usual time.
    """
    wanted = {int(sign) for sign in weekdays}
    week = monday_of(start)
    for number in range((last - first).days + 1):
        day = first + number * DAY
        weeks = (monday_of(day) - week).days // 7
        if day.isoweekday() in wanted and weeks % every == 0 and not off(day):
            yield day


def moved_weekdays(old: str, new: str) -> tuple[dict[int, int], set[int]]:
    """Which weekday becomes which when a rule changes, and which fall away; days in both rules stay."""
    gone = sorted(set(old) - set(new))
    came = sorted(set(new) - set(old))
    moves = {int(day): int(day) for day in set(old) & set(new)}
    moves |= {int(was): int(now) for was, now in zip(gone, came, strict=False)}
    return moves, {int(day) for day in gone[len(came) :]}
