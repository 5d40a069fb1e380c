"""L11, B15: written on the desk, answered on a phone with a code and on paper, read when it is over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation.models import Survey
from tests.deliberation import surveys
from tests.journeys.test_benches import sign_in


@pytest.fixture
def town(transactional_db, town):
    surveys.homes(town, 6)
    return town


def write(desk) -> Survey:
    desk.go("/desk/surveys/new/")
    page = desk.page
    page.get_by_label("问哪里的人").select_option(label="　　　第1网格")
    page.get_by_label("题目").fill("小花园改造，您满意吗")
    page.get_by_label("给大家的话").fill("结果用来决定明年修哪里。")
    page.get_by_label("满意度调查").check()
    page.get_by_label("一户一份").check()
    now = timezone.localtime()
    page.get_by_label("开始").fill((now - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("截止").fill((now + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M"))
    desk.look("new")
    page.get_by_role("button", name="下一步：加题").click()
    page.get_by_text("还没有题目").wait_for()
    return Survey.objects.get()


def ask(desk, kind, text, choices="", required=True):
    box = desk.page.locator("details", has=desk.page.locator("summary", has_text="加一题"))
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    box.get_by_label("题型").select_option(label=kind)
    box.get_by_label("问什么").fill(text)
    box.get_by_label("选项").fill(choices)
    if not required:
        box.get_by_label("必答").uncheck()
    with desk.page.expect_navigation():
        box.get_by_role("button", name="加一题").click()
    desk.page.locator("ol.terms").get_by_text(text).wait_for()


def issue(desk, survey):
    box = desk.page.locator("details", has=desk.page.locator("summary", has_text="发出问卷"))
    box.locator("summary").click()
    box.get_by_role("button", name="发出问卷").click()
    desk.page.get_by_role("link", name="打印二维码纸条").wait_for()
    desk.look("issued")
    for name in ("slips", "paper"):
        desk.go(f"/desk/surveys/{survey.pk}/{name}/")
        desk.look(name)


def fill_in(walk, mark):
    walk.page.get_by_label(f"{mark} 分，").check()
    walk.page.get_by_label("长椅").check()


def answer(walk, survey, number, mark):
    """With the ten signs of the slip."""
    walk.go("/survey/")
    walk.page.get_by_label("问卷上的十位码").fill(surveys.place(survey, number).code)
    walk.page.get_by_role("button", name="打开问卷").click()
    walk.page.get_by_role("heading", name="小花园改造").wait_for()
    fill_in(walk, mark)
    walk.page.get_by_label("想说的话").fill("长椅放在树荫下真好，2栋101的张建国电话19900000012。")


def test_from_the_first_question_to_the_result(walks, width, town, client):
    desk, phone = walks(width), walks(width)
    sign_in(desk, client, town.north_leader)
    survey = write(desk)
    ask(desk, "打分（1 到 5 分）", "总的满意不满意")
    ask(desk, "可选几项", "喜欢哪些", "长椅\n花坛\n路灯")
    ask(desk, "写几句话", "想说的话", required=False)
    desk.look("written")
    issue(desk, survey)
    survey.refresh_from_db()
    phone.go("/survey/")
    phone.look("code")
    for number in range(5):
        answer(phone, survey, number, 5 if number else 3)
        if not number:
            phone.look("answer")
        phone.page.get_by_role("button", name="交问卷").click()
        phone.page.get_by_text("收到了，谢谢您").wait_for()
    phone.look("thanks")
    desk.go(f"/desk/surveys/{survey.pk}/asked/")
    desk.look("asked")
    desk.page.locator(".rows a.grow").first.click()
    fill_in(desk, 4)
    desk.look("typed")
    desk.page.get_by_role("button", name="录入").click()
    desk.page.get_by_text("已经录入").wait_for()
    surveys.close(survey)
    desk.go(f"/desk/surveys/{survey.pk}/")
    desk.page.get_by_text("4.50").wait_for()
    desk.look("result-desk")
    phone.go(f"/surveys/{survey.pk}/")
    phone.page.get_by_text("长椅放在树荫下真好").first.wait_for()
    assert phone.page.get_by_text("19900000012").count() == 0
    assert phone.page.get_by_text("张建国").count() == 0
    phone.look("result")
    phone.elder()
    phone.go(f"/surveys/{survey.pk}/")
    phone.look("result-elder")


def test_elders_fill_in_stars_of_a_property_company(walks, width, town):
    """In large print, with a code of their own; afterwards the month's stars stand on the list."""
    month = timezone.localdate().replace(day=1)
    survey = surveys.issued(
        town.north, town.clerk, kind="property", about="安居物业公司", month=month, title="物业评星"
    )
    walk = walks(width)
    walk.elder()
    walk.go(f"/survey/{surveys.place(survey).code}/")
    walk.page.get_by_label("5 分，很好").check()
    walk.page.get_by_label("树荫下").check()
    walk.look("elder")
    walk.page.get_by_role("button", name="交问卷").click()
    walk.page.get_by_text("收到了，谢谢您").wait_for()
    for number in range(1, 6):
        surveys.give(survey, number, surveys.said(4))
    surveys.close(survey)
    walk.go("/surveys/")
    walk.page.get_by_text("4.17").wait_for()
    walk.look("stars")
