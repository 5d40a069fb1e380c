"""The shelf's journal: what is booked is what lies there."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from points.actions import orders, stock
from points.models import Good, Order, StockMove
from points.reports import shop_checks, stock_sheet


def refused(act, code):
    with pytest.raises(ValidationError) as refusal:
        act()
    assert refusal.value.code == code


def test_a_delivery_sent_twice_is_one(town, put):
    rice, key = put(), uuid4()
    assert stock.take_in(rice, 5, key=key, by=town.clerk) == stock.take_in(rice, 5, key=key, by=town.clerk)
    refused(lambda: stock.take_in(rice, 6, key=key, by=town.clerk), "key_reused")
    rice.refresh_from_db()
    assert rice.stock == 5


def test_a_loss_waits_for_a_second_person(town, put, whole):
    rice = put(stock=5)
    claim = stock.claim_loss(rice, 2, reason="受潮", by=town.clerk)
    refused(lambda: stock.claim_count(rice, 4, by=town.clerk), "claim_waits")
    refused(lambda: stock.decide_claim(claim, grant=True, by=town.clerk), "own_claim")
    assert Good.objects.get().stock == 5
    stock.decide_claim(claim, grant=True, by=town.secretary)
    assert Good.objects.get().stock == 3 and whole()


def test_a_refused_claim_moves_nothing(town, put, whole):
    rice = put(stock=5)
    claim = stock.claim_count(rice, 7, by=town.clerk)
    stock.decide_claim(claim, grant=False, by=town.secretary)
    assert (Good.objects.get().stock, StockMove.objects.count()) == (5, 1) and whole()


def test_a_count_that_agrees_is_on_record_and_asks_nobody(town, put):
    assert stock.claim_count(put(stock=5), 5, by=town.clerk) is None
    assert AuditEntry.objects.filter(verb="shop.counted").count() == 1


def test_what_is_reserved_cannot_be_booked_away(town, give, put, order):
    give(town.wang, 30)
    rice = put(stock=3)
    claim = stock.claim_loss(rice, 3, reason="受潮", by=town.clerk)
    order(town.wang, rice)
    refused(lambda: stock.decide_claim(claim, grant=True, by=town.secretary), "reserved")
    claim.refresh_from_db()
    assert claim.state == "asked"


def test_the_sheet_of_a_month_closes_with_what_lies_there(town, give, put, order, market):
    give(town.wang, 100)
    rice = put(stock=10)
    orders.pick(order(town.wang, rice, 3), by=town.clerk)
    stock.decide_claim(
        stock.claim_loss(Good.objects.get(), 1, reason="受潮", by=town.clerk), grant=True, by=town.secretary
    )
    stock.decide_claim(stock.claim_count(Good.objects.get(), 7, by=town.clerk), grant=True, by=town.secretary)
    stock.take_in(rice, 4, key=uuid4(), by=town.clerk)
    first, last = stock_sheet.month_of(timezone.localdate())
    (row,) = stock_sheet.rows(market, first, last)
    assert row[1:] == (0, 14, 3, 1, 1)
    assert row.closing == Good.objects.get().stock == 11
    (later,) = stock_sheet.rows(market, *stock_sheet.month_of(date(last.year + 1, 1, 1)))
    assert later[1:] == (11, 0, 0, 0, 0)


@pytest.mark.parametrize(
    "change", [lambda: StockMove.objects.update(quantity=99), lambda: StockMove.objects.all().delete()]
)
def test_the_journal_is_written_once(town, put, change):
    put(stock=3)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change()


def test_a_shelf_that_differs_from_its_journal_is_found(town, put):
    put(stock=3)
    Good.objects.update(stock=4)
    assert "库存流水合计" in next(shop_checks.shelf())


def test_points_that_are_held_without_an_order_are_found(town, give, put, order):
    give(town.wang, 30)
    order(town.wang, put(stock=3))
    Order.objects.update(total=9)
    assert "待领取" in next(shop_checks.held_points())
