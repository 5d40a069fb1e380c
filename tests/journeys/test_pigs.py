"""D5: more than forty pigs kept at home. Three departments come to one case, and all of it stands written."""

import pytest

from issues.models import Issue, Whistle
from tests.issues.departments import add_departments
from tests.journeys.test_main_job import picture

TEXT = "2单元301在家里养了四十多头猪，臭气和叫声受不了。我叫赵晓梅，住2单元402。"
CALLED = "2单元一户在家养猪四十多头，请三家一起到场：转走猪，清理消毒，劝说住户。"
CLEANED = "四十二头猪已转到城外养殖场，住户已签承诺书；屋内和楼道清理、消毒两遍。"
RECORD = "三家到场。派出所劝说住户，畜牧站检疫后装车转走四十二头，环卫所清理消毒两遍。一周后再去看。"
# who comes, and what they did; the first one leads and answers the case
DONE = {
    "police": "劝说住户半小时，住户同意转走，签了承诺书。",
    "animals": "全部检疫合格，分两车转走。",
    "environment": "粪污清运一车，屋内和楼道消毒两遍。",
}


@pytest.fixture
def town(transactional_db, town):
    return add_departments(town)


def report(walk, town) -> str:
    walk.go(f"/q/{town.building.slug}/")
    walk.page.locator("textarea[name=text]").fill(TEXT)
    walk.page.locator("input[name=place]").fill("2单元301")
    walk.page.locator("input[name=name]").fill("赵晓梅")
    walk.page.locator("input[name=phone]").fill("19900000021")
    walk.page.locator("input[type=file]").set_input_files([picture("brown")])
    walk.page.locator("#chosen img").first.wait_for()
    walk.page.get_by_role("button", name="提交", exact=True).click()
    walk.page.get_by_text("留着这张回执").wait_for()
    return walk.page.url.removeprefix(walk.address)


def give_out_and_whistle(walk, issue: Issue) -> None:
    walk.go(f"/desk/issues/{issue.pk}/")
    walk.page.locator("select[name=to]").first.select_option(label="青石派出所")
    walk.page.get_by_role("button", name="派单").click()
    walk.page.get_by_text("已经派单").wait_for()
    walk.page.get_by_role("link", name="吹哨，请部门报到").click()
    walk.page.get_by_text("应急哨").click()
    for name in ("青石派出所", "畜牧兽医站", "环卫所"):
        walk.page.get_by_role("checkbox", name=name).check()
    walk.page.locator("select[name=lead]").select_option(label="青石派出所")
    walk.page.locator("textarea[name=text]").fill(CALLED)
    walk.look("blow")
    walk.page.get_by_role("button", name="吹哨", exact=True).click()
    walk.page.get_by_text("哨已经吹出去了").wait_for()
    walk.look("blown")


def come(walk, username: str, password: str, number: str, words: str) -> None:
    """On the phone: the call is on top, one tap says that they are there."""
    walk.sign_in(username, password)
    assert walk.page.url == walk.address + "/dept/"
    walk.look(f"home-{username}")
    walk.page.locator(".call-row").get_by_role("link").click()
    walk.page.get_by_role("heading", name=number).wait_for()
    shown = walk.page.locator("main").inner_text()
    assert "赵晓梅" not in shown and "301" not in shown and "402" not in shown
    assert "四十多头猪" in shown
    walk.page.get_by_role("button", name="已到场，报到").click()
    walk.page.get_by_text("已记下报到时间").wait_for()
    walk.page.locator("form[action$='/result/'] textarea").fill(words)
    walk.page.get_by_role("button", name="提交处理情况").click()
    walk.page.get_by_text("处理情况已经记下").wait_for()
    walk.look(f"case-{username}")


def answer(walk) -> None:
    walk.page.get_by_role("button", name="签收").first.click()
    walk.page.get_by_text("已签收").first.wait_for()
    form = walk.page.locator("form[action$='/answer/']")
    form.locator("textarea[name=text]").fill(CLEANED)
    form.locator("input[type=file]").set_input_files([picture("white"), picture("silver")])
    form.locator("#chosen img, .chosen img").nth(1).wait_for()
    walk.look("answer")
    form.get_by_role("button", name="记录办理结果").click()
    walk.page.get_by_text("已经答复").wait_for()
    walk.look("answered")


