"""Attendance as fact: who, how, by whom, and how long by the server's clock."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from tests.volunteers.served import at, clock, item, served, session_of, sign_up
from volunteers.actions import attending
from volunteers.models import Attendance, RecordPolicy, ServiceRecord, SignPair

pytestmark = pytest.mark.usefixtures("november")


@pytest.fixture
def session(town):
    session = session_of(town)
    sign_up(session, town.wang, town.li)
    return session


def come(session, person, clock_at, town, how="tick"):
    with clock(at(clock_at)):
        return attending.sign_in(session, person, how=how, by=town.north_worker)


def go(session, person, clock_at, town, how="tick"):
    with clock(at(clock_at)):
        return attending.sign_out(session, person, how=how, by=town.north_worker)


def row(session, person) -> Attendance:
    return Attendance.objects.get(session=session, person=person)


def test_every_way_of_signing_in_says_who_and_how(session, town):
    come(session, town.wang, "09:00", town, how="code")
    come(session, town.li, "09:02", town, how="passbook")
    with clock(at("12:00")):
        attending.type_paper(session, town.zeng, at("09:00"), at("10:30"), by=town.clerk)
    told = SignPair.objects.order_by("in_at", "pk").values_list("person", "in_how", "in_by")
    worker = town.north_worker.pk
    assert set(told) == {
        (town.wang.pk, "code", worker),
        (town.li.pk, "passbook", worker),
        (town.zeng.pk, "paper", town.clerk.pk),
    }


def test_minutes_are_the_servers(session, town):
    come(session, town.wang, "09:05", town)
    go(session, town.wang, "10:47", town)
    assert (row(session, town.wang).minutes, row(session, town.wang).state) == (102, "early")


def test_late_on_time_and_within_the_grace(session, town):
    come(session, town.wang, "09:10", town)
    come(session, town.li, "09:11", town)
    assert (row(session, town.wang).state, row(session, town.li).state) == ("arrived", "late")


def test_signing_in_twice_is_once(session, town):
    first, second = come(session, town.wang, "09:00", town), come(session, town.wang, "09:01", town)
    assert first.pk == second.pk


@pytest.mark.parametrize(("when", "code"), [("07:59", "too_early"), ("12:01", "over")])
def test_not_before_and_not_after(session, town, when, code):
    with pytest.raises(ValidationError) as refusal:
        come(session, town.wang, when, town)
    assert refusal.value.code == code


def test_nobody_is_at_two_sessions_at_once(session, town):
    other = session_of(town, "10:00", "12:00", title="文明劝导")
    come(session, town.wang, "09:00", town)
    with pytest.raises(ValidationError) as refusal:
        come(other, town.wang, "10:05", town)
    assert refusal.value.code == "two_places"
    assert "楼道清洁" in refusal.value.messages[0] and "文明劝导" in refusal.value.messages[0]
    go(session, town.wang, "10:10", town)
    come(other, town.wang, "10:20", town)
    assert SignPair.objects.filter(person=town.wang).count() == 2


def test_paper_may_not_say_somebody_was_elsewhere_too(session, town):
    other = session_of(town, "10:00", "12:00", title="文明劝导")
    come(session, town.wang, "09:00", town)
    go(session, town.wang, "11:00", town)
    with clock(at("13:00")), pytest.raises(ValidationError) as refusal:
        attending.type_paper(other, town.wang, at("10:30"), at("12:00"), by=town.clerk)
    assert refusal.value.code == "two_places"


def test_the_database_holds_one_open_pair_and_three_a_day(session, town):
    pair = come(session, town.wang, "09:00", town)
    facts = {name: getattr(pair, name) for name in ("attended", "activity", "person", "day", "in_at", "in_how")}
    for number in (2, 4):
        with pytest.raises(IntegrityError), transaction.atomic():
            SignPair.objects.create(**facts, number=number, out_at=None if number == 2 else pair.in_at)


def test_three_pairs_a_day_and_no_fourth(session, town):
    for start, end in (("09:00", "09:10"), ("09:20", "09:30"), ("09:40", "09:50")):
        come(session, town.wang, start, town)
        go(session, town.wang, end, town)
    with pytest.raises(ValidationError) as refusal:
        come(session, town.wang, "10:00", town)
    assert refusal.value.code == "three_a_day"
    assert row(session, town.wang).minutes == 30


def test_ticks_say_what_the_organiser_saw(session, town):
    with clock(at("09:30")):
        attending.mark(session, town.wang, "arrived", by=town.north_worker)
        attending.mark(session, town.li, "excused", by=town.north_worker)
    with clock(at("10:30")):
        attending.mark(session, town.wang, "early", by=town.north_worker)
    assert (row(session, town.wang).minutes, row(session, town.wang).state) == (90, "early")
    assert (row(session, town.li).minutes, row(session, town.li).state) == (0, "excused")


def test_a_tick_by_mistake_is_struck_and_told(session, town):
    with clock(at("09:30")):
        attending.mark(session, town.wang, "arrived", by=town.north_worker)
        attending.mark(session, town.wang, "absent", by=town.north_worker)
    assert not SignPair.objects.exists()
    assert AuditEntry.objects.get(verb="attendance.struck").detail == {"person": town.wang.pk}


def test_closing_signs_everybody_out_and_draws_up_the_records(session, town):
    come(session, town.wang, "09:00", town)
    with clock(at("11:20")):
        attending.close(session, by=town.north_worker, item_id=item().pk)
    assert (row(session, town.wang).minutes, row(session, town.li).state) == (120, "absent")
    record = ServiceRecord.objects.get()
    told = (record.activity_name, record.place, record.organiser, record.responsible, record.minutes)
    assert told == ("楼道清洁", "柳荫广场", "青石社区", "林小满", 120)
    with clock(at("11:30")), pytest.raises(ValidationError):
        attending.close(session, by=town.north_worker)


def test_without_a_category_there_is_attendance_but_no_record(session, town):
    come(session, town.wang, "09:00", town)
    with clock(at("11:00")):
        attending.close(session, by=town.north_worker)
        assert not ServiceRecord.objects.exists()
        attending.choose_item(session, item().pk, by=town.clerk)
    assert ServiceRecord.objects.get().minutes == 120


def test_a_correction_after_closing_moves_the_record_that_waits(town):
    session = served(town, town.wang)
    with clock(at("12:00")):
        attending.mark(session, town.wang, "absent", by=town.clerk)
        assert not ServiceRecord.objects.exists()
        attending.type_paper(session, town.wang, at("09:00"), at("10:00"), by=town.clerk)
    assert ServiceRecord.objects.get().minutes == 60


def test_the_limit_of_a_day_counts_other_sessions(town):
    RecordPolicy.current()
    RecordPolicy.objects.update(day_minutes=150, session_minutes=150)
    served(town, town.wang)
    second = session_of(town, "14:00", "16:00", title="文明劝导")
    sign_up(second, town.wang)
    with clock(at("14:00")):
        attending.sign_in(second, town.wang, how="tick", by=town.north_worker)
    with clock(at("16:00")):
        attending.close(second, by=town.north_worker, item_id=item().pk)
    last = row(second, town.wang)
    assert (last.served, last.minutes) == (120, 30)


def test_who_forgot_to_leave_is_not_kept_from_the_next_session(session, town):
    other = session_of(town, "11:00", "12:00", title="文明劝导")
    come(session, town.wang, "09:00", town)
    come(other, town.wang, "11:05", town)
    assert row(session, town.wang).minutes == 120
