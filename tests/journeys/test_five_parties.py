"""B1, L2: a five-party meeting that lacks a party adjourns; the next one votes, is signed with one dissent, and resolves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation.models import Meeting, Resolution
from tests.deliberation import made, sat


@pytest.fixture
def town(transactional_db, town):
    return town


def sign_in(walk, client, user):
    client.force_login(user)
    walk.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": walk.address}])


def press(desk, label):
    desk.page.get_by_role("button", name=label).first.click()
    desk.page.wait_for_load_state("networkidle")


def opened(desk, label):
    """The deed with this heading, open."""
    deed = desk.page.locator("details", has=desk.page.locator("summary", has_text=label)).first
    if deed.get_attribute("open") is None:
        deed.locator("summary").click()
    return deed


def when(days, hour=14):
    return (timezone.localtime() + timedelta(days=days)).strftime(f"%Y-%m-%dT{hour:02}:30")


def call(desk) -> Meeting:
    desk.go("/desk/meetings/new/")
    page = desk.page
    page.get_by_label("范围").select_option(label="　青石社区")
    page.get_by_label("哪种会议").select_option(label="五方例会")
    page.get_by_label("会议名称").fill("三月五方例会")
    page.get_by_label("地点").fill("社区二楼会议室")
    page.get_by_label("开始").fill(when(3))
    page.get_by_label("结束").fill(when(3, 16))
    page.get_by_label("主持人").fill("周书记")
    desk.look("call")
    press(desk, "保存，接着列议程")
    return Meeting.objects.get()


def prepare(desk, topic):
    """An agenda from a topic, a seat for each party, the notice."""
    deed = opened(desk, "列入议程")
    deed.get_by_label("从议题里选").select_option(label=str(topic))
    deed.get_by_role("button", name="列入议程").click()
    desk.page.get_by_text("看议题").wait_for()
    for party, name in sat.NAMES.items():
        deed = opened(desk, "登记参会人")
        deed.get_by_label("哪一方").select_option(label=party)
        deed.get_by_label("姓名").fill(name)
        if party == "党组织":
            deed.get_by_label("账号").select_option(label="周书记")
        deed.get_by_role("button", name="登记参会人").click()
        desk.page.locator(".seats li", has_text=name).wait_for()
    opened(desk, "议程定了，发通知").get_by_role("button", name="议程定了，发通知").click()
    desk.page.get_by_text("还没有通知到").first.wait_for()
    desk.look("noticed")


def answer_notice(walk, meeting):
    seat = sat.seat(meeting, "党组织")
    walk.go(f"/meetings/seat/{seat.token}/")
    press(walk, "我收到通知了")
    walk.page.get_by_text("您已回执").wait_for()
    walk.look("receipt")


def sign_in_by_code(walk, meeting, party):
    walk.go("/meetings/code/")
    walk.page.get_by_label("六位数字").fill(meeting.code)
    press(walk, "下一步")
    walk.page.get_by_label(party, exact=True).check()
    walk.page.get_by_label("您的姓名").fill(sat.NAMES[party])
    walk.look("door")
    press(walk, "签到")
    walk.page.get_by_text(f"{sat.NAMES[party]}，已签到").wait_for()
    walk.look("arrived")


def tick(desk, *parties):
    for party in parties:
        row = desk.page.locator(".seats li", has_text=sat.NAMES[party])
        row.get_by_role("button").click()
        row.locator(".state").wait_for()


def start(desk, meeting, *parties):
    desk.go(f"/desk/meetings/{meeting.pk}/")
    opened(desk, "开会").get_by_role("button", name="开会").click()
    desk.page.get_by_role("heading", name="到会").wait_for()
    tick(desk, *parties)
    desk.page.get_by_role("button", name="议这一项").first.click()
    desk.page.get_by_role("button", name="记下动议").wait_for()


def move(desk, text):
    desk.page.get_by_label("动议的原文").fill(text)
    press(desk, "记下动议")
    press(desk, "念完了，开始表决")


def adjourn_without_the_manager(desk, meeting):
    start(desk, meeting, "居委会", "业委会", "业主代表")
    move(desk, "在树荫下放四张长椅。")
    desk.page.get_by_text("物业没有人到会").first.wait_for()
    desk.look("no-quorum")
    deed = opened(desk, "休会，改日再开")
    deed.get_by_label("为什么休会").fill("物业没有人到会")
    deed.get_by_label("改到什么时候").fill(when(4))
    deed.get_by_label("到什么时候结束").fill(when(4, 16))
    deed.get_by_role("button", name="休会").click()
    desk.page.get_by_text("再开").first.wait_for()
    desk.look("adjourned")


def vote(desk, screen, meeting):
    start(desk, meeting, "居委会", "业委会", "物业", "业主代表")
    screen.go(f"/desk/meetings/{meeting.pk}/screen/")
    screen.look("screen-item")
    desk.page.get_by_label("谁要发言").select_option(label="业委会 余大姐")
    press(desk, "排队发言")
    deed = opened(desk, "说完了")
    deed.get_by_label("说了什么").fill("长椅要有靠背。")
    deed.get_by_role("button", name="记下", exact=True).click()
    desk.page.get_by_text("长椅要有靠背").wait_for()
    move(desk, "在树荫下放四张有靠背的长椅。")
    for party in sat.PARTIES:
        label = "不同意" if party == "业委会" else "同意"
        button = desk.page.get_by_role("button", name=f"{party} {label}")
        button.click()
        desk.page.locator(f"[aria-label^='{party}'][aria-pressed=true]").wait_for()
    desk.look("voting")
    screen.go(f"/desk/meetings/{meeting.pk}/screen/")
    screen.look("screen-voting")
    press(desk, "结束表决，公布结果")
    desk.page.get_by_text("已形成决议").wait_for()
    desk.look("result")
    screen.go(f"/desk/meetings/{meeting.pk}/screen/")
    screen.page.get_by_text("通过", exact=True).wait_for()
    screen.look("screen-result")


def write_and_sign(desk, walk, meeting):
    press(desk, "散会，写纪要")
    desk.look("minutes-draft")
    press(desk, "定稿，送各方签字")
    deed = opened(desk, "登记业委会在纸上的签字")
    deed.get_by_label("谁签的").fill("余大姐")
    deed.get_by_label("不同意见").fill("应该放六张。")
    deed.get_by_role("button", name="登记签字").click()
    desk.page.get_by_text("有不同意见", exact=True).wait_for()
    walk.go(f"/meetings/seat/{sat.seat(meeting, '党组织').token}/")
    press(walk, "签字")
    walk.page.get_by_text("已经签好").wait_for()
    walk.look("signed")
    desk.go(f"/desk/meetings/{meeting.pk}/minutes/")
    desk.look("minutes")
    desk.go(f"/desk/meetings/{meeting.pk}/minutes/print/")
    desk.page.emulate_media(media="print")
    desk.look("paper")
    desk.page.emulate_media(media="screen")


def test_five_parties(walks, town, client, width):
    desk, phone, screen = walks(width), walks(width), walks(width)
    topic = made.accepted(town, "小花园多放几张长椅")
    sign_in(desk, client, town.clerk)
    sign_in(screen, client, town.clerk)
    meeting = call(desk)
    prepare(desk, topic)
    answer_notice(phone, meeting)
    sign_in_by_code(phone, meeting, "党组织")
    adjourn_without_the_manager(desk, meeting)
    following = Meeting.objects.get(previous=meeting)
    phone.elder()
    sign_in_by_code(phone, following, "党组织")
    vote(desk, screen, following)
    write_and_sign(desk, phone, following)
    motion = following.motions.get()
    resolution = Resolution.objects.get()
    assert (resolution.topic, resolution.digest, resolution.kind) == (topic, motion.digest, "decided")
    assert (motion.yes, motion.no) == (4, 1)
    states = dict(following.minutes.signatures.values_list("party", "state"))
    assert (states["党组织"], states["业委会"], states["物业"]) == ("signed", "dissent", "waiting")
    phone.go(f"/meetings/{following.pk}/")
    phone.look("public-elder")
    desk.elder()
    desk.go(f"/desk/meetings/{following.pk}/")
    desk.look("desk-elder")
