"""How an app gives work to the jobs table, and how a carrier does it.

An app's ``tasks.py`` declares what a kind of job does::

    @work("community.read_roster", long=True)
    def read_roster(run: Run, roster_id: int) -> None:
        start = run.checkpoint.get("at_row", 0)
        for rows in ...:  # from ``start`` on
            with run.chunk(done=1000, total=8500, at_row=1000):  # saved with the rows, or not at all
                ...

What happens to a job: ``lease.py`` says who may hold it, ``carry`` below says how it ends.
A refusal (``ValidationError``) ends it at once with its sentence; any other exception puts it back
twice, after a pause, and then ends it with a sentence that says whom to ask.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs import broker, lease
from jobs.lease import LeaseLost
from jobs.models import Job

log = logging.getLogger(__name__)
WORK: dict[str, Callable] = {}
LONG: set[str] = set()
CLOCK: dict[str, timedelta] = {}
BACK_OFF = (timedelta(seconds=10), timedelta(minutes=1))
# a writer that waits looks again within this time (measured: longest wait 81 ms instead of 632 ms)
SQLITE_PAUSE = 0.02


class Stopped(Exception):
    """The worker was asked to end; the job goes back to the queue with its checkpoint."""


def work(kind: str, *, long: bool = False) -> Callable:
    """Declare what a kind of job does. ``long`` ones never take the lane kept free for short ones."""

    def register(function: Callable) -> Callable:
        WORK[kind] = function
        if long:
            LONG.add(kind)
        return function

    return register


def every(**interval: int) -> Callable:
    """``@every(minutes=5)`` above ``@work(kind)``: the clock queues it once per interval."""

    def register(function: Callable) -> Callable:
        kind = next(name for name, known in WORK.items() if known is function)
        CLOCK[kind] = timedelta(**interval)
        return function

    return register


def enqueue(
    kind: str,
    *,
    title: str = "",
    owner=None,
    key: str | None = None,
    not_before: datetime | None = None,
    **args: int | str,
) -> Job:
    """Queue a job; the same key twice is the same job. ``args`` are ids and short words only."""
    now = timezone.now()
    fields = {
        "kind": kind,
        "title": title,
        "owner_id": getattr(owner, "pk", None),
        "args": args,
        "not_before": not_before or now,
    }
    fresh = broker.present() and fields["not_before"] <= now
    fields |= {"announced_at": now} if fresh else {}
    if key is None:
        job, created = Job.objects.create(**fields), True
    else:
        job, created = Job.objects.get_or_create(key=key, defaults=fields)
    if fresh and created:
        # a lambda: Django's note about a failure asks the callback for its name, which a partial has not
        transaction.on_commit(lambda: announce(job.pk), robust=True)
    return job


def announce(pk: int) -> None:
    """Tell a carrier that a job waits; without a broker the worker finds it by itself."""
    if broker.present() and not broker.tell(pk):
        Job.objects.filter(pk=pk).update(announced_at=None)


class Run:
    """One attempt at a job, seen from inside its function."""

    def __init__(self, job: Job, stopping: threading.Event | None = None) -> None:
        self.job = job
        self.checkpoint: dict = job.checkpoint
        self.stopping = stopping or threading.Event()

    @contextmanager
    def chunk(self, *, done: int, total: int | None = None, note: str = "", **checkpoint) -> Iterator[None]:
        """One transaction: what the block writes and how far the job then is.

        Raises LeaseLost when the job was cancelled or is another worker's by now: nothing of the
        block stays. Raises Stopped after the transaction when the worker is asked to end.
        """
        fields: dict = {"done": done, "checkpoint": checkpoint}
        fields |= {"total": total} if total is not None else {}
        fields |= {"note": note[:200]} if note else {}
        with transaction.atomic():
            yield
            if not lease.held(self.job).update(lease_until=lease.until(), **fields):
                raise LeaseLost
        self.checkpoint = checkpoint
        self.job.renewed_at = time.monotonic()
        if self.stopping.is_set():
            raise Stopped
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            time.sleep(SQLITE_PAUSE)

    def finish(self, **result) -> None:
        """``link`` (a path of the portal) and ``link_text`` become the next step on the progress page."""
        self.job.result = result


def carry(pk: int, *, stopping: threading.Event | None = None, alone: bool = True) -> None:
    """Do one job now, if it still waits. ``alone`` carriers keep the lease alive from a second thread."""
    job = lease.take(pk)
    if job is None:
        return
    try:
        with lease.heartbeat(job) if alone else nullcontext():
            WORK[job.kind](Run(job, stopping), **job.args)
    except LeaseLost:
        log.info("job %s is no longer ours", pk)
    except Stopped:
        lease.give_back(job)
    except ValidationError as refusal:
        lease.end(job, Job.State.FAILED, reason="\n".join(refusal.messages))
    except Exception:
        stumble(job)
    else:
        lease.end(job, Job.State.DONE, result=job.result)


def stumble(job: Job) -> None:
    """After an unexpected exception: once more later, or the end. The trace goes to the log only."""
    # a connection that broke with the work must not break the note about it
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    if job.attempts < Job.MAX_ATTEMPTS:
        log.warning("job %s (%s) stumbled, attempt %s", job.pk, job.kind, job.attempts, exc_info=True)
        lease.put_off(job, BACK_OFF[job.attempts - 1])
        return
    log.exception("job %s (%s) failed", job.pk, job.kind)
    reason = _("处理时出了意外，试了三次都没有成功。请过一会儿点“再试一次”；仍不成功，请把任务编号 %d 告诉系统管理员。")
    lease.end(job, Job.State.FAILED, reason=reason % job.pk)


def drain() -> None:
    """Carry everything that is due, here and now (tests, and the first start's demonstration data)."""
    while pk := Job.objects.due().values_list("pk", flat=True).first():
        carry(pk, alone=False)
