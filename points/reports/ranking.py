"""Who earned how much in half a year: a question to the ledger, answered the same whenever it is asked again."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import BigIntegerField, Case, F, Max, Q, Sum, When
from django.db.models.functions import Coalesce

from grids.models import Unit
from points.models import Account, Evaluation, StarLevel, Transfer


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


def merits(unit: Unit, mark: int):
    """Deeds of people there and their reversals, each on the day of the deed; spending and gifts do not appear."""
    day = Coalesce("reverses__effective", "effective")
    served = Q(category__counts_as_volunteer_service=True) | Q(reverses__category__counts_as_volunteer_service=True)
    spent = Coalesce("reverses__minutes", "minutes", 0, output_field=BigIntegerField())
    signed = Case(When(kind=Transfer.Kind.REVERSAL, then=-spent), default=spent, output_field=BigIntegerField())
    found = Transfer.objects.within(unit).earned().with_merit().filter(pk__lte=mark)
    return found.annotate(day=day, served=Case(When(served, then=signed), default=0, output_field=BigIntegerField()))


def summed(found) -> list[Earned]:
    people = Account.objects.of_people().values("pk")
    rows = found.filter(earner__in=people).order_by().values("earner").annotate(s=Sum("merit"), m=Sum("served"))
    return [Earned(row["earner"], row["s"], max(row["m"] or 0, 0)) for row in rows]


def earned(evaluation: Evaluation) -> list[Earned]:
    """Of its half year, and what was booked too late for the one before."""
    counts = Q(day__gte=evaluation.first, day__lte=evaluation.last)
    if before := evaluation.previous:
        counts |= Q(day__lte=before.last, pk__gt=before.mark)
    return summed(merits(evaluation.unit, evaluation.mark).filter(counts))


def lines(evaluation: Evaluation) -> list[Line]:
    """In order; equal scores share a place, and the next one counts everybody before."""
    so_far = summed(merits(evaluation.unit, evaluation.mark).filter(day__lte=evaluation.last))
    ever = {each.account: each for each in so_far}
    levels = star_levels(evaluation.unit)
    ranked: list[Line] = []
    good = sorted((each for each in earned(evaluation) if each.merit > 0), key=lambda each: (-each.merit, each.account))
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
