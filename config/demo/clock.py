"""A clock for stories: the demonstration acts through the same actions as people, on the days it tells of.

Only a command that builds a demonstration sets it; a web process never does.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside, ``timezone.now()`` and every model default that calls it answer ``moment``."""

    class Then(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.astimezone(tz)

    real = timezone.datetime
    timezone.datetime = Then
    try:
        yield
    finally:
        timezone.datetime = real
