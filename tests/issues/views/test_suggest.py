"""The pieces beside the text while it is typed; nothing of it is kept."""

import pytest

from issues.models import Category, Issue, Question
from issues.views.report import LOOKS

SUGGEST = "/report/suggest/"


@pytest.fixture
def client(browser_of):
    return browser_of()


def test_the_likeliest_three_are_offered_to_be_tapped(client, town):
    page = client.post(SUGGEST, {"text": "隔壁独居的李奶奶家厨房水管漏水，她自己修不了"})
    names = [row["name"] for row in page.context["chips"]]
    assert len(names) <= 3 and {"公共管道漏水堵塞", "独居老人"} <= set(names)
    assert all(name in page.text for name in names)


def test_a_category_the_community_closed_is_not_suggested(client, town):
    Category.objects.filter(code="facility.manhole").update(open=False)
    assert "井盖" not in client.post(SUGGEST, {"text": "北门的井盖松动"}).text


def test_what_was_tapped_stays_whatever_is_typed_afterwards(client, town):
    lift = Category.objects.get(code="facility.lift")
    rows = client.post(SUGGEST, {"text": "北门的井盖松动", "category": lift.pk}).context["chips"]
    assert [row["name"] for row in rows if row["checked"]] == ["电梯故障"]


def test_nothing_heard_of_offers_nothing(client, town):
    assert client.post(SUGGEST, {"text": "噫"}).context["chips"] == []


def test_questions_of_the_tapped_category_come_along(client, town):
    lane = Category.objects.get(code="parking.fire_lane")
    Question.objects.create(category=lane, code="plate", label="车的样子")
    page = client.post(SUGGEST, {"text": "消防通道被堵", "category": lane.pk}).text
    assert "车的样子" in page and f'name="asked" value="{lane.pk}"' in page


def test_neighbours_matters_come_with_the_place(client, matter, town):
    matter(text="北门的井盖松动", category=Category.objects.get(code="facility.manhole"))
    typed = {"text": "北门井盖松了"}
    assert "邻居反映过" not in client.post(SUGGEST, typed).text
    assert "邻居反映过" in client.post(SUGGEST, typed | {"unit": town.building.pk}).text


def test_words_that_point_to_a_person_are_shown_as_others_would_see_them(client, town):
    page = client.post(SUGGEST, {"text": "301 室的王建国半夜装修，他电话 13912345678"}).text
    assert "这段话里有" in page and "手机号" in page
    assert "13912345678" not in page


@pytest.mark.parametrize("odd", [{"unit": "9" * 5000}, {"unit": "x"}, {"category": "9" * 400}, {"text": "字" * 9000}])
def test_odd_values_are_no_fault(client, town, odd):
    assert client.post(SUGGEST, {"text": "北门的井盖松动"} | odd).status_code == 200


def test_nothing_is_kept(client, town):
    client.post(SUGGEST, {"text": "北门的井盖松动", "unit": town.building.pk})
    assert not Issue.objects.exists()


def test_too_many_looks_are_answered_with_nothing(client, town, monkeypatch):
    monkeypatch.setitem(LOOKS, "limit", 2)
    answers = [client.post(SUGGEST, {"text": "井盖"}).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


def test_it_needs_the_token_of_the_form(browser_of, town):
    assert browser_of(enforce_csrf_checks=True).post(SUGGEST, {"text": "井盖"}).status_code == 403
