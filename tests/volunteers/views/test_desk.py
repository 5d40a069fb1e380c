"""The desk: talents found by skill, one session with many names, staff signing others up."""

from community.models import Person
from volunteers.actions import people, signing
from volunteers.models import SignUp, Skill


def test_a_lawyer_among_the_neighbours_is_found_by_skill(client, town, volunteer):
    law, row = Skill.objects.get(name="律师"), volunteer(town.wang, silver=True)
    people.add_skill(row, law, by=town.clerk, proof="律师证", seen=True)
    volunteer(town.li)
    client.force_login(town.north_worker)
    page = client.get(f"/desk/volunteers/?skill={law.pk}").text
    assert "王小明" in page and "银发人才" in page and "李翠花" not in page


def test_staff_sign_up_a_neighbour_and_a_guest(client, town, publish):
    session = publish("太极拳").sessions.get()
    client.force_login(town.north_worker)
    path = f"/desk/sessions/{session.pk}/sign-up/"
    assert client.post(path, {"person": town.wang.pk}).status_code == 302
    assert client.post(path, {"name": "曾婆婆", "phone": "19900000077"}).status_code == 302
    assert client.post(path, {"name": "曾婆婆", "phone": "1"}).status_code == 422
    page = client.get(f"/desk/sessions/{session.pk}/").text
    assert "王小明" in page and "199****0077" in page and "19900000077" not in page


def test_a_session_of_three_hundred_costs_what_one_of_one_costs(client, town, publish, queries):
    session = publish("重阳节").sessions.get()
    client.force_login(town.north_worker)
    signing.sign_up(session, person=town.wang, by=town.clerk)
    path = f"/desk/sessions/{session.pk}/"
    client.get(path)
    with queries(14) as one:
        client.get(path)
    people_there = Person.objects.bulk_create(Person(name=f"邻居{number}") for number in range(299))
    SignUp.objects.bulk_create(
        SignUp(session=session, person=person, number=number, state="confirmed")
        for number, person in enumerate(people_there, 2)
    )
    with queries(14) as many:
        page = client.get(path).text
    assert len(many) == len(one) and "报上 300 人" in page


def test_this_and_later_from_the_page(client, town, publish):
    from datetime import time

    from django.utils import timezone

    from volunteers.actions import series

    activity = publish("早操")
    today = timezone.localdate()
    rule = {"weekdays": "1234567", "begins_at": time(7), "minutes": 60, "skips_holidays": False}
    series.repeat(activity, by=town.north_worker, first_on=today, **rule)
    middle = activity.sessions.exclude(series=None)[10]
    count = activity.sessions.count()
    client.force_login(town.north_worker)
    facts = {"weekdays": list("1234567"), "begins_at": "18:30", "minutes": 45, "place": "北门", "places": ""}
    assert client.post(f"/desk/sessions/{middle.pk}/later/", facts).status_code == 302
    middle.refresh_from_db()
    assert activity.sessions.count() == count and middle.place == "北门"
    assert f"{timezone.localtime(middle.starts_at):%H:%M}" == "18:30"


def test_three_hundred_people_come_page_by_page(town, session, browser_of, queries):
    rows = [SignUp(session=session, name=f"邻居{number}", number=number, state="confirmed") for number in range(1, 121)]
    SignUp.objects.bulk_create(rows)
    browser = browser_of(town.north_worker)
    first = browser.get(f"/desk/sessions/{session.pk}/").content.decode()
    assert "报上 120 人" in first
    assert "邻居50" in first and "邻居51" not in first
    with queries(16):
        assert "邻居120" in browser.get(f"/desk/sessions/{session.pk}/?page=3").content.decode()
