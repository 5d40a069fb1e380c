"""Who holds a job. One guarded UPDATE decides each step, so two workers never both hold it.

A lease lasts JOB_LEASE_SECONDS. Each chunk renews it in the chunk's own transaction; between chunks a
second thread renews it too (a spreadsheet may take minutes to parse before its first chunk), but not for
ever: work that shows no chunk for SILENCE is taken for stuck, its lease runs out and another worker may
take it. The one that was overtaken gets LeaseLost at its next chunk and writes nothing.
"""

import logging
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs.models import Job

log = logging.getLogger(__name__)
SILENCE = 30 * 60


class LeaseLost(Exception):
    """Another worker holds the job now, or its owner cancelled it; stop without writing."""


def length() -> timedelta:
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def until() -> datetime:
    return timezone.now() + length()


def held(job: Job) -> QuerySet[Job]:
    """The row, as long as this attempt holds it."""
    return Job.objects.filter(pk=job.pk, holder=job.holder, state=Job.State.RUNNING)


def take(pk: int) -> Job | None:
    """Lease the job for this attempt, or None when another was quicker or it has been tried enough."""
    holder = secrets.token_hex(8)
    due = Job.objects.due().order_by().filter(pk=pk)
    taken = due.filter(attempts__lt=Job.MAX_ATTEMPTS).update(
        state=Job.State.RUNNING, holder=holder, attempts=F("attempts") + 1, lease_until=until(), reason=""
    )
    if not taken:
        give_up(due)
        return None
    job = Job.objects.filter(pk=pk, holder=holder).first()
    if job:
        job.renewed_at = time.monotonic()
    return job


def give_up(due: QuerySet[Job]) -> None:
    """A job whose workers vanished in all its attempts is not carried a fourth time."""
    reason = _(
        "后台程序在处理这项任务时中断了三次（可能是断电或内存不足）。请点“再试一次”；仍不成功，请告诉系统管理员。"
    )
    due.filter(attempts__gte=Job.MAX_ATTEMPTS).update(
        state=Job.State.FAILED, reason=reason, ended_at=timezone.now(), lease_until=None
    )


def renew(job: Job) -> bool:
    return bool(held(job).update(lease_until=until()))


def put_off(job: Job, pause: timedelta) -> None:
    held(job).update(
        state=Job.State.QUEUED, lease_until=None, holder="", not_before=timezone.now() + pause, announced_at=None
    )


def give_back(job: Job) -> None:
    """An orderly stop is no failed attempt."""
    held(job).update(state=Job.State.QUEUED, lease_until=None, holder="", attempts=F("attempts") - 1, announced_at=None)


def end(job: Job, state: str, **fields) -> None:
    if not held(job).update(state=state, ended_at=timezone.now(), lease_until=None, **fields):
        log.info("job %s ended after it was no longer ours", job.pk)


@contextmanager
def heartbeat(job: Job) -> Iterator[None]:
    over = threading.Event()
    thread = threading.Thread(target=beat, args=(job, over), name=f"lease-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=5)


def beat(job: Job, over: threading.Event) -> None:
    """Renew a third of the way; a busy database is tried again at the next beat."""
    while not over.wait(length().total_seconds() / 3):
        if time.monotonic() - job.renewed_at > SILENCE:
            log.warning("job %s shows no progress, its lease may run out", job.pk)
            return
        try:
            if not renew(job):
                return
        except DatabaseError:
            log.warning("lease of job %s not renewed this time", job.pk, exc_info=True)
        finally:
            connection.close()
