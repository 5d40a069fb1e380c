"""H8, a week of the reading club: published on a phone, three times a week, a place for one and a turn for the next,
an afternoon moved, a meeting called off, and all of it in the reader's own calendar."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from accounts.models import Message, User
from community.models import Person
from volunteers.models import Activity, SignUp


@pytest.fixture
def town(transactional_db, town):
    """Two neighbours with accounts of their own."""
    for username, person in (("wang", town.wang), ("zeng", town.zeng)):
        user = User.objects.create_user(username, name=person.name)
        Person.objects.filter(pk=person.pk).update(user=user)
    return town


def publish(walk) -> Activity:
    walk.go("/desk/activities/new/?kind=club")
    day = timezone.localdate() + timedelta(days=1)
    for name, typed in (
        ("title", "人民读书会"),
        ("day", day.isoformat()),
        ("begins_at", "09:00"),
        ("ends_at", "10:30"),
        ("place", "社区书屋"),
        ("places", "1"),
    ):
        walk.page.locator(f"[name={name}]").fill(typed)
    walk.look("six-fields")
    walk.page.get_by_role("button", name="发布", exact=True).click()
    walk.page.get_by_text("居民现在就能看到和报名").wait_for()
    return Activity.objects.get(title="人民读书会")


def repeat(walk, activity: Activity) -> None:
    walk.page.get_by_role("link", name="每周重复").click()
    for day in ("周二", "周四", "周六"):
        walk.page.get_by_label(day, exact=True).check()
    walk.page.locator("[name=begins_at]").fill("09:00")
    walk.page.locator("[name=first_on]").fill((timezone.localdate() + timedelta(days=8)).isoformat())
    walk.page.get_by_role("button", name="排进日历").click()
    walk.page.get_by_text("节假日已经避开").wait_for()
    walk.look("three-a-week")
    assert activity.sessions.exclude(series=None).count() > 30


def sign_up(walk, username: str, password: str, said: str) -> None:
    walk.sign_in(username, password)
    walk.go("/activities/")
    walk.page.get_by_role("link", name="人民读书会").first.click()
    walk.look(f"activity-{username}")
    walk.page.locator(".sessions .btn").first.click()
    walk.page.locator("main form .btn-act").click()
    walk.page.get_by_text(said).wait_for()
    walk.look(f"mine-{username}")


def subscribe(walk) -> str:
    walk.page.get_by_role("button", name="生成日历地址").click()
    walk.page.get_by_text("地址只显示这一次").wait_for()
    return walk.page.get_by_label("日历地址").input_value()


def in_calendar(address: str) -> dict[str, str]:
    events = Calendar.from_ical(Client().get(urlsplit(address).path).content).walk("VEVENT")
    return {str(one["summary"]): str(one["status"]) for one in events if one["transp"] == "OPAQUE"}


def test_the_clubs_week(walks, town, passwords):
    desk, reader, next_one = walks(360), walks(360), walks(1280)
    desk.sign_in("lin", passwords)
    activity = publish(desk)
    repeat(desk, activity)
    sign_up(reader, "wang", passwords, "报名成功")
    address = subscribe(reader)
    assert in_calendar(address) == {"人民读书会": "CONFIRMED"}
    sign_up(next_one, "zeng", passwords, "候补第 1 位")
    reader.go("/my/activities/")
    reader.page.get_by_role("button", name="取消报名").click()
    reader.page.get_by_text("已取消报名").wait_for()
    next_one.go("/my/activities/")
    next_one.look("offered")
    next_one.page.get_by_role("button", name="我来").click()
    next_one.page.get_by_text("名额是您的了").wait_for()
    assert SignUp.objects.get(state="confirmed").person == town.zeng
    contacts(desk, activity)
    call_off(desk, activity)
    part(desk, activity)
    assert Message.objects.filter(title__startswith="活动取消：人民读书会").get().recipient.username == "zeng"
    next_one.elder()
    next_one.go("/activities/calendar/")
    next_one.look("calendar-elder")


def contacts(walk, activity: Activity) -> None:
    walk.go(f"/desk/sessions/{activity.sessions.order_by('starts_at').first().pk}/contacts/")
    walk.look("contacts")


def part(walk, activity: Activity) -> None:
    """The last time is long: one shift at the door."""
    walk.go(f"/desk/sessions/{activity.sessions.order_by('starts_at').last().pk}/")
    walk.page.get_by_text("加一班").click()
    walk.page.locator("[name=title]").fill("门口引导")
    for name, clock in (("begins_at", "09:00"), ("ends_at", "10:00")):
        walk.page.locator(f".more [name={name}]").fill(clock)
    walk.page.locator(".more").get_by_role("button", name="加上").click()
    walk.page.get_by_role("link", name="门口引导").wait_for()
    walk.look("shifts")
    walk.page.get_by_role("link", name="门口引导").click()
    walk.page.get_by_text("这一天各班").wait_for()
    walk.look("shift")


def call_off(walk, activity: Activity) -> None:
    walk.go(f"/desk/sessions/{activity.sessions.order_by('starts_at').first().pk}/")
    walk.page.locator("[name=reason]").fill("书屋停电")
    walk.look("session")
    walk.page.get_by_role("button", name="取消这一场", exact=True).click()
    walk.page.get_by_text("报了名的人已通知").wait_for()
