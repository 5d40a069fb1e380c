"""What is due by the clock, for whichever scheduler asks; two schedulers give one job.

The key of a periodic job contains its time slot, and keys are unique. Slots begin at local midnight,
so that a daily job belongs to a calendar day: a PC that is off at night catches up when it is switched on.
"""

import socket
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from jobs import broker
from jobs.models import Job, Pulse
from jobs.work import CLOCK, enqueue

REMIND = timedelta(minutes=5)
KEEP = timedelta(days=90)
KEEP_CLOCK = timedelta(days=1)


def slot(interval: timedelta, now: datetime) -> int:
    offset = timezone.localtime(now).utcoffset() or timedelta()
    return int((now.timestamp() + offset.total_seconds()) // interval.total_seconds())


def tick(now: datetime | None = None) -> int:
    """Queue each periodic kind once per interval, unless an earlier one still waits; how many were queued."""
    now = now or timezone.now()
    keys = {f"clock:{kind}:{slot(interval, now)}": kind for kind, interval in CLOCK.items()}
    known = Job.objects.filter(key__in=keys).values_list("kind", flat=True)
    waiting = Job.objects.filter(state=Job.State.QUEUED, kind__in=CLOCK, key__startswith="clock:")
    missing = set(CLOCK) - set(known) - set(waiting.values_list("kind", flat=True))
    for key, kind in keys.items():
        if kind in missing:
            enqueue(kind, key=key)
    return len(missing)


def remind(now: datetime | None = None) -> int:
    """Tell the broker again about jobs it should have carried: its memory may have been lost."""
    now = now or timezone.now()
    untold = Q(announced_at=None) | Q(announced_at__lt=now - REMIND)
    lapsed = Q(state=Job.State.RUNNING, announced_at__lt=F("lease_until"))
    due = Job.objects.due(now).filter(untold | lapsed).values_list("pk", flat=True)[:500]
    told = [pk for pk in due if broker.tell(pk)]
    Job.objects.filter(pk__in=told).update(announced_at=now)
    return len(told)


def sweep(now: datetime | None = None) -> int:
    """Forget what ended long ago; periodic jobs that went well, after a day."""
    now = now or timezone.now()
    old = Job.objects.filter(ended_at__lt=now - KEEP)
    routine = Job.objects.filter(state=Job.State.DONE, key__startswith="clock:", ended_at__lt=now - KEEP_CLOCK)
    return (old | routine).delete()[0]


def alive(*parts: str) -> None:
    """Leave a sign of life for ``manage.py doctor`` and the readiness page."""
    for part in parts:
        Pulse.objects.update_or_create(part=part, defaults={"seen_at": timezone.now(), "place": socket.gethostname()})
