"""The exchange day's crowd: real connections at the same moment."""

from functools import partial
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from community.actions import add_person
from points import actions as points
from points.actions import orders
from points.actions.opening import account_of
from points.actions.orders import Wish
from points.actions.stock import claim_count, claim_loss, decide_claim
from points.models import Account, Good, Order, StockClaim, StockMove, Transfer
from points.shop_tasks import expire_due
from tests.points.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def crowd(town):
    """Fifty residents with 30 points each."""
    people = [add_person(f"居民{n:02d}", dwelling=town.home, by=None) for n in range(50)]
    for person in people:
        points.award(person, 30, key=f"start:{person.pk}", by=town.clerk)
    return people


def test_fifty_residents_order_the_last_three_bags(crowd, put, whole):
    rice = put("大米", 10, stock=3)
    accounts = [account_of(person) for person in crowd]
    answers = together(
        *[partial(orders.reserve, account, [Wish(rice, 1)], key=uuid4(), by=None) for account in accounts], at_once=10
    )
    assert sum(isinstance(answer, Order) for answer in answers) == 3
    assert [answer for answer in answers if not isinstance(answer, Order)] == ["out_of_stock"] * 47
    rice.refresh_from_db()
    assert (rice.stock, rice.reserved) == (3, 3)
    assert Account.objects.of_people().filter(balance=20).count() == 3
    assert whole()


def test_two_lines_of_one_good_at_once_from_many(town, give, put, whole):
    """Each asks for 2 + 1 of the last three: one gets all of them, the other nothing."""
    for person in (town.wang, town.li):
        give(person, 100)
    rice = put("大米", 10, stock=3)
    answers = together(
        *[
            partial(orders.reserve, account_of(person), [Wish(rice, 2), Wish(rice, 1)], key=uuid4(), by=None)
            for person in (town.wang, town.li)
        ]
    )
    assert sorted(str(answer) for answer in answers if not isinstance(answer, Order)) == ["out_of_stock"]
    assert whole()


def test_orders_of_two_goods_in_opposite_order_do_not_lock_each_other(town, give, put, whole):
    for person in (town.wang, town.li):
        give(person, 200)
    rice, oil = put("大米", 10, stock=99), put("食用油", 10, stock=99)
    wishes = [[Wish(rice, 1), Wish(oil, 1)], [Wish(oil, 1), Wish(rice, 1)]] * 4
    accounts = [account_of(town.wang), account_of(town.li)] * 4
    answers = together(
        *[
            partial(orders.reserve, account, wish, key=uuid4(), by=None)
            for account, wish in zip(accounts, wishes, strict=True)
        ]
    )
    assert all(isinstance(answer, Order) for answer in answers) and whole()


def test_one_form_sent_eight_times_at_once_is_one_order(town, give, put, balance, whole):
    give(town.wang, 30)
    rice, key, account = put("大米", 10, stock=9), uuid4(), account_of(town.wang)
    answers = together(*[partial(orders.reserve, account, [Wish(rice, 1)], key=key, by=None)] * 8)
    assert {answer.pk for answer in answers} == {Order.objects.get().pk}
    assert balance(town.wang) == 20 and whole()


def test_an_award_taken_back_while_it_is_spent(town, put, balance, whole):
    """Whichever comes first: never below zero, and nothing is lost between shop and ledger."""
    rice = put("大米", 10, stock=9)
    points.award(town.wang, 10, key="deed", by=town.clerk)
    account = account_of(town.wang)
    answers = together(
        partial(orders.reserve, account, [Wish(rice, 1)], key=uuid4(), by=None),
        partial(points.take_back, "deed", by=town.secretary, reason="记错了"),
    )
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert balance(town.wang) == 0 and whole()
    held = Order.objects.count()
    account.refresh_from_db()
    assert account.debt == (10 if held else 0) or Transfer.objects.filter(kind="reversal").count() == 0


def test_one_order_is_handed_over_once(town, give, put, order, whole):
    give(town.wang, 30)
    made = order(town.wang, put("大米", 10, stock=9))
    copies = [Order.objects.get(pk=made.pk) for _each in range(6)]
    answers = together(
        *[partial(orders.pick, copy, by=by) for copy, by in zip(copies, [town.clerk, town.secretary] * 3, strict=True)]
    )
    assert sorted(str(answer) for answer in answers if isinstance(answer, str)) == ["moved_on"] * 5
    assert StockMove.objects.filter(kind="out").count() == 1 and whole()


@pytest.mark.parametrize("rival", ["expire", "cancel"])
def test_expiring_and_fetching_at_the_same_moment(town, give, put, order, balance, whole, rival):
    give(town.wang, 30)
    made = order(town.wang, put("大米", 10, stock=9))
    Order.objects.update(keep_until="2020-01-01")
    rivals = {"expire": expire_due, "cancel": partial(orders.cancel, Order.objects.get(), by=town.secretary)}
    together(partial(orders.pick, Order.objects.get(), by=town.clerk), rivals[rival])
    made.refresh_from_db()
    fetched = made.state == "picked"
    assert (balance(town.wang), Good.objects.get().stock) == ((20, 8) if fetched else (30, 9))
    assert whole()


def test_two_runs_of_the_clock_give_back_once(town, give, put, order, balance, whole):
    give(town.wang, 30)
    order(town.wang, put("大米", 10, stock=9))
    Order.objects.update(keep_until="2020-01-01")
    assert sum(together(expire_due, expire_due)) == 1
    assert expire_due() == 0
    assert balance(town.wang) == 30 and whole()


def test_a_loss_and_an_order_for_the_same_bags(town, give, put, order, whole):
    give(town.wang, 30)
    rice = put("大米", 10, stock=2)
    claim = claim_loss(rice, 2, reason="受潮", by=town.clerk)
    account = account_of(town.wang)
    answers = together(
        partial(decide_claim, claim, grant=True, by=town.secretary),
        partial(orders.reserve, account, [Wish(rice, 1)], key=uuid4(), by=None),
    )
    assert sorted(str(answer) for answer in answers if isinstance(answer, str)) in (["reserved"], ["out_of_stock"])
    assert whole()


def test_one_claim_is_decided_once(town, put, whole):
    rice = put("大米", 10, stock=9)
    claim = claim_count(rice, 7, by=town.clerk)
    copies = [StockClaim.objects.get(pk=claim.pk) for _each in range(4)]
    answers = together(*[partial(decide_claim, copy, grant=True, by=town.secretary) for copy in copies])
    assert answers.count("moved_on") == 3
    rice.refresh_from_db()
    assert rice.stock == 7 and whole()


def test_without_the_guard_the_race_appears(town, put, monkeypatch, crowd):
    """A control: the same crowd, with the shelf read first and written later."""

    def naive(lines):
        for wish in lines:
            held = Good.objects.get(pk=wish.good.pk)
            if held.stock - held.reserved < wish.quantity:
                raise ValidationError("out", code="out_of_stock")
            Good.objects.filter(pk=held.pk).update(reserved=held.reserved + wish.quantity)

    monkeypatch.setattr(orders, "take_from_shelf", naive)
    rice = put("大米", 10, stock=3)
    accounts = [account_of(person) for person in crowd]
    answers = together(
        *[partial(orders.reserve, account, [Wish(rice, 1)], key=uuid4(), by=None) for account in accounts], at_once=10
    )
    held = sum(isinstance(answer, Order) for answer in answers)
    rice.refresh_from_db()
    if connection.vendor == "postgresql":
        assert held != rice.reserved
    else:
        # one writer at a time: the file's own lock stands where the guard was
        assert held == rice.reserved == 3
