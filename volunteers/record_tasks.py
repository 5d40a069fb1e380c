"""The clock of service records."""

from django.utils import timezone

from jobs.work import Run, every, work
from volunteers.actions import pressing

AT_ONCE = 100


@every(days=1)
@work("volunteers.look_after_records")
def look_after_records(run: Run) -> None:
    """Sessions whose hours nobody has confirmed; a second run on the same day tells nobody twice."""
    today = timezone.localdate()
    late = pressing.unrecorded(today).select_related("activity__by", "unit").order_by("pk")
    done, last = run.checkpoint.get("done", 0), run.checkpoint.get("last", 0)
    while rows := list(late.filter(pk__gt=last)[:AT_ONCE]):
        done, last = done + len(rows), rows[-1].pk
        with run.chunk(done=done, last=last):
            for session in rows:
                pressing.look_after(session, today)
