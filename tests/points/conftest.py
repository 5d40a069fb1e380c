"""Short ways to points for the tests of the book."""

from uuid import uuid4

import pytest

from points import actions
from points.actions import orders
from points.actions import shop as shop_actions
from points.actions.opening import account_of
from points.actions.stock import take_in
from points.models import Account, Good, Item
from points.reports import shop_checks


@pytest.fixture
def cleaning(db):
    """3 points an hour, at most 12 a day."""
    return Item.objects.get(code="cleaning")


@pytest.fixture
def give(town):
    """Award points as upper apps do: ``give(town.wang, 30)``."""

    def make(person, points, **facts):
        return actions.award(person, points, **{"key": f"test:{uuid4()}", "by": town.clerk} | facts)

    return make


@pytest.fixture
def balance():
    return lambda person: Account.objects.open().get(person=person).balance


@pytest.fixture
def market(town):
    """爱心超市 of the community, with a good price for everything."""
    return shop_actions.open_shop(town.community, by=town.clerk, name="青石爱心超市", place="社区一楼", keep_days=7)


@pytest.fixture
def put(market, town):
    """Goods on the shelf: ``put("大米", 44, stock=3)``; services and the rest get openings instead."""

    def make(name="大米", price=10, *, stock=0, kind="goods", **facts):
        code = facts.pop("code", f"{Good.objects.count() + 1:02d}")
        good = shop_actions.add_good(
            market, kind=kind, name=name, code=code, price=price, measure="份", by=town.clerk, **facts
        )
        if stock:
            take_in(good, stock, key=uuid4(), by=town.clerk)
        good.refresh_from_db()
        return good

    return make


@pytest.fixture
def order(town):
    """``order(town.wang, rice, 2)``: reserved by the resident's own hand, unless told otherwise."""

    def make(person, good, quantity=1, opening=None, **facts):
        wish = orders.Wish(good, quantity, opening)
        return orders.reserve(account_of(person), [wish], **{"key": uuid4(), "by": None} | facts)

    return make


@pytest.fixture
def whole():
    """Nothing of the shop contradicts the ledger."""
    return lambda: list(shop_checks.faults()) == []
