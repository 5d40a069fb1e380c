import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts import append_only
from points import actions
from points.models import Account, Settlement, Transfer
from points.reports.ledger import problems


@pytest.fixture
def written(town, give, cleaning):
    """Earned, taken back after it was spent, earned again, settled: everything a book may hold."""
    given = give(town.wang, 10)
    gone = actions.system_account(Account.Kind.EXPIRED, town.community)
    actions.post(actions.Entry("exp:1", "expire", given.dst, gone, 8, town.community), by=town.clerk)
    actions.reverse(given, by=town.secretary, reason="没有到场")
    give(town.wang, 3)
    give(town.li, 5, item=cleaning)
    lines = [actions.Line(town.li, cleaning, 60, "record:1")]
    sheet = actions.open_settlement("s:1", title="清扫", on="2026-11-01", unit=town.north, lines=lines, by=town.clerk)
    actions.review_settlement(sheet, by=town.secretary)
    actions.settle(sheet, by=town.secretary)


def test_a_whole_book_has_no_problem(written, capsys):
    call_command("check_ledger")
    assert "一分不差" in capsys.readouterr().out
    assert problems() == []


def first_earned() -> Transfer:
    return Transfer.objects.filter(kind="earn", item__isnull=False).order_by("pk")[0]


TAMPER = {
    "a balance": ("I1-I4", lambda: Account.objects.filter(balance=8).update(balance=9)),
    "an amount": ("I1-I4", lambda: Transfer.objects.filter(pk=first_earned().pk).update(amount=6, asked=6)),
    "an amount and its balance": (
        "I5",
        lambda: (
            Transfer.objects.filter(pk=first_earned().pk).update(amount=6, asked=6),
            Account.objects.filter(balance=8).update(balance=9),
        ),
    ),
    "a row is gone": ("I1-I4", lambda: Transfer.objects.filter(pk=first_earned().pk)._raw_delete("default")),
    "a reversal": ("I7", lambda: Transfer.objects.filter(kind="reversal").update(amount=9, asked=9)),
    "a debt": ("debt", lambda: Account.objects.filter(debt__gt=0).update(debt=1)),
    "a statement": ("I11", lambda: Settlement.objects.update(points=4)),
    "no ground": ("I12", lambda: Transfer.objects.filter(settlement=None, kind="earn").update(subject="")),
}


@pytest.mark.parametrize(("check", "tamper"), TAMPER.values(), ids=TAMPER)
def test_one_point_that_is_elsewhere_is_found(written, check, tamper, capsys):
    """Point 28"""
    append_only.take_off(connection)
    tamper()
    append_only.put_on(connection)
    with pytest.raises(CommandError):
        call_command("check_ledger", "--json")
    told = json.loads(capsys.readouterr().out)
    assert check in {problem["check"] for problem in told["problems"]}
