"""S1, S6 and B6 by browser: the leaking kitchen, a wish from making to thanks, a reporting Party member's year."""

import pytest
from django.utils import timezone

from accounts.models import User
from issues.models import Issue
from tests.community.sample_photos import told
from tests.volunteers.neighbours import neighbour, volunteer
from volunteers.actions import reporting
from volunteers.models import Wish

LEAK = "奶奶一个人住，厨房水管漏水，地上都是水。"


@pytest.fixture
def town(transactional_db, town):
    town.plumber = volunteer(town, "陈水生", unit=town.building, skill="水管维修", free=("6am",))
    town.far = volunteer(town, "赵大海", unit=town.south, skill="水管维修")
    town.member = neighbour(town, "孙在职")
    town.contact = User.objects.create_user("zhongxue", name="中学联络人")
    partner = reporting.add_partner(town.community, name="青石中学", by=town.clerk)
    reporting.add_contact(partner, town.contact, by=town.clerk)
    return town


def test_a_leaking_kitchen(walks, town, passwords, width):
    """S1 and H14: reported, matched with reasons, one tap, repaired, reported back, thanked."""
    resident, staff, helper = walks(width), walks(width), walks(width)
    resident.go(f"/q/{town.building.slug}/")
    resident.page.locator("textarea[name=text]").fill(LEAK)
    resident.page.locator("input[name=phone]").fill("19900000021")
    resident.page.get_by_role("button", name="提交", exact=True).click()
    resident.page.get_by_text("留着这张回执").wait_for()
    staff.sign_in("lin", passwords)
    issue = Issue.objects.get()
    staff.go(f"/desk/issues/{issue.pk}/")
    staff.page.get_by_role("link", name="请邻居帮忙").click()
    staff.page.locator("input[name=text]").fill("厨房水管漏水，请懂水管的师傅看看")
    staff.page.locator("select[name=skill]").select_option(label="水管维修")
    staff.page.get_by_text("今天就要").click()
    staff.look("ask")
    staff.page.get_by_role("button", name="找合适的邻居").click()
    staff.page.get_by_text("住在同一栋楼").wait_for()
    staff.look("proposals")
    staff.page.get_by_role("button", name="从最合适的问起").click()
    staff.page.get_by_text("已去问了").wait_for()
    helper.sign_in(town.plumber.person.user.username, passwords)
    helper.go("/my/helps/")
    helper.look("asked")
    helper.page.get_by_role("button", name="我去").click()
    helper.page.get_by_text("您答应去").wait_for()
    helper.look("going")
    helper.page.locator("input[name=result]").fill("换了一段软管，不漏了")
    helper.page.locator("input[name=minutes]").fill("40")
    helper.page.get_by_role("button", name="办好了").click()
    helper.page.get_by_text("已记下").wait_for()
    staff.page.reload()
    staff.page.locator("label", has_text="很满意").first.click()
    staff.page.get_by_role("button", name="确认", exact=True).click()
    staff.page.get_by_text("已确认").first.wait_for()
    staff.look("confirmed")
    staff.go(f"/desk/issues/{issue.pk}/")
    assert staff.page.get_by_text("邻里互助：换了一段软管，不漏了").is_visible()


def wish_on_the_wall(staff) -> None:
    staff.go("/desk/wishes/")
    staff.look("empty")
    staff.page.get_by_role("link", name="记一个心愿").first.click()
    staff.page.locator("#pick-q").fill("王小明")
    staff.page.get_by_role("button", name="查找", exact=True).last.click()
    staff.page.get_by_role("link", name="选这位").click()
    staff.page.locator("input[name=text]").fill("想要一台收音机听戏")
    staff.page.locator("input[name=shown_as]").fill("王爷爷")
    staff.page.locator("input[name=meeting]").fill("先给居委会打电话")
    staff.look("new")
    staff.page.get_by_role("button", name="保存").click()
    staff.page.locator("input[name=how]").fill("上门问过本人")
    staff.look("verify")
    staff.page.get_by_role("button", name="放到心愿墙").click()
    staff.page.get_by_text("等人认领").first.wait_for()


