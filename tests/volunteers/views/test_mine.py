"""Signing up and giving up by oneself."""

import pytest
from django.utils import timezone

from volunteers.actions import signing
from volunteers.models import SignUp, Skill, Volunteer


@pytest.fixture
def me(client, residents):
    (one,) = residents(1)
    client.force_login(one.user)
    return one


def test_one_tap_is_a_place_and_the_page_says_so(client, me, publish):
    session = publish("太极拳", places=1).sessions.get()
    answer = client.post(f"/activities/sessions/{session.pk}/", follow=True)
    assert "报名成功" in answer.text and "太极拳" in answer.text


def test_the_turn_on_the_waiting_list_is_told_and_an_offer_is_one_tap(client, me, town, publish):
    session = publish("太极拳", places=1).sessions.get()
    first = signing.sign_up(session, person=town.wang, by=town.clerk)
    assert "候补第 1 位" in client.post(f"/activities/sessions/{session.pk}/", follow=True).text
    signing.cancel(first, by=town.clerk)
    own = SignUp.objects.get(person=me)
    assert "前确认" in client.get("/my/activities/").text
    client.post(f"/my/activities/{own.pk}/accept/")
    own.refresh_from_db()
    assert own.state == SignUp.State.CONFIRMED


def test_nobody_acts_for_somebody_else(client, me, town, publish):
    other = signing.sign_up(publish("太极拳").sessions.get(), person=town.wang, by=town.clerk)
    assert client.post(f"/my/activities/{other.pk}/cancel/").status_code == 404


def test_an_account_without_a_person_is_told_what_to_do(client, town, publish):
    client.force_login(town.stranger)
    session = publish("太极拳").sessions.get()
    assert "请联系社区工作人员代为报名" in client.post(f"/activities/sessions/{session.pk}/").text
    assert not SignUp.objects.exists()


def test_an_offer_to_help_waits_for_staff(client, me, town):
    skill = Skill.objects.get(name="律师")
    client.post("/my/volunteer/", {"agreed": "on", "skills": [skill.pk], "availability": ["6am"]})
    row = Volunteer.objects.get(person=me)
    assert (row.state, row.unit, row.slots, row.skills.get().checked_at) == ("asked", town.north, ["6am"], None)
    client.force_login(town.north_worker)
    assert me.name in client.get("/desk/volunteers/?state=asked").text
    client.post(f"/desk/volunteers/{row.pk}/accept/")
    row.refresh_from_db()
    assert row.state == "active" and not Volunteer.objects.skilled(skill, on=timezone.localdate()).exists()
