"""What a phone without a network is given, and how the portal takes what it kept (issues 6, point 4)."""

from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders

from issues.models import Category, Issue, Question

REPORT = "/report/"
BY_ITSELF = {"Accept": "application/json"}


@pytest.fixture
def client(browser_of):
    return browser_of()


def test_the_worker_may_look_after_the_whole_portal(client, db):
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert (answer["Service-Worker-Allowed"], answer["Cache-Control"]) == ("/", "no-cache")
    assert '"shells": ["/report/", "/snap/", "/offline/"]' in answer.text


@pytest.mark.parametrize("page", ["/report/", "/snap/", "/offline/"])
def test_kept_pages_hold_nothing_of_anybody(client, town, page):
    """The worker fetches them without cookies; what it keeps is what a stranger sees."""
    answer = client.get(page)
    assert "sessionid" not in answer.cookies
    assert "退出登录" not in answer.text


def test_the_page_for_no_network_says_what_is_never_kept(client, town):
    assert "从不存在手机里" in client.get("/offline/").text


def test_a_kept_report_is_answered_with_facts(client, typed, photo):
    del typed["looked"]
    answer = client.post(REPORT, typed | {"photos": [photo()]}, headers=BY_ITSELF)
    issue = Issue.objects.get()
    assert answer.json() == {"number": issue.number, "receipt": f"/r/{issue.token}/"}
    assert issue.photos.count() == 1


def test_a_replay_gives_one_matter_and_the_same_answer(client, browser_of, typed, photo):
    first = client.post(REPORT, typed | {"photos": [photo()]}, headers=BY_ITSELF)
    again = browser_of().post(REPORT, typed | {"photos": [photo()]}, headers=BY_ITSELF)
    assert (again.status_code, again.json()) == (200, first.json())
    assert Issue.objects.count() == 1


def test_nobody_is_there_to_be_asked(client, typed, matter, photo):
    matter(text="北门的井盖松动")
    lane = Category.objects.get(code="parking.fire_lane")
    Question.objects.create(category=lane, code="plate", label="车的样子", required=True)
    del typed["looked"]
    answer = client.post(REPORT, typed | {"category": lane.pk}, headers=BY_ITSELF)
    assert answer.status_code == 200
    assert Issue.objects.count() == 2


def test_a_key_that_holds_another_matter_is_told_apart(client, typed):
    client.post(REPORT, typed, headers=BY_ITSELF)
    assert client.post(REPORT, typed | {"text": "另一件事"}, headers=BY_ITSELF).status_code == 409
    assert Issue.objects.count() == 1


def test_what_cannot_be_taken_is_said_in_words(client, typed):
    answer = client.post(REPORT, typed | {"phone": "12"}, headers=BY_ITSELF)
    assert answer.status_code == 422
    assert answer.json()["errors"] == ["电话号码不对，请写 11 位手机号，或带区号的座机号。"]


def test_too_often_is_to_be_tried_later(client, typed):
    answers = [
        client.post(REPORT, typed | {"key": str(uuid4()), "text": f"第 {number} 件"}, headers=BY_ITSELF).status_code
        for number in range(11)
    ]
    assert answers == [200] * 10 + [429]


def test_a_fresh_token_opens_the_door_an_old_one_does_not(browser_of, typed):
    strict = browser_of(enforce_csrf_checks=True)
    assert strict.post(REPORT, typed | {"csrfmiddlewaretoken": "a" * 64}, headers=BY_ITSELF).status_code == 403
    token = strict.get("/report/token/").json()["token"]
    assert strict.post(REPORT, typed | {"csrfmiddlewaretoken": token}, headers=BY_ITSELF).status_code == 200


def test_the_worker_asks_only_for_files_there_are(client, monkeypatch):
    """In use the names of static files come from a list, and a name that is not on it ends the page."""
    asked = []
    monkeypatch.setattr("issues.views.offline.static", lambda name: asked.append(name) or f"/static/{name}")
    assert client.get("/sw.js").status_code == 200
    assert asked
    assert all(finders.find(name) for name in asked)
