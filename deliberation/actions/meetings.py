"""A meeting before it begins: called, its agenda collected and closed, everybody told in time."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record, tell
from accounts.models import User
from accounts.text import clean_block, clean_line
from deliberation.models import ActionItem, AgendaItem, Meeting, MeetingKind, Resolution, Seat, Topic
from deliberation.models.meeting import new_code
from grids.models import Unit
from grids.publish import bump_public_version, objections

State = Meeting.State


def moved_on() -> ValidationError:
    return ValidationError(_("已经有人处理过了，请看最新进展。"), code="moved_on")


def move(meeting: Meeting, state: str, **facts: Any) -> None:
    starts = [start for start, ends in Meeting.MOVES.items() if state in ends]
    if not Meeting.objects.filter(pk=meeting.pk, state__in=starts).update(state=state, **facts):
        raise moved_on()
    meeting.refresh_from_db()
    bump_public_version()


def hold(meeting: Meeting, *states: str) -> Meeting:
    """The meeting's row, kept until the transaction ends: whatever happens in a meeting happens one after the other."""
    held = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if held.state not in states:
        raise ValidationError(
            _("这次会议现在是“%(state)s”，不能这样做。") % {"state": held.get_state_display()}, code="moved_on"
        )
    return held


def earliest(kind: MeetingKind, told_on: date) -> date:
    """Natural days between the day of the notice and the day of the meeting."""
    return told_on + timedelta(days=kind.notice_days)


def refuse_too_soon(kind: MeetingKind, starts_at: datetime) -> None:
    first = earliest(kind, timezone.localdate())
    if timezone.localtime(starts_at).date() < first or starts_at <= timezone.now():
        words = {"kind": kind.name, "n": kind.notice_days, "day": first.strftime("%Y-%m-%d")}
        raise ValidationError(
            _("%(kind)s要提前 %(n)d 天通知，今天通知的话，最早 %(day)s 开会。请改开会的日期。") % words, code="too_soon"
        )


# --- calling -----------------------------------------------------------------------------------
def call(unit: Unit, *, kind: MeetingKind, key: UUID, by: User, **facts: Any) -> Meeting:
    """``facts``: title, place, remote, starts_at, ends_at, chair, recorder, rotating. The same key is the same meeting."""
    earlier = Meeting.objects.filter(key=key).first()
    if earlier is not None:
        return earlier
    facts = checked(facts)
    for _try in range(9):
        try:
            with transaction.atomic():
                meeting = Meeting.objects.create(key=key, unit=unit, kind=kind, by=by, code=new_code(), **facts)
                carry_overdue(meeting)
                record("meeting.called", by=by, target=f"meeting:{meeting.pk}", kind=kind.name)
                return meeting
        except IntegrityError:
            twin = Meeting.objects.filter(key=key).first()
            if twin is not None:
                return twin
    raise ValidationError(_("系统正忙，请再试一次。"), code="busy")


def checked(facts: dict[str, Any]) -> dict[str, Any]:
    for name, most in (("title", 60), ("place", 80), ("chair", 40), ("recorder", 40)):
        facts[name] = clean_line(facts.get(name, ""))[:most]
    if not facts["title"] or not facts["chair"] or not facts["recorder"]:
        raise ValidationError(_("请写会议名称、主持人和记录人。"), code="required")
    if not facts["place"] and not facts.get("remote"):
        raise ValidationError(_("请写开会的地点，或者线上参加的地址。"), code="place")
    if facts["ends_at"] <= facts["starts_at"]:
        raise ValidationError(_("结束时间要晚于开始时间。"), code="times")
    if sentences := objections(facts["title"]):
        raise ValidationError([ValidationError(sentence, code="private") for sentence in sentences])
    return facts


