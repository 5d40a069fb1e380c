"""A day off told of later: what repeats is proposed to be called off, once, and nobody outside one's part is touched."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from accounts.models import Message
from issues.models import Holiday
from tests.volunteers.actions.test_signing import code_of
from volunteers.actions import holidays, series, signing
from volunteers.models import Session


@pytest.fixture
def day():
    return timezone.localdate() + timedelta(days=5)


@pytest.fixture
def club(publish, town, day):
    """Every morning in the north, and once a party on that very day."""
    rule = {"weekdays": "1234567", "begins_at": time(9), "minutes": 60, "first_on": day - timedelta(days=2)}
    publish("集体生日", kind="birthday", days=5, hour=15)
    return series.repeat(publish("太极拳", days=1), by=town.clerk, last_on=day + timedelta(days=3), **rule)


def test_what_repeats_is_called_off_once_and_a_party_stays(club, town, day, residents):
    reader = residents(1)[0]
    signing.sign_up(club.sessions.get(slot_on=day), person=reader, by=town.clerk)
    assert not holidays.on_days_off(town.north_worker, holidays.days_off()).exists()
    Holiday.objects.update_or_create(day=day, defaults={"works": False, "name": "临时放假"})
    assert holidays.call_off(day, by=town.north_worker) == 1
    assert code_of(lambda: holidays.call_off(day, by=town.north_worker)) == "moved_on"
    assert Message.objects.filter(recipient=reader.user, title__startswith="活动取消").count() == 1
    assert club.sessions.get(slot_on=day + timedelta(days=1)).state == "planned"
    assert Session.objects.get(activity__kind="birthday").state == "planned"


def test_an_ordinary_day_and_another_grids_sessions_are_left_alone(club, town, day):
    assert code_of(lambda: holidays.call_off(day, by=town.north_worker)) == "no_holiday"
    Holiday.objects.update_or_create(day=day, defaults={"works": False, "name": "临时放假"})
    assert code_of(lambda: holidays.call_off(day, by=town.south_worker)) == "moved_on"


def test_the_desk_says_so_and_one_button_does_it(club, town, day, browser_of):
    Holiday.objects.update_or_create(day=day, defaults={"works": False, "name": "临时放假"})
    browser = browser_of(town.north_worker)
    assert "有 1 场排在放假的日子" in browser.get("/desk/activities/").content.decode()
    assert "太极拳" in browser.get("/desk/sessions/holidays/").content.decode()
    browser.post(f"/desk/sessions/holidays/{day}/")
    assert "没有场次排在节假日" in browser.get("/desk/sessions/holidays/").content.decode()
