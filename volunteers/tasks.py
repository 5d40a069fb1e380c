"""What the worker and the clock do for volunteers."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from grids.publish import bump_public_version
from jobs.work import Run, every, work
from volunteers.actions import reminding, series, signing
from volunteers.models import Series

AT_ONCE = 100


@every(minutes=10)
@work("volunteers.remind")
def remind(run: Run) -> None:
    """A second run reminds nobody again."""
    now = timezone.now()
    due = reminding.to_remind(now).select_related("session__activity", "person__user")
    for done, row in enumerate(list(due[: AT_ONCE * 10]), 1):
        with run.chunk(done=done):
            reminding.remind(row, now)


@every(minutes=5)
@work("volunteers.lapse_offers")
def lapse_offers(run: Run) -> None:
    """Places that were offered and not accepted in time go to the next in turn."""
    now = timezone.now()
    for done, pk in enumerate(list(reminding.lapsed(now).values_list("pk", flat=True)), 1):
        with run.chunk(done=done):
            signing.lapse(pk, now)


@every(days=1)
@work("volunteers.extend_series")
def extend_series(run: Run) -> None:
    """Series without an end keep some months of sessions on the calendar."""
    horizon = timezone.localdate() + series.AHEAD - timedelta(days=1)
    open_ended = Series.objects.filter(Q(made_until=None) | Q(made_until__lt=horizon), last_on=None)
    for done, row in enumerate(list(open_ended.filter(activity__withdrawn_at=None).select_related("activity")), 1):
        with run.chunk(done=done):
            if series.extend(row):
                bump_public_version()
