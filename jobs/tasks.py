"""What Celery knows: "run job N" and "look at the clock". All state stays in the jobs table."""

from celery import shared_task

from jobs import clock
from jobs.work import Run, carry, every, work

HOURS = 60 * 60


# Delivered twice or never, the row decides: a job that is held or ended is not taken, one that was
# forgotten is announced again. So neither retries nor redelivery of a lost worker's message are needed.
@shared_task(
    name="jobs.carry",
    acks_late=True,
    ignore_result=True,
    max_retries=0,
    soft_time_limit=4 * HOURS,
    time_limit=5 * HOURS,
)
def carry_job(pk: int) -> None:
    carry(pk)


@shared_task(name="jobs.tick", acks_late=False, ignore_result=True, max_retries=0, expires=60, time_limit=120)
def look_at_clock() -> None:
    clock.alive("worker", "clock")
    clock.tick()
    clock.remind()


@every(days=1)
@work("jobs.sweep")
def sweep(run: Run) -> None:
    clock.sweep()