@transaction.atomic
def change(meeting: Meeting, *, by: User, **facts: Any) -> Meeting:
    """After the notice another time or place is told again to everybody, and again in time."""
    held = hold(meeting, *Meeting.PLANNED)
    facts = checked(
        {
            name: getattr(held, name)
            for name in ("title", "place", "remote", "starts_at", "ends_at", "chair", "recorder")
        }
        | facts
    )
    if held.state == State.NOTICED and facts["starts_at"] != held.starts_at:
        refuse_too_soon(held.kind, facts["starts_at"])
    Meeting.objects.filter(pk=meeting.pk).update(sequence=F("sequence") + 1, changed_at=timezone.now(), **facts)
    meeting.refresh_from_db()
    if meeting.state == State.NOTICED:
        tell_seats(meeting, _("会议有变动：%(title)s"))
    record("meeting.changed", by=by, target=f"meeting:{meeting.pk}", sequence=meeting.sequence)
    bump_public_version()
    return meeting


@transaction.atomic
def cancel(meeting: Meeting, *, reason: str, by: User) -> Meeting:
    reason = clean_line(reason)[:200]
    if not reason:
        raise ValidationError(_("请写明为什么取消，通知过的人会看到。"), code="required")
    noticed = hold(meeting, *Meeting.PLANNED).state == State.NOTICED
    move(meeting, State.CANCELLED, reason=reason, sequence=F("sequence") + 1, changed_at=timezone.now())
    if noticed:
        tell_seats(meeting, _("会议取消了：%(title)s"))
    record("meeting.cancelled", by=by, target=f"meeting:{meeting.pk}", reason=reason)
    return meeting


# --- agenda ------------------------------------------------------------------------------------
def open_topics(meeting: Meeting) -> Iterable[Topic]:
    """What may still be put on this meeting's agenda."""
    found = Topic.objects.filter(unit__in=Unit.objects.within(meeting.unit), state=Topic.State.ACCEPTED)
    return found.exclude(agenda__meeting=meeting).order_by("-at", "-pk")


@transaction.atomic
def add_item(
    meeting: Meeting,
    *,
    by: User,
    title: str = "",
    topic: Topic | None = None,
    resolution: Resolution | None = None,
    owners_matter: bool = False,
    **facts: Any,
) -> AgendaItem:
    """From a topic, about a resolution, or in free words; ``facts``: text, presenter, minutes."""
    held = hold(meeting, State.COLLECTING)
    title = clean_line(title or (topic and str(topic)) or (resolution and str(resolution.topic)) or "")[:60]
    if not title:
        raise ValidationError(_("请选一个议题，或者写议程的题目。"), code="required")
    if sentences := objections(title):
        raise ValidationError([ValidationError(sentence, code="private") for sentence in sentences])
    if topic is not None and held.items.filter(topic=topic).exists():
        raise ValidationError(_("这个议题已经在议程里了。"), code="twice")
    return put_item(
        held,
        title=title,
        topic=topic,
        resolution=resolution,
        owners_matter=owners_matter or bool(topic and topic.owners_matter),
        text=clean_block(facts.get("text", ""))[:1000],
        presenter=clean_line(facts.get("presenter", ""))[:40],
        minutes=facts.get("minutes") or 10,
    )


def put_item(meeting: Meeting, **facts: Any) -> AgendaItem:
    last = meeting.items.aggregate(last=Max("number"))["last"] or 0
    return AgendaItem.objects.create(meeting=meeting, number=last + 1, **facts)


@transaction.atomic
def drop_item(item: AgendaItem, *, by: User) -> None:
    """What is overdue stays: it is not taken off, it is done."""
    hold(item.meeting, State.COLLECTING)
    if item.action_id is not None:
        raise ValidationError(_("过期没有落实的事自动列入议程，不能去掉。落实验收以后就不再出现。"), code="overdue")
    item.delete()


