"""Shifts inside a session: each is a session of its own, with its places, its list and its minutes.

Nobody signs up for a session that has shifts, or in to it: only for one of them. It moves and ends with all of them.
"""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from grids.publish import bump_public_version
from volunteers import news
from volunteers.actions import signing
from volunteers.actions.timing import refuse_times, same_time
from volunteers.models import Session

MOST = 24


@transaction.atomic
def add_shift(
    session: Session, *, starts_at: datetime, ends_at: datetime, by: User | None, places: int | None = None,
    title: str = "",
) -> Session:  # fmt: skip
    """8:00 to 10:00 at the door, four people. The first shift asks that nobody has signed up for the whole yet."""
    held = signing.hold(session.pk)
    refuse_shifts(held)
    refuse_times(starts_at, ends_at)
    refuse_outside(held, starts_at, ends_at)
    if held.shifts.planned().count() >= MOST:
        raise ValidationError(_("一场最多分 %(n)s 个班。") % {"n": MOST}, code="too_many")
    facts = {"place": held.place, "places": places, "title": clean_line(title)[:60]}
    try:
        with transaction.atomic():
            shift = Session.objects.create(
                activity=held.activity, unit_id=held.unit_id, within=held, starts_at=starts_at, ends_at=ends_at, **facts
            )
    except IntegrityError:
        raise same_time() from None
    if not held.in_shifts:
        Session.objects.filter(pk=held.pk).update(in_shifts=True)
    bump_public_version()
    record("session.shift_added", by=by, target=f"session:{held.pk}", shift=shift.pk)
    return shift


def refuse_shifts(session: Session) -> None:
    """``session`` is held, so that nobody signs up for it while this is looked at."""
    if session.within_id or session.term_id:
        raise ValidationError(_("这一场不能再分班次。"), code="no_shifts")
    if session.state != Session.State.PLANNED:
        raise ValidationError(_("这一场已经取消，不能再改。"), code="moved_on")
    if session.sign_ups.open().exists() or session.attendances.exists():
        raise ValidationError(_("已经有人报了这一场，不能再分班次。请先请他们取消，或者另加一场。"), code="signed_up")


def refuse_outside(session: Session, starts_at: datetime, ends_at: datetime) -> None:
    if starts_at < session.starts_at or ends_at > session.ends_at:
        start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        words = {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
        raise ValidationError(_("班次要在这一场的 %(start)s 到 %(end)s 之间。") % words, code="outside")


@transaction.atomic
def repeat_shifts(session: Session, *, by: User) -> int:
    """The later sessions of its series get the same shifts, where nobody has signed up yet; how many did."""
    held = signing.hold(session.pk)
    if held.series_id is None or not held.shifts.planned().exists():
        raise ValidationError(_("这一场不在重复活动里，或者还没有分班次。"), code="no_series")
    later = Session.objects.planned().filter(series=held.series_id, starts_at__gt=held.starts_at, in_shifts=False)
    return copy_shifts(held, later.order_by("starts_at"), by=by)


def copy_shifts(held: Session, later: QuerySet[Session], *, by: User | None) -> int:
    """Into sessions as long as this one that nobody has signed up for; how many got them. By nobody: by the clock."""
    shifts, done = list(held.shifts.planned().order_by("starts_at", "pk")), 0
    for pk in list(later.values_list("pk", flat=True)):
        other = signing.hold(pk)
        # somebody else may have parted it while this waited for it
        if other.in_shifts or other.sign_ups.open().exists():
            continue
        if other.ends_at - other.starts_at != held.ends_at - held.starts_at:
            continue
        for shift in shifts:
            span = [other.starts_at + (at - held.starts_at) for at in (shift.starts_at, shift.ends_at)]
            add_shift(other, starts_at=span[0], ends_at=span[1], places=shift.places, title=shift.title, by=by)
        done += 1
    return done


def follow(session: Session, start: datetime, end: datetime, place: str) -> None:
    """A held session was moved from there: its shifts go with it. One that only grew or shrank must still hold them."""
    if not session.in_shifts:
        return
    delta = session.starts_at - start if session.ends_at - session.starts_at == end - start else timedelta()
    for shift in session.shifts.planned().select_related("activity").order_by("pk"):
        facts = {"starts_at": shift.starts_at + delta, "ends_at": shift.ends_at + delta}
        refuse_outside(session, facts["starts_at"], facts["ends_at"])
        if shift.place == place:
            facts["place"] = session.place
        if all(getattr(shift, name) == value for name, value in facts.items()):
            continue
        Session.objects.filter(pk=shift.pk).update(sequence=F("sequence") + 1, changed_at=timezone.now(), **facts)
        shift.sign_ups.update(reminded_at=None)
        shift.refresh_from_db()
        news.tell_changed(shift)
