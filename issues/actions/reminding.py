"""Reminders at half, at four fifths and at the end of a limit, and the way up the tree after it; each once (point 21)."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from issues import flow, news
from issues.actions.rising import rise
from issues.models import Approval, Issue, IssueQuerySet, Nudge
from issues.workdays import Calendar

MARKS = (("100", 1.0), ("80", 0.8), ("50", 0.5))
# a limit that passed goes up one level at once, and one more after each of these many working days
RISES = (0, 1, 3, 5)


@transaction.atomic
def look_after(issue: Issue, now: datetime, days: Calendar) -> list[str]:
    """Give what is due and was not given; the marks of what was."""
    given = []
    for mark in marks_due(issue, now, days):
        if once(issue, mark):
            given.append(mark)
            act(issue, mark)
    return given


def marks_due(issue: Issue, now: datetime, days: Calendar) -> Iterator[str]:
    """Only the latest of the three shares: whoever looks after a long sleep is told what matters now."""
    used = days.used(begun(issue), now, issue.due_at, issue.measure)
    if mark := next((mark for mark, share in MARKS if used >= share), ""):
        yield mark
    if issue.responded_at is None and issue.respond_due_at and issue.respond_due_at <= now:
        yield "respond"
    if issue.due_at > now:
        return
    late = -days.left(now, issue.due_at, "wd")
    for step, after in enumerate(RISES):
        # ``left`` counts a limit of this very day as one day over
        if late > after:
            yield f"up:{step}"


def begun(issue: Issue) -> datetime:
    """When the present limit began: at the receipt, or when the matter was begun again."""
    return issue.assigned_at if issue.reopened and issue.assigned_at else issue.received_at


def once(issue: Issue, mark: str) -> bool:
    _nudge, new = Nudge.objects.get_or_create(issue=issue, mark=mark, due_at=issue.due_at)
    return new


def act(issue: Issue, mark: str) -> None:
    if mark.startswith("up:"):
        rise(issue, _("超过期限还没有答复"))
    else:
        news.remind(issue, mark)


def look_after_return(approval: Approval) -> bool:
    """A return that nobody decided in time goes up a level."""
    issue = approval.issue
    _nudge, new = Nudge.objects.get_or_create(issue=issue, mark="return", due_at=approval.due_at)
    if new:
        rise(issue, _("退单申请超过期限没有审核"))
    return new


def running() -> IssueQuerySet:
    """Matters whose clock runs, with what the reminders read."""
    return Issue.objects.filter(state__in=flow.RUNNING).select_related("unit", "handler", "department", "raised_to")
