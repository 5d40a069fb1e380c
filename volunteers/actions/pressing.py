"""The clock of article 11: seven working days remind the organiser, ten the committee; each once for a session."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from volunteers import record_news
from volunteers.actions.attending import open_book
from volunteers.actions.recording import working_day
from volunteers.models import (
    Activity,
    Attendance,
    RecordPolicy,
    ServiceRecord,
    Session,
    SessionQuerySet,
    SignBook,
    SignUp,
)

# what nobody recorded in so long is no reminder's business any more
LOOK_BACK = timedelta(days=90)


def unrecorded(today: date) -> SessionQuerySet:
    """Over, and either a record waits or nobody closed the list of a service."""
    waiting = ServiceRecord.objects.waiting().filter(attended__session=OuterRef("pk"))
    expected = SignUp.objects.coming_for().filter(session=OuterRef("pk"))
    there = Attendance.objects.filter(session=OuterRef("pk"))
    left_open = Q(activity__kind=Activity.Kind.SERVICE) & (Q(book=None) | Q(book__closed_at=None))
    over = Session.objects.planned().over().filter(starts_at__date__gte=today - LOOK_BACK)
    return over.filter(Q(Exists(waiting)) | left_open & (Q(Exists(expected)) | Q(Exists(there))))


def look_after(session: Session, today: date) -> None:
    policy = RecordPolicy.current()
    ended = timezone.localdate(session.ends_at)
    warn_on, due_on = (working_day(ended, days) for days in (policy.warn_days, policy.due_days))
    if today >= warn_on and once(session, "warned_at"):
        record_news.warn_organiser(session, due_on)
    if today >= due_on and once(session, "told_at"):
        record_news.tell_committee(session, due_on)


def once(session: Session, mark: str) -> bool:
    open_book(session)
    return bool(SignBook.objects.filter(session=session, **{mark: None}).update(**{mark: timezone.now()}))
