"""The month of the shelf: opening + in - redeemed - lost ± counted = closing, for each of the goods."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from points.models import Good, Shop, StockMove

Kind = StockMove.Kind
HEADINGS = (
    _("货号"), _("名称"), _("单位"), _("月初"), _("进货"), _("兑换"), _("报损"), _("盘点差"), _("月末"), _("实点数"),
)  # fmt: skip


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


def table(found: Iterable[Row]) -> Iterator[list]:
    """As printed; the last column is for whoever counts the shelf."""
    for row in found:
        numbers = [row.opening, row.came, row.redeemed, row.lost, row.counted, row.closing]
        yield [row.good.code, row.good.name, row.good.measure, *numbers, ""]
