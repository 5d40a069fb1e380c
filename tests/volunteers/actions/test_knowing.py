"""People written down by name at the door, and what becomes of it when they are found in the register."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from community.actions.merge import merge
from points.models import Account, Transfer
from tests.volunteers.actions.test_recording import settled
from tests.volunteers.served import agree, at, clock, confirmed, session_of
from volunteers.actions import attending, certifying, knowing
from volunteers.models import Attendance, ServiceRecord, SignPair, SignUp

pytestmark = pytest.mark.usefixtures("november")


@pytest.fixture
def aunt(town):
    """A walk-in nobody knew, with two confirmed hours and six points."""
    placeholder = knowing.write_down("王阿姨", unit=town.north, words="3栋的", by=town.north_worker)
    agree(town, placeholder.person)
    settled(town, confirmed(town, placeholder.person))
    return placeholder


def test_found_later_nothing_is_lost(aunt, town):
    agree(town, town.wang)
    confirmed(town, town.wang, day="2026-11-11")
    knowing.recognise(aunt, town.wang, by=town.clerk)
    assert ServiceRecord.objects.service().filter(person=town.wang).count() == 2
    assert Attendance.objects.filter(person=town.wang).count() == 2
    span = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
    assert sum(row.minutes for row in certifying.records_of(town.wang, **span)) == 240
    assert Account.objects.open().get(person=town.wang).balance == 6


def test_recognised_once(aunt, town):
    knowing.recognise(aunt, town.wang, by=town.clerk)
    with pytest.raises(ValidationError) as refusal:
        knowing.recognise(aunt, town.li, by=town.clerk)
    assert refusal.value.code == "moved_on"


def test_twice_at_one_session_counts_once(town):
    placeholder = knowing.write_down("小王", unit=town.north, by=town.north_worker)
    agree(town, town.wang, placeholder.person)
    session = confirmed(town, town.wang, placeholder.person)
    settled(town, session)
    merge(town.wang, placeholder.person, choices={"name": "kept"}, by=town.clerk)
    assert ServiceRecord.objects.confirmed().get().person == town.wang
    assert ServiceRecord.objects.get(state="void").person == town.wang
    assert Attendance.objects.get().minutes == 120
    assert SignPair.objects.count() == 1
    assert Account.objects.open().get(person=town.wang).balance == 6
    assert Transfer.objects.filter(kind="reversal").count() == 1


def test_what_both_told_of_different_times_is_kept(town):
    placeholder = knowing.write_down("小王", unit=town.north, by=town.north_worker)
    session = session_of(town)
    with clock(at("12:00")):
        attending.type_paper(session, town.wang, at("09:00"), at("09:30"), by=town.clerk)
        attending.type_paper(session, placeholder.person, at("10:00"), at("11:00"), by=town.clerk)
    merge(town.wang, placeholder.person, choices={"name": "kept"}, by=town.clerk)
    pairs = SignPair.objects.filter(attended__person=town.wang).values_list("number", "person")
    assert list(pairs) == [(1, town.wang.pk), (2, town.wang.pk)]


def test_who_signed_up_with_a_name_only_becomes_somebody(town):
    session = session_of(town)
    SignUp.objects.create(session=session, name="赵叔", number=1, state="confirmed")
    person = knowing.person_of(SignUp.objects.get(), by=town.north_worker)
    assert person.name == "赵叔"
    assert knowing.person_of(SignUp.objects.get(), by=town.north_worker) == person