def write_down(walk, whistle: Whistle) -> None:
    walk.go(f"/desk/whistles/{whistle.pk}/")
    walk.page.locator("form[action$='/record/'] textarea").fill(RECORD)
    walk.page.get_by_role("button", name="保存记录").click()
    walk.page.get_by_text("联合处置记录已经保存").wait_for()
    walk.page.get_by_role("button", name="结束这次吹哨").click()
    walk.page.get_by_text("吹哨已经结束").wait_for()
    for name in ("青石派出所", "畜牧兽医站", "环卫所"):
        walk.page.get_by_text(f"给{name}评分", exact=True).click()
        form = walk.page.locator("details[open] form[action$='/score/']")
        form.locator("select[name=stars]").select_option("5")
        form.locator("input[name=text]").fill("半小时内就到了，办得彻底")
        form.get_by_role("button", name="评分").click()
        walk.page.get_by_text("评分已经记下").wait_for()
    walk.look("scored")
    walk.go(f"/desk/whistles/{whistle.pk}/print/")
    assert RECORD in walk.page.locator("main").inner_text()
    walk.shoot("sheet")


def verify(walk, issue: Issue) -> None:
    walk.go(f"/desk/issues/{issue.pk}/")
    walk.look("to-verify")
    walk.page.get_by_role("button", name="核查办结").click()
    walk.page.get_by_text("已经办结").first.wait_for()


def rate(walk, receipt: str) -> None:
    walk.go(receipt)
    shown = walk.page.locator("main").inner_text()
    assert "请有关部门到场" in shown and "环卫所" in shown and "转到城外养殖场" in shown
    assert RECORD not in shown
    walk.page.get_by_text("很满意", exact=True).click()
    walk.page.get_by_role("button", name="提交评价").click()
    walk.page.get_by_text("已评价").first.wait_for()
    walk.look("rated")


def test_pigs(walks, town, passwords, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    resident, desk, phones = walks(360), walks(1280), [walks(360) for _department in DONE]
    receipt = report(resident, town)
    issue = Issue.objects.get()
    desk.sign_in(town.north_leader.username, passwords)
    give_out_and_whistle(desk, issue)
    whistle = Whistle.objects.get()
    for phone, (kind, words) in zip(phones, DONE.items(), strict=True):
        come(phone, getattr(town, f"at_{kind}").username, passwords, issue.number, words)
    answer(phones[0])
    write_down(desk, whistle)
    clerk = walks(1280)
    clerk.sign_in(town.clerk.username, passwords)
    verify(clerk, issue)
    rate(resident, receipt)
    issue.refresh_from_db()
    assert (issue.state, issue.rating, issue.department) == (Issue.State.ENDED, 5, town.police)
    assert {(call.minutes_late, call.score) for call in whistle.calls.all()} == {(0, 5)}
    see_the_rest(phones[1], desk, issue)


def see_the_rest(phone, desk, issue: Issue) -> None:
    """The same pages the other way round: large print on the phone and on the desk, lists, departments."""
    phone.elder()
    phone.go(f"/dept/cases/{issue.pk}/")
    phone.look("case-elder")
    phone.go("/dept/?show=done")
    assert issue.number in phone.page.locator("main").inner_text()
    phone.look("done-elder")
    for elder in ("", "-elder"):
        desk.go("/desk/whistles/")
        assert "100%" in desk.page.locator("main").inner_text()
        desk.look(f"list{elder}")
        desk.go(f"/desk/issues/{issue.pk}/")
        desk.look(f"matter{elder}")
        desk.elder()


def test_departments_are_kept_on_the_desk(walk, town, passwords, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    walk.sign_in(town.clerk.username, passwords)
    walk.go("/desk/departments/")
    walk.look("departments")
    walk.page.get_by_role("link", name="登记部门").click()
    walk.page.locator("input[name=name]").fill("柳荫物业服务处")
    walk.page.locator("select[name=kind]").select_option(label="物业公司")
    walk.page.locator("select[name=unit]").select_option(label="柳荫小区")
    walk.look("department-new")
    walk.page.get_by_role("button", name="登记").click()
    walk.page.get_by_role("link", name="加一个人").click()
    walk.page.locator("input[name=name]").fill("陈经理")
    walk.page.get_by_role("button", name="加入").click()
    walk.page.get_by_text("只显示这一次").wait_for()
    walk.look("first-password")
    username, password = walk.page.locator(".first-password .code").all_inner_texts()
    walk.elder()
    walk.go("/desk/departments/")
    walk.look("departments-elder")
    assert username == "chenjingli"
    assert len(password) == 19
