import pytest
from django.core.exceptions import ValidationError

from points import actions
from points.models import Account, Transfer


def test_a_deed_is_paid_once(town, balance):
    first, again = (actions.award(town.wang, 3, key="shift:12", by=town.clerk) for _time in "12")
    assert first == again
    assert balance(town.wang) == 3


def test_an_item_says_how_many_and_the_credit_names_its_rule(town, cleaning):
    row = actions.award(town.wang, key="shift:1", by=town.clerk, item=cleaning, minutes=100)
    assert (row.amount, row.rule.points, row.category.name) == (5, 3, "文明创建")


def test_points_for_oneself_are_refused(town):
    type(town.wang).objects.filter(pk=town.wang.pk).update(user=town.clerk)
    town.wang.refresh_from_db()
    with pytest.raises(ValidationError) as refused:
        actions.award(town.wang, 3, key="shift:1", by=town.clerk)
    assert refused.value.code == "own_award"


def test_taken_back_at_most_once(town, balance):
    given = actions.award(town.wang, 3, key="shift:1", by=town.clerk)
    back, again = (actions.take_back("shift:1", by=town.secretary, reason="记错了人") for _time in "12")
    assert back == again
    assert (back.reverses, back.reason, back.actor) == (given, "记错了人", town.secretary)
    assert balance(town.wang) == 0


def test_what_was_spent_is_advanced_and_paid_back_first(town, give, balance):
    given = give(town.wang, 10)
    wang, pending = given.dst, actions.system_account(Account.Kind.PENDING, town.community)
    actions.post(actions.Entry("order:1:hold", "hold", wang, pending, 8, town.community), by=town.clerk)
    actions.reverse(given, by=town.secretary, reason="没有到场")
    assert Account.objects.values_list("balance", "debt").get(pk=wang.pk) == (0, 8)
    give(town.wang, 5)
    assert Account.objects.values_list("balance", "debt").get(pk=wang.pk) == (0, 3)
    give(town.wang, 5)
    assert Account.objects.values_list("balance", "debt").get(pk=wang.pk) == (2, 0)
    assert list(Transfer.objects.filter(kind="repay").order_by("pk").values_list("amount", flat=True)) == [5, 3]
