"""Shifts inside a session: places, lists and minutes of each; nobody holds two at one hour."""

from datetime import time, timedelta

import pytest

from accounts.models import Message
from tests.volunteers.actions.test_signing import code_of
from tests.volunteers.served import at, clock, session_of, sign_up
from volunteers.actions import activities, attending, series, shifting, signing
from volunteers.models import Attendance, Session


@pytest.fixture
def parted(publish, town):
    """Nine to eleven in three days: the door from nine to ten and from ten to eleven, the kitchen all the time."""
    session = publish("重阳宴", places=50).sessions.get()
    start, end = session.starts_at, session.ends_at
    middle = start + timedelta(hours=1)
    for first, last, title, places in ((start, middle, "门口", 1), (middle, end, "门口", 1), (start, end, "厨房", 2)):
        shifting.add_shift(session, starts_at=first, ends_at=last, title=title, places=places, by=town.clerk)
    session.refresh_from_db()
    return session


def shifts_of(session):
    return list(session.shifts.order_by("title", "starts_at"))


def test_people_sign_up_for_a_shift_and_not_for_the_whole(parted, town):
    assert code_of(lambda: signing.sign_up(parted, person=town.wang, by=town.clerk)) == "by_shift"
    _kitchen, early, late = shifts_of(parted)
    for shift in (early, late):
        assert signing.sign_up(shift, person=town.wang, by=town.clerk).state == "confirmed"
    assert signing.sign_up(early, person=town.li, by=town.clerk).state == "waiting"


def test_two_shifts_at_one_hour_are_refused(parted, town):
    kitchen, early, _late = shifts_of(parted)
    signing.sign_up(kitchen, person=town.wang, by=town.clerk)
    assert code_of(lambda: signing.sign_up(early, person=town.wang, by=town.clerk)) == "overlap"


def test_who_signed_up_for_the_whole_is_not_put_into_a_shift(session, town):
    signing.sign_up(session, person=town.wang, by=town.clerk)
    span = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    assert code_of(lambda: shifting.add_shift(session, by=town.clerk, **span)) == "signed_up"


def test_a_shift_stays_inside_and_has_none_of_its_own(parted, town):
    span = {"starts_at": parted.starts_at, "ends_at": parted.ends_at + timedelta(hours=1)}
    assert code_of(lambda: shifting.add_shift(parted, by=town.clerk, **span)) == "outside"
    inner = shifts_of(parted)[0]
    span["ends_at"] = parted.ends_at
    assert code_of(lambda: shifting.add_shift(inner, by=town.clerk, **span)) == "no_shifts"


def test_the_whole_moves_with_its_shifts_and_those_concerned_hear_once(parted, town, residents):
    reader = residents(1)[0]
    signing.sign_up(shifts_of(parted)[0], person=reader, by=town.clerk)
    later = {"starts_at": parted.starts_at + timedelta(days=1), "ends_at": parted.ends_at + timedelta(days=1)}
    activities.change_session(parted, by=town.clerk, **later)
    assert [shift.starts_at.day for shift in shifts_of(parted)] == [later["starts_at"].day] * 3
    assert Message.objects.filter(recipient=reader.user, title__startswith="活动有变动：重阳宴 厨房").count() == 1
    shorter = {"ends_at": later["ends_at"] - timedelta(minutes=30)}
    assert code_of(lambda: activities.change_session(parted, by=town.clerk, **shorter)) == "outside"


def test_the_whole_is_called_off_with_its_shifts(parted, town, residents):
    reader = residents(1)[0]
    signing.sign_up(shifts_of(parted)[0], person=reader, by=town.clerk)
    activities.withdraw(parted.activity, reason="下雨", by=town.clerk)
    assert not Session.objects.planned().filter(activity=parted.activity).exists()
    assert Message.objects.filter(recipient=reader.user, title__startswith="活动取消").count() == 1


def test_later_sessions_of_a_series_get_the_same_shifts_once(publish, town):
    activity = publish("护学", days=1)
    rule = {"weekdays": "1234567", "begins_at": time(7), "minutes": 120}
    made = series.repeat(activity, by=town.clerk, first_on=(activity.sessions.get().starts_at.date()), **rule)
    first, second, *later = made.sessions.order_by("starts_at")
    signing.sign_up(second, person=town.wang, by=town.clerk)
    span = {"starts_at": first.starts_at, "ends_at": first.starts_at + timedelta(hours=1)}
    shifting.add_shift(first, places=3, title="东门", by=town.clerk, **span)
    assert shifting.repeat_shifts(first, by=town.clerk) == len(later)
    assert shifting.repeat_shifts(first, by=town.clerk) == 0
    # whoever chose the sessions before another parted them finds that out when they are held
    assert shifting.copy_shifts(first, made.sessions.filter(pk=later[0].pk), by=town.clerk) == 0
    assert later[0].shifts.get().starts_at == later[0].starts_at
    assert not second.shifts.exists()
    made.refresh_from_db()
    with clock(first.starts_at + timedelta(days=3)):
        assert (series.extend(made), series.extend(made)) == (4, 0)
    newest = made.sessions.latest("starts_at")
    assert newest.pk > later[-1].pk
    assert (newest.shifts.get().title, newest.shifts.get().starts_at) == ("东门", newest.starts_at)


@pytest.mark.usefixtures("november")
def test_minutes_are_counted_by_shift_for_who_stays_on(town):
    whole = session_of(town)
    middle = whole.starts_at + (whole.ends_at - whole.starts_at) / 2
    with clock(at("08:00")):
        first, second = (
            shifting.add_shift(whole, starts_at=start, ends_at=end, title="门口", by=town.clerk)
            for start, end in ((whole.starts_at, middle), (middle, whole.ends_at))
        )
        whole.refresh_from_db()
        for shift in (first, second):
            sign_up(shift, town.wang)
    with clock(whole.starts_at):
        assert code_of(lambda: attending.sign_in(whole, town.wang, how="tick", by=town.clerk)) == "by_shift"
        attending.sign_in(first, town.wang, how="tick", by=town.clerk)
    with clock(middle):
        attending.sign_in(second, town.wang, how="tick", by=town.clerk)
    with clock(whole.ends_at):
        attending.sign_out(second, town.wang, how="tick", by=town.clerk)
    half = (whole.ends_at - middle).total_seconds() / 60
    assert list(Attendance.objects.order_by("session").values_list("minutes", flat=True)) == [half, half]
