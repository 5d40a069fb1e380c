from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from jobs import broker, clock
from jobs.models import Job, Pulse
from jobs.work import CLOCK, drain, enqueue, every

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.fixture
def hourly(kind, monkeypatch):
    """The only periodic kind there is."""
    monkeypatch.setattr("jobs.work.CLOCK", table := {})
    monkeypatch.setattr(clock, "CLOCK", table)
    every(hours=1)(kind("test.hourly", lambda run: None))
    return Job.objects.filter(kind="test.hourly")


def test_a_periodic_kind_is_queued_once_per_interval(hourly):
    assert clock.tick(NOON) == 1
    drain()
    assert clock.tick(NOON + timedelta(minutes=59)) == 0
    assert clock.tick(NOON + timedelta(minutes=60)) == 1
    assert hourly.count() == 2


def test_two_clocks_give_one_job(hourly, monkeypatch):
    clock.tick(NOON)
    # the second clock had looked before the first one wrote
    blind = SimpleNamespace(filter=lambda **_: Job.objects.none())
    monkeypatch.setattr(clock, "Job", SimpleNamespace(objects=blind, State=Job.State))
    clock.tick(NOON)
    assert hourly.count() == 1


def test_nothing_piles_up_while_no_worker_runs(hourly):
    for hours in range(5):
        clock.tick(NOON + timedelta(hours=hours))
    assert hourly.count() == 1


def test_a_day_begins_at_midnight_in_shanghai():
    before, after = (datetime(2026, 11, 22, 15, minute, tzinfo=UTC) for minute in (59, 0))
    midnight = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    day = timedelta(days=1)
    assert clock.slot(day, before) == clock.slot(day, after)
    assert clock.slot(day, midnight) == clock.slot(day, before) + 1


def test_the_sweep_is_on_the_clock():
    assert CLOCK["jobs.sweep"] == timedelta(days=1)


@pytest.mark.parametrize(("days", "left"), [(89, 1), (91, 0)])
def test_ended_jobs_are_forgotten_after_ninety_days(days, left):
    now = timezone.now()
    Job.objects.create(kind="x", state=Job.State.FAILED, ended_at=now - timedelta(days=days))
    clock.sweep(now)
    assert Job.objects.count() == left


def test_routine_is_forgotten_after_a_day_unless_it_failed():
    ended = timezone.now() - timedelta(days=2)
    Job.objects.create(kind="x", key="clock:x:1", state=Job.State.DONE, ended_at=ended)
    failed = Job.objects.create(kind="x", key="clock:x:2", state=Job.State.FAILED, ended_at=ended)
    clock.sweep()
    assert list(Job.objects.all()) == [failed]


def test_open_jobs_are_never_swept():
    enqueue("x", not_before=timezone.now() - timedelta(days=400))
    clock.sweep(timezone.now() + timedelta(days=400))
    assert Job.objects.count() == 1


@pytest.fixture
def told(monkeypatch):
    heard = []
    monkeypatch.setattr(broker, "tell", lambda pk: heard.append(pk) or True)
    return heard


def test_the_sweeper_announces_what_the_broker_never_heard(told):
    job = enqueue("x")
    assert clock.remind() == 1
    assert clock.remind() == 0
    assert told == [job.pk]


def test_the_sweeper_announces_again_what_waits_too_long(told):
    job = enqueue("x")
    Job.objects.update(announced_at=timezone.now())
    assert clock.remind(timezone.now() + timedelta(minutes=4)) == 0
    assert clock.remind(timezone.now() + timedelta(minutes=6)) == 1
    assert told == [job.pk]


def test_the_sweeper_announces_a_job_whose_worker_vanished(told):
    now = timezone.now()
    lapsed = {"lease_until": now - timedelta(seconds=1), "announced_at": now - timedelta(seconds=60)}
    job = Job.objects.create(kind="x", state=Job.State.RUNNING, not_before=now, **lapsed)
    clock.remind(now)
    assert told == [job.pk]


def test_the_sweeper_leaves_running_and_later_jobs_alone(told):
    now = timezone.now()
    Job.objects.create(kind="x", state=Job.State.RUNNING, lease_until=now + timedelta(minutes=1))
    enqueue("x", not_before=now + timedelta(minutes=1))
    clock.remind(now)
    assert told == []


def test_a_broker_that_is_down_is_asked_again_next_time(monkeypatch):
    job = enqueue("x")
    monkeypatch.setattr(broker, "tell", lambda pk: False)
    assert clock.remind() == 0
    job.refresh_from_db()
    assert job.announced_at is None


def test_a_sign_of_life_is_one_row_per_part():
    clock.alive("worker")
    clock.alive("worker", "clock")
    assert set(Pulse.objects.values_list("part", flat=True)) == {"worker", "clock"}
