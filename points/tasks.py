"""What the worker and the clock do for points."""

from django.utils import timezone

from jobs.work import Run, every, work
from points import news
from points.actions.expiring import expire
from points.reports.ledger import problems


@every(days=1)
@work("points.check_ledger")
def check_ledger(run: Run) -> None:
    """As ``manage.py check_ledger``; the desk shows what came of it, and those who answer for the book are told."""
    found = problems()
    first = "\n".join(problem.sentence for problem in found[:5])
    with run.chunk(done=1, problems=len(found), first=first):
        if found:
            news.warn_of_problems(len(found), first, timezone.localdate())


@every(days=1)
@work("points.expire")
def expire_points(run: Run) -> None:
    """Only where a community has set a term; a second run on the same day changes nothing."""
    expire()
