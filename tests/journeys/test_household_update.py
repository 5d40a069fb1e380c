"""A household is looked after without a visit: taps are counted, on a phone and in large print."""

import re

import pytest

from community.actions import updates
from community.models import Household, HouseholdUpdate, Phone, Residence

MOST_TAPS = 4
TARGETS = "main :is(.btn, summary, select, input:not([type=hidden], [type=checkbox]), textarea)"


@pytest.fixture
def town(transactional_db, town):
    return town


@pytest.fixture(params=["plain", "elder"])
def phone(walks, request):
    """A telephone of 360 px, once in 长辈版."""
    walk = walks(360)
    if request.param == "elder":
        walk.elder()
    return walk


class Taps:
    """Presses what a finger would press, and counts."""

    def __init__(self, page) -> None:
        self.page, self.count = page, 0

    def on(self, target) -> None:
        self.count += 1
        target.click()
        self.page.wait_for_load_state("networkidle")


def household(town) -> Household:
    return Household.objects.get(dwelling=town.home)


def enter(walk, town, taps: Taps) -> str:
    """From the scanned code to the household's page."""
    _update, token = updates.ask(household(town), by=town.north_worker)
    walk.go(f"/h/{token}/")
    walk.look("proof")
    walk.page.locator("input[name=tail]").fill("0012")
    taps.on(walk.page.get_by_role("button", name="打开"))
    walk.page.get_by_role("heading", name="1栋 1单元101").wait_for()
    return token


def test_the_household_says_that_nothing_changed_in_two_taps(phone, town):
    taps = Taps(phone.page)
    enter(phone, town, taps)
    phone.look("say")
    small = [
        box
        for one in phone.page.locator(TARGETS).all()
        if one.is_visible() and (box := one.bounding_box())["height"] < 44
    ]
    assert small == []
    taps.on(phone.page.get_by_role("button", name="没有变化"))
    phone.page.get_by_text("已经收到，谢谢您").wait_for()
    phone.look("thanks")
    assert taps.count == 2
    assert HouseholdUpdate.objects.get().state == "unchanged"
    assert household(town).verified_on is not None


def test_the_household_writes_a_change_and_staff_registers_it(phone, walks, town, passwords):
    taps, page = Taps(phone.page), phone.page
    token = enter(phone, town, taps)
    page.locator(".member summary", has_text="王*明").click()
    page.get_by_label("新的电话").first.fill("19900000077")
    page.locator(".member summary", has_text="有新来的人").click()
    page.get_by_label("姓名").first.fill("王小小")
    phone.look("written")
    page.get_by_role("button", name="提交变化").click()
    page.get_by_text("已经收到，谢谢您").wait_for()
    phone.go(f"/h/{token}/")
    page.get_by_text("已经收到，谢谢您").wait_for()

    desk = walks(1280)
    desk.sign_in("lin", passwords)
    desk.go("/desk/updates/")
    desk.look("updates")
    desk.page.get_by_role("link", name=re.compile("1栋 1单元101")).click()
    desk.page.get_by_text("199****0077").wait_for()
    desk.look("review")
    desk.page.get_by_role("button", name="登记勾选的变化").click()
    desk.page.get_by_role("link", name=re.compile("王小小")).first.wait_for()
    assert Phone.objects.filter(person=town.wang).count() == 2
    assert Residence.objects.current().filter(household=household(town)).count() == 3


def test_staff_at_the_door_needs_one_tap(phone, town, passwords):
    phone.sign_in("lin", passwords)
    phone.go(f"/desk/households/{household(town).pk}/")
    taps = Taps(phone.page)
    phone.look("household")
    taps.on(phone.page.get_by_role("button", name="今天核对无误"))
    phone.page.get_by_text("已记下：这一户今天核对无误。").wait_for()
    assert taps.count == 1
    assert household(town).verified_on is not None


def test_staff_on_the_telephone_goes_through_everybody(phone, town, passwords):
    phone.sign_in("lin", passwords)
    phone.go(f"/desk/households/{household(town).pk}/")
    taps = Taps(phone.page)
    taps.on(phone.page.get_by_role("link", name="有变化，逐人核对"))
    phone.look("check")
    taps.on(phone.page.get_by_role("button", name="核对好了，保存"))
    phone.page.get_by_text("已保存：这一户今天核对过了。").wait_for()
    assert taps.count == 2 <= MOST_TAPS


def test_somebody_left_in_four_taps_and_a_choice(phone, town, passwords):
    phone.sign_in("lin", passwords)
    phone.go(f"/desk/households/{household(town).pk}/check/")
    taps = Taps(phone.page)
    taps.on(phone.page.locator(".member summary", has_text="李翠花"))
    phone.page.get_by_label("现在").nth(1).select_option("left")
    phone.look("left")
    taps.on(phone.page.get_by_role("button", name="核对好了，保存"))
    phone.page.get_by_text("已保存：这一户今天核对过了。").wait_for()
    assert taps.count + 1 <= MOST_TAPS
    assert not Residence.objects.current().filter(person=town.li).exists()


def test_slips_for_a_street(walks, town, passwords):
    walk = walks(1280)
    walk.sign_in("lin", passwords)
    walk.go("/desk/updates/stale/")
    walk.look("stale")
    walk.page.get_by_role("button", name="打印核对单").click()
    walk.page.locator(".slips img").first.wait_for()
    walk.shoot("slips")
    assert walk.page.locator(".slips li").count() == 1


@pytest.mark.parametrize("path", ["needs", "reminders", "coverage", "coverage/unknown", "reminders/turn80"])
def test_the_desks_pages(walk, town, passwords, path):
    walk.sign_in("lin", passwords)
    walk.go(f"/desk/{path}/")
    walk.look()