def test_a_wish_from_making_to_thanks(walks, town, passwords, width):
    """S6 and H7: made, verified, on the wall by name and wish only, claimed, fulfilled, thanked without login."""
    staff, claimant, elder = walks(width), walks(width), walks(width)
    staff.sign_in("lin", passwords)
    wish_on_the_wall(staff)
    claimant.sign_in(town.member.user.username, passwords)
    claimant.go("/wishes/")
    assert claimant.page.get_by_text("王爷爷").first.is_visible()
    assert claimant.page.get_by_text("王小明").count() == 0
    claimant.look("wall")
    claimant.page.get_by_role("button", name="我来圆这个心愿").click()
    claimant.page.get_by_text("先给居委会打电话").wait_for()
    claimant.page.locator("input[name=evidence]").fill("收音机送到家，教会用了")
    photo = {"name": "radio.jpg", "mimeType": "image/jpeg", "buffer": told("JPEG")}
    claimant.page.locator("input[name=photo]").set_input_files(photo)
    claimant.look("claim")
    claimant.page.get_by_role("button", name="心愿实现了").click()
    claimant.page.get_by_text("等提出心愿的邻居确认").wait_for()
    elder.elder()
    elder.go(f"/thanks/{Wish.objects.get().token}/")
    assert elder.page.locator(".kept-photo").evaluate("picture => picture.naturalWidth") == 60
    elder.page.locator("input[name=words]").fill("天天有戏听")
    elder.look("thank")
    elder.page.get_by_role("button", name="实现了，谢谢").click()
    elder.page.get_by_text("已经确认").wait_for()
    elder.go("/wishes/?show=granted")
    assert elder.page.get_by_text("天天有戏听").is_visible()
    elder.look("granted")


def offer_post_and_place(staff, town) -> None:
    staff.go("/desk/posts/")
    staff.page.locator("input[name=name]").fill("护学岗")
    staff.page.locator("select[name=unit]").select_option(value=str(town.north.pk))
    staff.page.get_by_role("button", name="公布").click()
    staff.page.get_by_text("岗位已公布").wait_for()
    staff.go("/desk/partners/")
    staff.look("partners")
    staff.page.get_by_role("link", name="孙在职").click()
    staff.page.locator("select[name=unit]").select_option(value=str(town.north.pk))
    staff.page.get_by_role("button", name="安排到这个网格").click()
    staff.page.get_by_text("已安排").wait_for()


def read_at_home(home, passwords) -> None:
    home.sign_in("zhongxue", passwords)
    home.go("/partner/")
    home.look("face")
    year = timezone.localdate().year
    home.page.get_by_role("link", name=f"{year} 年服务单").click()
    assert home.page.get_by_text("准时耐心").is_visible()
    assert home.page.get_by_text("护学两小时").is_visible()
    home.shoot("year")


def test_a_reporting_members_year(walks, town, passwords, width):
    """B6: reports in, gets a unit, takes a post, serves, is rated; the home organisation reads it, and it alone."""
    member, staff, home = walks(width), walks(width), walks(width)
    member.sign_in(town.member.user.username, passwords)
    member.go("/my/reporting/")
    member.page.locator("select[name=partner]").select_option(label="青石中学")
    member.look("report")
    member.page.get_by_role("button", name="报到", exact=True).click()
    member.page.get_by_text("等社区安排服务的网格").first.wait_for()
    staff.sign_in("wen", passwords)
    offer_post_and_place(staff, town)
    member.page.reload()
    member.page.get_by_role("button", name="认领 护学岗").click()
    member.page.get_by_text("服务了，记一笔").click()
    member.page.locator("input[name=did]").fill("护学两小时")
    member.page.locator("input[name=minutes]").fill("120")
    member.look("serve")
    member.page.get_by_role("button", name="记下").click()
    member.page.get_by_text("社区会评价").wait_for()
    staff.page.reload()
    staff.page.locator("label", has_text="很好").click()
    staff.page.locator("input[name=words]").fill("准时耐心")
    staff.look("rate")
    staff.page.get_by_role("button", name="评价", exact=True).click()
    staff.page.get_by_text("已记下").wait_for()
    read_at_home(home, passwords)
    member.page.reload()
    assert member.go("/partner/").status == 200
    assert member.page.get_by_text("还不是任何单位的联络人").is_visible()
