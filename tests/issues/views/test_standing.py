"""What the page of a matter says of where it stands, and the step it offers first."""

from datetime import datetime, timedelta

import pytest

from issues import actions
from issues.actions.stopping import end_of
from issues.models import Category, Issue, Reply
from issues.views.standing import amount, ready_replies, standing

MONDAY = datetime.fromisoformat("2026-06-01T10:00:00+08:00")


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Before the town is built."""
    time_machine.move_to(MONDAY, tick=False)


def limit_of(issue, **fields) -> tuple[str, str]:
    Issue.objects.filter(pk=issue.pk).update(**fields)
    found = standing(Issue.objects.get(pk=issue.pk))["limit"]
    return found["words"], found["tone"]


@pytest.mark.parametrize(
    ("measure", "hours", "words", "tone"),
    [
        ("nd", 24 * 3, "还剩 3 天", "quiet"),
        ("nd", 5, "今天到期", "doing"),
        ("nd", -24 * 2, "已逾期 2 天", "late"),
        ("wd", 24 * 7, "还剩 5 个工作日", "quiet"),
        ("nh", 26.5, "还剩 26 小时 30 分钟", "quiet"),
        ("nh", -2, "已逾期 2 小时", "late"),
        # from ten to twelve, from two to half past five, and from nine to ten
        ("wh", 24, "还剩 工作时间 6 小时 30 分钟", "quiet"),
    ],
)
def test_what_is_left_is_said_in_the_measure_of_the_limit(matter, measure, hours, words, tone):
    assert limit_of(matter(), measure=measure, due_at=MONDAY + timedelta(hours=hours)) == (words, tone)


def test_minutes_alone_are_said_as_minutes():
    assert amount(20, "nh") == "20 分钟"


def test_an_ended_matter_has_no_limit(answered, town):
    actions.rate(answered, stars=5)
    assert standing(answered)["limit"] is None


def test_whose_turn_it_is(matter, town):
    issue = matter()
    said = [standing(issue)["waits_for"]]
    for deed in (
        lambda: actions.assign(issue, to=town.north_worker, by=town.north_leader),
        lambda: actions.sign(issue, by=town.north_worker),
        lambda: actions.hand_back(issue, reason="归物业", by=town.north_worker),
    ):
        deed()
        said.append(standing(issue)["waits_for"])
    assert said == ["等派单", "等林小满签收", "林小满正在办", "林小满申请退单，等审核"]


def test_until_when_the_reporter_must_be_reached(assigned, town, time_machine):
    assert standing(assigned)["respond"]["words"] == "请在 明天 10:00 前联系反映人"
    time_machine.move_to(MONDAY + timedelta(days=2), tick=False)
    assert standing(assigned)["respond"]["tone"] == "late"
    actions.contact(assigned, by=town.north_worker)
    assert standing(assigned)["respond"] is None


def test_what_waits_for_a_second_word_is_on_the_page(browser_of, working, town):
    until = end_of(MONDAY.date() + timedelta(days=20))
    actions.ask_more_time(working, until=until, reason="等零件", by=town.north_worker)
    page = browser_of(town.north_leader).get(f"/desk/issues/{working.pk}/")
    assert "林小满申请延期" in page.text and "等零件" in page.text
    assert page.context["next"]["verb"].name == "allow_more_time"


def next_of(browser, issue) -> str:
    found = browser.get(f"/desk/issues/{issue.pk}/").context["next"]
    return found["verb"].name if found else ""


def test_answering_for_the_handler_is_possible_but_not_obvious(browser_of, working, town):
    page = browser_of(town.north_leader).get(f"/desk/issues/{working.pk}/")
    assert page.context["next"] is None
    assert "answer" in {each["verb"].name for group in page.context["groups"] for each in group["buttons"]}
    assert next_of(browser_of(town.north_worker), working) == "answer"


def test_who_answered_is_offered_no_verification(browser_of, answered, town):
    assert next_of(browser_of(town.north_worker), answered) == ""
    assert next_of(browser_of(town.clerk), answered) == "close"


def test_every_open_move_is_offered_once(browser_of, working, town):
    page = browser_of(town.north_worker).get(f"/desk/issues/{working.pk}/")
    offered = [each["verb"].name for group in page.context["groups"] for each in group["buttons"]]
    assert len(offered) == len(set(offered)) and page.context["next"]["verb"].name not in offered
    labels = [str(group["label"]) for group in page.context["groups"]]
    assert labels == ["办理", "期限", "归属", "公开和联系"]


def test_ready_replies_are_those_of_the_kind_first_and_filled_in(matter, town):
    group = Category.objects.main().get(name="设施损坏")
    lamp = group.children.first()
    Reply.objects.create(title="通用", text="{编号} 已处理")
    Reply.objects.create(title="设施", text="{地点}已修", category=group)
    Reply.objects.create(title="停车", text="已挪车", category=Category.objects.main().get(name="停车秩序"))
    issue = matter(category=lamp, place="2 单元")
    assert ready_replies(issue) == [
        {"title": "设施", "text": "1栋 2 单元已修"},
        {"title": "通用", "text": f"{issue.number} 已处理"},
    ]


def test_ready_replies_can_be_read_without_a_script(browser_of, working, town):
    Reply.objects.create(title="通用", text="{编号} 已处理")
    page = browser_of(town.north_worker).get(f"/desk/issues/{working.pk}/").text
    assert f"{working.number} 已处理</p>" in page


def test_the_page_of_a_matter_costs_the_same_however_much_happened(browser_of, working, town, cost):
    desk = browser_of(town.north_leader)

    def one_more():
        actions.add_internal_note(working, text="看过了", by=town.clerk)

    assert cost(lambda: desk.get(f"/desk/issues/{working.pk}/"), one_more, 30)


def test_the_page_of_a_matter_costs_few_queries(browser_of, working, town, queries):
    desk = browser_of(town.north_leader)
    desk.get(f"/desk/issues/{working.pk}/")
    with queries(34):
        desk.get(f"/desk/issues/{working.pk}/")
