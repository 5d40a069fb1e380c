"""The page behind the link of a return visit."""

import pytest
from django.urls import reverse

from issues import actions
from issues.models import Issue, Visit


@pytest.fixture
def link(answered, town):
    actions.close(answered, by=town.north_leader)
    return reverse("issues:visit", args=[Visit.objects.get().token])


def test_opening_changes_nothing(link, client):
    assert client.get(link).status_code == 200
    client.head(link)
    assert Visit.objects.get().answered_at is None


def test_two_taps_without_signing_in(link, client):
    page = client.post(link, {"solved": "yes", "stars": 5}).content.decode()
    assert "谢谢您" in page
    assert Issue.objects.get().rating == 5


def test_a_second_tap_says_so_and_counts_once(link, client):
    client.post(link, {"solved": "yes", "stars": 5})
    page = client.post(link, {"solved": "no", "stars": 1}).content.decode()
    assert "已经用过或者过期" in page
    assert Issue.objects.get().rating == 5


def test_a_no_says_that_it_goes_on(link, client):
    assert "自动转回去重新办理" in client.post(link, {"solved": "no"}).content.decode()


def test_nothing_chosen_asks_for_it(link, client):
    assert "请选一下解决了没有" in client.post(link, {}).content.decode()


def test_the_page_tells_nothing_of_the_reporter(link, client, answered):
    page = client.get(link).content.decode()
    assert "19900000012" not in page
    assert answered.text not in page


def test_an_unknown_link_is_not_there(client, db):
    assert client.get(reverse("issues:visit", args=["nonsense"])).status_code == 404
