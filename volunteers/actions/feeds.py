"""The address of somebody's calendar: made, shown once, revoked."""

import secrets

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.secrets import blind_index
from volunteers.models import CalendarFeed


def index_of(token: str) -> str:
    return blind_index(token, "calendar-feed")


@transaction.atomic
def open_feed(user: User) -> str:
    """A new address, which no one else knows; the one before stops working at once."""
    User.objects.select_for_update().get(pk=user.pk)
    revoke(user)
    token = secrets.token_urlsafe(24)
    CalendarFeed.objects.create(user=user, token_index=index_of(token))
    return token


def revoke(user: User) -> bool:
    return bool(CalendarFeed.objects.filter(user=user, until=None).update(until=timezone.now()))


def reader_of(token: str) -> User | None:
    """Whose calendar this address opens; nobody's when it was revoked or the account closed."""
    found = CalendarFeed.objects.filter(token_index=index_of(token), until=None, user__is_active=True)
    row = found.select_related("user").first()
    return row.user if row else None
