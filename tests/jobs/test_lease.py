import time
from datetime import timedelta
from threading import Barrier, Event, Thread

import pytest
from django.db import connection
from django.utils import timezone

from jobs import lease
from jobs.models import Job
from jobs.work import carry, enqueue

pytestmark = pytest.mark.django_db


def lapse(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_taken_job_is_not_taken_again():
    job = enqueue("x")
    first = lease.take(job.pk)
    assert first and first.attempts == 1
    assert lease.take(job.pk) is None


def test_a_lapsed_lease_passes_to_another():
    job = enqueue("x")
    first = lease.take(job.pk)
    lapse(job)
    second = lease.take(job.pk)
    assert second.attempts == 2
    assert second.holder != first.holder
    assert not lease.renew(first)
    assert lease.renew(second)


def test_a_fourth_taking_ends_the_job_with_its_reason():
    job = enqueue("x")
    for _attempt in range(3):
        assert lease.take(job.pk)
        lapse(job)
    assert lease.take(job.pk) is None
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.FAILED, 3)
    assert "中断了三次" in job.reason


def test_an_overtaken_attempt_cannot_end_the_job():
    job = enqueue("x")
    first = lease.take(job.pk)
    lapse(job)
    lease.take(job.pk)
    lease.end(first, Job.State.DONE, result={"by": "the late one"})
    job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.RUNNING, {})


@pytest.mark.parametrize("state", [Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED])
def test_an_ended_job_is_not_taken(state):
    job = Job.objects.create(kind="x", state=state, ended_at=timezone.now())
    assert lease.take(job.pk) is None


def test_a_job_of_tomorrow_is_not_taken_today():
    assert lease.take(enqueue("x", not_before=timezone.now() + timedelta(days=1)).pk) is None


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_and_one_gets_the_job():
    job, together, winners = enqueue("x"), Barrier(8), []

    def try_it() -> None:
        together.wait()
        if lease.take(job.pk):
            winners.append(1)
        connection.close()

    threads = [Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert winners == [1]


@pytest.mark.django_db(transaction=True)
def test_the_heartbeat_keeps_a_silent_job(kind, settings):
    settings.JOB_LEASE_SECONDS = 0.3
    renewed = Event()

    def parse_for_long(run) -> None:
        first = run.job.lease_until
        for _look in range(500):
            if Job.objects.get(pk=run.job.pk).lease_until > first:
                renewed.set()
                return
            time.sleep(0.02)

    kind("test.parse", parse_for_long)
    carry(enqueue("test.parse").pk)
    assert renewed.is_set()


@pytest.mark.django_db(transaction=True)
def test_the_heartbeat_gives_up_on_stuck_work(settings, monkeypatch):
    settings.JOB_LEASE_SECONDS = 0.1
    monkeypatch.setattr(lease, "SILENCE", -1)
    job = lease.take(enqueue("x").pk)
    before = job.lease_until
    lease.beat(job, Event())
    job.refresh_from_db()
    assert job.lease_until == before
