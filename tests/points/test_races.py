"""What happens to points at the same moment, as real parallel transactions, and a control that the races are real."""

import json
from datetime import date
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from points import actions
from points.actions import posting, ruling
from points.models import Account, Budget, Cap, Category, Item, Settlement, Transfer
from points.reports.ledger import problems
from tests.points.together import together

pytestmark = pytest.mark.django_db(transaction=True)
ON = date(2026, 11, 20)


@pytest.fixture
def book(town, give):
    """Wang's passbook with 35 points, and where spent points go."""
    account = give(town.wang, 35).dst
    return account, actions.system_account(Account.Kind.EXPIRED, town.community)


def spend(book, number: int, amount: int = 10):
    account, gone = book
    return lambda: (
        actions.post(actions.Entry(f"spend:{number}", "expire", account, gone, amount, account.unit), by=None)[0].amount
    )


def test_of_many_spends_as_many_succeed_as_there_is_money_for(book):
    """I6: eight times 10 from 35."""
    answers = together(*(spend(book, number) for number in range(8)))
    assert sorted(answers, key=str) == [10, 10, 10, *["too_little"] * 5]
    assert Account.objects.get(pk=book[0].pk).balance == 5
    assert problems() == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
def test_without_the_guard_the_race_is_there(book, monkeypatch):
    """The control: read the balance, write it back, as everybody would at first."""
    read = Barrier(4)

    def naive(moved):
        for pk, delta in moved.items():
            balance = Account.objects.values_list("balance", flat=True).get(pk=pk)
            read.wait(10)
            if balance + delta < 0:
                raise ValidationError("too little", code="too_little")
            Account.objects.filter(pk=pk).update(balance=balance + delta)

    monkeypatch.setattr(posting, "move", naive)
    answers = together(*(spend(book, number) for number in range(4)))
    assert answers == [10, 10, 10, 10]
    assert [problem.check for problem in problems()] == ["I1-I4", "I1-I4"]


def test_one_key_twenty_times_is_one_transfer_and_twenty_equal_answers(town, book):
    """Point 20, through the API as programs use it."""
    browser = Client()
    browser.force_login(town.clerk, backend="django.contrib.auth.backends.ModelBackend")
    cookies, address = browser.cookies, reverse("points:api_book", args=[book[0].pk])
    item = Item.objects.get(code="mediating").pk

    def ask(amount=3):
        body = {"kind": "earn", "item": item, "amount": amount, "reason": "劝和", "on": "2026-11-20"}
        own = Client()
        own.cookies = cookies
        answer = own.post(
            address, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": "k" * 8}
        )
        return answer.status_code, answer.content

    answers = together(*[ask] * 20)
    assert len(set(answers)) == 1
    assert answers[0][0] == 201
    assert Transfer.objects.filter(subject__startswith="voucher:").count() == 1
    assert ask(amount=4)[0] == 409
    assert Account.objects.get(pk=book[0].pk).balance == 38


def test_awards_at_once_keep_to_the_limit(town, cleaning):
    """Point 24: cleaning gives at most 12 a day."""
    deeds = [
        lambda n=n: (
            actions.award(town.wang, 5, key=f"a:{n}", by=town.clerk, unit=town.north, item=cleaning, on=ON).amount
        )
        for n in range(6)
    ]
    answers = together(*deeds)
    assert sorted(answers, key=str) == [2, 5, 5, "capped", "capped", "capped"]
    assert Account.objects.get(person=town.wang).balance == 12


def test_awards_at_once_keep_to_the_budget(town, cleaning):
    """Point 27: three people, two of whom fit."""
    Budget.objects.create(unit=town.community, category=cleaning.category, month=ON.replace(day=1), points=10)
    people = (town.wang, town.li, town.zeng)
    deeds = [
        lambda p=p: actions.award(p, 5, key=f"b:{p.pk}", by=town.clerk, unit=town.north, item=cleaning, on=ON).amount
        for p in people
    ]
    assert sorted(together(*deeds), key=str) == [5, 5, "over_budget"]


def sheet(town, cleaning, number: int, people) -> Settlement:
    lines = [actions.Line(person, cleaning, 60, f"r:{number}:{person.pk}") for person in people]
    opened = actions.open_settlement(f"s:{number}", title="清扫", on=ON, unit=town.north, lines=lines, by=town.clerk)
    return actions.review_settlement(opened, by=town.secretary)


def test_a_statement_booked_by_several_at_once_is_booked_once(town, cleaning):
    pk = sheet(town, cleaning, 1, (town.wang, town.li)).pk
    together(*[lambda: actions.settle(Settlement.objects.get(pk=pk), by=town.secretary).points] * 4)
    assert Transfer.objects.count() == 2
    assert Settlement.objects.get().points == 6
    assert problems() == []


def test_statements_of_the_same_people_in_other_order_do_not_block_each_other(town, cleaning):
    people = [town.wang, town.li, town.zeng]
    sheets = [sheet(town, cleaning, n, people[::-1] if n % 2 else people) for n in range(4)]
    answers = together(*(lambda one=one: actions.settle(one, by=town.secretary).points for one in sheets))
    assert answers == [9, 9, 9, 9]
    assert problems() == []


def test_reversed_by_several_at_once_is_reversed_once(town, book):
    given = Transfer.objects.get()
    answers = together(*[lambda: actions.reverse(given, by=town.secretary, reason="记错").pk] * 5)
    assert len(set(answers)) == 1
    assert Account.objects.get(pk=book[0].pk).balance == 0


def test_spent_and_taken_back_at_the_same_moment(town, book):
    """Whichever comes first, nothing is below zero and the debt is what was spent."""
    given = Transfer.objects.get()
    answers = together(spend(book, 1, 30), lambda: actions.reverse(given, by=town.secretary, reason="记错").amount)
    account = Account.objects.get(pk=book[0].pk)
    assert answers in ([30, 35], ["too_little", 35])
    assert (account.balance, account.debt) == ((0, 30) if answers[0] == 30 else (0, 0))
    assert problems() == []


def test_gifts_to_each_other_at_the_same_moment(town, give):
    one, other = give(town.wang, 20).dst, give(town.li, 20).dst

    def send(src, dst, n):
        return lambda: actions.post(actions.Entry(f"g:{n}", "gift", src, dst, 3, src.unit), by=None)[0].amount

    assert together(*(send(*((one, other) if n % 2 else (other, one)), n) for n in range(8))) == [3] * 8
    assert problems() == []


def test_an_account_opened_by_several_at_once_is_one(town):
    pks = together(*[lambda: actions.account_of(town.zeng).pk] * 6)
    assert len(set(pks)) == 1


def test_two_who_decide_the_same_thing_at_once_make_one_row(town):
    """The second is told that it is there, never that the portal broke."""
    category = Category.objects.get(code="civility")
    facts = {"basis": "hour", "points": 4, "cap_day": 8, "valid_from": date(2026, 12, 1), "reason": "议事会通过"}
    adding = [lambda: ruling.add_item(category, "养护花坛", unit=town.community, facts=facts, by=town.secretary)] * 4
    assert sorted(str(answer) for answer in together(*adding)) == sorted(["养护花坛", *["known"] * 3])
    capping = [lambda: ruling.set_cap(town.community, category, "month", 30, by=town.secretary)] * 4
    assert together(*capping) == [None] * 4
    assert Cap.objects.get(unit=town.community).points == 30
