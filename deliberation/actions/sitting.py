"""A meeting while it runs: opened, item by item, adjourned with a new date, or closed."""

from datetime import datetime
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from deliberation.actions import meetings
from deliberation.actions.meetings import State, hold, move
from deliberation.actions.minutes import draft_minutes
from deliberation.models import AgendaItem, Meeting, Motion, Seat, Speaker
from grids.models import Unit


@transaction.atomic
def open_meeting(meeting: Meeting, *, by: User) -> Meeting:
    now = timezone.now()
    year = timezone.localdate(now).year
    # one meeting of a place after the other, so that no two get the same number
    Unit.objects.select_for_update().get(pk=meeting.unit_id)
    same = Meeting.objects.filter(unit=meeting.unit_id, kind__name=meeting.kind.name, year=year)
    last = same.aggregate(number=Max("number"))["number"] or 0
    move(meeting, State.SESSION, opened_at=now, year=year, number=last + 1)
    record("meeting.opened", by=by, target=f"meeting:{meeting.pk}")
    return meeting


@transaction.atomic
def go_to(item: AgendaItem, *, by: User) -> AgendaItem:
    """The one before is done."""
    held = hold(item.meeting, State.SESSION)
    refuse_while_voting(held)
    held.items.filter(state=AgendaItem.State.CURRENT).exclude(pk=item.pk).update(state=AgendaItem.State.DONE)
    AgendaItem.objects.filter(pk=item.pk).update(state=AgendaItem.State.CURRENT)
    item.refresh_from_db()
    return item


def current_item(meeting: Meeting) -> AgendaItem | None:
    return meeting.items.filter(state=AgendaItem.State.CURRENT).first()


def refuse_while_voting(meeting: Meeting) -> None:
    if meeting.motions.filter(state=Motion.State.VOTING).exists():
        raise ValidationError(_("正在表决，请先结束表决。"), code="voting")


@transaction.atomic
def ask_to_speak(item: AgendaItem, *, seat: Seat, by: User | None) -> Speaker:
    """At the end of the list; who waits already keeps their place."""
    hold(item.meeting, State.SESSION)
    if seat.meeting_id != item.meeting_id or seat.arrived_at is None:
        raise ValidationError(_("发言的人要先签到。"), code="absent")
    return Speaker.objects.get_or_create(item=item, seat=seat, spoken_at=None)[0]


@transaction.atomic
def has_spoken(speaker: Speaker, *, stance: str, text: str = "", by: User) -> Speaker:
    hold(speaker.item.meeting, State.SESSION)
    facts = {"stance": stance, "text": clean_line(text)[:300], "spoken_at": timezone.now()}
    if not Speaker.objects.filter(pk=speaker.pk, spoken_at=None).update(**facts):
        raise meetings.moved_on()
    speaker.refresh_from_db()
    return speaker


@transaction.atomic
def adjourn(meeting: Meeting, *, starts_at: datetime, ends_at: datetime, reason: str, by: User) -> Meeting:
    """What was done stays in this one's record; the rest goes to another meeting, which is told in time. Answers that one."""
    reason = clean_line(reason)[:200]
    if not reason:
        raise ValidationError(_("请写明为什么休会。"), code="required")
    if ends_at <= starts_at:
        raise ValidationError(_("结束时间要晚于开始时间。"), code="times")
    held = hold(meeting, State.SESSION)
    refuse_while_voting(held)
    meetings.refuse_too_soon(held.kind, starts_at)
    move(meeting, State.ADJOURNED, closed_at=timezone.now(), reason=reason)
    following = follow(meeting, starts_at, ends_at, by)
    draft_minutes(meeting, by=by)
    record("meeting.adjourned", by=by, target=f"meeting:{meeting.pk}", reason=reason, next=following.pk)
    return following


def follow(meeting: Meeting, starts_at: datetime, ends_at: datetime, by: User) -> Meeting:
    names = ("title", "place", "remote", "chair", "recorder", "rotating")
    facts = {name: getattr(meeting, name) for name in names}
    following = meetings.call(
        meeting.unit, kind=meeting.kind, key=uuid4(), by=by, starts_at=starts_at, ends_at=ends_at, **facts
    )
    Meeting.objects.filter(pk=following.pk).update(previous=meeting)
    for seat in meeting.seats.voices():
        meetings.add_seat(following, party=seat.party, name=seat.name, user=seat.user, by=by)
    settled = meeting.items.filter(state=AgendaItem.State.CURRENT, motions__state=Motion.State.PASSED)
    AgendaItem.objects.filter(pk__in=list(settled.values_list("pk", flat=True))).update(state=AgendaItem.State.DONE)
    left = meeting.items.exclude(state=AgendaItem.State.DONE)
    if not left.exists():
        raise ValidationError(_("议程都议完了，不用改日再开，请直接散会。"), code="finished")
    for item in left.filter(action=None):
        same = ("title", "text", "presenter", "minutes", "topic", "resolution", "owners_matter")
        meetings.put_item(following, **{name: getattr(item, name) for name in same})
    left.update(state=AgendaItem.State.CARRIED)
    following.refresh_from_db()
    return meetings.notify(following, by=by)


@transaction.atomic
def close(meeting: Meeting, *, by: User) -> Meeting:
    held = hold(meeting, State.SESSION)
    refuse_while_voting(held)
    held.items.filter(state=AgendaItem.State.CURRENT).update(state=AgendaItem.State.DONE)
    move(meeting, State.CLOSED, closed_at=timezone.now())
    draft_minutes(meeting, by=by)
    record("meeting.closed", by=by, target=f"meeting:{meeting.pk}")
    return meeting
