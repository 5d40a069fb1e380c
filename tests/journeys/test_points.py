"""A passbook from the first point to paper: the event's statement, a second person, the resident's own look."""

from datetime import date

import pytest

from points import actions
from points.models import Account, Item, Policy, Settlement
from points.reports.ledger import problems


@pytest.fixture
def town(transactional_db, town, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    cleaning, company = Item.objects.get(code="cleaning"), Item.objects.get(code="company")
    Policy.objects.create(unit=town.community, gifts_on=True, donations_on=True)
    actions.award(
        town.wang, None, key="a", by=town.clerk, unit=town.north, item=cleaning, minutes=300, reason="楼道大扫除"
    )
    actions.award(town.wang, None, key="b", by=town.clerk, unit=town.north, item=company, minutes=120)
    actions.take_back("b", by=town.secretary, reason="重复登记")
    lines = [actions.Line(town.wang, cleaning, 90, "record:1"), actions.Line(town.li, cleaning, 300, "record:2")]
    town.sheet = actions.open_settlement(
        "session:1", title="周末清洁日", on=date(2026, 11, 7), unit=town.north, lines=lines, by=town.north_worker
    )
    type(town.wang).objects.filter(pk=town.wang.pk).update(user=town.stranger)
    return town


def press(walk, name: str, role: str = "button") -> None:
    walk.page.get_by_role(role, name=name).first.click()
    walk.page.wait_for_load_state("networkidle")


@pytest.fixture(params=["plain", "elder"])
def mode(walk, request):
    walk.name = f"{walk.name}-{request.param}"
    if request.param == "elder":
        if walk.width > 360:
            pytest.skip("large print is walked on the phone")
        walk.elder()
    return walk


def test_a_statement_is_reviewed_booked_and_printed(mode, town, passwords):
    mode.sign_in(town.clerk.username, passwords)
    mode.go("/desk/points/")
    mode.look("overview")
    press(mode, "周末清洁日", "link")
    mode.look("settlement-open")
    press(mode, "核对无误，审核通过")
    press(mode, "入账")
    mode.look("settlement-settled")
    assert Settlement.objects.get().points == 16
    assert problems() == []
    press(mode, "打印统计表", "link")
    mode.look("settlement-sheet")
    mode.page.emulate_media(media="print")
    mode.shoot("settlement-sheet-printed")
    mode.page.emulate_media(media="screen")
    for page in ("books", "settlements", "vouchers", "rules", "budgets", "numbers", "check"):
        mode.go(f"/desk/points/{page}/")
        mode.look(page)


def test_a_large_sum_waits_for_a_second_person(mode, town, passwords):
    book = Account.objects.get(person=town.wang)
    mode.sign_in(town.clerk.username, passwords)
    mode.go(f"/desk/points/books/{book.pk}/")
    mode.look("account")
    press(mode, "记一笔", "link")
    mode.page.get_by_label("记什么").select_option("award")
    mode.page.get_by_label("积分", exact=True).fill("80")
    mode.page.get_by_label("事由").fill("年度先进")
    mode.look("book")
    press(mode, "记上")
    mode.page.get_by_text("待审核的单子").first.wait_for()
    mode.look("account-waiting")
    press(mode, "表彰奖励：年度先进", "link")
    mode.look("voucher-own")
    assert mode.page.get_by_role("button", name="通过，入账").count() == 0
    mode.go(f"/desk/points/books/{book.pk}/")
    press(mode, "环境清洁", "link")
    assert mode.page.locator(".rooms [aria-current]").inner_text() == "存折"
    mode.look("why")
    press(mode, "记错了，冲正这一笔", "link")
    mode.page.get_by_label("为什么冲正").fill("没有到场")
    mode.look("reverse")
    press(mode, "冲正")
    book.refresh_from_db()
    assert book.balance == 0
    assert problems() == []


def test_the_secretary_sets_rules(mode, town, passwords):
    mode.sign_in(town.secretary.username, passwords)
    mode.go("/desk/points/rules/")
    mode.look("rules-ruler")
    press(mode, "环境清洁", "link")
    mode.page.get_by_label("积分", exact=True).fill("4")
    mode.page.get_by_label("为什么改").fill("居民议事会通过")
    mode.look("rule")
    press(mode, "保存为新版本")
    for page in ("rules/new", "rules/caps", "rules/settings", "budgets"):
        mode.go(f"/desk/points/{page}/")
        mode.look(page.replace("/", "-") + "-ruler")
    mode.page.get_by_label("文明创建").fill("200")
    press(mode, "保存")
    mode.page.get_by_text("还剩").first.wait_for()
    mode.look("budgets-set")


def test_a_resident_reads_prints_and_gives(mode, town, passwords):
    mode.sign_in(town.stranger.username, passwords)
    mode.go("/points/")
    mode.look("public-rules")
    press(mode, "看我的积分", "link")
    mode.look("mine")
    press(mode, "环境清洁", "link")
    mode.look("mine-why")
    press(mode, "返回存折", "link")
    press(mode, "转赠给家人", "link")
    mode.page.get_by_label("多少分").fill("5")
    mode.look("gift")
    press(mode, "确认转出")
    mode.page.get_by_text("转赠好了").wait_for()
    assert Account.objects.get(person=town.li).balance == 5
    mode.go("/my/points/donate/")
    mode.look("donate")
    press(mode, "返回存折", "link")
    press(mode, "打印存折")
    mode.page.emulate_media(media="print")
    mode.look("passbook-paper")
    smallest = mode.page.evaluate(
        "Math.min(...[...document.querySelectorAll('main *')].filter(e => e.children.length === 0 && e.textContent.trim())"
        ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert smallest >= 14 * 96 / 72 - 0.1
