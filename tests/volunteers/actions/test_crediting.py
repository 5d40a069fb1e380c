"""One session is paid once, whichever way its statement is opened; a correction pays what is right and nothing twice."""

import pytest
from django.core.exceptions import ValidationError

from points import actions as points
from points.models import Account, Item, Settlement, Transfer
from tests.points.together import together
from tests.volunteers.actions.test_recording import settled
from tests.volunteers.neighbours import volunteer
from tests.volunteers.served import agree, at, clock, confirmed, item
from volunteers.actions import crediting, helping, recording
from volunteers.models import ServiceRecord, Session

pytestmark = pytest.mark.usefixtures("november")


def balance(person) -> int:
    return Account.objects.open().get(person=person).balance


def test_a_session_is_paid_once_however_often_its_statement_is_made(town):
    agree(town, town.wang)
    session = confirmed(town, town.wang)
    settled(town, session)
    again = crediting.open_statement(session, by=town.clerk)
    points.settle(again, by=town.clerk)
    assert Settlement.objects.count() == 1
    assert balance(town.wang) == 6


def test_what_stands_in_one_statement_is_put_into_no_other(town):
    """Neither under another subject, nor by hand with the record's own key."""
    agree(town, town.wang)
    session = confirmed(town, town.wang)
    settled(town, session)
    record = ServiceRecord.objects.get()
    line = points.Line(town.wang, item(), 120, f"record:{record.pk}")
    with pytest.raises(ValidationError) as refusal:
        points.open_settlement("again", title="又一次", on=record.on, unit=town.north, lines=[line], by=town.clerk)
    assert refusal.value.code == "twice"
    crediting.credit_late(record, by=town.clerk)
    assert balance(town.wang) == 6


def test_one_more_record_after_settling_is_paid_alone_and_once(town):
    agree(town, town.wang, town.li)
    session = confirmed(town, town.wang)
    settled(town, session)
    facts = {"place": "广场", "on": session.starts_at.date(), "content": "清洁", "activity_name": "清洁"}
    late = recording.enter(
        town.li, subject=recording.subject_of(session), unit=town.north, item=item(), minutes=120, by=town.north_worker,
        responsible="林", **facts,
    )  # fmt: skip
    recording.confirm(late, by=town.clerk)
    crediting.credit_late(late, by=town.clerk)
    assert balance(town.li) == 6
    assert balance(town.wang) == 6


def test_a_help_that_was_none_gives_its_points_back(town):
    helper = volunteer(town, "陈师傅")
    asked = helping.ask_for_help(town.building, text="搬柜子", item=Item.objects.get(code="cleaning"), by=town.clerk)
    helping.accept(helping.ask(asked, helper))
    helping.report(asked, result="搬好了", minutes=60)
    helping.confirm(asked, by=town.clerk)
    record = ServiceRecord.objects.get(person=helper.person)
    recording.confirm(record, by=town.secretary)
    assert balance(helper.person) > 0
    recording.void(record, reason="没有去", by=town.clerk)
    assert balance(helper.person) == 0
    assert Transfer.objects.filter(kind="reversal").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clerks_who_make_the_statement_at_once_make_one(town):
    agree(town, town.wang)
    session = confirmed(town, town.wang)
    with clock(at("14:00")):
        together(
            *[
                lambda: crediting.open_statement(Session.objects.get(pk=session.pk), by=town.clerk).pk
                for _clerk in range(2)
            ]
        )
    assert Settlement.objects.get().headcount == 1
