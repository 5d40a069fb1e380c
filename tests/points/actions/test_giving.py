import pytest
from django.core.exceptions import ValidationError

from accounts.models import Message, User
from points import actions
from points.actions import giving
from points.models import Policy


@pytest.fixture
def own(town, give):
    """Wang's passbook with 40 points, where gifts are allowed up to 30 a month; Li lives in the same household."""
    Policy.objects.create(unit=town.community, gifts_on=True, donations_on=True, gift_month=30)
    type(town.wang).objects.filter(pk=town.wang.pk).update(user=town.stranger)
    type(town.li).objects.filter(pk=town.li.pk).update(user=User.objects.create_user("li", name="李"))
    return give(town.wang, 40).dst


def test_a_gift_to_the_family_and_both_are_told(own, town, balance):
    """Point 26"""
    giving.gift(own, town.li, 10, key="g:1", by=town.stranger)
    giving.gift(own, town.li, 10, key="g:1", by=town.stranger)
    assert (balance(town.wang), balance(town.li)) == (30, 10)
    assert Message.objects.filter(title__contains="10 分积分").count() == 2


def test_nobody_else_gets_a_gift(own, town):
    with pytest.raises(ValidationError) as refused:
        giving.gift(own, town.zeng, 10, key="g:1", by=town.stranger)
    assert refused.value.code == "no_relative"


def test_the_months_limit_counts_gifts_and_donations_together(own, town):
    giving.donate(own, 25, key="g:1", by=town.stranger)
    with pytest.raises(ValidationError, match="还能转出 5 分"):
        giving.gift(own, town.li, 6, key="g:2", by=town.stranger)
    giving.gift(own, town.li, 5, key="g:3", by=town.stranger)


def test_by_default_nothing_goes_anywhere(town, give):
    account = give(town.wang, 40).dst
    for deed in (
        lambda: giving.gift(account, town.li, 1, key="g:1", by=town.stranger),
        lambda: giving.donate(account, 1, key="g:2", by=town.stranger),
    ):
        with pytest.raises(ValidationError) as refused:
            deed()
        assert refused.value.code == "off"


def test_the_pool_helps_somebody(own, town, balance):
    giving.donate(own, 20, key="g:1", by=town.stranger)
    pool = actions.system_account("pool", town.community)
    actions.post(actions.Entry("p:1", "grant", pool, actions.account_of(town.zeng), 15, town.community), by=town.clerk)
    assert balance(town.zeng) == 15


def test_there_is_no_way_to_money():
    """Point 26: no kind of transfer pays out."""
    from points.models import Account

    assert not {"cash", "bank", "withdrawn"} & set(Account.Kind.values)
