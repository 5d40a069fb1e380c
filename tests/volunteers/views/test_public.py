"""What neighbours see of activities, cached and uncached."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from volunteers.actions import activities, feeds, signing
from volunteers.models import CalendarFeed


def events(answer) -> dict[str, object]:
    return {str(one["summary"]): one for one in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_a_grid_worker_publishes_in_six_fields(client, town):
    client.force_login(town.north_worker)
    form = client.get("/desk/activities/new/?kind=club").context["form"]
    seen = [field.name for field in form.visible_fields()]
    assert seen == ["title", "day", "begins_at", "ends_at", "place", "places"]
    facts = {field.name: field.value() for field in form.hidden_fields()}
    day = timezone.localdate() + timedelta(days=2)
    facts |= {"title": "包粽子", "day": day, "begins_at": "9：00", "ends_at": "11点", "place": "居委会", "places": ""}
    first = client.post("/desk/activities/new/", facts)
    assert first.status_code == 302 and client.post("/desk/activities/new/", facts)["Location"] == first["Location"]
    client.logout()
    assert client.get("/activities/").text.count("包粽子") == 1


def test_what_is_published_stands_in_the_list_the_feed_and_on_paper(client, town, publish, residents):
    (one,) = residents(1)
    token = feeds.open_feed(one.user)
    activity = publish("江边健步走", places=5)
    assert "江边健步走" in client.get("/activities/").text
    assert "可报名：江边健步走" in events(client.get(f"/cal/{token}.ics"))
    paper = client.get(f"/activities/{activity.pk}/print/").text
    assert "江边健步走" in paper and f"/activities/{activity.pk}/code.svg" in paper
    assert client.get(f"/activities/{activity.pk}/code.svg").content.startswith(b"<?xml")


def test_the_feed_keeps_its_uid_counts_changes_and_tells_of_a_cancellation(client, town, publish, residents):
    (one,) = residents(1)
    session = publish("太极拳").sessions.get()
    signing.sign_up(session, person=one, by=one.user)
    token = feeds.open_feed(one.user)
    before = events(client.get(f"/cal/{token}.ics"))["太极拳"]
    activities.change_session(session, starts_at=session.starts_at + timedelta(minutes=30), by=town.clerk)
    moved = events(client.get(f"/cal/{token}.ics"))["太极拳"]
    activities.cancel_session(session, reason="下雨", by=town.clerk)
    gone = events(client.get(f"/cal/{token}.ics"))["太极拳"]
    assert before["uid"] == moved["uid"] == gone["uid"]
    assert [one["sequence"] for one in (before, moved, gone)] == [0, 1, 2]
    assert [one["status"] for one in (before, moved, gone)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert moved["dtstart"].dt - before["dtstart"].dt == timedelta(minutes=30)


def test_a_revoked_address_is_dead_and_a_new_one_kills_the_old(client, town, publish, residents):
    (one,) = residents(1)
    client.force_login(one.user)
    client.post("/my/calendar/")
    address = client.get("/my/activities/").context["address"]
    path = address[address.index("/cal/") :]
    assert client.get(path).status_code == 200
    assert client.get("/my/activities/").context["address"] == ""
    client.post("/my/calendar/")
    assert client.get(path).status_code == 404
    newer = client.get("/my/activities/").context["address"]
    client.post("/my/calendar/revoke/")
    assert client.get(newer[newer.index("/cal/") :]).status_code == 404
    assert not CalendarFeed.objects.filter(until=None).exists()


def test_one_appointment_for_ones_own_calendar(client, town, publish):
    session = publish("太极拳").sessions.get()
    assert list(events(client.get(f"/activities/sessions/{session.pk}.ics"))) == ["太极拳"]


def test_a_reader_sees_at_once_that_it_is_full_cancelled_or_withdrawn(client, town, publish):
    activity = publish("理发", places=1)
    session = activity.sessions.get()
    assert "有名额" in client.get(f"/activities/{activity.pk}/").text

    signing.sign_up(session, person=town.wang, by=town.clerk)
    assert "已满，可候补" in client.get(f"/activities/{activity.pk}/?fresh=1").text
    activities.cancel_session(session, reason="师傅生病", by=town.clerk)
    assert "师傅生病" in client.get(f"/activities/{activity.pk}/?fresh=2").text
    activities.withdraw(activity, reason="停办", by=town.clerk)
    assert client.get(f"/activities/{activity.pk}/?fresh=3").status_code == 404


def test_no_public_page_names_who_comes(client, town, publish):
    activity = publish("理发")
    signing.sign_up(activity.sessions.get(), person=town.wang, by=town.clerk)
    for path in (
        "/activities/",
        f"/activities/{activity.pk}/",
        "/activities/calendar/",
        f"/activities/{activity.pk}/print/",
    ):
        assert "王小明" not in client.get(path).text


@pytest.mark.parametrize("path", ["/activities/?x=1", "/activities/calendar/?x=1", "/desk/activities/"])
def test_lists_cost_the_same_for_one_and_for_thirty(client, town, publish, queries, path):
    client.force_login(town.north_worker)
    publish("活动")
    client.get(path)
    with queries(12) as one:
        client.get(path)
    for number in range(30):
        publish(f"活动{number}", hour=8 + number % 10)
    with queries(12) as thirty:
        client.get(path)
    assert len(thirty) == len(one)


def test_a_month_no_one_plans_for_is_not_there(client, town):
    assert client.get("/activities/calendar/1900/1/").status_code == 404
    assert client.get("/activities/calendar/2026/13/").status_code == 404
    assert client.get("/activities/calendar/99999999/1/").status_code == 404
