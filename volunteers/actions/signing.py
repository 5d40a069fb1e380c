"""Signing up: places and the waiting list, in the order in which people asked.

Whoever changes who has a place holds the session's row first, and somebody's own record before it. So arrival order,
places and overlaps are judged one after the other, on both databases.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.secrets import blind_index
from accounts.text import clean_line, phone_digits
from community.actions.person import hold as hold_person
from community.models import Person
from grids.publish import bump_public_version
from volunteers import news
from volunteers.actions import fitness
from volunteers.models import Session, SignUp

State = SignUp.State


def hold(pk: int) -> Session:
    """The session as it is now, held until the transaction ends."""
    return Session.objects.select_for_update(of=("self",)).select_related("activity").get(pk=pk)


@transaction.atomic
def sign_up(
    session: Session,
    *,
    by: User | None,
    person: Person | None = None,
    name: str = "",
    phone: str = "",
    answers: Mapping[str, Any] | None = None,
) -> SignUp:
    """A place if one is free, else the next turn on the waiting list. The same person twice is one sign-up.

    ``name`` and ``phone`` are for somebody who is not in the register, and only when staff enters them.
    """
    who = known(person) if person else guest(name, phone)
    session = hold(session.pk)
    if found := SignUp.objects.open().filter(session=session, **same(who)).first():
        return found
    fitness.refuse_closed(session)
    fitness.refuse_unfit(session, who.get("person"))
    given = fitness.checked_answers(session.activity, answers or {})
    return place(session, who, given, by=by)


def place(session: Session, who: dict[str, Any], answers: dict[str, Any], *, by: User | None) -> SignUp:
    """Put somebody into a held session, whatever was to be checked before."""
    free = has_room(session)
    person = who.get("person")
    if free and person:
        refuse_overlap(session, person)
    number = session.last_number + 1
    facts = {"number": number, "answers": answers, "by": by, "state": State.CONFIRMED if free else State.WAITING}
    try:
        with transaction.atomic():
            row = SignUp.objects.create(session=session, **who, **facts)
    except IntegrityError:
        raise ValidationError(_("这场活动已经报过名了。"), code="signed_up") from None
    Session.objects.filter(pk=session.pk).update(last_number=number, taken=F("taken") + int(free))
    if free and session.places is not None and session.taken + 1 == session.places:
        bump_public_version()
    return row


def known(person: Person) -> dict[str, Any]:
    return {"person": hold_person(person)}


def guest(name: str, phone: str) -> dict[str, Any]:
    name, digits = clean_line(name)[:80], phone_digits(phone)
    if not name:
        raise ValidationError(_("请填写姓名。"), code="no_name")
    if not digits:
        raise ValidationError(_("请填写能联系到的电话，例如 13800000000。"), code="phone")
    return {"name": name, "phone": digits, "phone_index": blind_index(digits, "phone")}


def same(who: dict[str, Any]) -> dict[str, Any]:
    return {"person": who["person"]} if "person" in who else {"phone_index": who["phone_index"], "name": who["name"]}


def has_room(session: Session) -> bool:
    return session.places is None or session.taken < session.places


def refuse_overlap(session: Session, person: Person) -> None:
    """Nobody holds two places at the same time; both activities are named."""
    others = SignUp.objects.filter(person=person, state__in=SignUp.HOLDING).exclude(session=session)
    clash = others.filter(
        session__state=Session.State.PLANNED,
        session__starts_at__lt=session.ends_at,
        session__ends_at__gt=session.starts_at,
    ).select_related("session__activity")
    if found := clash.order_by("session__starts_at").first():
        words = {"new": news.called(session), "old": news.called(found.session)}
        raise ValidationError(_("“%(new)s”和已经报上的“%(old)s”时间重叠，请先取消其中一场。") % words, code="overlap")


@transaction.atomic
def cancel(row: SignUp, *, by: User | None) -> None:
    """Give the place or the turn back; the first who waits is offered the place."""
    session = hold(row.session_id)
    leave(session, row, State.CANCELLED)


@transaction.atomic
def decline(row: SignUp, *, by: User | None) -> None:
    """The first who waited does not want the place: the next is asked."""
    session = hold(row.session_id)
    leave(session, row, State.DECLINED)


def leave(session: Session, row: SignUp, state: str) -> None:
    now = SignUp.objects.open().filter(pk=row.pk).values_list("state", flat=True).first()
    if now is None:
        raise ValidationError(_("这次报名已经取消了。"), code="moved_on")
    SignUp.objects.filter(pk=row.pk).update(state=state, changed_at=timezone.now(), accept_by=None)
    if now in SignUp.HOLDING:
        hand_on(session)


def hand_on(session: Session) -> None:
    """A place of a held session came free: offer it to the first in turn, or count it free."""
    if not offer_next(session):
        Session.objects.filter(pk=session.pk, taken__gte=1).update(taken=F("taken") - 1)
        if session.taken == session.places:
            bump_public_version()


def offer_next(session: Session) -> bool:
    now = timezone.now()
    if session.starts_at <= now or session.state != Session.State.PLANNED:
        return False
    waiting = SignUp.objects.filter(session=session, state=State.WAITING).in_turn()
    first = waiting.select_related("person").first()
    if first is None:
        return False
    until = min(now + timedelta(hours=session.activity.accept_hours), session.starts_at)
    SignUp.objects.filter(pk=first.pk).update(state=State.OFFERED, accept_by=until, changed_at=now)
    first.refresh_from_db()
    news.tell_offer(session, first)
    return True


@transaction.atomic
def accept(row: SignUp, *, by: User | None) -> SignUp:
    """The offered place is taken: within the time, and not while another place is held at the same hour."""
    person = hold_person(row.person) if row.person else None
    session = hold(row.session_id)
    if session.state != Session.State.PLANNED:
        raise ValidationError(_("这场活动已经取消。"), code="cancelled")
    if person:
        refuse_overlap(session, person)
    offered = SignUp.objects.filter(pk=row.pk, state=State.OFFERED, accept_by__gt=timezone.now())
    if not offered.update(state=State.CONFIRMED, accept_by=None, changed_at=timezone.now()):
        raise ValidationError(_("确认的时间已经过了，名额已转给下一位。"), code="too_late")
    row.refresh_from_db()
    return row


@transaction.atomic
def lapse(pk: int, now: datetime) -> bool:
    """An offer that nobody accepted in time goes to the next; a second call changes nothing."""
    session = hold(SignUp.objects.values_list("session", flat=True).get(pk=pk))
    late = SignUp.objects.filter(pk=pk, state=State.OFFERED, accept_by__lte=now)
    if not late.update(state=State.LAPSED, changed_at=now):
        return False
    news.tell_lapsed(session, SignUp.objects.select_related("person").get(pk=pk))
    hand_on(session)
    return True


def fill_up(session: Session) -> None:
    """More places than before: offered to those who wait, one by one, in their turn."""
    while has_room(session) and offer_next(session):
        Session.objects.filter(pk=session.pk).update(taken=F("taken") + 1)
        session.taken += 1
