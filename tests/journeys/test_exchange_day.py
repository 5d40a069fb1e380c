"""爱心超市: a resident orders on the telephone, and the exchange day runs by scanner and Enter key alone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from points import actions as points
from points.actions import passbooks, stock
from points.actions import shop as shop_actions
from points.models import Account, Good, Order, StockMove
from points.reports import shop_checks
from tests.pages import photo

GOODS = (("大米 5 公斤", "goods", "01", 44), ("食用油 1.8 升", "goods", "02", 40), ("洗衣液", "goods", "03", 12))


@pytest.fixture
def town(transactional_db, town, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    market = shop_actions.open_shop(
        town.community, by=town.clerk, name="青石爱心超市", place="社区一楼大厅", hours="每月 15 日上午 9 点到 11 点"
    )
    for name, kind, code, price in GOODS:
        good = shop_actions.add_good(
            market, kind=kind, name=name, code=code, price=price, measure="份", worth=price, by=town.clerk,
            picture=photo() if code == "01" else None,
        )  # fmt: skip
        stock.take_in(good, 5, key=uuid4(), by=town.clerk)
    barber = shop_actions.add_good(
        market, kind="service", name="上门理发", code="11", price=20, measure="次", supplier="百家巧手队", by=town.clerk
    )
    shop_actions.add_openings(barber, [timezone.localdate() + timedelta(days=1)], capacity=2, by=town.clerk)
    for person, earned in ((town.wang, 120), (town.li, 60), (town.zeng, 30)):
        points.award(person, earned, key=f"start:{person.pk}", by=town.clerk, reason="打扫楼道")
    town.wang.user = town.stranger
    town.wang.save()
    return town


def test_a_resident_orders_and_sends_somebody(walks, town, passwords, width):
    walk = walks(width)
    walk.go("/shop/")
    walk.look("shop-for-everybody")
    walk.sign_in("luren", passwords)
    walk.go("/shop/")
    walk.look("shop")
    page = walk.page
    page.get_by_role("link", name="大米 5 公斤").click()
    walk.look("good")
    page.get_by_role("button", name="预约，去爱心超市领").click()
    page.get_by_text("取货码", exact=True).wait_for()
    walk.look("my-order")
    made = Order.objects.get()
    assert (made.state, made.total, Account.objects.get(person=town.wang).balance) == ("reserved", 44, 76)
    walk.elder()
    for path, title in (
        ("/shop/", "elder-shop"),
        (f"/shop/mine/{made.token}/", "elder-order"),
        ("/shop/mine/", "mine"),
    ):
        walk.go(path)
        walk.look(title)

    hand_over(walks(width), made, passwords)
    assert list(shop_checks.faults()) == []


def ready(page) -> None:
    """The page has put the cursor where a scanner types; the browser does so a moment after it has loaded."""
    page.wait_for_function("document.activeElement !== null && document.activeElement !== document.body")


def hand_over(desk, made, passwords):
    """The wife comes with the code; the clerk has asked by telephone."""
    desk.sign_in("wen", passwords)
    desk.go("/desk/shop/exchange/")
    ready(desk.page)
    desk.page.keyboard.type(made.code)
    desk.page.keyboard.press("Enter")
    desk.page.get_by_text("别人代领").click()
    desk.page.get_by_label("代领人姓名和关系").fill("李翠花（妻子）")
    desk.page.get_by_label("本人怎么同意的").select_option("电话里说的")
    desk.look("hand-over")
    desk.page.get_by_role("button", name="交给他，办完").click()
    desk.page.get_by_text("已领取。余额 76 分").wait_for()
    desk.look("handed-over")
    desk.page.get_by_role("link", name="打印签收单").click()
    desk.page.wait_for_url("**/slip/")
    desk.page.emulate_media(media="print")
    desk.shoot("slip-printed")
    assert "李翠花（妻子）" in desk.page.content()


def test_the_scanner_and_the_enter_key_do_it_all(walks, town, passwords, width):
    """Three residents one after the other; each costs what a scanner types and Enter, nothing else."""
    desk = walks(width)
    desk.sign_in("wen", passwords)
    desk.go("/desk/shop/exchange/")
    desk.look("exchange")
    page = desk.page
    for person, codes in ((town.wang, ["01", "03", "03"]), (town.li, ["02"]), (town.zeng, ["03"])):
        code = passbooks.code_of(Account.objects.get(person=person), by=town.clerk)
        ready(page)
        page.keyboard.type(f"{desk.address}/p/{code.token}/")
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/shop/exchange/*/")
        ready(page)
        for scanned in codes:
            page.keyboard.type(scanned)
            page.keyboard.press("Enter")
        if person == town.wang:
            desk.look("chosen")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/shop/orders/*/")
        page.get_by_text("已领取。").wait_for()
        ready(page)
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/shop/exchange/")
    assert sorted(Order.objects.values_list("state", "total")) == [("picked", 12), ("picked", 40), ("picked", 68)]
    assert Good.objects.get(code="03").stock == 2
    assert list(shop_checks.faults()) == []
    look_around(desk)


def look_around(desk):
    """The other pages of the shop's desk, and its sheets on screen and on paper."""
    for path in ("", "orders/?state=all", "sheet/", "claims/", "settings/", "goods/new/"):
        desk.go(f"/desk/shop/{path}")
        desk.look()
    desk.go(f"/desk/shop/goods/{Good.objects.get(code='01').pk}/")
    desk.look("shelf")
    desk.go(f"/desk/shop/goods/{Good.objects.get(code='11').pk}/")
    desk.look("openings")
    slip = f"orders/{Order.objects.first().pk}/slip/"
    for path, title in (("day/", "day-sheet"), ("sheet/print/", "month-sheet"), (slip, "slip")):
        desk.go(f"/desk/shop/{path}")
        desk.look(title)
        desk.page.emulate_media(media="print")
        desk.shoot(f"{title}-printed")
        desk.page.emulate_media(media="screen")
    desk.elder()
    for path, title in (("exchange/", "exchange-elder"), (f"exchange/{Account.objects.first().pk}/", "till-elder")):
        desk.go(f"/desk/shop/{path}")
        desk.look(title)


def test_without_javascript_the_desk_works_too(chromium, live_server, town, passwords):
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server.url}/accounts/login/")
    page.locator("input[name=login]").fill("wen")
    page.locator("input[name=password]").fill(passwords)
    page.locator("main form .btn-act").first.click()
    page.goto(f"{live_server.url}/desk/shop/exchange/")
    page.locator("#scan").fill("曾南山")
    page.locator("#scan").press("Enter")
    page.locator("#code").fill("03")
    page.locator("#code").press("Enter")
    assert page.get_by_label("洗衣液的数量").input_value() == "1"
    page.get_by_role("button", name="兑换，当场领走").click()
    page.get_by_text("已领取。余额 18 分").wait_for()
    context.close()
    assert StockMove.objects.filter(kind="out").get().quantity == -1
