"""Signing in, confirming and certifying at the same moment, as real parallel transactions."""

from datetime import date

import pytest

from tests.issues.test_races import together
from tests.volunteers.served import agree, clock, confirmed, item, served, session_of, sign_up
from volunteers.actions import attending, certifying, recording
from volunteers.models import Attendance, Certificate, ServiceRecord, SignPair

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("november")]
AT_ONCE = 6


def test_nobody_is_at_two_places_however_fast(town):
    """Every one of six sessions of the same hour tries to take the same person in."""
    sessions = [session_of(town, title=f"活动{number}") for number in range(AT_ONCE)]
    with clock(sessions[0].starts_at):
        answers = together(
            *[
                lambda session=session: attending.sign_in(session, town.wang, how="tick", by=town.north_worker).pk
                for session in sessions
            ]
        )
    assert sorted(map(str, answers)).count("two_places") == AT_ONCE - 1
    assert SignPair.objects.count() == 1


def test_two_lists_typed_at_once_never_overlap(town):
    first, second = session_of(town, title="甲"), session_of(town, "10:00", "12:00", title="乙")

    def type_(session):
        begin, end = session.starts_at, session.ends_at
        return lambda: attending.type_paper(session, town.wang, begin, end, by=town.clerk).pk

    with clock(second.ends_at):
        answers = together(type_(first), type_(second))
    assert [str(answer) for answer in answers].count("two_places") == 1
    assert Attendance.objects.filter(minutes=120).count() == 1


def test_scans_at_once_are_one_pair(town):
    session = session_of(town)
    sign_up(session, town.wang)
    with clock(session.starts_at):
        together(*[lambda: attending.sign_in(session, town.wang, how="code", by=None).pk] * AT_ONCE)
    assert SignPair.objects.count() == 1


def test_a_list_is_closed_once_with_one_record_each(town):
    session = session_of(town)
    sign_up(session, town.wang, town.li)
    with clock(session.starts_at):
        for person in (town.wang, town.li):
            attending.sign_in(session, person, how="tick", by=town.north_worker)
    pk = item().pk
    with clock(session.ends_at):
        answers = together(*[lambda: attending.close(session, by=town.clerk, item_id=pk)] * AT_ONCE)
    assert sorted(map(str, answers)) == ["2", *["moved_on"] * (AT_ONCE - 1)]
    assert ServiceRecord.objects.count() == 2


def test_one_word_on_a_record(town):
    agree(town, town.wang)
    served(town, town.wang)
    row = ServiceRecord.objects.select_related("person", "item", "unit").get()
    answers = together(
        lambda: recording.confirm(row, by=town.clerk).state,
        lambda: recording.refuse(row, reason="不是志愿服务", by=town.secretary) or "refused",
    )
    assert "moved_on" in answers


def test_certificates_at_once_have_numbers_without_gap_or_double(town):
    agree(town, town.wang)
    confirmed(town, town.wang)
    asked = [
        certifying.ask(town.wang, unit=town.north, since=date(2026, 1, day), until=date(2026, 12, 31), by=town.clerk)
        for day in range(1, AT_ONCE + 1)
    ]
    together(*[lambda row=row: certifying.issue(row, responsible="周书记", by=town.secretary).pk for row in asked])
    numbers = sorted(Certificate.objects.values_list("number", flat=True))
    assert [number[-1] for number in numbers] == list("123456")
