"""While it runs: item by item, speakers in turn, adjourned with a date and a record."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from deliberation.actions import meetings, motions, sitting
from tests.deliberation import sat


def later(days=4):
    start = timezone.now() + timedelta(days=days)
    return {"starts_at": start, "ends_at": start + timedelta(hours=2)}


def test_without_a_required_party_no_vote_and_the_meeting_adjourns_with_its_record(town):
    meeting = sat.in_session(town, absent=("物业",))
    motion = sat.motion(meeting, town)
    with pytest.raises(ValidationError, match="物业没有人到会"):
        motions.open_voting(motion, by=town.clerk)
    with pytest.raises(ValidationError, match="最早"):
        sitting.adjourn(meeting, reason="物业没来", by=town.clerk, **later(1))
    following = sitting.adjourn(meeting, reason="物业没来", by=town.clerk, **later())
    assert (meeting.state, following.state, following.previous) == ("adjourned", "noticed", meeting)
    assert "物业：无人到会" in meeting.minutes.text
    assert "休会：物业没来" in meeting.minutes.text
    assert meeting.seats.arrived().count() == 4


def test_what_is_left_and_who_sits_there_go_to_the_next_one(town):
    meeting = sat.in_session(town, absent=("物业",))
    following = sitting.adjourn(meeting, reason="物业没来", by=town.clerk, **later())
    assert [item.title for item in following.items.all()] == ["小区大门修不修"]
    assert meeting.items.get().state == "carried"
    assert following.seats.count() == 5
    assert not following.seats.arrived().exists()


def test_one_item_at_a_time(town):
    meeting = sat.seated(sat.called(town), town)
    for title in ("大门", "路灯"):
        meetings.add_item(meeting, title=title, by=town.clerk)
    meetings.notify(meeting, by=town.clerk)
    sitting.open_meeting(meeting, by=town.clerk)
    first, second = meeting.items.all()
    sitting.go_to(first, by=town.clerk)
    sitting.go_to(second, by=town.clerk)
    assert [item.state for item in meeting.items.all()] == ["done", "current"]


def test_nothing_else_begins_while_a_vote_runs(town):
    meeting = sat.in_session(town)
    motions.open_voting(sat.motion(meeting, town), by=town.clerk)
    for deed in (
        lambda: sitting.go_to(sat.item(meeting), by=town.clerk),
        lambda: sitting.close(meeting, by=town.clerk),
        lambda: sitting.adjourn(meeting, reason="散了", by=town.clerk, **later()),
    ):
        with pytest.raises(ValidationError, match="正在表决"):
            deed()


def test_speakers_wait_once_and_what_they_said_is_kept(town):
    meeting = sat.in_session(town, absent=("物业",))
    item, seat = sat.item(meeting), sat.seat(meeting, "业主代表")
    speaker = sitting.ask_to_speak(item, seat=seat, by=town.clerk)
    assert sitting.ask_to_speak(item, seat=seat, by=town.clerk) == speaker
    sitting.has_spoken(speaker, stance="against", text="大门刚修过。", by=town.clerk)
    with pytest.raises(ValidationError, match="已经有人处理过"):
        sitting.has_spoken(speaker, stance="for", by=town.clerk)
    with pytest.raises(ValidationError, match="先签到"):
        sitting.ask_to_speak(item, seat=sat.seat(meeting, "物业"), by=town.clerk)


def test_when_all_is_done_it_is_closed_not_adjourned(town):
    meeting = sat.in_session(town)
    sat.vote(sat.motion(meeting, town), town, yes=sat.PARTIES)
    with pytest.raises(ValidationError, match="请直接散会"):
        sitting.adjourn(meeting, reason="晚了", by=town.clerk, **later())
    assert sitting.close(meeting, by=town.clerk).state == "closed"


def test_the_number_runs_within_place_kind_and_year_and_stays(town):
    first, other = sat.in_session(town), sat.in_session(town, name="居民会议")
    assert (first.year, first.number, other.number) == (timezone.localdate().year, 1, 1)
    elsewhere, second = sat.in_session(town, unit=town.north), sat.in_session(town, title="四月五方例会")
    assert (elsewhere.number, second.number) == (1, 2)
    with time_machine.travel(timezone.now() + timedelta(days=366)):
        assert sat.in_session(town, title="来年的会").number == 1
    first.refresh_from_db()
    assert first.number == 1