@transaction.atomic
def carry_overdue(meeting: Meeting) -> int:
    """What should have been done and was not comes by itself, each once; how many came now."""
    held = hold(meeting, State.COLLECTING)
    late = ActionItem.objects.overdue(timezone.localdate())
    late = late.filter(resolution__topic__unit__in=Unit.objects.within(held.unit)).exclude(agenda__meeting=held)
    found = list(late.select_related("who", "resolution"))
    for action in found:
        title = _("过期未落实：%(text)s") % {"text": action.text}
        put_item(held, title=title[:60], action=action, presenter=action.who.name[:40], minutes=5)
    return len(found)


# --- who is to come ----------------------------------------------------------------------------
@transaction.atomic
def add_seat(meeting: Meeting, *, party: str, name: str, by: User, user: User | None = None) -> Seat:
    """A voice of one party; the same name twice is one seat."""
    held = hold(meeting, *Meeting.LIVE)
    name = clean_line(name)[:40]
    if not name:
        raise ValidationError(_("请写姓名。"), code="required")
    if party not in held.kind.parties:
        raise ValidationError(_("请选是哪一方的代表。"), code="party")
    seat, new = Seat.objects.get_or_create(meeting=held, party=party, name=name, defaults={"user": user})
    if new and held.state != State.COLLECTING:
        tell_seat(seat, _("请您参加会议：%(title)s"))
    return seat


@transaction.atomic
def drop_seat(seat: Seat, *, by: User) -> None:
    hold(seat.meeting, *Meeting.PLANNED)
    if seat.arrived_at is not None:
        raise ValidationError(_("已经签到的人不能去掉。"), code="arrived")
    seat.delete()


# --- notice ------------------------------------------------------------------------------------
@transaction.atomic
def notify(meeting: Meeting, *, by: User) -> Meeting:
    """The agenda is closed and everybody told; not later than the kind's days of notice allow."""
    held = hold(meeting, State.COLLECTING)
    carry_overdue(held)
    if not held.items.exists():
        raise ValidationError(_("议程还是空的，请先列入要议的事。"), code="agenda")
    empty = [party for party in held.kind.required if not held.seats.filter(party=party).exists()]
    if empty:
        words = {"parties": "、".join(empty)}
        raise ValidationError(_("%(parties)s还没有登记参会人，请先登记。") % words, code="seats")
    refuse_too_soon(held.kind, held.starts_at)
    move(meeting, State.NOTICED, notified_at=timezone.now(), changed_at=timezone.now())
    tell_seats(meeting, _("请您参加会议：%(title)s"))
    record("meeting.noticed", by=by, target=f"meeting:{meeting.pk}", seats=meeting.seats.count())
    return meeting


def tell_seats(meeting: Meeting, title: str) -> None:
    meeting.seats.update(read_at=None)
    for seat in meeting.seats.select_related("user", "meeting"):
        tell_seat(seat, title)


def tell_seat(seat: Seat, title: str) -> None:
    """Who has an account gets a message; for the others somebody notes how they were told."""
    meeting = seat.meeting
    if seat.user is None:
        return
    start = timezone.localtime(meeting.starts_at)
    body = _("%(when)s，%(place)s") % {
        "when": start.strftime("%Y-%m-%d %H:%M"),
        "place": meeting.place or meeting.remote,
    }
    link = reverse("deliberation:seat", args=[seat.token])
    key = f"meeting:{seat.pk}:{meeting.sequence}:{meeting.state}"
    tell(seat.user, title % {"title": meeting.title}, body, link=link, key=key)
    Seat.objects.filter(pk=seat.pk).update(told_at=timezone.now())


@transaction.atomic
def note_told(seat: Seat, *, by: User) -> None:
    """Told by telephone or at the door."""
    hold(seat.meeting, State.NOTICED)
    Seat.objects.filter(pk=seat.pk, told_at=None).update(told_at=timezone.now())


def have_read(seat: Seat) -> bool:
    """回执: the seat itself says that it has the notice; the first time counts."""
    return bool(Seat.objects.filter(pk=seat.pk, read_at=None).update(read_at=timezone.now()))
