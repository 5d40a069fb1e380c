"""What repeats: made once, changed in place, days off left out."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.volunteers.actions.test_signing import Quick
from volunteers import tasks
from volunteers.actions import activities, series, signing
from volunteers.models import Series, Session, SignUp

NINE = time(9)


@pytest.fixture
def club(town, publish, time_machine):
    """The reading club on Tuesday, Thursday and Saturday at nine, from 7 September to 17 October 2026."""
    time_machine.move_to("2026-09-01T08:00:00+08:00")
    activity = publish("人民读书会", days=1, places=20)
    series.repeat(activity, by=town.north_worker, **rule())
    return activity


def rule(**changes) -> dict:
    facts = {"weekdays": "246", "begins_at": NINE, "minutes": 90, "first_on": date(2026, 9, 7)}
    return facts | {"last_on": date(2026, 10, 17)} | changes


def planned(activity) -> list[str]:
    rows = activity.sessions.planned().exclude(series=None).order_by("starts_at").values_list("starts_at", flat=True)
    return [f"{timezone.localtime(row):%m-%d %H:%M}" for row in rows]


def on(activity, day: date) -> Session:
    return activity.sessions.get(slot_on=day)


def test_three_a_week_with_the_days_off_left_out(club):
    assert planned(club) == [
        *[f"09-{day:02} 09:00" for day in (8, 10, 12, 15, 17, 19, 22, 24, 29)],
        # 26 September is 中秋节, 1 to 7 October 国庆节
        *[f"10-{day:02} 09:00" for day in (8, 10, 13, 15, 17)],
    ]


def test_days_off_are_kept_when_the_club_wants_it(town, publish, time_machine):
    time_machine.move_to("2026-09-01T08:00:00+08:00")
    activity = publish("值班", days=1)
    series.repeat(activity, by=town.north_worker, **rule(skips_holidays=False, weekdays="4", last_on=date(2026, 10, 8)))
    assert planned(activity)[-2:] == ["10-01 09:00", "10-08 09:00"]


def test_one_time_is_changed_and_nothing_else(town, club, residents, told):
    row, (one,) = on(club, date(2026, 9, 15)), residents(1)
    signing.sign_up(row, person=one, by=one.user)
    before = planned(club)
    start = row.starts_at + timedelta(hours=5)
    activities.change_session(row, starts_at=start, ends_at=start + timedelta(hours=1), by=town.north_worker)
    assert set(planned(club)) ^ set(before) == {"09-15 09:00", "09-15 14:00"}
    series.extend(club.series.get())
    assert len(planned(club)) == len(before)
    assert told.all() == [(one.name, "活动有变动：人民读书会")]


def test_this_and_later_moves_what_is_there_and_makes_no_double(town, club, residents, told):
    """Tapir #734: editing a series made a second row for each of its shifts."""
    (one,) = residents(1)
    kept = signing.sign_up(on(club, date(2026, 9, 17)), person=one, by=one.user)
    before, rows = planned(club), set(club.sessions.values_list("pk", flat=True))
    new = series.change_from(on(club, date(2026, 9, 17)), by=town.north_worker, begins_at=time(15))
    assert planned(club) == [line if line < "09-17" else line[:6] + "15:00" for line in before]
    assert set(club.sessions.values_list("pk", flat=True)) == rows
    kept.refresh_from_db()
    assert (kept.state, f"{timezone.localtime(kept.session.starts_at):%m-%d %H:%M}") == ("confirmed", "09-17 15:00")
    assert told.all() == [(one.name, "活动有变动：人民读书会")]
    for made in Series.objects.all():
        assert series.extend(made) == 0
    # and once more, from later on
    series.change_from(on(club, date(2026, 9, 24)), by=town.north_worker, minutes=60)
    assert len(planned(club)) == len(before) and new.sessions.count() == 3


