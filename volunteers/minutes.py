"""How long somebody served: the server counts whole minutes between coming and going, and cuts at the limits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Limits:
    """All in minutes; ``overrun``: how long after the planned end still counts."""

    overrun: int
    session: int
    day: int


@dataclass(frozen=True)
class Counted:
    """``served`` before the limits, ``minutes`` after them."""

    served: int
    minutes: int

    @property
    def cut(self) -> bool:
        return self.minutes < self.served


def count(spans: Iterable[Span], *, starts: datetime, ends: datetime, limits: Limits, same_day: int = 0) -> Counted:
    """``same_day``: what other sessions of the day have already taken of the day's limit.

    Coming early and staying on count for nothing: the way, waiting and preparing are no service.
    """
    last = ends + limits.overrun * MINUTE
    served = sum(((min(out, last) - max(come, starts)) // MINUTE for come, out in joined(spans) if out > starts), 0)
    served = max(served, 0)
    return Counted(served, max(min(served, limits.session, limits.day - same_day), 0))


def joined(spans: Iterable[Span]) -> list[Span]:
    """In order, and without what is told twice."""
    whole: list[Span] = []
    for come, out in sorted(spans):
        if whole and come <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(out, whole[-1][1]))
        elif out > come:
            whole.append((come, out))
    return whole


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def hours(minutes: int) -> str:
    """As Order 67 counts, in hours: 90 → 1.5, 100 → 1.67."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")
