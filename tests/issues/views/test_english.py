"""A reader of English leaves a Chinese record: what is kept and told is for the staff and for everybody."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import Message
from issues import actions
from issues.actions import joining
from issues.models import Category, Issue, Step, Visit
from jobs.models import Job

ENGLISH = re.compile("[A-Za-z]{2,}")


@pytest.fixture
def reader(browser_of):
    browser = browser_of()
    browser.cookies["lang"] = "en"
    return browser


def kept() -> str:
    return "\n".join([*Step.objects.values_list("text", flat=True), *Message.objects.values_list("title", flat=True)])


def test_a_report_is_sorted_in_chinese_words(reader, typed):
    page = reader.post("/report/", typed | {"text": "三楼楼道的声控灯不亮了"}, follow=True).text
    assert "The community is finding somebody to deal with it" in page
    assert Issue.objects.get().steps.get(verb=Step.Verb.SORT).text == "居民没有细选，按文字归为“楼道灯不亮”，可以改"
    assert not ENGLISH.search(kept()) and Job.objects.exists()


def test_joining_rating_and_beginning_again_are_recorded_in_chinese(reader, answered, town):
    Category.objects.filter(code="facility.stairlight").update(photo_after=False)
    joining_page = reverse("issues:join", args=[joining.ref_of(answered.number)])
    assert "You joined" in reader.post(joining_page, {"key": str(uuid4())}, follow=True).text
    actions.close(answered, by=town.north_leader)
    link = reverse("issues:visit", args=[Visit.objects.filter(joiner=None).get().token])
    assert "has gone back by itself" in reader.post(link, {"solved": "no"}).text
    assert "居民评价：没有解决或不满意" in kept()
    assert not ENGLISH.search(kept())
