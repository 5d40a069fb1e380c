"""The month of the shelf: opening + in - redeemed - lost ± counted = closing, for each of the goods."""

from calendar import monthrange
from datetime import date
from typing import NamedTuple

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from points.models import Good, Shop, StockMove

Kind = StockMove.Kind


class Row(NamedTuple):
    good: Good
    opening: int
    came: int
    redeemed: int
    lost: int
    counted: int

    @property
    def closing(self) -> int:
        return self.opening + self.came - self.redeemed - self.lost + self.counted


def month_of(day: date) -> tuple[date, date]:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def rows(shop: Shop, first: date, last: date) -> list[Row]:
    """Goods that were there or moved in these days, taken off the shelf since or not."""
    during = Q(moves__on__gte=first, moves__on__lte=last)

    def total(**condition) -> Coalesce:
        return Coalesce(Sum("moves__quantity", filter=during & Q(**condition)), 0)

    goods = Good.objects.filter(shop=shop).on_shelf().annotate(
        before=Coalesce(Sum("moves__quantity", filter=Q(moves__on__lt=first)), 0),
        came=total(moves__kind=Kind.IN),
        redeemed=total(moves__kind=Kind.OUT),
        lost=total(moves__kind=Kind.LOSS),
        differed=total(moves__kind=Kind.COUNT),
    )  # fmt: skip
    found = [Row(good, good.before, good.came, -good.redeemed, -good.lost, good.differed) for good in goods]
    return [row for row in found if row.good.open or any(row[1:])]
