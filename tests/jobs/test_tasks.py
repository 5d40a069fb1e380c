import pytest
from celery import current_app

from jobs import broker, tasks
from jobs.models import Job, Pulse
from jobs.work import enqueue

pytestmark = pytest.mark.django_db


def test_the_message_says_only_which_job(kind):
    kind("test.done", lambda run: None)
    job = enqueue("test.done")
    tasks.carry_job(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE


def test_a_message_delivered_twice_carries_once(kind):
    seen = []
    kind("test.seen", lambda run: seen.append(run.job.pk))
    job = enqueue("test.seen")
    tasks.carry_job(job.pk)
    tasks.carry_job(job.pk)
    assert seen == [job.pk]


def test_a_message_about_no_job_does_nothing():
    tasks.carry_job(987654321)
    assert not Job.objects.exists()


def test_a_look_at_the_clock_queues_reminds_and_shows_life(monkeypatch):
    told = []
    monkeypatch.setattr(broker, "tell", lambda pk: told.append(pk) or True)
    tasks.look_at_clock()
    assert Job.objects.filter(kind="jobs.sweep").count() == 1
    assert told == list(Job.objects.order_by("not_before", "pk").values_list("pk", flat=True))
    assert Pulse.objects.count() == 2


def test_the_sweep_runs_as_a_job():
    job = enqueue("jobs.sweep")
    tasks.carry_job(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE


def test_beat_knows_one_thing():
    assert [entry["task"] for entry in current_app.conf.beat_schedule.values()] == ["jobs.tick"]


def test_celery_adds_nothing_of_its_own():
    task = current_app.tasks["jobs.carry"]
    assert (task.acks_late, task.ignore_result, task.max_retries) == (True, True, 0)
    assert current_app.conf.task_publish_retry is False
