"""Orders hold, hand over and give back; stock and points together, once."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Message
from community.actions.merge import differences, merge
from points.actions import orders
from points.actions import shop as shop_actions
from points.actions.evaluation import hide_name
from points.actions.opening import account_of
from points.actions.orders import Wish
from points.models import Good, Opening, Order, StockMove, Transfer

State = Order.State


def refused(act, code):
    with pytest.raises(ValidationError) as refusal:
        act()
    assert refusal.value.code == code


def test_an_order_holds_stock_and_points_together(town, give, put, order, balance, whole):
    give(town.wang, 30)
    rice = put("大米", 10, stock=5)
    made = order(town.wang, rice, 2)
    rice.refresh_from_db()
    assert (made.state, made.total, rice.stock, rice.reserved, balance(town.wang)) == ("reserved", 20, 5, 2, 10)
    assert made.keep_until == timezone.localdate() + timedelta(days=7)
    assert len(made.code) == 6 and made.code.isdigit()
    assert whole()


def test_handing_over_moves_the_shelf_and_the_ledger_once(town, give, put, order, balance, whole):
    give(town.wang, 30)
    rice = put("大米", 10, stock=5)
    made = order(town.wang, rice, 2)
    orders.pick(made, by=town.clerk)
    refused(lambda: orders.pick(made, by=town.clerk), "moved_on")
    refused(lambda: orders.cancel(made, by=town.clerk), "moved_on")
    rice.refresh_from_db()
    assert (rice.stock, rice.reserved, balance(town.wang)) == (3, 0, 10)
    assert list(StockMove.objects.filter(order=made).values_list("kind", "quantity")) == [("out", -2)]
    assert Transfer.objects.filter(key=f"order:{made.pk}:commit").count() == 1
    assert whole()


@pytest.mark.parametrize("way", ["cancel", "expire"])
def test_what_is_not_fetched_comes_back_whole_and_once(town, give, put, order, balance, whole, way):
    give(town.wang, 30)
    rice = put("大米", 10, stock=5)
    made = order(town.wang, rice, 2)
    end = {"cancel": lambda: orders.cancel(made, by=town.clerk, reason="不要了"), "expire": lambda: orders.expire(made)}
    end[way]()
    refused(end[way], "moved_on")
    rice.refresh_from_db()
    assert (rice.stock, rice.reserved, balance(town.wang)) == (5, 0, 30)
    assert whole()


def test_two_lines_of_one_good_are_checked_on_their_sum(town, give, put, order, balance):
    give(town.wang, 100)
    rice = put("大米", 10, stock=3)
    account = account_of(town.wang)
    refused(
        lambda: orders.reserve(account, [Wish(rice, 2), Wish(rice, 2)], key=uuid4(), by=None),
        "out_of_stock",
    )
    assert balance(town.wang) == 100 and Order.objects.count() == 0
    made = orders.reserve(account, [Wish(rice, 2), Wish(rice, 1)], key=uuid4(), by=None)
    assert list(made.lines.values_list("quantity", flat=True)) == [3]


def test_too_few_points_leave_the_shelf_untouched(town, give, put, order):
    give(town.wang, 9)
    rice = put("大米", 10, stock=3)
    refused(lambda: order(town.wang, rice), "too_little")
    rice.refresh_from_db()
    assert rice.reserved == 0 and Order.objects.count() == 0


def test_the_same_form_twice_is_one_order_and_another_body_is_refused(town, give, put, order, balance):
    give(town.wang, 100)
    rice, key = put("大米", 10, stock=3), uuid4()
    assert order(town.wang, rice, key=key) == order(town.wang, rice, key=key)
    refused(lambda: order(town.wang, rice, 2, key=key), "key_reused")
    assert balance(town.wang) == 90


def test_limits_a_day_and_a_month_count_what_is_held_and_what_was_fetched(town, give, put, order):
    give(town.wang, 100)
    rice = put("大米", 10, stock=9, most_per_day=2, most_per_month=3)
    first = order(town.wang, rice, 2)
    refused(lambda: order(town.wang, rice), "above_cap")
    orders.cancel(first, by=town.clerk)
    orders.pick(order(town.wang, rice, 2), by=town.clerk)
    first = timezone.localtime().replace(day=1, hour=0, minute=0, second=0)
    Order.objects.update(asked_at=first - timedelta(hours=1))
    order(town.wang, rice, 2)


def test_the_price_of_the_day_stays_on_the_order(town, give, put, order, whole):
    give(town.wang, 100)
    rice = put("大米", 10, stock=9)
    made = order(town.wang, rice)
    shop_actions.change_good(rice, by=town.clerk, price=15)
    refused(lambda: order(town.wang, rice), "price_changed")
    orders.pick(made, by=town.clerk)
    assert made.lines.get().price == 10 and whole()


def hours(good, town, **facts):
    day = timezone.localdate() + timedelta(days=1)
    shop_actions.add_openings(good, [day], by=town.clerk, **{"capacity": 1, "starts": None, "ends": None} | facts)
    return Opening.objects.filter(good=good).latest("pk")


@pytest.mark.parametrize("kind", ["service", "slot", "honour"])
def test_services_rooms_and_honours_take_a_place_on_a_day(town, give, put, order, balance, whole, kind):
    give(town.wang, 50)
    give(town.zeng, 50)
    haircut = put("上门理发", 20, kind=kind)
    opening = hours(haircut, town, starts=time(9), ends=time(10))
    refused(lambda: order(town.wang, haircut), "no_day")
    made = order(town.wang, haircut, 1, opening)
    assert made.keep_until == opening.day + orders.GRACE
    refused(lambda: order(town.zeng, haircut, 1, opening), "fully_booked")
    orders.cancel(made, by=town.clerk)
    orders.pick(order(town.zeng, haircut, 1, opening), by=town.clerk)
    assert (balance(town.wang), balance(town.zeng)) == (50, 30)
    assert StockMove.objects.count() == 0 and whole()


def test_a_room_has_one_guest_and_no_overlapping_hours(town, put):
    room = put("书画室", 5, kind="slot")
    day = [timezone.localdate() + timedelta(days=1)]
    shop_actions.add_openings(room, day, capacity=9, starts=time(9), ends=time(11), by=town.clerk)
    assert room.openings.get().capacity == 1

    def plan(start, end):
        return shop_actions.add_openings(room, day, capacity=1, starts=start, ends=end, by=town.clerk)

    refused(lambda: plan(time(10), time(12)), "overlap")
    assert plan(time(11), time(12)) == 1
    assert plan(time(11), time(12)) == 0


def test_a_proxy_needs_the_residents_word_and_the_resident_is_told(town, give, put, order):
    town.wang.user = town.stranger
    town.wang.save()
    give(town.wang, 30)
    made = order(town.wang, put("大米", 10, stock=5), by=town.stranger)
    refused(lambda: orders.pick(made, by=town.clerk, proxy="王芳（女儿）"), "no_consent")
    orders.pick(made, by=town.clerk, proxy="王芳（女儿）", consent="电话里说的")
    made.refresh_from_db()
    assert (made.proxy, made.proxy_consent) == ("王芳（女儿）", "电话里说的")
    assert "王芳（女儿）" in Message.objects.filter(recipient=town.stranger).latest("pk").body


def test_nobody_hands_over_to_themselves(town, give, put, order):
    town.wang.user = town.clerk
    town.wang.save()
    give(town.wang, 30, by=town.secretary)
    rice = put("大米", 10, stock=5)
    refused(lambda: orders.pick(order(town.wang, rice), by=town.clerk), "own_account")
    account = account_of(town.wang)
    refused(lambda: orders.exchange(account, [Wish(rice, 1)], key=uuid4(), by=town.clerk), "own_account")


def test_the_desk_orders_and_hands_over_in_one_go(town, give, put, balance, whole):
    town.wang.user = town.stranger
    town.wang.save()
    give(town.wang, 30)
    rice, key, account = put("大米", 10, stock=5), uuid4(), account_of(town.wang)
    made = orders.exchange(account, [Wish(rice, 2)], key=key, by=town.clerk)
    assert orders.exchange(account, [Wish(rice, 2)], key=key, by=town.clerk) == made
    assert (made.state, balance(town.wang), Good.objects.get(pk=rice.pk).stock) == ("picked", 10, 3)
    assert Message.objects.filter(recipient=town.stranger).latest("pk").title == "您在兑换台换了东西"
    assert whole()


def test_points_go_back_to_the_passbook_that_stayed_after_a_merge(town, give, put, order, balance, whole):
    give(town.li, 30)
    give(town.wang, 5)
    hide_name(town.li, by=town.clerk)
    hide_name(town.wang, by=town.clerk)
    made = order(town.li, put("大米", 10, stock=5))
    choices = {name: "kept" for name in differences(town.wang, town.li)}
    merge(town.wang, town.li, choices=choices, by=town.clerk)
    orders.cancel(Order.objects.get(pk=made.pk), by=town.clerk)
    assert balance(town.wang) == 35 and whole()


def test_a_day_that_is_over_is_not_planned(town, put):
    room = put("书画室", 5, kind="slot")
    refused(
        lambda: shop_actions.add_openings(room, [date(2020, 1, 1)], capacity=1, by=town.clerk),
        "past",
    )


def test_the_database_itself_refuses_a_second_opening_or_line(town, give, put, order):
    give(town.wang, 30)
    room = put("书画室", 5, kind="slot")
    opening = hours(room, town)
    line = order(town.wang, put("大米", 10, stock=3)).lines.get()
    for row in (opening, line):
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)
