"""What must hold between the shop and the ledger; each check says in words what does not."""

from collections.abc import Iterator

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from points.models import Account, Evaluation, Good, Order, OrderLine, StockMove
from points.reports import ranking

State = Order.State


def faults() -> Iterator[str]:
    yield from held_points()
    yield from redeemed_points()
    yield from shelf()
    yield from frozen()


def held_points() -> Iterator[str]:
    """I8: what waits for pick-up is what open orders cost."""
    for account in Account.objects.filter(kind=Account.Kind.PENDING).with_derived():
        orders = Order.objects.waiting().filter(shop__unit=account.unit_id).aggregate(n=Coalesce(Sum("total"), 0))["n"]
        if account.derived != orders:
            yield _("账户 %(pk)s 待领取 %(has)s 分，没领的兑换单合计 %(should)s 分。") % {
                "pk": account.pk, "has": account.derived, "should": orders,
            }  # fmt: skip


def redeemed_points() -> Iterator[str]:
    """I9: what was redeemed is what picked lines cost."""
    for account in Account.objects.filter(kind=Account.Kind.REDEEMED).with_derived():
        lines = OrderLine.objects.filter(order__state=State.PICKED, order__shop__unit=account.unit_id)
        cost = lines.aggregate(n=Coalesce(Sum(F("price") * F("quantity")), 0))["n"]
        if account.derived != cost:
            yield _("账户 %(pk)s 已兑换 %(has)s 分，领走的东西合计 %(should)s 分。") % {
                "pk": account.pk, "has": account.derived, "should": cost,
            }  # fmt: skip


def shelf() -> Iterator[str]:
    """I10: reserved is what open lines ask for, stock is the sum of the journal."""
    waiting = OrderLine.objects.filter(good=OuterRef("pk"), order__state=State.RESERVED).order_by().values("good")
    moved = StockMove.objects.filter(good=OuterRef("pk")).order_by().values("good")
    goods = Good.objects.on_shelf().annotate(
        asked=Coalesce(Subquery(waiting.annotate(n=Sum("quantity")).values("n")), 0),
        journal=Coalesce(Subquery(moved.annotate(n=Sum("quantity")).values("n")), 0),
    )
    for good in goods.exclude(asked=F("reserved"), journal=F("stock")):
        yield _(
            "“%(name)s”记着预约 %(reserved)s，没领的兑换单里是 %(asked)s；记着库存 %(stock)s，库存流水合计 %(journal)s。"
        ) % {
            "name": good.name, "reserved": good.reserved, "asked": good.asked, "stock": good.stock,
            "journal": good.journal,
        }  # fmt: skip


def frozen() -> Iterator[str]:
    """I14: what was shown is what the ledger says up to its mark, whenever it is asked."""
    for evaluation in Evaluation.objects.public().select_related("unit", "previous"):
        if not ranking.same_as_stored(evaluation):
            yield _("%(pk)s 号评选的名单和账本第 %(mark)s 笔为止算出的不同。") % {
                "pk": evaluation.pk, "mark": evaluation.mark,
            }  # fmt: skip
