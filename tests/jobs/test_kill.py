"""The real carriers, killed with -9 at 40,000 of 100,000 rows: they go on, and end with exactly 100,000."""

import os
import signal
import subprocess
import sys
import time
import uuid

import pytest
from django.conf import settings
from django.db import connection

from jobs.models import Job
from jobs.work import enqueue

EMBEDDED = [sys.executable, "manage.py", "worker"]
CELERY = [sys.executable, "-m", "celery", "-A", "config", "worker", "--concurrency=1", "--loglevel=WARNING", "--beat"]
needs_redis = pytest.mark.skipif(not settings.REDIS_URL, reason="需要 REDIS_URL 指向一个可用的 Redis")
pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def counted():
    """The number of rows written so far, and of different rows."""

    def look() -> tuple[int, int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), count(DISTINCT number) FROM counted")
            return cursor.fetchone()

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE counted (number integer)")
    yield look
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE counted")


@pytest.fixture
def start(tmp_path):
    """Start a carrier in its own process group; what still runs at the end is killed."""
    running: list[subprocess.Popen] = []
    queue = f"test-{uuid.uuid4().hex}"

    def launch(command: list[str]) -> subprocess.Popen:
        env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.jobs.settings",
            "DATA": str(tmp_path),
            "SUITE_DATABASE": str(connection.settings_dict["NAME"]),
            "SUITE_QUEUE": queue,
        }
        schedule = ["--schedule", str(tmp_path / "beat")] if "--beat" in command else []
        running.append(subprocess.Popen([*command, *schedule], cwd=settings.BASE, env=env, start_new_session=True))
        return running[-1]

    yield launch
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for(condition, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the carrier did not get there"
        time.sleep(0.02)


@pytest.mark.parametrize("carrier", [EMBEDDED, pytest.param(CELERY, marks=needs_redis)], ids=["worker", "celery"])
def test_a_killed_carrier_goes_on_and_counts_nothing_twice(carrier, counted, start):
    job = enqueue("counting.rows", upto=100_000)
    # as if the broker had lost the announcement
    Job.objects.update(announced_at=None)
    first = start(carrier)
    wait_for(lambda: counted()[0] >= 40_000)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert 40_000 <= counted()[0] < 100_000
    start(carrier)
    wait_for(lambda: Job.objects.filter(pk=job.pk, state=Job.State.DONE).exists())
    assert counted() == (100_000, 100_000)
    job.refresh_from_db()
    assert (job.done, job.attempts) == (100_000, 2)


def test_an_idle_worker_ends_by_itself_when_asked(start):
    worker = start(EMBEDDED)
    wait_for(lambda: Job.objects.filter(kind="jobs.sweep", state=Job.State.DONE).exists())
    worker.terminate()
    assert worker.wait(timeout=30) == 0
