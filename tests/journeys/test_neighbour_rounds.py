"""S10, S11, H11 and D9 by browser: meals on a route, visits before a holiday, a duty roster, a paired building."""

import pytest
from django.utils import timezone

from accounts.models import User
from tests.volunteers.neighbours import neighbour
from volunteers.actions import reporting
from volunteers.models import MealRun, Turn


@pytest.fixture
def town(transactional_db, town):
    town.rider = neighbour(town, "马送餐")
    town.elder = neighbour(town, "吴奶奶", account=False)
    town.watch, town.mate = neighbour(town, "孙值守"), neighbour(town, "钱值守")
    town.contact = User.objects.create_user("zhongxue", name="中学联络人")
    town.partner = reporting.add_partner(town.community, name="青石中学", by=town.clerk)
    reporting.add_contact(town.partner, town.contact, by=town.clerk)
    return town


def choose(staff, name: str) -> None:
    staff.page.locator("#pick-q").fill(name)
    staff.page.get_by_role("button", name="查找", exact=True).last.click()
    staff.page.get_by_role("link", name="选这位").click()


def lay_a_route(staff) -> None:
    staff.go("/desk/meals/")
    staff.look("empty")
    staff.page.get_by_role("link", name="新建路线").first.click()
    choose(staff, "马送餐")
    staff.page.locator("input[name=name]").fill("柳荫线")
    staff.page.locator("select[name=unit]").select_option(label="第1网格")
    for day in ("六", "日"):
        staff.page.get_by_label(f"周{day}").check()
    staff.page.locator("input[name=leaves_at]").fill("00:01")
    staff.page.locator("input[name=deliver_by]").fill("23:59")
    staff.look("route-new")
    staff.page.get_by_role("button", name="保存").click()
    for name, note in (("吴奶奶", "软一点，少盐"), ("王小明", "")):
        staff.page.get_by_role("link", name="加一位长者").first.click()
        choose(staff, name)
        staff.page.locator("input[name=note]").fill(note)
        staff.page.get_by_role("button", name="加到路线").click()
        staff.page.get_by_text("已加到路线最后一站").wait_for()
    staff.look("route")


def test_meals_on_a_route(walks, town, passwords, width):
    """S10: laid out, one tap per door without login, nobody at a door is heard of at once and looked after."""
    staff, rider = walks(width), walks(width)
    staff.sign_in("lin", passwords)
    lay_a_route(staff)
    staff.page.get_by_role("button", name="看今天的送餐").click()
    staff.page.get_by_role("link", name="送餐员的页面").wait_for()
    rider.elder()
    rider.go(f"/ride/{MealRun.objects.get().token}/")
    rider.look("ride-elder")
    rider.page.get_by_role("button", name="送到了").first.click()
    rider.page.get_by_text("还有 1 家").wait_for()
    rider.page.get_by_role("button", name="没人应门").last.click()
    rider.page.get_by_text("都记下了").wait_for()
    rider.look("ridden")
    staff.go("/desk/meals/")
    staff.look("alarm")
    staff.page.get_by_role("alert").get_by_role("link").first.click()
    staff.page.locator("input[name=found]").fill("出门看病了，人没事")
    staff.look("run")
    staff.page.get_by_role("button", name="记下").click()
    staff.page.get_by_text("出门看病了，人没事").wait_for()
    staff.page.get_by_role("button", name="打印送餐单").click()
    staff.page.get_by_text("送餐员签名").wait_for()
    staff.look("paper")
    staff.go("/desk/meals/")
    assert staff.page.get_by_role("alert").count() == 0


def test_visits_before_a_holiday(walks, town, passwords, width):
    """S11: the register's own list, for a purpose; who went and what was brought; the sheet for those who go."""
    staff = walks(width)
    staff.sign_in("zhou", passwords)
    staff.go("/desk/care/new/")
    staff.page.locator("input[name=title]").fill("重阳节走访")
    staff.page.locator("select[name=unit]").select_option(value=str(town.community.pk))
    staff.page.locator("select[name=whom]").select_option(value="aged_80")
    staff.page.locator("input[name=purpose]").fill("重阳节走访慰问")
    staff.page.locator("input[name=until]").fill(timezone.localdate().isoformat())
    staff.page.locator("input[name=gift]").fill("米 5 公斤")
    staff.look("new")
    staff.page.get_by_role("button", name="保存").click()
    staff.page.get_by_text("走访名单已列好").wait_for()
    staff.look("round")
    staff.page.locator("main .rows a").first.click()
    staff.page.locator("input[name=note]").fill("血压稳，想要人陪着散步")
    staff.look("visit")
    staff.page.get_by_role("button", name="记下").click()
    staff.page.get_by_text("走访已记下").wait_for()
    assert staff.page.get_by_text("去过 1 / 1 位").is_visible()
    staff.elder()
    staff.go("/desk/care/")
    staff.look("rounds-elder")
    staff.page.get_by_role("link", name="重阳节走访").click()
    staff.page.get_by_role("button", name="打印走访单").click()
    staff.page.get_by_text("打印人").wait_for()
    assert staff.page.get_by_text("曾南山").is_visible()
    staff.look("paper")


