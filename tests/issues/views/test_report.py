"""The resident's form: categories and their questions, photos that outlive a page, neighbours' matters, and the limit."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from issues.models import Category, Issue, Joiner, Photo, Question, Severity, Step

REPORT = "/report/"


@pytest.fixture
def client(browser_of):
    return browser_of()


@pytest.fixture
def parking(db):
    """A small category that asks two things, one of them always."""
    category = Category.objects.get(code="parking.fire_lane")
    choices = "yes=堵死了\nhalf=还能过"
    Question.objects.create(
        category=category, code="blocked", label="车能过吗", kind="singlevaluelist", choices=choices
    )
    Question.objects.create(category=category, code="plate", label="车的样子", required=True, position=2)
    return category


def hidden(page, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]


def test_a_clear_text_is_sorted_and_the_record_says_so(client, typed):
    client.post(REPORT, typed | {"text": "三楼楼道的声控灯不亮了"})
    issue = Issue.objects.get()
    assert issue.category.code == "facility.stairlight"
    assert issue.steps.get(verb=Step.Verb.SORT).text == "居民没有细选，按文字归为“楼道灯不亮”，可以改"


def test_an_unclear_text_is_left_to_the_community(client, typed):
    client.post(REPORT, typed | {"text": "灯"})
    assert Issue.objects.get().category is None


def test_what_was_chosen_is_not_sorted_anew(client, typed):
    noise = Category.objects.get(name="噪音扰民")
    client.post(REPORT, typed | {"text": "三楼楼道的声控灯不亮了", "category": noise.pk})
    issue = Issue.objects.get()
    assert (issue.category, issue.steps.filter(verb=Step.Verb.SORT).exists()) == (noise, False)


def test_a_chosen_group_is_made_more_exact_by_the_words(client, typed):
    group = Category.objects.get(name="设施损坏")
    client.post(REPORT, typed | {"text": "三楼楼道的声控灯不亮了", "category": group.pk})
    assert Issue.objects.get().category.code == "facility.stairlight"


def test_the_sorting_is_not_the_reporters_business(client, typed):
    page = client.get(client.post(REPORT, typed | {"text": "三楼楼道的声控灯不亮了"}).url)
    assert "按文字归为" not in page.text


def test_the_groups_are_offered_as_tiles_and_small_ones_are_taken_too(client, typed, town):
    rows = client.get(REPORT).context["form"].category_rows
    assert len(rows) == Category.objects.main().count()
    small = Category.objects.get(code="facility.manhole")
    client.post(REPORT, typed | {"category": small.pk})
    assert Issue.objects.get().category == small


def test_the_remembered_building_stands_first(client, town):
    client.cookies["at"] = town.building.slug
    assert client.get(REPORT).context["form"]["unit"].value() == town.building.pk


# --- questions of a category -------------------------------------------------------------------
def test_questions_are_asked_on_the_next_page_and_the_photo_is_still_there(client, typed, photo, parking):
    page = client.post(REPORT, typed | {"category": parking.pk, "photos": [photo()]})
    assert "还要问两句" in page.text and "车的样子" in page.text and "这些照片已经带上" in page.text
    assert "有错误" not in page.text and not Issue.objects.exists()
    answers = {"category": parking.pk, "asked": hidden(page, "asked"), "q_plate": "白色面包车", "q_blocked": "yes"}
    client.post(REPORT, typed | answers)
    issue = Issue.objects.get()
    assert issue.answers == {"plate": "白色面包车", "blocked": "yes"}
    assert issue.photos.count() == 1


def test_a_compulsory_question_is_not_passed_over(client, typed, parking):
    page = client.post(REPORT, typed | {"category": parking.pk, "asked": parking.pk, "q_blocked": "yes"})
    assert page.text.count("请回答：车的样子") == 2
    assert not Issue.objects.exists()


def test_an_answer_that_was_not_offered_is_refused(client, typed, parking):
    sent = {"category": parking.pk, "asked": parking.pk, "q_blocked": "nobody", "q_plate": "白车"}
    assert "请从名单里选：车能过吗" in client.post(REPORT, typed | sent).text


def test_answers_are_read_in_words_by_reporter_and_staff(client, typed, parking, browser_of, town):
    sent = {"category": parking.pk, "asked": parking.pk, "q_blocked": "half", "q_plate": "白车"}
    receipt = client.get(client.post(REPORT, typed | sent).url)
    desk = browser_of(town.north_worker).get(f"/desk/issues/{Issue.objects.get().pk}/")
    assert all(word in page.text for page in (receipt, desk) for word in ("车能过吗", "还能过", "车的样子"))


# --- photos between two pages ------------------------------------------------------------------
def test_photos_stay_when_something_else_was_wrong(client, typed, photo):
    page = client.post(REPORT, typed | {"phone": "12", "photos": [photo(), photo()]})
    assert page.text.count("data:image/jpeg;base64,") == 2
    client.post(REPORT, typed | {"photos": [photo()]})
    assert Photo.objects.count() == 3


def test_a_photo_that_waits_can_be_taken_out(client, typed, photo):
    client.post(REPORT, typed | {"phone": "12", "photos": [photo(), photo()]})
    client.post(REPORT, typed | {"drop": ["0"]})
    assert Photo.objects.count() == 1


def test_with_those_that_wait_six_photos_are_one_too_many(client, typed, photo):
    client.post(REPORT, typed | {"phone": "12", "photos": [photo(), photo(), photo()]})
    page = client.post(REPORT, typed | {"photos": [photo(), photo(), photo()]})
    assert "最多上传 5 张" in page.text
    assert not Issue.objects.exists()


def test_photos_of_another_form_are_not_reached(client, typed, photo):
    client.post(REPORT, typed | {"phone": "12", "photos": [photo()]})
    client.post(REPORT, typed | {"key": str(uuid4())})
    assert Photo.objects.count() == 0


# --- what neighbours reported already ----------------------------------------------------------
@pytest.fixture
def neighbour(matter, town):
    return matter(text="北门的井盖松动，走上去会响", category=Category.objects.get(code="facility.manhole"))


def test_what_neighbours_reported_is_shown_before_the_same_is_sent_twice(client, typed, neighbour):
    del typed["looked"]
    page = client.post(REPORT, typed)
    assert "邻居反映过这些，是同一件事吗？" in page.text and "井盖破损缺失" in page.text
    assert "走上去会响" not in page.text
    assert Issue.objects.count() == 1


def test_none_of_them_goes_on_with_the_photos(client, typed, neighbour, photo):
    del typed["looked"]
    page = client.post(REPORT, typed | {"photos": [photo()], "name": "赵大妈", "place": "北门", "shares_contact": "on"})
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    sent = {name: value for name, value in fields if name not in ("csrfmiddlewaretoken", "next")}
    assert client.post(REPORT, sent).status_code == 302
    issue = Issue.objects.exclude(pk=neighbour.pk).get()
    assert (issue.text, issue.place, issue.reporter_name, issue.shares_contact) == (
        "北门井盖松动",
        "北门",
        "赵大妈",
        True,
    )
    assert issue.photos.count() == 1


def test_me_too_is_one_tap_away(client, typed, neighbour):
    del typed["looked"]
    page = client.post(REPORT, typed)
    link = re.search(r'form="typed" formaction="(/join/[^"]+)" name="carry"', page.text)[1]
    # what a browser sends with that button: the hidden fields of the form it names
    join = client.post(link, {"carry": "1", "text": typed["text"], "phone": hidden(page, "phone")})
    assert typed["text"] in join.text
    client.post(link, {"key": hidden(join, "key"), "phone": "19900000033"})
    assert Joiner.objects.get().issue == neighbour
    assert Issue.objects.count() == 1


# --- emergencies -------------------------------------------------------------------------------
def test_the_calls_stand_before_the_form(client, town):
    page = client.get(REPORT).text
    assert page.index('href="tel:119"') < page.index("<textarea")


def test_a_dangerous_category_says_whom_to_call(client, town):
    assert "有人被困电梯" in client.get(REPORT).text


def test_an_emergency_is_recorded_at_once_and_the_receipt_begins_with_the_calls(client, typed):
    """No page stands between somebody in danger and the record; the committee hears of it either way."""
    page = client.get(client.post(REPORT, typed | {"text": "三楼着火了"}).url).text
    assert Issue.objects.get().severity == Severity.URGENT
    assert page.index("拨打 119") < page.index('href="tel:119"') < page.index("是什么事")


# --- limit and trap ----------------------------------------------------------------------------
def test_the_eleventh_in_ten_minutes_waits(client, typed):
    """Issues 6, point 6."""
    answers = [
        client.post(REPORT, typed | {"key": str(uuid4()), "text": f"第 {number} 件"}).status_code
        for number in range(11)
    ]
    assert answers == [302] * 10 + [429]


def test_after_ten_minutes_it_goes_on(client, typed):
    for number in range(10):
        client.post(REPORT, typed | {"key": str(uuid4()), "text": f"第 {number} 件"})
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert client.post(REPORT, typed | {"key": str(uuid4()), "text": "又一件"}).status_code == 302


def test_another_address_is_not_slowed_down(client, typed):
    for _ in range(11):
        client.post(REPORT, typed | {"key": str(uuid4())})
    answer = client.post(REPORT, typed | {"key": str(uuid4()), "text": "楼上漏水"}, REMOTE_ADDR="203.0.113.9")
    assert answer.status_code == 302


def test_consent_to_hand_the_contact_on_is_kept(client, typed):
    client.post(REPORT, typed | {"shares_contact": "on"})
    assert Issue.objects.get().shares_contact is True


def test_without_the_tick_the_contact_stays_with_the_community(client, typed):
    client.post(REPORT, typed)
    assert Issue.objects.get().shares_contact is False
