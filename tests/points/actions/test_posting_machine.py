"""A machine that does what comes to its mind, beside a small model of a book; after each step both say the same."""

from datetime import date, timedelta
from functools import partial
from itertools import count
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from points import actions
from points.actions import expiring, giving, orders
from points.models import Account, Good, Order, Policy, Transfer
from points.reports.ledger import problems

LONG_AGO, MOST, PRICE, STOCK = date(2020, 1, 1), 30, 3, 6
# the same walks every time, on every machine
WALKS = settings(
    max_examples=16,
    stateful_step_count=30,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
NAMES = ("wang", "li", "zeng")
names, few, some = st.sampled_from(NAMES), st.integers(1, 10), st.integers(1, 40)
# most of the time to the family
pairs = st.sampled_from((("wang", "li"), ("li", "wang"), ("wang", "li"), ("wang", "zeng"), ("zeng", "zeng")))


class Book:
    """What a book of points is: balances, debts, a pool, a shelf, and what every deed was."""

    def __init__(self) -> None:
        self.balance, self.debt, self.given = ({name: 0 for name in NAMES} for _book in range(3))
        # what counts for the age of points: old credits that stand, and everything spent that stands
        self.old, self.spent = ({name: 0 for name in NAMES} for _book in range(2))
        self.pool, self.stock, self.reserved = 0, STOCK, 0

    def earn(self, who: str, amount: int, old: bool) -> None:
        back = min(self.debt[who], amount)
        self.debt[who] -= back
        self.spent[who] += back
        self.balance[who] += amount - back
        self.old[who] += amount if old else 0

    def pay(self, who: str, amount: int) -> None:
        self.balance[who] -= amount
        self.spent[who] += amount

    def undo(self, who: str, amount: int, old: bool) -> None:
        short = max(0, amount - self.balance[who])
        self.balance[who] += short - amount
        self.debt[who] += short
        self.old[who] -= amount if old else 0


class Bank(RuleBasedStateMachine):
    deeds, bags = Bundle("deeds"), Bundle("bags")

    def __init__(self, town, rice) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.town, self.rice, self.book, self.number = town, rice, Book(), count()
        self.people = {name: getattr(town, name) for name in NAMES}
        self.passbooks = {name: actions.account_of(person) for name, person in self.people.items()}
        self.day, self.taken = LONG_AGO, set()

    def teardown(self) -> None:
        """Whatever was done, the ledger proves itself whole; then it never happened."""
        try:
            assert problems() == []
            assert sum(Account.objects.with_derived().values_list("derived", flat=True)) == 0
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    @invariant()
    def the_book_says_what_the_model_says(self) -> None:
        facts = {pk: (balance, debt) for pk, balance, debt in Account.objects.values_list("pk", "balance", "debt")}
        said = {name: facts[account.pk] for name, account in self.passbooks.items()}
        assert said == {name: (self.book.balance[name], self.book.debt[name]) for name in NAMES}
        pool = Account.objects.filter(kind="pool").values_list("balance", flat=True)
        assert sum(pool) == self.book.pool
        assert Good.objects.values_list("stock", "reserved").get() == (self.book.stock, self.book.reserved)

    def refused(self, code: str, deed) -> None:
        rows = Transfer.objects.count()
        with pytest.raises(ValidationError) as refusal:
            deed()
        assert (refusal.value.code, Transfer.objects.count()) == (code, rows)

    # --- deeds ---------------------------------------------------------------------------------
    def pay_out(self, deed, more: int = 0) -> Transfer:
        key, who, amount, old = deed
        day = LONG_AGO if old else timezone.localdate()
        return actions.award(self.people[who], amount + more, key=key, by=self.town.clerk, on=day)

    @rule(target=deeds, who=names, amount=some, old=st.booleans())
    def award(self, who, amount, old):
        deed = (f"deed:{next(self.number)}", who, amount, old)
        self.pay_out(deed)
        self.book.earn(who, amount, old)
        return deed

    @rule(deed=deeds)
    def the_same_key_again(self, deed):
        rows = Transfer.objects.count()
        assert self.pay_out(deed).key == deed[0]
        assert Transfer.objects.count() == rows

    @rule(deed=deeds, more=few)
    def the_same_key_with_another_amount(self, deed, more):
        self.refused("key_reused", lambda: self.pay_out(deed, more))

    @rule(deed=deeds)
    def take_back(self, deed):
        key, who, amount, old = deed
        actions.take_back(key, by=self.town.secretary, reason="更正")
        if key not in self.taken:
            self.taken.add(key)
            self.book.undo(who, amount, old)

    # --- to others -----------------------------------------------------------------------------
    @rule(pair=pairs, amount=few)
    def gift(self, pair, amount):
        """Wang and Li live together; Zeng is nobody's family."""
        who, to = pair
        key, by = f"gift:{next(self.number)}", self.town.clerk
        give = partial(giving.gift, self.passbooks[who], self.people[to], amount, key=key, by=by)
        if {who, to} != {"wang", "li"}:
            self.refused("no_relative", give)
        elif self.may_give(who, amount, give):
            self.book.balance[to] += amount

    @rule(who=names, amount=few)
    def donate(self, who, amount):
        give = partial(
            giving.donate, self.passbooks[who], amount, key=f"donate:{next(self.number)}", by=self.town.clerk
        )
        if self.may_give(who, amount, give):
            self.book.pool += amount

    def may_give(self, who: str, amount: int, give) -> bool:
        if self.book.given[who] + amount > MOST:
            self.refused("over_limit", give)
            return False
        if self.book.balance[who] < amount:
            self.refused("too_little", give)
            return False
        # the second time the answer is the transfer of the first
        assert give() == give()
        self.book.given[who] += amount
        self.book.pay(who, amount)
        return True

    # --- the shop ------------------------------------------------------------------------------
    def hold(self, bag, more: int = 0) -> Order:
        key, who, quantity = bag
        wish = orders.Wish(self.rice, quantity + more)
        return orders.reserve(self.passbooks[who], [wish], key=key, by=self.town.clerk)

    @rule(target=bags, who=names, quantity=st.integers(1, 3))
    def redeem(self, who, quantity):
        bag, book, price = (uuid4(), who, quantity), self.book, quantity * PRICE
        for code, short in (
            ("out_of_stock", book.stock - book.reserved < quantity),
            ("too_little", book.balance[who] < price),
        ):
            if short:
                self.refused(code, lambda: self.hold(bag))
                return multiple()
        self.hold(bag)
        book.pay(who, price)
        book.reserved += quantity
        return bag

    @rule(bag=bags)
    def the_same_order_again(self, bag):
        held = Order.objects.count()
        self.hold(bag)
        self.refused("key_reused", lambda: self.hold(bag, 1))
        assert Order.objects.count() == held

    @rule(bag=consumes(bags), end=st.sampled_from(("pick", "cancel", "expire")))
    def end_it(self, bag, end):
        """One end, and no second one."""
        (_key, who, quantity), order, by = bag, self.hold(bag), self.town.clerk
        ends = {
            "pick": lambda: orders.pick(order, by=by),
            "cancel": lambda: orders.cancel(order, by=by),
            "expire": lambda: orders.expire(order),
        }
        ends[end]()
        for again in ends.values():
            self.refused("moved_on", again)
        self.book.reserved -= quantity
        if end == "pick":
            self.book.stock -= quantity
        else:
            self.book.pay(who, -quantity * PRICE)

    # --- the clock -----------------------------------------------------------------------------
    @rule()
    def old_points_expire(self):
        self.day += timedelta(days=1)
        book = self.book
        due = {who: book.old[who] - book.spent[who] for who in NAMES if book.old[who] > book.spent[who]}
        found = expiring.too_old(self.town.community, self.day)
        assert {account.person_id: left for account, left in found.items()} == {
            self.people[who].pk: left for who, left in due.items()
        }
        for account in found:
            assert [expiring.expire_one(account, self.day) for _time in "12"] == [True, False]
        for who, left in due.items():
            book.pay(who, left)


@pytest.fixture
def bank(town, put):
    Policy.objects.create(unit=town.community, gifts_on=True, donations_on=True, gift_month=MOST)
    return partial(Bank, town, put("大米", PRICE, stock=STOCK))


def test_whatever_is_done_the_book_says_what_the_model_says(bank):
    run_state_machine_as_test(bank, settings=WALKS)


def test_every_way_of_points_is_in_the_machine(bank):
    """One walk by hand, so that no kind of transfer depends on what comes to its mind."""
    one = bank()
    wrong = one.award("wang", 20, old=True)
    one.gift(("wang", "li"), 5)
    one.donate("wang", 2)
    one.end_it(one.redeem("wang", 2), "pick")
    one.take_back(wrong)
    one.award("wang", 15, old=False)
    one.end_it(one.redeem("li", 1), "cancel")
    one.award("li", 4, old=True)
    one.old_points_expire()
    one.the_book_says_what_the_model_says()
    assert one.book.balance == {"wang": 2, "li": 5, "zeng": 0}
    assert set(Transfer.objects.values_list("kind", flat=True)) == {
        "earn", "gift", "donate", "hold", "commit", "reversal", "clawback", "repay", "expire",
    }  # fmt: skip
    one.teardown()