def make_roster(staff) -> None:
    staff.go("/desk/rosters/")
    staff.page.get_by_role("link", name="新建值班表").first.click()
    staff.page.locator("input[name=name]").fill("监控室值班")
    staff.page.locator("input[name=place]").fill("社区一楼监控室")
    staff.page.locator("select[name=unit]").select_option(label="第1网格")
    staff.page.get_by_label("24 小时不能断岗").check()
    staff.look("new")
    staff.page.get_by_role("button", name="保存").click()
    staff.page.get_by_text("现在排每周的班次").wait_for()
    for start, end in (("08:00", "20:00"), ("20:00", "08:00")):
        for day in "一二三四五六日":
            staff.page.get_by_label(f"周{day}", exact=True).check()
        staff.page.locator("input[name=starts_at]").fill(start)
        staff.page.locator("input[name=ends_at]").fill(end)
        staff.page.get_by_role("button", name="排上").click()
        staff.page.get_by_text("往后四周都照这个来").wait_for()
    assert staff.page.get_by_text("还有空档").count() == 0


def put_on_duty(staff, place: int, name: str) -> None:
    staff.page.get_by_role("link", name="下一周").click()
    staff.page.wait_for_url("**week=*")
    staff.page.get_by_role("link", name="排人").nth(place).click()
    choose(staff, name)
    staff.page.get_by_role("button", name="排上").click()
    staff.page.get_by_text("已排上").wait_for()


def test_a_duty_roster(walks, town, passwords, width):
    """H11: a week without gaps, people on their turns, a swap that both agree to, the sheet for the wall."""
    staff, watch, mate = walks(width), walks(width), walks(width)
    staff.sign_in("lin", passwords)
    make_roster(staff)
    put_on_duty(staff, 0, "孙值守")
    put_on_duty(staff, 1, "钱值守")
    staff.page.get_by_role("link", name="下一周").click()
    staff.page.get_by_text("孙值守").first.wait_for()
    staff.look("week")
    watch.sign_in(town.watch.user.username, passwords)
    watch.go("/my/duties/")
    watch.look("mine")
    watch.page.get_by_role("link", name="换班").click()
    watch.look("swap-ask")
    watch.page.get_by_role("button", name="问他换").click()
    watch.page.get_by_text("已问对方").wait_for()
    mate.elder()
    mate.sign_in(town.mate.user.username, passwords)
    mate.go("/my/duties/")
    mate.look("asked-elder")
    mate.page.get_by_role("link", name="孙值守").click()
    mate.look("swap-elder")
    mate.page.get_by_role("button", name="可以换").click()
    mate.page.get_by_text("换好了").wait_for()
    first = Turn.objects.held().order_by("duty__starts_at").first()
    assert first.person == town.mate
    staff.page.reload()
    staff.page.get_by_role("link", name="打印这一周").click()
    staff.page.get_by_text("请用浏览器打印").wait_for()
    assert staff.page.get_by_text("钱值守").is_visible()
    staff.look("paper")


def list_a_line(staff, kind: str, title: str) -> None:
    staff.page.locator("select[name=kind]").select_option(label=kind)
    staff.page.locator("input[name=title]").fill(title)
    if kind == "资源清单":
        staff.page.locator("select[name=partner]").select_option(label="青石中学")
    staff.page.get_by_role("button", name="列上").click()
    staff.page.get_by_text(title).first.wait_for()


def test_a_paired_building(walks, town, passwords, width):
    """D9: one beside the grid, three lists, the organisation takes a need and says how it goes, both sides read it."""
    staff, home = walks(width), walks(width)
    staff.sign_in("wen", passwords)
    staff.go("/desk/pairs/")
    staff.page.get_by_role("link", name="结对", exact=True).first.click()
    staff.page.locator("select[name=unit]").select_option(value=str(town.north.pk))
    staff.page.get_by_label("青石中学").check()
    staff.look("new")
    staff.page.get_by_role("button", name="结对", exact=True).click()
    staff.page.get_by_text("已结对").wait_for()
    for kind, title in (
        ("资源清单", "操场周末开放"),
        ("需求清单", "四点半课堂缺老师"),
        ("项目清单", "给高龄老人讲手机"),
    ):
        list_a_line(staff, kind, title)
    staff.look("lists")
    home.sign_in("zhongxue", passwords)
    home.go("/partner/")
    home.look("face")
    home.page.get_by_role("link", name="和第1网格的结对共建").click()
    home.page.get_by_role("button", name="我们单位认领 四点半课堂缺老师").click()
    home.page.get_by_text("已认领").first.wait_for()
    home.page.get_by_text("记进展").first.click()
    home.page.locator("input[name=text]").first.fill("每周三来两位老师")
    home.look("face-pair")
    home.page.get_by_role("button", name="记下").first.click()
    home.page.get_by_text("进展已记下").wait_for()
    staff.elder()
    staff.page.reload()
    assert staff.page.get_by_text("每周三来两位老师").is_visible()
    staff.look("pair-elder")
