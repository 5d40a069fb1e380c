from datetime import date

import pytest
from django.core.exceptions import ValidationError

from community import actions as community
from points import actions
from points.models import Account, Budget, Settlement, Transfer
from points.reports.ledger import problems

ON = date(2026, 11, 20)


@pytest.fixture
def lines(town, cleaning):
    return [
        actions.Line(town.wang, cleaning, 120, "record:1"),
        actions.Line(town.li, cleaning, 300, "record:2"),
        actions.Line(town.zeng, cleaning, 15, "record:3"),
    ]


@pytest.fixture
def opened(town, lines):
    return actions.open_settlement(
        "session:1", title="清扫楼道", on=ON, unit=town.north, lines=lines, by=town.north_worker
    )


def test_the_statement_and_the_ledger_say_the_same(opened, town, balance):
    """Point 21: limits cut, less than a point is none, and the sheet's total is the ledger's."""
    actions.review_settlement(opened, by=town.clerk)
    settled = actions.settle(opened, by=town.clerk)
    assert [(line.asked, line.given, line.cut) for line in settled.lines.all()] == [
        (6, 6, ""), (15, 12, "“环境清洁”每天最多 12 分"), (0, 0, ""),
    ]  # fmt: skip
    assert settled.points == 18 == sum(Transfer.objects.filter(settlement=settled).values_list("amount", flat=True))
    assert (balance(town.wang), balance(town.li)) == (6, 12)
    assert problems() == []


def test_settling_twice_changes_nothing(opened, town):
    actions.review_settlement(opened, by=town.clerk)
    first = actions.settle(opened, by=town.clerk)
    again = actions.settle(opened, by=town.secretary)
    assert (again.settled_by, again.points) == (first.settled_by, 18)
    assert Transfer.objects.count() == 2


def test_one_settlement_for_one_event(opened, town, lines):
    same = actions.open_settlement("session:1", title="x", on=ON, unit=town.north, lines=lines, by=town.clerk)
    assert same == opened
    with pytest.raises(ValidationError) as refused:
        actions.open_settlement("session:1", title="x", on=ON, unit=town.north, lines=lines[:1], by=town.clerk)
    assert refused.value.code == "already_open"


def test_one_record_in_one_settlement(opened, town, lines):
    with pytest.raises(ValidationError) as refused:
        actions.open_settlement("session:2", title="x", on=ON, unit=town.north, lines=lines[:1], by=town.clerk)
    assert refused.value.code == "twice"


def test_nobody_reviews_their_own_statement(opened, town):
    with pytest.raises(ValidationError) as refused:
        actions.review_settlement(opened, by=town.north_worker)
    assert refused.value.code == "own_settlement"


def test_nobody_reviews_their_own_points(opened, town):
    type(town.wang).objects.filter(pk=town.wang.pk).update(user=town.clerk)
    with pytest.raises(ValidationError) as refused:
        actions.review_settlement(opened, by=town.clerk)
    assert refused.value.code == "own_award"


def test_nothing_is_booked_without_a_review(opened, town):
    with pytest.raises(ValidationError) as refused:
        actions.settle(opened, by=town.clerk)
    assert refused.value.code == "not_reviewed"
    assert not Transfer.objects.exists()


def test_cancelled_it_begins_anew(opened, town, lines):
    actions.cancel_settlement(opened, by=town.clerk, reason="漏了人")
    again = actions.open_settlement("session:1", title="清扫", on=ON, unit=town.north, lines=lines[:1], by=town.clerk)
    assert (again.pk, again.state, again.headcount, again.opened_by) == (opened.pk, "open", 1, town.clerk)


def test_booked_it_is_not_cancelled(opened, town):
    actions.review_settlement(opened, by=town.clerk)
    actions.settle(opened, by=town.clerk)
    with pytest.raises(ValidationError) as refused:
        actions.cancel_settlement(opened, by=town.clerk, reason="漏了人")
    assert refused.value.code == "moved_on"


def test_over_budget_nothing_of_it_is_booked(opened, town, cleaning):
    actions.review_settlement(opened, by=town.clerk)
    Budget.objects.create(unit=town.community, category=cleaning.category, month=date(2026, 11, 1), points=17)
    with pytest.raises(ValidationError, match="差 1 分"):
        actions.settle(opened, by=town.clerk)
    opened.refresh_from_db()
    assert opened.state == Settlement.State.REVIEWED
    assert not Transfer.objects.exists()


def test_three_hundred_people_cost_as_many_queries_as_sixty(town, cleaning, queries):
    """Point 21"""
    people = [community.add_person(f"居民{n}", dwelling=town.home, relation="99", by=None) for n in range(300)]
    for number, some in enumerate((people[:60], people)):
        lines = [actions.Line(person, cleaning, 60, f"r:{number}:{n}") for n, person in enumerate(some)]
        sheet = actions.open_settlement(
            f"s:{number}", title="大扫除", on=ON, unit=town.north, lines=lines, by=town.clerk
        )
        actions.review_settlement(sheet, by=town.secretary)
        with queries(45):
            actions.settle(sheet, by=town.secretary)
    assert sorted(set(Account.objects.of_people().values_list("balance", flat=True))) == [3, 6]
