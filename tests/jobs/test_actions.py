import pytest
from django.core.exceptions import ValidationError

from jobs import actions
from jobs.models import Job
from jobs.work import carry, drain, enqueue

pytestmark = pytest.mark.django_db


def refuses(run):
    raise ValidationError("文件是空的，请换一个文件。")


def test_a_cancelled_job_never_starts(kind):
    kind("test.never", lambda run: pytest.fail("started"))
    job = enqueue("test.never")
    actions.cancel(job)
    drain()
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED


def test_a_running_job_stops_at_its_next_chunk(kind):
    def cancelled_meanwhile(run):
        actions.cancel(run.job)
        with run.chunk(done=1):
            Job.objects.create(kind="x", key="after")

    kind("test.meanwhile", cancelled_meanwhile)
    job = enqueue("test.meanwhile")
    carry(job.pk, alone=False)
    job.refresh_from_db()
    assert (job.state, job.done) == (Job.State.CANCELLED, 0)
    assert not Job.objects.filter(key="after").exists()


def test_what_has_ended_cannot_be_cancelled(kind):
    kind("test.quick", lambda run: None)
    job = enqueue("test.quick")
    drain()
    with pytest.raises(ValidationError, match="已经结束"):
        actions.cancel(job)


def test_a_failed_job_begins_again_at_its_checkpoint(kind):
    kind("test.refuses", refuses)
    job = enqueue("test.refuses")
    Job.objects.update(checkpoint={"at": 7})
    drain()
    kind("test.refuses", lambda run: run.finish(at=run.checkpoint["at"]))
    actions.retry(job)
    drain()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.reason, job.result) == (Job.State.DONE, 1, "", {"at": 7})


def test_only_a_failed_job_is_tried_again():
    with pytest.raises(ValidationError, match="不用再试"):
        actions.retry(enqueue("x"))
