"""The rows of the access table for the shop, the evaluation and odd finds, and the things they are opened with."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from django.utils import timezone

from points import actions as points
from points.actions import commending, evaluation, oddities, orders, stock
from points.actions import shop as shop_actions
from points.actions.opening import account_of
from points.actions.orders import Wish
from points.models import Evaluation
from tests import pages

TABLE = """
points:shop                           GET        200       200       200       200       200       200       200       200
points:good                           GET        200       200       200       200       200       200       200       200
points:good_order                     POST        in       422       422       422       422       422       422       422
points:picture                        GET        200       200       200       200       200       200       200       200
points:orders_mine                    GET         in       200       200       200       200       200       200       200
points:order_mine                     GET         in       404       200       404       404       404       404       404
points:order_cancel                   POST        in       404       302       404       404       404       404       404
points:evaluations                    GET        200       200       200       200       200       200       200       200
points:evaluation                     GET        200       200       200       200       200       200       200       200
points:evaluation_object              POST        in       422       422       422       422       422       422       422
points:unnamed                        POST        in       302       302       302       302       302       302       302
points:shop_desk                      GET         in       403       403       403       403       200       200       200
points:shop_settings                  both        in       403       403       403       403       200       200       200
points:good_new                       both        in       403       403       403       403       200       200       200
points:good_desk                      both        in       403       403       403       403       200       200       200
points:good_edit                      both        in       403       403       403       403       200       200       200
points:opening_close                  POST        in       403       403       403       403       302       302       302
points:stock_claims                   GET         in       403       403       403       403       200       200       200
points:claim_decide                   POST        in       403       403       403       403       302       302       302
points:stock_sheet                    GET         in       403       403       403       403       200       200       200
points:stock_sheet_print              GET         in       403       403       403       403       200       200       200
points:stock_sheet_file               GET         in       403       403       403       403       200       200       200
points:day_sheet                      GET         in       403       403       403       403       200       200       200
points:orders                         GET         in       403       403       403       403       200       200       200
points:order                          GET         in       403       403       403       403       200       200       200
points:order_pick                     POST        in       403       403       403       403       302       302       302
points:order_return                   POST        in       403       403       403       403       302       302       302
points:order_slip                     GET         in       403       403       403       403       200       200       200
points:order_scanned                  GET         in       403       403       403       403       302       302       302
points:exchange                       both        in       403       403       403       403       200       200       200
points:exchange_account               both        in       403       403       403       403       200       200       200
points:exchange_person                POST        in       403       403       403       403       302       302       302
points:evaluations_desk               both        in       403       403       403       403       200       200       200
points:star_levels                    both        in       403       403       403       403       200       200       200
points:evaluation_desk                both        in       403       403       403       403       200       200       200
points:objection_answer               POST        in       403       403       403       403       302       302       302
points:commendation_decide            POST        in       403       403       403       403       302       302       302
points:certificate                    GET         in       403       403       403       403       200       200       200
points:oddities                       GET         in       403       403       403       403       200       200       200
points:oddity_look                    POST        in       403       403       403       403       302       302       302
points:oddities_search                POST        in       403       403       403       403       302       302       302
"""


def fill(town: SimpleNamespace) -> None:
    """A shop with goods, a room and an order; an evaluation that is shown, with an objection and honours."""
    today = timezone.localdate()
    market = shop_actions.open_shop(
        town.community, by=town.clerk, name="青石爱心超市", place="社区一楼", hours="每月 15 日"
    )
    facts = {"by": town.clerk, "measure": "份", "price": 10}
    town.rice = shop_actions.add_good(market, kind="goods", name="大米", code="01", picture=pages.photo(), **facts)
    room = shop_actions.add_good(market, kind="slot", name="书画室", code="02", **facts)
    stock.take_in(town.rice, 9, key=uuid4(), by=town.clerk)
    shop_actions.add_openings(room, [today + timedelta(days=1)], capacity=1, by=town.clerk)
    town.opening = room.openings.get()
    town.rice.refresh_from_db()
    town.stock_claim = stock.claim_loss(town.rice, 1, reason="受潮", by=town.south_worker)
    first = evaluation.ranking.period(today.year - 1, 2)[0]
    points.award(town.li, 40, key="pages:li", by=town.secretary, on=first + timedelta(days=3))
    town.book = account_of(town.li)
    town.order = orders.reserve(town.book, [Wish(town.rice, 1)], key=uuid4(), by=None)
    town.evaluation = evaluation.draft(town.community, year=today.year - 1, half=2, by=town.north_leader)
    evaluation.show(town.evaluation, until=today + timedelta(days=7), by=town.north_leader)
    town.objection = evaluation.object_to(town.evaluation, text="第一名少算了", key=uuid4(), user=None, name="路人")
    honour = {"reason": "长期打扫楼道", "points": 5, "unit": town.community, "by": town.north_leader}
    town.honour = commending.propose(town.book, title="热心邻居", key=uuid4(), **honour)
    town.proposed = commending.propose(town.book, title="积分之星", key=uuid4(), **honour)
    commending.decide(town.honour, grant=True, by=town.south_leader)
    town.oddity = oddities.note_oddity("shared_device", key="pages", unit=town.north, title="一台手机替 6 人签到")
    Evaluation.objects.filter(pk=town.evaluation.pk).update(drafted_by=town.north_leader)


def things(world: SimpleNamespace) -> dict[str, dict]:
    good, order = {"pk": world.rice.pk}, {"pk": world.order.pk}
    return {
        "points:good": good,
        "points:picture": {"name": world.rice.picture_name},
        "points:order_": order,
        "points:order": order,
        "points:order_mine": {"token": world.order.token},
        "points:order_cancel": {"token": world.order.token},
        "points:order_scanned": {"token": world.order.token},
        "points:evaluation": {"pk": world.evaluation.pk},
        "points:stock_sheet_file": {"form": "xlsx"},
        "points:opening_close": {"pk": world.opening.pk},
        "points:claim_decide": {"pk": world.stock_claim.pk},
        "points:exchange_account": {"pk": world.book.pk},
        "points:exchange_person": {"pk": world.li.pk},
        "points:objection_answer": {"pk": world.evaluation.pk, "objection": world.objection.pk},
        "points:commendation_decide": {"pk": world.proposed.pk},
        "points:certificate": {"pk": world.honour.pk},
        "points:oddity_look": {"pk": world.oddity.pk},
    }
