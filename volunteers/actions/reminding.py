"""What the clock does for activities: reminders once, offers that lapse, sessions that are made ahead."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from volunteers import news
from volunteers.models import Activity, Session, SignUp


def to_remind(now: datetime) -> QuerySet:
    """Confirmed places whose session begins within its activity's lead time, not reminded of yet."""
    waiting = SignUp.objects.filter(
        state=SignUp.State.CONFIRMED,
        reminded_at=None,
        session__state=Session.State.PLANNED,
        session__starts_at__gt=now,
    )
    due = SignUp.objects.none()
    for hours in Activity.objects.order_by().values_list("remind_hours", flat=True).distinct():
        soon = now + timedelta(hours=hours)
        due |= waiting.filter(session__activity__remind_hours=hours, session__starts_at__lte=soon)
    return due.order_by("pk")


@transaction.atomic
def remind(row: SignUp, now: datetime) -> bool:
    """One guarded update says whether it is still to be done; who was reminded once is not reminded again."""
    if not SignUp.objects.filter(pk=row.pk, reminded_at=None).update(reminded_at=now):
        return False
    news.remind(row)
    return True


def lapsed(now: datetime) -> QuerySet:
    return SignUp.objects.filter(state=SignUp.State.OFFERED, accept_by__lte=now).order_by("accept_by", "pk")
