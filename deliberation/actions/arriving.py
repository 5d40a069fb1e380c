"""Who is there: signed in by a code, by the recorder or by a proxy, each once however often it is tried."""

from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.images import Picture
from deliberation.actions.meetings import State, hold
from deliberation.models import Meeting, Seat

DOORS = (State.NOTICED, State.SESSION)


@transaction.atomic
def check_in(seat: Seat, *, how: str, by: User | None = None) -> Seat:
    """The first time is kept; again is no fault."""
    hold(seat.meeting, *DOORS)
    Seat.objects.filter(pk=seat.pk, arrived_at=None).update(arrived_at=timezone.now(), how=how)
    seat.refresh_from_db()
    return seat


def join_from_afar(seat: Seat) -> Seat:
    """By the seat's own link, where the meeting has an address on the net and has begun."""
    if not seat.meeting.remote or seat.meeting.state != State.SESSION:
        raise ValidationError(_("会议开始以后，才能在线上签到。"), code="not_yet")
    return check_in(seat, how=Seat.How.ONLINE)


@transaction.atomic
def undo_check_in(seat: Seat, *, by: User) -> None:
    """A tick at the wrong name; not once something was voted with it."""
    hold(seat.meeting, *DOORS)
    if seat.meeting.motions.exclude(opened_at=None).exists():
        raise ValidationError(_("已经表决过，签到不能再改。"), code="voted")
    Seat.objects.filter(pk=seat.pk, proxy="").update(arrived_at=None, how="")


def arrive(meeting: Meeting, *, party: str, name: str, key: UUID, how: str) -> Seat:
    """By the code in the room: one of the list says their name; whoever else comes to an open meeting is written down."""
    name = clean_line(name)[:40]
    if not name:
        raise ValidationError(_("请写您的姓名。"), code="required")
    if party:
        seat = meeting.seats.filter(party=party, name=name).first()
        if seat is None:
            words = {"party": party, "name": name}
            raise ValidationError(
                _("“%(party)s”的名单上没有“%(name)s”。请看看有没有写错，或者找会议记录人登记。") % words, code="unknown"
            )
    else:
        seat = register(meeting, name=name, key=key)
    return check_in(seat, how=how)


def register(meeting: Meeting, *, name: str, key: UUID, user: User | None = None) -> Seat:
    """A resident comes to listen, where the kind of meeting is open to them; the same key, or account, is the same person."""
    name = clean_line(name)[:40]
    if not name:
        raise ValidationError(_("请写您的姓名。"), code="required")
    if not meeting.kind.open_to_residents:
        raise ValidationError(_("这次会议只由各方代表参加，结果会公开。"), code="closed")
    with transaction.atomic():
        hold(meeting, *DOORS)
        mine = meeting.seats.filter(key=key) | (
            meeting.seats.filter(party="", user=user) if user else Seat.objects.none()
        )
        seat = mine.first()
        if seat is None:
            try:
                with transaction.atomic():
                    seat = Seat.objects.create(meeting=meeting, name=name, key=key, user=user)
            except IntegrityError as elsewhere:
                raise ValidationError(_("请刷新页面再试一次。"), code="key") from elsewhere
    return seat


@transaction.atomic
def send_proxy(seat: Seat, *, proxy: str, letter: Picture, by: User) -> Seat:
    """Somebody else sits there for them, by a letter the recorder has photographed."""
    hold(seat.meeting, *DOORS)
    proxy = clean_line(proxy)[:40]
    if not proxy:
        raise ValidationError(_("请写受托人的姓名。"), code="required")
    if not seat.party:
        raise ValidationError(_("旁听的居民不用委托。"), code="party")
    if proxy == seat.name or seat.meeting.seats.arrived().filter(proxy=proxy).exclude(pk=seat.pk).exists():
        raise ValidationError(_("受托人要是另外一个人，一个人只能替一位代表出席。"), code="proxy")
    seat.letter.save(f"{uuid4().hex}.jpg", ContentFile(letter.data), save=False)
    facts = {"proxy": proxy, "letter": seat.letter.name}
    found = Seat.objects.filter(pk=seat.pk, arrived_at=None)
    if not found.update(arrived_at=timezone.now(), how=Seat.How.PROXY, **facts):
        raise ValidationError(_("这个席位已经签到。"), code="arrived")
    seat.refresh_from_db()
    record("meeting.proxy", by=by, target=f"seat:{seat.pk}")
    return seat


def present(meeting: Meeting) -> list[dict]:
    """Party by party: who is there, who is not, and whether the party had to come."""
    seats: dict[str, list[Seat]] = {party: [] for party in meeting.kind.parties}
    for seat in meeting.seats.voices():
        seats.setdefault(seat.party, []).append(seat)
    return [
        {
            "party": party,
            "required": party in meeting.kind.required,
            "seats": sitting,
            "here": [seat for seat in sitting if seat.arrived_at],
            "away": [seat for seat in sitting if not seat.arrived_at],
        }
        for party, sitting in seats.items()
    ]


def wanting(meeting: Meeting) -> list[str]:
    """What is missing for a quorum, in words; empty when the meeting may vote."""
    rows = present(meeting)
    missing = [row["party"] for row in rows if row["required"] and not row["here"]]
    here = sum(len(row["here"]) for row in rows)
    words = [_("%(party)s没有人到会") % {"party": party} for party in missing]
    if here < meeting.kind.least:
        words.append(_("到会 %(here)d 人，至少要 %(least)d 人") % {"here": here, "least": meeting.kind.least})
    return words
