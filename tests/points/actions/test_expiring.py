import random
from datetime import date, timedelta

import pytest

from accounts.models import Message
from points import actions
from points.actions.expiring import expire, too_old
from points.models import Account, Policy, Transfer
from points.reports.ledger import problems

TODAY = date(2026, 11, 20)


def test_by_default_nothing_expires(town, give):
    give(town.wang, 10, on=date(2020, 1, 1))
    assert expire(TODAY) == 0


def test_what_is_too_old_goes_once(town, give, balance):
    Policy.objects.create(unit=town.community, expires_after=12)
    give(town.wang, 10, on=date(2025, 10, 31))
    give(town.wang, 5, on=date(2025, 11, 1))
    assert [expire(TODAY), expire(TODAY)] == [1, 0]
    assert balance(town.wang) == 5
    assert Transfer.objects.get(kind="expire").amount == 10


def test_it_is_told_before(town, give):
    Policy.objects.create(unit=town.community, expires_after=12, notice_days=30)
    type(town.wang).objects.filter(pk=town.wang.pk).update(user=town.stranger)
    give(town.wang, 10, on=date(2025, 11, 15))
    expire(TODAY)
    expire(TODAY)
    assert [message.title for message in Message.objects.filter(recipient=town.stranger)] == [
        "有 10 分积分将在 2026-12-01 到期，请及时使用"
    ]


def lots(history, until) -> int:
    """The long way: each credit is a lot, each spending takes from the oldest."""
    left = []
    for day, amount in history:
        if amount > 0:
            left.append([day, amount])
            continue
        for lot in sorted(left, key=lambda one: one[0]):
            taken = min(lot[1], -amount)
            lot[1] -= taken
            amount += taken
    return sum(amount for day, amount in left if day <= until)


@pytest.mark.parametrize("seed", range(4))
def test_the_formula_agrees_with_lots(town, give, seed):
    chance, until, history = random.Random(seed), date(2026, 6, 30), []
    account, gone = actions.account_of(town.wang), actions.system_account(Account.Kind.EXPIRED, town.community)
    day = date(2026, 1, 1)
    for number in range(12):
        day += timedelta(days=chance.randint(5, 40))
        balance = Account.objects.get(pk=account.pk).balance
        if balance and chance.random() < 0.4:
            amount = -chance.randint(1, balance)
            entry = actions.Entry(f"x:{number}", "expire", account, gone, -amount, account.unit, effective=day)
            actions.post(entry, by=None)
        else:
            amount = chance.randint(1, 20)
            give(town.wang, amount, on=day)
        history.append((day, amount))
    assert sum(too_old(town.community, until).values()) == lots(history, until)


@pytest.mark.parametrize(("spent", "debt", "left"), [(0, 0, 5), (4, 0, 5), (14, 0, 1), (18, 3, 0)])
def test_what_expired_is_not_taken_back_again(town, give, spent, debt, left):
    """As if the wrong points had never come: 10 wrong, 10 right that are as old, 5 that are not."""
    Policy.objects.create(unit=town.community, expires_after=12)
    wrong = give(town.wang, 10, on=date(2025, 1, 1))
    give(town.wang, 10, on=date(2025, 1, 2))
    account = actions.account_of(town.wang)
    pool = actions.system_account(Account.Kind.POOL, town.community)
    if spent:
        actions.post(actions.Entry("spent", "donate", account, pool, spent, account.unit), by=None)
    expire(TODAY)
    late = give(town.wang, 5, on=date(2026, 11, 1))
    actions.reverse(wrong, by=town.clerk, reason="记错")
    account.refresh_from_db()
    assert (account.balance, account.debt, problems()) == (left, debt, [])
    assert expire(TODAY) == 0
    actions.reverse(late, by=town.clerk, reason="记错")
    assert problems() == []


def test_what_was_taken_back_counts_as_never_given(town, give):
    wrong = give(town.wang, 10, on=date(2026, 1, 1))
    give(town.wang, 7, on=date(2026, 1, 2))
    actions.reverse(wrong, by=town.clerk, reason="记错")
    assert list(too_old(town.community, date(2026, 6, 30)).values()) == [7]
