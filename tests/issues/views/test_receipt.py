"""The receipt: what happens in plain words, the reporter's answer, and what others see."""

import pytest

from issues import actions
from issues.models import Category, Issue, Step
from issues.views.receipt import what_next


@pytest.fixture
def client(browser_of):
    return browser_of()


@pytest.fixture
def asked(working, town):
    actions.ask(working, text="请拍一张灯的照片", by=town.north_worker)
    return working


def page_of(client, issue):
    return client.get(f"/r/{issue.token}/")


# --- asked for more (issues 6, point 17) -------------------------------------------------------
def test_the_reporter_reads_what_is_asked_and_that_the_clock_stands(client, asked):
    page = page_of(client, asked).text
    assert "请拍一张灯的照片" in page and "期限先不算" in page and "请您补充" in page


def test_the_answer_with_its_photo_goes_to_the_handler(client, asked, photo):
    answer = client.post(f"/r/{asked.token}/reply/", {"text": "三楼左边那盏", "photos": [photo()]})
    asked.refresh_from_db()
    assert answer.status_code == 302
    assert (asked.state, asked.stopped_at) == ("working", None)
    step = asked.steps.get(verb=Step.Verb.REPLY)
    assert (step.text, step.photos.count()) == ("三楼左边那盏", 1)
    assert "三楼左边那盏" in page_of(client, asked).text


def test_an_empty_answer_is_asked_for_again(client, asked):
    page = client.post(f"/r/{asked.token}/reply/", {"text": " "})
    assert "请写一写情况。" in page.text
    assert Issue.objects.get().state == "waiting"


def test_an_answer_nobody_waits_for_is_refused_in_words(client, working):
    assert "请看最新进展" in client.post(f"/r/{working.token}/reply/", {"text": "还有"}).text


def test_nobody_is_asked_where_nothing_is_asked(client, working):
    assert "请您补充" not in page_of(client, working).text


WORDS = {
    "received": "社区正在安排人办理，最迟",
    "assigned": "林小满正在办理，最迟",
    "working": "林小满正在办理，最迟",
    "waiting": "需要您补充",
    "paused": "暂时办不了",
    "answered": "请看看下面的结果",
    "closed": "已经办结",
    "declined": "没有受理",
    "merged": "邻居反映了同一件事",
}


@pytest.mark.parametrize("state", WORDS)
def test_what_happens_next_is_one_plain_sentence(assigned, state):
    assigned.state = state
    assert WORDS[state] in what_next(assigned)


# --- what others see (issues 6, point 32) ------------------------------------------------------
def others(page) -> str:
    return page.text.split('id="others"')[1].split("</details>")[0]


def test_others_see_kind_and_grid_but_no_word_of_the_reporter(client, matter):
    issue = matter(
        text="301 王建国家装修",
        place="2 单元 301",
        name="赵大妈",
        category=Category.objects.get(code="noise.renovation"),
    )
    seen = others(page_of(client, issue))
    assert "装修噪音" in seen and "第1网格" in seen and "还没有放进" in seen
    assert not any(word in seen for word in ("王建国", "301", "赵大妈", "1栋", "19900000012"))


def test_a_published_matter_shows_its_public_words(client, matter, town):
    issue = matter()
    actions.publish(issue, title="1栋楼道灯不亮", text="正在联系物业换灯", by=town.north_leader)
    seen = others(page_of(client, issue))
    assert "1栋楼道灯不亮" in seen and "正在联系物业换灯" in seen and "谁都能看" in seen


def test_of_a_confidential_matter_others_see_nothing(client, matter):
    issue = matter(category=Category.objects.get(code="dispute.support"))
    seen = others(page_of(client, issue))
    assert "从不公开" in seen and "赡养" not in seen


def test_the_reporter_hides_it_from_everybody_else(client, matter, town, django_capture_on_commit_callbacks):
    issue = matter()
    actions.publish(issue, title="楼道灯不亮", by=town.north_leader)
    assert "楼道灯不亮" in client.get("/matters/").text
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/r/{issue.token}/hide/")
    assert "楼道灯不亮" not in client.get("/matters/").text
    assert "您已经要求不公开" in others(page_of(client, issue))
    assert issue.steps.filter(verb=Step.Verb.HIDE, by=None).count() == 1


def test_hidden_twice_is_hidden_once(client, matter):
    issue = matter()
    client.post(f"/r/{issue.token}/hide/")
    assert "已经不公开了" in client.post(f"/r/{issue.token}/hide/").text
    assert issue.steps.filter(verb=Step.Verb.HIDE).count() == 1


def test_staff_read_that_the_reporter_wants_it_hidden(client, matter, browser_of, town):
    issue = matter()
    client.post(f"/r/{issue.token}/hide/")
    assert "反映人要求不公开" in browser_of(town.north_worker).get(f"/desk/issues/{issue.pk}/").text


# --- whom to call first ------------------------------------------------------------------------
def test_of_a_group_no_lift_is_spoken_of_where_a_lamp_is_dark(client, matter):
    lamp = matter(text="三楼灯不亮", category=Category.objects.get(name="设施损坏"))
    assert "电梯" not in page_of(client, lamp).text


def test_an_exact_kind_and_the_own_words_say_whom_to_call(client, matter):
    lift = Category.objects.exclude(parent=None).exclude(emergency="").first()
    assert lift.emergency in page_of(client, matter(text="有点问题", category=lift)).text
    trapped = matter(text="有人困在电梯里", category=Category.objects.get(name="设施损坏"))
    assert "请拨打 119，并按电梯里的报警按钮" in page_of(client, trapped).text
