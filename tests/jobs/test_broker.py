from functools import partial

import pytest
import redis
from celery import current_app
from kombu.exceptions import OperationalError

from jobs import broker, work
from jobs.models import Job
from jobs.work import enqueue

pytestmark = pytest.mark.django_db


@pytest.fixture
def celery(settings, monkeypatch):
    """With Redis configured: what is sent, and a switch that takes the broker down."""
    settings.REDIS_URL = "redis://broker.invalid:6379/0"
    monkeypatch.setattr(broker, "_deaf_until", 0.0)

    class Broker:
        down, tried, heard = False, 0, []

        def send(self, name, args, **options):
            self.tried += 1
            if self.down:
                raise OperationalError("connection refused")
            self.heard.append((name, args, options["retry"]))

    stub = Broker()
    stub.heard = []
    monkeypatch.setattr(current_app, "send_task", stub.send)
    return stub


def test_a_job_is_announced_once_it_is_committed(celery, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue("x", key="k")
        assert celery.heard == []
        enqueue("x", key="k")
    assert celery.heard == [("jobs.carry", [job.pk], False)]


def test_a_page_succeeds_while_the_broker_is_down(celery, django_capture_on_commit_callbacks, caplog):
    celery.down = True
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue("x")
    job.refresh_from_db()
    assert (job.state, job.announced_at) == (Job.State.QUEUED, None)
    assert "does not answer" in caplog.text


def test_a_broker_that_is_down_is_left_alone_for_a_while(celery):
    celery.down = True
    assert [broker.tell(1), broker.tell(2)] == [False, False]
    assert celery.tried == 1


def test_without_redis_nobody_is_told(celery, settings, django_capture_on_commit_callbacks):
    settings.REDIS_URL = ""
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        job = enqueue("x")
    assert (callbacks, celery.tried, job.announced_at) == ([], 0, None)


def test_a_job_for_later_is_left_to_the_sweeper(celery, django_capture_on_commit_callbacks):
    later = work.timezone.now() + work.timedelta(hours=1)
    with django_capture_on_commit_callbacks(execute=True):
        assert enqueue("x", not_before=later).announced_at is None
    assert celery.heard == []


def test_the_real_client_is_refused_without_an_exception(monkeypatch):
    monkeypatch.setattr(broker, "_deaf_until", 0.0)
    closed = current_app.connection_for_write("redis://127.0.0.1:1/0")
    monkeypatch.setattr(current_app, "send_task", partial(current_app.send_task, connection=closed))
    assert broker.tell(1) is False


def test_a_broker_that_refuses_is_asked_once(monkeypatch):
    """A page waits for each try."""
    tries = []

    def refuse(connection, *_):
        tries.append(connection)
        raise redis.ConnectionError("refused")

    with monkeypatch.context() as patch:
        patch.setattr(redis.Connection, "connect", refuse)
        test_the_real_client_is_refused_without_an_exception(patch)
    assert len(tries) == 1
