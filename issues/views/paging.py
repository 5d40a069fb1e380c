"""Pages of lists that may be as long as the register: nobody waits for the counting or skipping of all of it.

A list that was counted to its end has ordinary pages. A longer one is turned from either end: page 2 is the second,
page -1 the last, -2 the one before; what lies further in than ``FAR`` pages is found by its filters or its date.
"""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

FAR = 200


class FarPage(list):
    """Rows of one page, and what ``issues/_pager_far.html`` says of it."""

    def __init__(self, rows: list, number: int, *, before: bool, after: bool) -> None:
        super().__init__(rows)
        self.number = number
        self.from_end = -number
        self.previous = number - 1 if before and number > -FAR else None
        self.next = number + 1 if after and number < FAR else None
        self.stops = number in (FAR, -FAR)


def page_of(rows: QuerySet, count: int | None, wanted: str | None, size: int) -> Page | FarPage:
    """``count``: None where nobody counted them all. Strange numbers lead to the first page, too great ones to the last."""
    if count is None:
        return far_page(rows, number_of(wanted), size)
    paginator = Paginator(rows, size)
    paginator.count = count
    return paginator.get_page(wanted)


def number_of(wanted: str | None) -> int:
    text = wanted or ""
    if not text.removeprefix("-").isascii() or not text.removeprefix("-").isdigit():
        return 1
    number = int(text[:10])
    return max(number, -FAR) if number <= FAR else -1


def far_page(rows: QuerySet, number: int, size: int) -> FarPage:
    """One row more than fits tells whether there is another page."""
    place = (abs(number) - 1) * size if number else 0
    found = list((rows if number >= 0 else rows.reverse())[place : place + size + 1])
    if not found and number > 0:
        return far_page(rows, -1, size)
    more, shown = len(found) > size, found[:size]
    if number < 0:
        return FarPage(shown[::-1], number, before=more, after=number < -1)
    return FarPage(shown, number or 1, before=number > 1, after=more)
