from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from points import actions
from points.actions import vouchers
from points.actions.posting import Entry, post
from points.actions.vouchers import Slip
from points.models import Policy, Transfer, Voucher

ON = date(2026, 11, 20)


@pytest.fixture
def slip(town, cleaning):
    """By default something small for Wang."""

    def make(amount=10, kind="award", **facts):
        account = actions.account_of(town.wang, town.community)
        return Slip(kind, account, amount, **{"reason": "年度先进", "on": ON} | facts)

    return make


def code(refused) -> str:
    return refused.value.code


def test_small_sums_are_booked_at_once_by_those_who_keep_the_book(town, slip, balance):
    asked = vouchers.ask(slip(50), key="a", by=town.clerk)
    assert asked.state == Voucher.State.POSTED
    assert balance(town.wang) == 50


def test_above_the_communitys_amount_a_second_person_decides(town, slip, balance):
    """Point 31"""
    Policy.objects.create(unit=town.community, second_person_above=20)
    asked = vouchers.ask(slip(21), key="a", by=town.clerk)
    assert (asked.state, balance(town.wang)) == ("asked", 0)
    vouchers.approve(asked, by=town.secretary)
    assert balance(town.wang) == 21
    assert (asked.posted.actor, asked.asked_by) == (town.secretary, town.clerk)


def test_grid_workers_always_need_a_second_person(town, slip):
    assert vouchers.ask(slip(1), key="a", by=town.north_worker).state == "asked"


def test_nobody_decides_on_the_own_voucher_or_the_own_points(town, slip):
    """Point 31"""
    asked = vouchers.ask(slip(99), key="a", by=town.clerk)
    with pytest.raises(ValidationError) as refused:
        vouchers.approve(asked, by=town.clerk)
    assert code(refused) == "own_voucher"
    type(town.wang).objects.filter(pk=town.wang.pk).update(user=town.secretary)
    with pytest.raises(ValidationError) as refused:
        vouchers.approve(Voucher.objects.get(), by=town.secretary)
    assert code(refused) == "own_award"
    assert not Transfer.objects.exists()


def test_decided_once(town, slip):
    asked = vouchers.ask(slip(99), key="a", by=town.clerk)
    vouchers.refuse(asked, by=town.secretary, note="没有依据")
    with pytest.raises(ValidationError) as refused:
        vouchers.approve(asked, by=town.admin)
    assert code(refused) == "moved_on"


def test_the_same_form_twice_is_one_voucher_and_another_body_is_refused(town, slip):
    """Point 20"""
    assert vouchers.ask(slip(5), key="a", by=town.clerk) == vouchers.ask(slip(5), key="a", by=town.clerk)
    with pytest.raises(ValidationError) as refused:
        vouchers.ask(slip(6), key="a", by=town.clerk)
    assert code(refused) == "key_reused"
    assert Transfer.objects.count() == 1


def test_a_correction_is_a_reversal_with_reason_and_actor(town, slip, give, balance):
    """Point 22"""
    given = give(town.wang, 7)
    asked = vouchers.ask(slip(7, "reversal", reverses=given, reason="记错了人"), key="a", by=town.clerk)
    line = asked.posted
    assert (line.reverses, line.reason, line.actor) == (given, "记错了人", town.clerk)
    assert balance(town.wang) == 0


@pytest.mark.parametrize(("kind", "source"), [("award", "issue"), ("carry", "adjust")])
def test_where_the_points_come_from(town, slip, kind, source):
    assert vouchers.ask(slip(5, kind), key="a", by=town.clerk).posted.src.kind == source


def test_an_empty_pool_gives_nothing(town, slip):
    with pytest.raises(ValidationError) as refused:
        vouchers.ask(slip(5, "grant"), key="a", by=town.clerk)
    assert code(refused) == "too_little"
    assert not Voucher.objects.exists()


def test_each_step_is_on_the_record(town, slip):
    """Point 40"""
    asked = vouchers.ask(slip(99), key="a", by=town.clerk)
    vouchers.approve(asked, by=town.secretary)
    entries = AuditEntry.objects.filter(target=f"voucher:{asked.pk}").order_by("pk")
    assert [(entry.verb, entry.actor, entry.detail["amount"]) for entry in entries] == [
        ("points.voucher_asked", town.clerk, 99),
        ("points.voucher_posted", town.secretary, 99),
    ]


def test_two_vouchers_against_one_line_take_it_back_once(town, slip, give, balance):
    given = give(town.wang, 50)
    wrong = {"kind": "reversal", "reverses": given, "reason": "记错了人"}
    first, second = (vouchers.ask(slip(50, **wrong), key=key, by=town.north_worker) for key in "ab")
    vouchers.approve(first, by=town.secretary)
    with pytest.raises(ValidationError) as refused:
        vouchers.approve(second, by=town.secretary)
    assert code(refused) == "reversed_already"
    vouchers.refuse(second, by=town.secretary, note="同事已经冲正")
    assert balance(town.wang) == 0


def test_nobody_takes_the_own_gift_back_alone(town, slip, give):
    giver = give(town.li, 30).dst
    type(town.li).objects.filter(pk=town.li.pk).update(user=town.clerk)
    receiver = actions.account_of(town.wang, town.community)
    [gift] = post(Entry("g", "gift", giver, receiver, 20, town.community), by=town.clerk)
    with pytest.raises(ValidationError) as refused:
        vouchers.ask(
            slip(20, "reversal", reverses=Transfer.objects.get(pk=gift.pk), reason="送错了"), key="a", by=town.clerk
        )
    assert code(refused) == "own_award"
