"""A list of the shop costs the same for one row as for thirty."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from community import actions as community
from points.actions import account_of, commending, evaluation, oddities, orders, stock
from points.actions import shop as shop_actions
from points.models import Good

MORE = 12


@pytest.fixture
def market_day(town, give, put, order, market):
    """``grow()``: one more of everything, each by another person and of another good."""
    first, _last = evaluation.ranking.period(timezone.localdate().year - 1, 2)
    made = {"rows": 0}

    def grow():
        made["rows"] += 1
        number = made["rows"]
        person = community.add_person(f"居民{number}", dwelling=town.home, relation="99", by=None)
        give(person, 100 + number, on=first + timedelta(days=3))
        good = put(f"货{number}", 5, stock=9)
        order(person, good)
        orders.pick(order(person, good), by=town.clerk)
        stock.claim_loss(good, 1, reason="受潮", by=town.clerk)
        service = put(f"服务{number}", 5, kind="service")
        day = timezone.localdate() + timedelta(days=number)
        shop_actions.add_openings(service, [day], capacity=2, by=town.clerk)
        order(person, service, opening=service.openings.get())
        commending.propose(account_of(person), title="热心邻居", reason="扫雪", points=5, unit=town.community,
                           key=uuid4(), by=town.clerk)  # fmt: skip
        oddities.note_oddity("shared_device", key=f"grow:{number}", unit=town.north, title="一台手机替 6 人签到")
        return person

    return grow


@pytest.fixture
def grown(market_day, town):
    """Once with one of each, shown to everybody; then ``more()`` makes it many."""
    person = market_day()
    type(person).objects.filter(pk=person.pk).update(user=town.stranger)
    shown = evaluation.draft(town.community, year=timezone.localdate().year - 1, half=2, by=town.clerk)

    def show():
        evaluation.show(shown, until=timezone.localdate() + timedelta(days=7), by=town.clerk)

    def more():
        for _row in range(MORE):
            market_day()
        evaluation.withdraw(shown, reason="重来", by=town.clerk)
        evaluation.redraw(shown, by=town.clerk)
        show()

    show()
    return person, shown, more


STAFF = ("shop_desk", "orders", "stock_claims", "stock_sheet", "day_sheet", "exchange", "evaluations_desk", "oddities")
RESIDENT = ("shop", "orders_mine", "evaluations")


def cost_of(browser, address, queries) -> int:
    browser.get(address)
    with queries(60) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


def test_lists_cost_the_same_for_one_and_for_many(grown, town, browser_of, queries):
    """Goods, orders, claims, the month's sheet, the day's sheet, the evaluation and odd finds."""
    _person, shown, more = grown
    pages = [(browser_of(town.secretary), reverse(f"points:{name}")) for name in STAFF]
    pages += [(browser_of(town.stranger), reverse(f"points:{name}")) for name in RESIDENT]
    before = [cost_of(browser, address, queries) for browser, address in pages]
    more()
    after = [cost_of(browser, address, queries) for browser, address in pages]
    assert dict(zip([address for _browser, address in pages], after, strict=True)) == dict(
        zip([address for _browser, address in pages], before, strict=True)
    )
    # the list that is shown holds them all
    assert shown.standings.count() == MORE + 1


def test_one_evaluation_costs_the_same_for_one_name_and_for_many(grown, town, browser_of, queries):
    _person, shown, more = grown
    desk, public = browser_of(town.secretary), browser_of(town.stranger)

    def cost() -> list[int]:
        both = ((desk, "evaluation_desk"), (public, "evaluation"))
        return [cost_of(browser, reverse(f"points:{name}", args=[shown.pk]), queries) for browser, name in both]

    before = cost()
    more()
    assert cost() == before


def test_the_journal_of_a_good_costs_the_same_for_one_line_and_for_many(grown, town, give, order, browser_of, queries):
    person, _shown, _more = grown
    browser, rice = browser_of(town.secretary), Good.objects.get(name="货1")
    address = reverse("points:good_desk", args=[rice.pk])
    before = cost_of(browser, address, queries)
    give(person, 100)
    for _time in range(6):
        stock.take_in(rice, 3, key=uuid4(), by=town.clerk)
        orders.pick(order(person, rice), by=town.clerk)
    assert cost_of(browser, address, queries) == before


def test_the_exchange_page_costs_the_same_for_few_and_for_many_goods(grown, town, browser_of, queries):
    person, _shown, more = grown
    browser, address = browser_of(town.clerk), reverse("points:exchange_account", args=[account_of(person).pk])
    before = cost_of(browser, address, queries)
    more()
    assert cost_of(browser, address, queries) == before


def test_what_is_no_number_is_no_amount(grown, town, browser_of):
    """A superscript is a digit to Python, and no whole number."""
    person, _shown, _more = grown
    browser, address = browser_of(town.clerk), reverse("points:exchange_account", args=[account_of(person).pk])
    sent = {"key": uuid4(), "n-²": "1", f"n-{'9' * 30}": "1", f"n-{Good.objects.get(name='货1').pk}": "²"}
    assert "还没有选要兑换的东西" in browser.post(address, sent).text
    assert browser.post(reverse("points:exchange"), {"q": "²" * 8}).status_code == 200
