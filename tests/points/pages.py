"""The rows of the access table for pages of points, and the things they are opened with."""

from datetime import date
from types import SimpleNamespace

from points import actions
from points.actions import passbooks, vouchers
from points.models import Account, Item, Policy
from tests.points import shop_pages

TABLE = """
points:public_rules                   GET        200       200       200       200       200       200       200       200
points:code                           GET         in       404       302       302       404       302       302       302
points:mine                           GET         in       200       200       200       200       200       200       200
points:mine_print                     POST        in       404       200       404       404       404       404       404
points:mine_gift                      both        in       404       200       404       404       404       404       404
points:mine_donate                    both        in       404       200       404       404       404       404       404
points:mine_why                       GET         in       404       200       404       404       404       404       404
points:overview                       GET         in       403       200       200       200       200       200       200
points:check                          GET         in       403       200       200       200       200       200       200
points:accounts                       GET         in       403       200       200       200       200       200       200
points:account                        GET         in       403       200       200       404       200       200       200
points:book                           both        in       403       200       200       404       200       200       200
points:api_book                       POST        in       403       400       400       404       400       400       400
points:account_print                  POST        in       403       200       200       404       200       200       200
points:account_code                   POST        in       403       302       302       404       302       302       302
points:book_of                        GET         in       403       302       302       404       302       302       302
points:open_book                      POST        in       403       302       302       404       302       302       302
points:why                            GET         in       403       200       200       404       200       200       200
points:reverse                        both        in       403       403       200       404       200       200       200
points:vouchers                       GET         in       403       200       200       200       200       200       200
points:voucher                        GET         in       403       200       200       404       200       200       200
points:voucher_decide                 POST        in       403       403       403       404       422       422       422
points:settlements                    GET         in       403       200       200       200       200       200       200
points:settlement                     GET         in       403       200       200       404       200       200       200
points:settlement_review              POST        in       403       403       302       404       422       302       302
points:settlement_settle              POST        in       403       403       422       404       422       422       422
points:settlement_cancel              POST        in       403       403       422       404       422       422       422
points:settlement_sheet               GET         in       403       200       200       404       200       200       200
points:rules                          GET         in       403       200       200       200       200       200       200
points:rule                           both        in       403       200       200       200       200       200       200
points:item_new                       both        in       403       404       404       404       403       200       200
points:caps                           both        in       403       404       404       404       403       200       200
points:policy                         both        in       403       404       404       404       403       200       200
points:budgets                        both        in       403       200       200       200       200       200       200
points:numbers                        GET         in       403       200       200       200       200       200       200
points:take_out                       POST        in       403       403       403       404       200       200       200
"""
TABLE += shop_pages.TABLE


def fill(town: SimpleNamespace) -> None:
    """Somebody earned, a statement waits for its review, a voucher for its second person."""
    cleaning = Item.objects.get(code="cleaning")
    Policy.objects.create(unit=town.community, gifts_on=True, donations_on=True)
    town.credit = actions.award(
        town.wang, None, key="page:1", by=town.clerk, unit=town.north, item=cleaning, minutes=300, reason="清扫楼道"
    )
    town.own_credit = actions.award(town.li, 5, key="page:2", by=town.clerk, unit=town.north, reason="夜间巡逻")
    actions.take_back("page:2", by=town.secretary, reason="记重了")
    lines = [actions.Line(town.wang, cleaning, 120, "page:3"), actions.Line(town.li, cleaning, 90, "page:4")]
    town.statement = actions.open_settlement(
        "page:1", title="周末清洁日", on=date(2026, 11, 7), unit=town.north, lines=lines, by=town.clerk
    )
    book = Account.objects.get(pk=town.credit.dst_id)
    slip = vouchers.Slip("award", book, 60, "年度先进", date(2026, 11, 9))
    town.voucher = vouchers.ask(slip, key="page:5", by=town.north_leader)
    town.passbook_code = passbooks.code_of(book, by=town.clerk)
    shop_pages.fill(town)


def things(world: SimpleNamespace) -> dict[str, dict]:
    """What the pages with an argument are opened with, by the start of their names; longer starts decide."""
    book, settlement = {"pk": world.credit.dst_id}, {"pk": world.statement.pk}
    return shop_pages.things(world) | {
        "points:account": book,
        "points:api_book": book,
        "points:book": book,
        "points:code": {"token": world.passbook_code.token},
        "points:mine_why": {"pk": world.own_credit.pk},
        "points:book_of": {"pk": world.wang.pk},
        "points:open_book": {"pk": world.wang.pk},
        "points:reverse": {"pk": world.credit.pk},
        "points:rule": {"pk": world.credit.item_id},
        "points:settlement": settlement,
        "points:take_out": {"pk": world.north.pk, "form": "xlsx"},
        "points:voucher": {"pk": world.voucher.pk},
        "points:why": {"pk": world.credit.pk},
    }
