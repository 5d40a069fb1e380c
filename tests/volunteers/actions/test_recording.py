"""Records under Order 67: drawn up, confirmed by somebody else in time, corrected with the old words kept."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from community.models import Consent, Person
from points.models import Settlement, Transfer
from tests.volunteers.served import agree, at, clock, confirmed, item, neighbour, served
from volunteers.actions import attending, crediting, helping, objecting, people, recording
from volunteers.models import Help, RecordVersion, ServiceRecord

pytestmark = pytest.mark.usefixtures("november")


def one() -> ServiceRecord:
    return ServiceRecord.objects.select_related("person", "item", "unit").get()


def refused(deed) -> str:
    with pytest.raises(ValidationError) as refusal:
        deed()
    return refusal.value.code


def settled(town, session) -> Settlement:
    from points import actions as points

    statement = crediting.open_statement(session, by=town.clerk)
    points.review_settlement(statement, by=town.secretary)
    return points.settle(statement, by=town.secretary)


@pytest.fixture
def waiting(town) -> ServiceRecord:
    agree(town, town.wang)
    served(town, town.wang)
    return one()


def test_ten_working_days_go_by_the_calendar(waiting):
    # Tuesday, 10 November 2026: two weekends lie between
    assert waiting.due_on == date(2026, 11, 24)
    # the National Day holiday, with Saturday the 10th worked
    assert recording.working_day(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert recording.working_day(date(2026, 10, 9), 1) == date(2026, 10, 10)


def test_confirmed_once_by_somebody_else(waiting, town):
    Person.objects.filter(pk=town.wang.pk).update(user=town.clerk)
    assert refused(lambda: recording.confirm(one(), by=town.clerk)) == "own"
    recording.confirm(one(), by=town.secretary)
    assert refused(lambda: recording.confirm(waiting, by=town.secretary)) == "moved_on"
    assert (one().state, one().confirmed_by) == ("confirmed", town.secretary)


def test_without_consent_nothing_is_recorded(waiting, town):
    Consent.objects.update(withdrawn_on="2026-11-11")
    assert refused(lambda: recording.confirm(waiting, by=town.clerk)) == "no_consent"


def test_everybody_of_a_session_at_once_and_why_not(town):
    ming = neighbour(town, "明明")
    session = served(town, ming, town.li)
    done, left = recording.confirm_all(session, by=town.clerk)
    assert done == 1
    assert left == ["李翠花 还没有同意登记志愿服务。请先征得本人同意，在居民页面登记后再确认。"]


def test_a_late_entry_is_marked_and_needs_another(town):
    agree(town, town.wang)
    session = served(town, town.wang)
    ServiceRecord.objects.all().delete()
    with clock(at("10:00", "2026-11-20")):
        attending.type_paper(session, town.wang, at("11:00"), at("11:30"), by=town.clerk)
        assert one().late_entry
        assert refused(lambda: recording.confirm(one(), by=town.clerk)) == "own_entry"
        recording.confirm(one(), by=town.secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRecord.objects.update(confirmed_by=town.clerk)


def test_a_correction_keeps_what_stood_there(waiting, town):
    recording.confirm(waiting, by=town.clerk)
    recording.correct(one(), minutes=150, reason="看了签到表，11 点半才走", by=town.secretary)
    old = RecordVersion.objects.get()
    assert (old.number, old.facts["minutes"], one().minutes, one().version) == (1, 120, 150, 2)
    assert refused(lambda: recording.correct(one(), minutes=150, reason="再改", by=town.clerk)) == "same"
    assert refused(lambda: recording.correct(one(), minutes=9999, reason="再改", by=town.clerk)) == "minutes"


def test_an_objection_is_answered_once_and_corrects(waiting, town):
    Person.objects.filter(pk=town.wang.pk).update(user=town.stranger)
    recording.confirm(one(), by=town.clerk)
    assert refused(lambda: objecting.object_to(one(), text="不是我的", by=town.clerk)) == "not_own"
    objection = objecting.object_to(one(), text="我到 11 点半才走", by=town.stranger)
    assert refused(lambda: objecting.object_to(one(), text="再提一次", by=town.stranger)) == "asked"
    objecting.answer(objection, upheld=True, text="核实属实", by=town.secretary, minutes=150)
    assert refused(lambda: objecting.answer(objection, upheld=False, text="无误", by=town.clerk)) == "moved_on"
    objection.refresh_from_db()
    assert (objection.state, objection.answer, one().minutes) == ("upheld", "核实属实", 150)


# --- the bridge to points ----------------------------------------------------------------------
def test_one_statement_a_session_equal_to_the_ledger(town):
    people = [town.wang, neighbour(town, "明明")]
    agree(town, town.wang)
    session = confirmed(town, *people)
    statement = settled(town, session)
    paid = Transfer.objects.filter(settlement=statement)
    assert (statement.headcount, statement.minutes, statement.points) == (2, 240, 12)
    assert sum(paid.values_list("amount", flat=True)) == 12
    again = crediting.open_statement(session, by=town.clerk)
    assert again.pk == statement.pk
    assert Transfer.objects.filter(kind="earn").count() == 2


def test_no_statement_while_somebody_waits(town, waiting):
    session = waiting.attended.session
    assert refused(lambda: crediting.open_statement(session, by=town.clerk)) == "waiting"


def test_corrected_after_settling_is_taken_back_and_given_anew(town, waiting):
    recording.confirm(waiting, by=town.clerk)
    settled(town, waiting.attended.session)
    recording.correct(one(), minutes=60, reason="中途离开", by=town.secretary)
    amounts = list(Transfer.objects.order_by("pk").values_list("kind", "amount"))
    assert amounts == [("earn", 6), ("reversal", 6), ("earn", 3)]


def test_corrected_before_settling_asks_for_a_new_statement(town, waiting):
    recording.confirm(waiting, by=town.clerk)
    session = waiting.attended.session
    crediting.open_statement(session, by=town.clerk)
    recording.correct(one(), minutes=60, reason="中途离开", by=town.secretary)
    assert Settlement.objects.get().state == "cancelled"
    assert settled(town, session).points == 3


def test_voided_after_settling_is_taken_back_once(town, waiting):
    recording.confirm(waiting, by=town.clerk)
    settled(town, waiting.attended.session)
    recording.void(one(), reason="不是志愿服务", by=town.secretary)
    assert refused(lambda: recording.void(one(), reason="再来", by=town.secretary)) == "moved_on"
    assert list(Transfer.objects.order_by("pk").values_list("kind", flat=True)) == ["earn", "reversal"]


def test_democracy_earns_points_and_no_certificate(town):
    agree(town, town.wang)
    session = confirmed(town, town.wang, code="council")
    assert settled(town, session).points == 2
    assert not ServiceRecord.objects.service().exists()


def test_help_without_a_session_is_recorded_once_and_paid_once(town):
    """The same hour is not paid by the help and again by its record."""
    volunteer = people.register(town.wang, unit=town.north, how="当面说的", by=town.clerk)
    done = {
        "state": "done",
        "done_at": at("10:00"),
        "minutes": 60,
        "text": "修水管",
        "result": "换好了",
        "item": item("company"),
    }
    row = Help.objects.create(unit=town.north, helper=volunteer, by=town.north_worker, **done)
    helping.confirm(row, by=town.north_worker)
    waiting = one()
    told = (waiting.subject, waiting.activity_name, waiting.minutes, waiting.responsible)
    assert told == (f"help:{row.pk}", "邻里照应", 60, "林小满")
    recording.confirm(waiting, by=town.clerk)
    recording.correct(one(), minutes=30, reason="核对后更正", by=town.clerk)
    booked = Transfer.objects.order_by("pk").values_list("kind", "amount")
    assert list(booked) == [("earn", 3), ("reversal", 3), ("earn", 1)]
