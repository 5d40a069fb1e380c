"""Who earned how much in half a year: a question to the ledger, answered the same whenever it is asked again."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import F, Max, Q, Sum

from grids.models import Unit
from points.models import Account, Category, Evaluation, StarLevel, Transfer

PARTS = ("merit", "minutes")


class Earned(NamedTuple):
    account: int
    merit: int
    minutes: int


class Line(NamedTuple):
    account: int
    merit: int
    place: int
    minutes: int
    star: int


def mark_now() -> int:
    """The last transfer there is, with nobody still writing one that stands before it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # waits for writers that are under way; readers are not disturbed
            cursor.execute("LOCK TABLE points_transfer IN SHARE MODE")
    return Transfer.objects.aggregate(last=Max("pk"))["last"] or 0


def sums(evaluation: Evaluation) -> tuple[dict[int, Earned], dict[int, Earned]]:
    """By account: of its half year, and of all the time until its end; spending and gifts do not appear.

    A reversal bears the day and the category of the deed that it takes back.
    """
    until = Transfer.objects.within(evaluation.unit).filter(pk__lte=evaluation.mark, effective__lte=evaluation.last)
    counts = Q(effective__gte=evaluation.first)
    if before := evaluation.previous:
        # what was booked too late for the one before
        counts |= Q(effective__lte=before.last, pk__gt=before.mark)
    served = Q(category__in=list(Category.objects.filter(counts_as_volunteer_service=True)))
    earn = Q(kind=Transfer.Kind.EARN)
    back = until.filter(kind=Transfer.Kind.REVERSAL, reverses__kind=Transfer.Kind.EARN)
    half, ever = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    # nearly every row is an earned one: by an index SQLite would fetch each of them from somewhere else
    came = until.annotate(side=F("dst") + 0)
    for found, deed, minutes, sign in (
        (came, earn, "minutes", 1),
        (back.annotate(side=F("src")), Q(), "reverses__minutes", -1),
    ):
        rows = (
            found.order_by()
            .values_list("side")
            .annotate(
                half_merit=Sum("amount", filter=deed & counts),
                half_minutes=Sum(minutes, filter=deed & served & counts),
                ever_merit=Sum("amount", filter=deed),
                ever_minutes=Sum(minutes, filter=deed & served),
            )
        )
        for account, *parts in rows:
            for held, name, part in zip((half, half, ever, ever), PARTS * 2, parts, strict=True):
                held[account, name] += sign * (part or 0)
    return earned(half), earned(ever)


def earned(held: Counter[tuple[int, str]]) -> dict[int, Earned]:
    """Of people; teams have no place. Their books are read apart, so that the ledger is passed over once."""
    people = set(Account.objects.of_people().values_list("pk", flat=True))
    accounts = people & {account for account, _name in held}
    return {account: Earned(account, held[account, "merit"], max(held[account, "minutes"], 0)) for account in accounts}


def lines(evaluation: Evaluation) -> list[Line]:
    """In order; equal scores share a place, and the next one counts everybody before."""
    half, ever = sums(evaluation)
    levels = star_levels(evaluation.unit)
    ranked: list[Line] = []
    good = sorted((each for each in half.values() if each.merit > 0), key=lambda each: (-each.merit, each.account))
    for number, each in enumerate(good, 1):
        place = ranked[-1].place if ranked and ranked[-1].merit == each.merit else number
        whole = ever[each.account]
        star = star_of(levels, whole.minutes, whole.merit)
        ranked.append(Line(each.account, each.merit, place, each.minutes, star))
    return ranked


def star_levels(unit: Unit) -> list[StarLevel]:
    """The community's own table, else everybody's."""
    above = Unit.objects.above(unit).values("pk")
    found = StarLevel.objects.filter(Q(unit=None) | Q(unit__in=above))
    rows = list(found.order_by(F("unit__level").desc(nulls_last=True), "level"))
    return [row for row in rows if row.unit_id == rows[0].unit_id]


def star_of(levels: Iterable[StarLevel], minutes: int, points: int) -> int:
    return max((row.level for row in levels if row.reached(minutes=minutes, points=points)), default=0)


def period(year: int, half: int) -> tuple[date, date]:
    return (date(year, 1, 1), date(year, 6, 30)) if half == 1 else (date(year, 7, 1), date(year, 12, 31))


def same_as_stored(evaluation: Evaluation) -> bool:
    """Star levels may change later; places, points and minutes may not."""
    again = [(line.account, line.merit, line.place, line.minutes) for line in lines(evaluation)]
    stored = evaluation.standings.values_list("account", "merit", "place", "minutes")
    return sorted(again) == sorted(stored)
