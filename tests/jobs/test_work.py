import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from jobs import work
from jobs.models import Job
from jobs.work import LeaseLost, Run, Stopped, carry, drain, enqueue

pytestmark = pytest.mark.django_db


def test_a_job_is_carried_with_its_arguments_and_keeps_its_result(kind):
    kind("test.add", lambda run, a, b: run.finish(sum=a + b, link="/desk/"))
    job = enqueue("test.add", a=3, b=4)
    drain()
    job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.DONE, {"sum": 7, "link": "/desk/"})
    assert job.ended_at
    assert job.lease_until is None


def test_the_same_key_twice_is_the_same_job(kind):
    seen = []
    kind("test.once", lambda run, number: seen.append(number))
    first = enqueue("test.once", key="once", number=1)
    assert enqueue("test.once", key="once", number=2) == first
    drain()
    assert seen == [1]


def test_a_job_waits_for_its_time(kind):
    kind("test.later", lambda run: None)
    job = enqueue("test.later", not_before=timezone.now() + timezone.timedelta(hours=1))
    drain()
    job.refresh_from_db()
    assert job.state == Job.State.QUEUED


def test_a_chunk_saves_progress_with_its_rows(kind):
    def two_steps(run: Run) -> None:
        with run.chunk(done=1, total=2, note="第一步", at=1):
            enqueue("test.noted", key="first")

    kind("test.steps", two_steps)
    kind("test.noted", lambda run: None)
    job = enqueue("test.steps")
    carry(job.pk, alone=False)
    job.refresh_from_db()
    assert (job.done, job.total, job.note, job.checkpoint) == (1, 2, "第一步", {"at": 1})
    assert job.percent == 50


def test_a_chunk_that_fails_leaves_neither_rows_nor_progress(kind):
    def breaks(run: Run) -> None:
        with run.chunk(done=1, at=1):
            Job.objects.create(kind="test.row", key="half")
            raise RuntimeError

    kind("test.breaks", breaks)
    job = enqueue("test.breaks")
    carry(job.pk, alone=False)
    job.refresh_from_db()
    assert (job.done, job.checkpoint) == (0, {})
    assert not Job.objects.filter(key="half").exists()


def test_a_refusal_ends_the_job_with_its_sentence(kind):
    def refuses(run: Run) -> None:
        raise ValidationError("第3行没有姓名，请补上再导入。")

    kind("test.refuses", refuses)
    job = enqueue("test.refuses")
    drain()
    job.refresh_from_db()
    assert (job.state, job.reason, job.attempts) == (Job.State.FAILED, "第3行没有姓名，请补上再导入。", 1)


def test_an_unexpected_exception_puts_the_job_off(kind):
    kind("test.bug", lambda run: 1 / 0)
    job = enqueue("test.bug")
    drain()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.reason) == (Job.State.QUEUED, 1, "")
    assert job.not_before > timezone.now()


@pytest.mark.logs_errors
def test_the_third_unexpected_exception_is_the_last(kind):
    kind("test.bug", lambda run: 1 / 0)
    job = enqueue("test.bug")
    for _attempt in range(3):
        Job.objects.update(not_before=timezone.now())
        drain()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.FAILED, 3)
    assert str(job.pk) in job.reason
    assert "division" not in job.reason


def test_a_kind_nobody_knows_is_put_off_like_any_fault():
    job = enqueue("test.of_a_newer_version")
    drain()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.QUEUED, 1)


def test_an_overtaken_worker_writes_nothing_more(kind):
    def overtaken(run: Run) -> None:
        Job.objects.filter(pk=run.job.pk).update(holder="another")
        with run.chunk(done=1):
            Job.objects.create(kind="test.row", key="late")

    kind("test.overtaken", overtaken)
    job = enqueue("test.overtaken")
    carry(job.pk, alone=False)
    job.refresh_from_db()
    assert (job.state, job.holder, job.done) == (Job.State.RUNNING, "another", 0)
    assert not Job.objects.filter(key="late").exists()


def test_a_chunk_of_a_lost_job_says_so(kind):
    job = Job.objects.create(kind="test.x", holder="mine", state=Job.State.CANCELLED, ended_at=timezone.now())
    with pytest.raises(LeaseLost), Run(job).chunk(done=1):
        pass


def test_a_stopping_worker_finishes_its_chunk_and_gives_the_job_back(kind):
    stopping = threading.Event()

    def asked_to_stop(run: Run) -> None:
        stopping.set()
        with run.chunk(done=5, at=5):
            pass
        pytest.fail("went on after the worker was asked to end")

    kind("test.stop", asked_to_stop)
    job = enqueue("test.stop")
    carry(job.pk, stopping=stopping, alone=False)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.checkpoint) == (Job.State.QUEUED, 0, {"at": 5})


def test_stopping_is_not_swallowed_by_the_chunk(kind):
    stopping = threading.Event()
    stopping.set()
    job = Job.objects.create(kind="x", holder="me", state=Job.State.RUNNING, lease_until=timezone.now())
    with pytest.raises(Stopped), Run(job, stopping).chunk(done=1):
        pass


def test_a_long_import_pauses_between_chunks_on_sqlite(kind, monkeypatch):
    naps = []
    monkeypatch.setattr(work.time, "sleep", naps.append)
    monkeypatch.setattr(work, "connection", type("Sqlite", (), {"vendor": "sqlite", "in_atomic_block": False}))
    job = Job.objects.create(kind="x", holder="me", state=Job.State.RUNNING, lease_until=timezone.now())
    with Run(job).chunk(done=1):
        pass
    assert naps == [work.SQLITE_PAUSE]


@pytest.mark.parametrize(
    "broken",
    [
        {"attempts": 4},
        {"state": "running"},
        {"state": "done"},
        {"state": "queued", "ended_at": timezone.now()},
        {"state": "asleep"},
    ],
)
def test_the_database_refuses_impossible_jobs(broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="x", **broken)
