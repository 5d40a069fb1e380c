"""The clock that stands still: while the reporter is asked for more, and while nobody can go on."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from community.images import Picture
from issues.actions.photos import attach
from issues.actions.steps import move, required
from issues.limits import calendar
from issues.models import Issue, Policy, Step

LONGEST_PAUSE = timedelta(days=180)


@transaction.atomic
def ask(issue: Issue, *, text: str, by: User, seen: int | None = None) -> Step:
    """The limit waits for the reporter's answer, at most the days of the policy."""
    text = required(text, _("请写清要居民补充什么。"))
    now = timezone.now()
    until = now + timedelta(days=Policy.current().wait_days)
    fields = stop(issue, now, until) | {"responded_at": issue.responded_at or now}
    return move(issue, "ask", by=by, seen=seen, text=text, **fields)


@transaction.atomic
def pause(issue: Issue, *, reason: str, until: datetime, by: User, seen: int | None = None) -> Step:
    """挂起: parts are ordered, rain has to stop … the reporter reads why, and until when."""
    reason = required(reason, _("请写明为什么挂起，居民会看到。"))
    now = timezone.now()
    if not now < until <= now + LONGEST_PAUSE:
        raise ValidationError(_("请选择今天以后、半年以内的日期。"), code="until")
    words = _("%(reason)s（最晚 %(day)s 恢复）") % {"reason": reason, "day": day_words(until)}
    return move(issue, "pause", by=by, seen=seen, text=words, **stop(issue, now, until))


def stop(issue: Issue, now: datetime, until: datetime) -> dict:
    left = calendar().left(now, issue.due_at, issue.measure)
    return {"stopped_at": now, "left": left, "stopped_until": until}


@transaction.atomic
def reply(issue: Issue, *, text: str, photos: Iterable[Picture] = (), by: User | None = None) -> Step:
    """The reporter's answer starts the clock again."""
    text = required(text, _("请写一写情况。"))
    step = move(issue, "reply", by=by, text=text, due_at=continued(issue))
    attach(photos, step)
    return step


@transaction.atomic
def resume(issue: Issue, *, by: User | None, text: str = "", seen: int | None = None) -> Step:
    """``by`` None: the time for waiting is over."""
    return move(issue, "resume", by=by, seen=seen, text=text, due_at=continued(issue))


def resume_by_clock(issue: Issue) -> Step:
    """The days that were set are over; the limit goes on from then, however late the clock comes round."""
    waited = issue.state == Issue.State.WAITING
    text = _("约定的时间内没有收到居民补充") if waited else _("已到约定的恢复日期")
    return resume(issue, by=None, text=text)


def continued(issue: Issue) -> datetime:
    """The limit from now on, with what was left of it when it stopped."""
    if issue.left is None:
        return issue.due_at
    now = timezone.now()
    return calendar().resume(min(now, issue.stopped_until or now), issue.left, issue.measure)


def day_words(moment: datetime) -> str:
    """12月2日, with the year where it is not this one."""
    day, today = timezone.localdate(moment), timezone.localdate()
    words = _("%(month)d月%(day)d日") if day.year == today.year else _("%(year)d年%(month)d月%(day)d日")
    return words % {"year": day.year, "month": day.month, "day": day.day}


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
