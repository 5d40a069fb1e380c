"""A day off that became known later: what repeats and keeps holidays free is proposed to be called off, by one button.

Only sessions that a rule made are meant; a single event on that day, and a birthday party, somebody wanted so.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from volunteers.actions.activities import cancel_session
from volunteers.models import Session, SessionQuerySet
from volunteers.workdays import official


def days_off() -> list[date]:
    """Official days off from today on."""
    today = timezone.localdate()
    return sorted(day for day, works in official().days.items() if not works and day >= today)


def on_days_off(user: User, days: list[date]) -> SessionQuerySet:
    """Planned sessions of rules that keep holidays free, in the reader's own part."""
    found = Session.objects.visible_to(user).planned().coming().whole().filter(series__skips_holidays=True)
    return found.filter(starts_at__date__in=days).order_by("starts_at", "pk")


@transaction.atomic
def call_off(day: date, *, by: User) -> int:
    """Whoever signed up is told once; how many sessions it was."""
    if day not in days_off():
        raise ValidationError(_("这一天不在法定节假日里，请先在节假日表里登记。"), code="no_holiday")
    rows = list(on_days_off(by, [day]).select_related("activity"))
    if not rows:
        raise ValidationError(_("这一天的场次已经处理好了。"), code="moved_on")
    for row in rows:
        cancel_session(row, reason=_("法定节假日，不办"), by=by)
    record("session.holiday", by=by, target=f"day:{day}", count=len(rows))
    return len(rows)
