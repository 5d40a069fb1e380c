import threading

import pytest
from django.db import OperationalError

from jobs import worker as workers
from jobs.models import Job, Pulse
from jobs.work import enqueue
from jobs.worker import Worker

pytestmark = pytest.mark.django_db


def test_the_longest_waiting_job_comes_first(kind):
    order = []
    kind("test.order", lambda run: order.append(run.job.pk))
    first, second = enqueue("test.order"), enqueue("test.order")
    worker = Worker()
    assert worker.carry_next(frozenset())
    assert worker.carry_next(frozenset())
    assert not worker.carry_next(frozenset())
    assert order == [first.pk, second.pk]


def test_a_short_job_does_not_wait_behind_a_long_one(kind):
    kind("test.long", lambda run: None, long=True)
    kind("test.short", lambda run: None)
    long, short = enqueue("test.long"), enqueue("test.short")
    worker = Worker()
    worker.carry_next({"test.long"})
    assert Job.objects.get(pk=short.pk).ended
    assert not worker.carry_next({"test.long"})
    assert not Job.objects.get(pk=long.pk).ended


def test_the_worker_is_its_own_clock():
    Worker().mind_clock()
    assert Job.objects.filter(kind="jobs.sweep").count() == 1
    assert Pulse.objects.filter(part="worker").exists()


def test_a_locked_database_is_waited_for(monkeypatch, caplog):
    monkeypatch.setattr(workers, "AFTER_FAULT", 0)
    monkeypatch.setattr(workers, "connection", type("Connection", (), {"close": staticmethod(lambda: None)}))

    def locked():
        raise OperationalError("database is locked")

    assert Worker().guarded(locked) is False
    assert "trying again" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_running_worker_carries_and_ends(kind):
    done = threading.Event()
    kind("test.done", lambda run: done.set())
    worker = Worker()
    runner = threading.Thread(target=worker.run)
    enqueue("test.done")
    runner.start()
    assert done.wait(30)
    worker.stop()
    runner.join(30)
    assert not runner.is_alive()
