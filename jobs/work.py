"""How an app gives work to the jobs table, and how a carrier does it.

An app's ``tasks.py`` declares what a kind of job does::

    @work("community.read_roster")
    def read_roster(run: Run, roster_id: int) -> None:
        for chunk in ...:
            with run.chunk(done=1000, total=8500, at_row=1000):  # saved with the rows, or not at all
                ...
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from jobs.models import Job

WORK: dict[str, Callable] = {}
CLOCK: dict[str, timedelta] = {}
LEASE = timedelta(minutes=2)
MAX_ATTEMPTS = 3


class LeaseLost(Exception):
    """Another worker holds the job now; this one must stop without writing."""


def work(kind: str) -> Callable:
    def register(function: Callable) -> Callable:
        WORK[kind] = function
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
    fields = {
        "kind": kind,
        "title": title,
        "owner_id": getattr(owner, "pk", None),
        "args": args,
        "not_before": not_before or timezone.now(),
    }
    if key is None:
        job = Job.objects.create(**fields)
    else:
        job, _ = Job.objects.get_or_create(key=key, defaults=fields)
    transaction.on_commit(partial(announce, job.pk))
    return job


def announce(pk: int) -> None:
    """Tell a carrier that a job waits; without one the worker finds it by itself."""


class Run:
    """One attempt at a job, seen from inside its function."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.checkpoint: dict = job.checkpoint

    @contextmanager
    def chunk(self, *, done: int, total: int | None = None, note: str = "", **checkpoint) -> Iterator[None]:
        """One transaction: what the block writes and how far the job then is. Raises LeaseLost."""
        with transaction.atomic():
            yield
            fields = {"done": done, "checkpoint": checkpoint, "lease_until": timezone.now() + LEASE}
            fields |= {"total": total} if total is not None else {}
            fields |= {"note": note} if note else {}
            mine = Job.objects.filter(pk=self.job.pk, holder=self.job.holder, state=Job.State.RUNNING)
            if not mine.update(**fields):
                raise LeaseLost
        self.checkpoint = checkpoint

    def finish(self, **result) -> None:
        self.job.result = result


def take(pk: int) -> Job | None:
    """Lease the job for this process, or None when another was quicker."""
    holder = secrets.token_hex(8)
    taken = (
        Job.objects.waiting()
        .filter(pk=pk, not_before__lte=timezone.now())
        .update(state=Job.State.RUNNING, holder=holder, lease_until=timezone.now() + LEASE)
    )
    return Job.objects.get(pk=pk) if taken else None


def carry(pk: int) -> None:
    """Do one job now, if it still waits."""
    job = take(pk)
    if job is None:
        return
    WORK[job.kind](Run(job), **job.args)
    Job.objects.filter(pk=pk, holder=job.holder).update(
        state=Job.State.DONE, result=job.result, ended_at=timezone.now(), lease_until=None
    )


def drain() -> None:
    """Carry everything that waits, here and now (tests, and the first start's demonstration data)."""
    while pk := Job.objects.waiting().filter(not_before__lte=timezone.now()).values_list("pk", flat=True).first():
        carry(pk)