def test_another_weekday_moves_the_sign_ups_with_it(town, club, residents):
    (one,) = residents(1)
    kept = signing.sign_up(on(club, date(2026, 9, 19)), person=one, by=one.user)
    series.change_from(on(club, date(2026, 9, 15)), by=town.north_worker, weekdays="247")
    assert f"{timezone.localtime(Session.objects.get(pk=kept.session_id).starts_at):%m-%d}" == "09-20"
    assert [line[:5] for line in planned(club) if line < "09-25"] == [
        "09-08", "09-10", "09-12", "09-15", "09-17", "09-20", "09-22", "09-24",
    ]  # fmt: skip


def test_a_weekday_that_falls_away_is_cancelled_and_told(town, club, residents, told):
    (one,) = residents(1)
    signing.sign_up(on(club, date(2026, 9, 19)), person=one, by=one.user)
    series.change_from(on(club, date(2026, 9, 15)), by=town.north_worker, weekdays="24")
    assert not [line for line in planned(club) if line >= "09-15" and line[:5] in ("09-19", "10-10", "10-17")]
    assert [who for who, _title in told.all()] == [one.name]
    assert on(club, date(2026, 9, 19)).state == Session.State.CANCELLED


def test_what_was_cancelled_or_moved_by_hand_stays_so(town, club):
    activities.cancel_session(on(club, date(2026, 9, 22)), reason="停电", by=town.north_worker)
    activities.change_session(on(club, date(2026, 9, 24)), place="江边", by=town.north_worker)
    series.change_from(on(club, date(2026, 9, 17)), by=town.north_worker, begins_at=time(10), place="新活动室")
    assert on(club, date(2026, 9, 22)).state == Session.State.CANCELLED
    assert on(club, date(2026, 9, 24)).place == "江边"
    assert on(club, date(2026, 9, 29)).place == "新活动室"


def test_cancelling_tells_those_concerned_only(town, club, residents, told):
    one, other = residents(2)
    signing.sign_up(on(club, date(2026, 9, 10)), person=one, by=one.user)
    signing.sign_up(on(club, date(2026, 9, 12)), person=other, by=other.user)
    activities.cancel_session(on(club, date(2026, 9, 10)), reason="下雨", by=town.north_worker)
    ((who, title),) = told.all()
    assert who == one.name and title.startswith("活动取消：人民读书会（9月10日")


def test_cancelling_from_here_on_ends_the_rule(town, club):
    assert series.cancel_from(on(club, date(2026, 9, 24)), reason="放假", by=town.north_worker) == 7
    assert planned(club)[-1] == "09-22 09:00"
    assert series.extend(club.series.get()) == 0


def test_without_an_end_the_clock_adds_days_and_never_twice(town, publish, time_machine):
    time_machine.move_to("2026-03-02T08:00:00+08:00")
    activity = publish("早操", days=1)
    series.repeat(activity, by=town.north_worker, **rule(first_on=date(2026, 3, 2), last_on=None))
    count = len(planned(activity))
    time_machine.move_to("2026-03-16T08:00:00+08:00")
    tasks.extend_series(Quick())
    tasks.extend_series(Quick())
    assert len(planned(activity)) == count + 6


def test_the_same_time_and_place_twice_is_refused(town, publish):
    activity = publish("书法班")
    one = activity.sessions.get()
    with pytest.raises(ValidationError) as refused:
        activities.add_session(activity, starts_at=one.starts_at, ends_at=one.ends_at, by=town.north_worker)
    assert refused.value.code == "known_time"


def test_withdrawing_cancels_what_is_to_come_and_tells_once_each(town, club, residents, told):
    (one,) = residents(1)
    for day in (8, 10):
        signing.sign_up(on(club, date(2026, 9, day)), person=one, by=one.user)
    activities.withdraw(club, reason="场地维修", by=town.north_worker)
    assert planned(club) == [] and len(told.all()) == 2
    assert SignUp.objects.open().count() == 2
