import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from points import actions
from points.actions import passbooks, ruling
from points.models import Category, Item, Policy, Transfer


@pytest.fixture
def sign_in(settings):
    settings.REQUIRE_SECOND_FACTOR = False

    def make(user) -> Client:
        browser = Client()
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return make


@pytest.fixture
def resident(town, sign_in):
    """Wang, with an account of his own."""
    type(town.wang).objects.filter(pk=town.wang.pk).update(user=town.stranger)
    return sign_in(town.stranger)


def test_a_book_costs_as_many_queries_with_thirty_lines_as_with_one(town, give, resident, queries):
    """Point 25"""
    give(town.wang, 1)
    address = reverse("points:mine")
    resident.get(address)
    with queries(14) as few:
        resident.get(address)
    for _line in range(30):
        give(town.wang, 1)
    with queries(len(few)):
        assert "第 1 页，共 2 页" in resident.get(address).text


def test_somebody_elses_line_does_not_exist(town, give, resident):
    other = give(town.li, 1)
    assert resident.get(reverse("points:mine_why", args=[other.pk])).status_code == 404


def test_the_page_says_why_there_were_fewer(town, give, resident, cleaning):
    """Point 24"""
    row = give(town.wang, None, item=cleaning, minutes=300)
    text = resident.get(reverse("points:mine_why", args=[row.pk])).text
    for sentence in ("环境清洁每小时 3 分", "服务 300 分钟，应得 15 分", "每天最多 12 分", "实得 12 分"):
        assert sentence in text


def test_a_code_opens_the_book_to_its_owner_and_staff_only_until_it_is_replaced(town, give, resident, sign_in):
    """Point 25: the QR code carries a random word, not the number."""
    account = give(town.wang, 1).dst
    code = passbooks.code_of(account, by=town.clerk)
    address = reverse("points:code", args=[code.token])
    assert account.number not in address
    assert resident.get(address).url == reverse("points:mine")
    assert sign_in(town.north_worker).get(address).url == reverse("points:account", args=[account.pk])
    assert sign_in(town.south_worker).get(address).status_code == 404
    passbooks.replace_code(account, by=town.clerk)
    assert resident.get(address).status_code == 404


def test_a_gift_sent_twice_is_one(town, give, resident):
    """Point 20: the form carries the key."""
    Policy.objects.create(unit=town.community, gifts_on=True)
    give(town.wang, 10)
    address = reverse("points:mine_gift")
    sent = {"to": town.li.pk, "amount": 3, "key": "5f0c9b1e-3f0f-4c54-9c0b-1d2f3a4b5c6d"}
    assert [resident.post(address, sent).status_code for _time in "12"] == [302, 302]
    assert Transfer.objects.filter(kind="gift").count() == 1


def test_staff_print_for_somebody_without_a_telephone(town, give, sign_in):
    account = give(town.zeng, 8).dst
    page = sign_in(town.south_worker).post(reverse("points:account_print", args=[account.pk])).text
    assert "曾南山" in page
    assert "期末 8 分" in page


def test_names_of_others_are_masked(town, give, sign_in):
    account = give(town.wang, 8).dst
    browser = sign_in(town.clerk)
    pages = [browser.get(reverse("points:accounts")), browser.get(reverse("points:account", args=[account.pk]))]
    assert all("王*明" in page.text and "王小明" not in page.text for page in pages)


def test_a_form_with_another_amount_under_the_same_key_is_a_conflict(town, give, sign_in):
    """Point 20"""
    account = give(town.wang, 1).dst
    browser, address = sign_in(town.clerk), reverse("points:book", args=[account.pk])
    sent = {"kind": "award", "amount": 3, "on": "2026-11-20", "reason": "先进",
            "key": "5f0c9b1e-3f0f-4c54-9c0b-1d2f3a4b5c6d"}  # fmt: skip
    assert [browser.post(address, sent).status_code for _time in "12"] == [302, 302]
    assert browser.post(address, sent | {"amount": 4}).status_code == 409
    assert Transfer.objects.filter(kind="award").count() == 1


def test_the_list_costs_as_many_queries_with_thirty_books_as_with_one(town, give, sign_in, queries):
    from community import actions as community

    give(town.wang, 1)
    browser, address = sign_in(town.clerk), reverse("points:accounts")
    browser.get(address)
    with queries(20) as few:
        browser.get(address)
    for number in range(30):
        actions.account_of(community.add_person(f"居民{number}", dwelling=town.home, relation="99", by=None))
    with queries(len(few)):
        browser.get(address)


def test_a_residents_page_leads_to_the_passbook_or_to_opening_one(town, give, sign_in):
    browser, address = sign_in(town.clerk), reverse("points:book_of", args=[town.zeng.pk])
    assert address in browser.get(reverse("community:person", args=[town.zeng.pk])).text
    page = browser.get(address).text
    assert "这位居民还没有存折" in page and "曾南山" not in page
    account = give(town.zeng, 8).dst
    assert browser.get(address).url == reverse("points:account", args=[account.pk])
    assert sign_in(town.north_worker).get(address).status_code == 404


def test_labour_a_duty_and_a_donation_stand_in_the_book(town, resident):
    """L8: what was worked and watched counts by the hour, what was given by a rule the committee wrote itself."""
    facts = {"basis": "act", "points": 8, "cap_day": None, "cap_month": None, "valid_from": date(2026, 1, 1)}
    given = ruling.add_item(
        Category.objects.get(code="neighbours"), "捐赠物资", unit=town.community, facts=facts, by=town.secretary
    )
    labour, duty = (Item.objects.get(code=code) for code in ("cleaning", "patrol"))
    for item, minutes in ((labour, 60), (duty, 120), (given, None)):
        actions.award(town.wang, None, key=item.name, by=town.clerk, unit=town.north, item=item, minutes=minutes)
    shown = resident.get(reverse("points:mine")).text
    assert all(words in shown for words in ("环境清洁", "安全巡查", "捐赠物资"))
    assert re.search(r"现在有.*?17", shown, re.DOTALL)
