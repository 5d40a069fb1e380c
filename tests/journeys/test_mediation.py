"""D6: a heating pipe between two estates. Taken up, agreed to, talked over twice, signed, visited, broken, signed anew."""

from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation.models import Mediation, MediationSession
from issues.actions import submit
from tests.deliberation import mediations
from tests.journeys.test_benches import sign_in


@pytest.fixture
def town(transactional_db, town):
    return town


def deed(desk, label, **fields):
    """Opens the deed if it is closed, fills it, sends it, and waits until it is kept."""
    box = desk.page.locator("details", has=desk.page.locator("summary", has_text=label)).first
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    for name, value in fields.items():
        field = box.locator(f"[name={name}]")
        if field.first.get_attribute("type") in ("radio", "checkbox"):
            for one in value if isinstance(value, list) else [value]:
                box.locator(f"[name={name}][value='{one}']").check()
        elif field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    with desk.page.expect_navigation():
        box.get_by_role("button", name=label).click()
    desk.page.get_by_text("已经保存。").wait_for()


def take_up(desk, issue) -> Mediation:
    desk.go(f"/desk/issues/{issue.pk}/")
    desk.page.get_by_role("link", name="转调解").click()
    desk.page.get_by_label("事情在哪里").select_option(label="　　　第1网格")
    desk.page.get_by_label("哪一类纠纷").select_option(label="供水供电供暖")
    desk.page.get_by_label("争的是什么").fill("供热管道从两个小区中间过，漏水泡了路面，供热公司和居民都说该对方出钱。")
    desk.look("new")
    desk.page.get_by_role("button", name="登记", exact=True).click()
    desk.page.get_by_role("heading", name="调2").wait_for()
    return Mediation.objects.get()


def gather(desk):
    deed(desk, "登记当事人", side="甲方", who="王小明", stands_for="两个小区的居民")
    deed(desk, "登记当事人", side="乙方", name="暖阳供热公司", phone="19900000072", stands_for="公司工程部 钱经理")
    for who in ("甲方 王小明", "乙方 暖阳供热公司"):
        deed(desk, "记当事人愿不愿意", party=who, agrees="yes", how="当面说的，愿意坐下来谈")
    deed(desk, "登记调解小组成员", role="网格员", user="林小满")
    deed(desk, "登记调解小组成员", role="法律顾问", name="秦律师")
    desk.look("gathered")


def sit_together(desk, case, minutes, words):
    at = timezone.localtime() - timedelta(minutes=minutes)
    deed(desk, "约一次调解会", at=at.strftime("%Y-%m-%dT%H:%M"), place="柳荫小区议事亭")
    session = MediationSession.objects.filter(mediation=case, written_at=None).get()
    parties = [str(pk) for pk in case.parties.values_list("pk", flat=True)]
    panel = [str(pk) for pk in case.panel.values_list("pk", flat=True)]
    assert session.place == "柳荫小区议事亭"
    deed(desk, "记下这次调解会", parties=parties, panel=panel, text=words)


def agree(desk, case, what):
    deed(desk, "起草协议", text="管道由供热公司所有，路面由两个小区共用，双方都认可现场测量的结果。")
    due = (timezone.localdate() + timedelta(days=15)).isoformat()
    deed(desk, "加一条", party="乙方 暖阳供热公司", text=what, due_on=due)
    deed(desk, "加一条", party="甲方 王小明", text="施工三天里大家绕行，不拦车。", due_on=due)
    desk.look("draft")
    for who in ("王小明", "暖阳供热公司", "林小满", "秦律师"):
        deed(desk, "记签名", who=who, signed="yes")
    deed(desk, "协议成立")


def look_from_outside(other, case):
    other.go("/desk/mediations/?show=agreed")
    other.look("list")
    other.page.get_by_role("link", name=case.ref).click()
    other.page.get_by_text("调解的内容保密").wait_for()
    assert other.page.get_by_text("暖阳供热公司").count() == 0
    other.look("closed")
    other.page.get_by_label("查看的理由").fill("街道来查办理情况")
    other.page.get_by_role("button", name="显示一次").click()
    other.page.get_by_text("只显示这一次").first.wait_for()
    other.look("opened")
    other.go("/desk/mediations/figures/")
    other.look("figures")


def test_talks_about_a_heating_pipe(walks, width, town, client):
    issue = submit(
        key="7a4c1d0e-2b5f-4d0b-8d1c-0a4f0c7d9e11", text="供热管道漏水没人管", unit=town.building, name="王小明"
    )
    desk, other = walks(width), walks(width)
    sign_in(desk, client, town.north_leader)
    case = take_up(desk, issue)
    gather(desk)
    sit_together(desk, case, 120, "公司说路面不归他们，居民说管道漏了五次。秦律师讲了谁所有谁负责。")
    sit_together(desk, case, 60, "公司愿意修管道，居民愿意配合。")
    agree(desk, case, "换掉破损的八米管道，恢复路面。")
    desk.page.get_by_text("达成协议").first.wait_for()
    desk.look("agreed")
    desk.go(f"/desk/mediations/{case.pk}/agreements/1/")
    desk.page.emulate_media(media="print")
    desk.shoot("paper")
    desk.page.emulate_media(media="screen")
    desk.look("agreement")
    desk.go(f"/desk/mediations/{case.pk}/")
    deed(desk, "记一条履行了没有", kept="no", note="上门看过，路面没有恢复")
    desk.page.get_by_text("1 次，因为协议没有履行").wait_for()
    agree(desk, case, "一周内恢复路面，晚一天补一天的清扫费。")
    sign_in(other, client, town.secretary)
    look_from_outside(other, case)
    # the second sign-in ended the first
    sign_in(desk, client, town.north_leader)
    desk.elder()
    desk.go(f"/desk/mediations/{case.pk}/")
    desk.page.get_by_role("heading", name=case.ref).wait_for()
    desk.look("elder")


def test_somebody_who_does_not_want_to_is_not_mediated(walks, width, town, client):
    """The talks end before they begin; the page offers what is left, and no way to a yes."""
    case = mediations.with_parties(town)
    desk = walks(width)
    sign_in(desk, client, town.north_leader)
    desk.go(f"/desk/mediations/{case.pk}/")
    deed(desk, "记当事人愿不愿意", party="乙方 赵房东", agrees="no", how="电话里说不谈")
    desk.page.get_by_text("不同意调解").first.wait_for()
    assert desk.page.locator("summary", has_text="约一次调解会").count() == 0
    desk.look("no")
    deed(desk, "转司法途径", reason="乙方不愿意调解，已告诉甲方可以起诉。")
    desk.page.get_by_text("转司法途径").first.wait_for()
