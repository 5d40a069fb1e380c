"""A meeting before it begins: called once, in time, with its agenda closed and everybody told."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Message
from deliberation.actions import meetings
from deliberation.models import ActionItem, Meeting
from tests.deliberation import made, sat


def overdue(town) -> ActionItem:
    item = made.with_action(made.resolved(town), town)
    ActionItem.objects.filter(pk=item.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    return item


def test_the_same_key_calls_one_meeting(town):
    key = uuid4()
    assert sat.called(town, key=key).pk == sat.called(town, key=key).pk


def test_too_late_a_notice_is_refused_and_says_the_earliest_day(town):
    meeting = sat.seated(sat.called(town, days=2), town)
    meetings.add_item(meeting, title="大门", by=town.clerk)
    first = (timezone.localdate() + timedelta(days=3)).isoformat()
    with pytest.raises(ValidationError, match=f"最早 {first} 开会"):
        meetings.notify(meeting, by=town.clerk)
    start = meeting.starts_at + timedelta(days=1)
    meetings.change(meeting, starts_at=start, ends_at=start + timedelta(hours=1), by=town.clerk)
    assert meetings.notify(meeting, by=town.clerk).state == "noticed"


def test_no_notice_without_agenda_or_with_an_unfilled_party(town):
    meeting = sat.called(town)
    with pytest.raises(ValidationError, match="议程还是空的"):
        meetings.notify(meeting, by=town.clerk)
    meetings.add_item(meeting, title="大门", by=town.clerk)
    for party in ("党组织", "居委会"):
        meetings.add_seat(meeting, party=party, name="甲", by=town.clerk)
    with pytest.raises(ValidationError, match="业委会、物业、业主代表还没有登记"):
        meetings.notify(meeting, by=town.clerk)


def test_after_the_notice_the_agenda_is_closed(town):
    meeting = sat.noticed(town)
    with pytest.raises(ValidationError, match="已通知"):
        meetings.add_item(meeting, title="再加一项", by=town.clerk)
    with pytest.raises(ValidationError, match="已通知"):
        meetings.drop_item(sat.item(meeting), by=town.clerk)
    assert meeting.items.count() == 1


def test_what_is_overdue_comes_by_itself_once_and_stays(town):
    action = overdue(town)
    meeting = sat.called(town)
    assert [item.action for item in meeting.items.all()] == [action]
    assert (meetings.carry_overdue(meeting), meeting.items.count()) == (0, 1)
    with pytest.raises(ValidationError, match="自动列入议程"):
        meetings.drop_item(meeting.items.get(), by=town.clerk)


def test_what_became_overdue_after_the_call_comes_with_the_notice(town):
    meeting = sat.seated(sat.called(town), town)
    overdue(town)
    meetings.notify(meeting, by=town.clerk)
    assert meeting.items.get().title.startswith("过期未落实")


def test_a_topic_stands_once_on_an_agenda(town):
    topic, meeting = made.accepted(town), sat.called(town)
    meetings.add_item(meeting, topic=topic, by=town.clerk)
    assert topic not in meetings.open_topics(meeting)
    with pytest.raises(ValidationError, match="已经在议程里"):
        meetings.add_item(meeting, topic=topic, by=town.clerk)


def test_the_notice_reaches_the_seats_and_they_say_once_that_they_have_it(town):
    meeting = sat.noticed(town)
    seat = sat.seat(meeting, "党组织")
    assert Message.objects.filter(recipient=town.secretary, link__contains=seat.token).count() == 1
    assert (meetings.have_read(seat), meetings.have_read(seat)) == (True, False)
    without = sat.seat(meeting, "物业")
    assert without.told_at is None
    meetings.note_told(without, by=town.clerk)
    assert sat.seat(meeting, "物业").told_at


def test_another_time_is_told_again_and_asks_for_a_new_receipt(town):
    meeting = sat.noticed(town)
    meetings.have_read(sat.seat(meeting, "党组织"))
    start = meeting.starts_at + timedelta(days=1)
    meetings.change(meeting, starts_at=start, ends_at=start + timedelta(hours=1), by=town.clerk)
    assert (meeting.sequence, sat.seat(meeting, "党组织").read_at) == (1, None)
    assert Message.objects.filter(recipient=town.secretary, title__startswith="会议有变动").exists()
    soon = timezone.now() + timedelta(days=1)
    with pytest.raises(ValidationError, match="最早"):
        meetings.change(meeting, starts_at=soon, ends_at=soon + timedelta(hours=1), by=town.clerk)


def test_cancelled_for_a_reason_that_everybody_reads(town):
    meeting = sat.noticed(town)
    with pytest.raises(ValidationError, match="为什么取消"):
        meetings.cancel(meeting, reason=" ", by=town.clerk)
    meetings.cancel(meeting, reason="主持人生病", by=town.clerk)
    assert Message.objects.filter(recipient=town.secretary, title__startswith="会议取消了").exists()
    with pytest.raises(ValidationError):
        meetings.cancel(meeting, reason="再取消一次", by=town.clerk)


@pytest.mark.parametrize("state", Meeting.State.values)
def test_only_the_moves_of_the_table_are_made(town, state):
    for end in Meeting.State.values:
        meeting = sat.called(town)
        facts = {"notified_at": timezone.now(), "reason": "因为"}
        Meeting.objects.filter(pk=meeting.pk).update(state=state, **facts)
        if end in Meeting.MOVES.get(state, ()):
            meetings.move(meeting, end)
        else:
            with pytest.raises(ValidationError):
                meetings.move(meeting, end)
