"""A matter that does not get on rises to the next level of the tree whose people can see to it."""

from grids.models import Posting, Unit
from issues import news
from issues.actions.steps import add_step
from issues.models import OVERSEERS, Issue, Step


def rise(issue: Issue, reason: str) -> Step | None:
    """To the nearest unit above the present level that has overseers; None at the top."""
    unit = next_level(issue)
    if unit is None:
        return None
    Issue.objects.filter(pk=issue.pk).update(raised_to=unit)
    issue.raised_to = unit
    step = add_step(issue, "raise", by=None, text=f"{unit.name}：{reason}")
    news.queue(step)
    return step


def next_level(issue: Issue) -> Unit | None:
    level = issue.raised_to or lowest_level(issue)
    above = Unit.objects.above(level).exclude(pk=level.pk) if level else Unit.objects.none()
    posts = Posting.objects.current().filter(role__in=OVERSEERS, user__is_active=True)
    return above.filter(pk__in=posts.values("unit")).order_by("-level").first()


def lowest_level(issue: Issue) -> Unit:
    """Where the handler is posted, or the place itself."""
    if issue.handler_id:
        held = Posting.objects.current().over(issue.unit).filter(user_id=issue.handler_id, role__in=Posting.STAFF)
        if post := held.select_related("unit").order_by("-unit__level").first():
            return post.unit
    return issue.unit
