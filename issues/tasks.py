"""What the worker and the clock do for issues."""

from contextlib import suppress
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from issues import flow, news, staging
from issues.actions import following, groups, opinions, photos, reminding, stopping, verifying, visiting, whistles
from issues.limits import calendar
from issues.models import Approval, Issue, Step, Whistle, day_span
from jobs.work import Run, enqueue, every, work

AT_ONCE = 100


@work("issues.tell_step")
def tell_step(run: Run, step: int) -> None:
    news.tell_step(step)
    row = Step.objects.select_related("issue").get(pk=step)
    following.spread(row)
    groups.ping_later(row)


@work("issues.ping_staff")
def ping_staff(run: Run, step: int) -> None:
    groups.ping_staff(Step.objects.select_related("issue").get(pk=step))


@every(days=1)
@work("issues.remind_overdue")
def remind_overdue(run: Run) -> None:
    """Handlers first, then those who oversee; a second run on the same day tells nobody twice."""
    today = timezone.localdate()
    late = Issue.objects.overdue(day_span(today)[0]).order_by("pk").select_related("unit", "handler")
    done, last = run.checkpoint.get("done", 0), run.checkpoint.get("last", 0)
    while rows := list(late.filter(pk__gt=last)[:AT_ONCE]):
        done, last = done + len(rows), rows[-1].pk
        with run.chunk(done=done, last=last):
            for issue in rows:
                news.remind_handler(issue, today)
    for user in news.overseers():
        with run.chunk(done=done, last=last):
            news.remind_overseer(user, today)


@every(minutes=5)
@work("issues.press_whistles")
def press_whistles(run: Run) -> None:
    """Departments that did not come in time; what was noted once is not noted again."""
    now = timezone.now()
    for done, whistle in enumerate(list(Whistle.objects.unanswered(now).select_related("issue__unit", "by")), 1):
        with run.chunk(done=done):
            whistles.press(whistle, now)


@every(minutes=30)
@work("issues.look_after_limits")
def look_after_limits(run: Run) -> None:
    """Reminders and the way up: each mark of a limit once, however often this runs."""
    now, days = timezone.now(), calendar()
    done, last = run.checkpoint.get("done", 0), run.checkpoint.get("last", 0)
    while rows := list(reminding.running().filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        done, last = done + len(rows), rows[-1].pk
        with run.chunk(done=done, last=last):
            for issue in rows:
                reminding.look_after(issue, now, days)
    late = Approval.objects.asked().filter(kind=Approval.Kind.RETURN, due_at__lt=now)
    for approval in late.select_related("issue__unit", "issue__raised_to"):
        with run.chunk(done=done, last=last):
            reminding.look_after_return(approval)


@every(days=1)
@work("issues.propose_topics")
def propose_topics(run: Run) -> None:
    """What many want and what comes again and again; a second run finds what the first proposed."""
    with run.chunk(done=1):
        opinions.propose_many()
        opinions.propose_similar()


@every(days=1)
@work("issues.end_unrated")
def end_unrated(run: Run) -> None:
    """Closed matters whose time for a rating is over, and the second question of marked categories."""
    done = 0
    for issue in visiting.to_lapse().iterator(chunk_size=AT_ONCE):
        done += 1
        with run.chunk(done=done):
            visiting.lapse_old(issue)
    for issue in visiting.to_ask_again():
        done += 1
        with run.chunk(done=done):
            visiting.ask_again(issue)


@every(hours=1)
@work("issues.sweep_staged")
def sweep_staged(run: Run) -> None:
    """Pictures of forms that nobody finished."""
    with run.chunk(done=staging.sweep(timezone.now() - timedelta(hours=staging.HOURS))):
        pass


@work("issues.tell_followers")
def tell_followers(run: Run, step: int) -> None:
    following.tell_followers(Step.objects.get(pk=step))


@every(days=1)
@work("issues.digests")
def digests(run: Run) -> None:
    """Begins at midnight with the day that is over, and sends in the morning."""
    enqueue(
        "issues.send_digests", key=f"issues.digest:{timezone.localdate()}", not_before=following.awake(timezone.now())
    )


@work("issues.send_digests")
def send_digests(run: Run) -> None:
    """Yesterday, reader by reader; a second run tells nobody twice."""
    start, _end = day_span(timezone.localdate() - timedelta(days=1))
    for done, user in enumerate(list(following.daily_readers()), 1):
        with run.chunk(done=done):
            following.send_digest(user, start, start + timedelta(days=1))
    with run.chunk(done=0):
        groups.send_group_digest(start, start + timedelta(days=1))


@every(hours=1)
@work("issues.small_copies")
def small_copies(run: Run) -> None:
    """For photos from before there were any; one whose file cannot be read keeps showing the large one."""
    done, last = run.checkpoint.get("done", 0), run.checkpoint.get("last", 0)
    while rows := list(photos.without_small().filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        for photo in rows:
            done, last = done + 1, photo.pk
            with run.chunk(done=done, last=last), suppress(ValidationError, OSError):
                photos.make_small(photo)


@every(hours=1)
@work("issues.resume_stopped")
def resume_stopped(run: Run) -> None:
    """Clocks that stood for as long as was said go on by themselves; one that somebody moved meanwhile is left."""
    due = Issue.objects.filter(state__in=flow.STOPPED, stopped_until__lte=timezone.now())
    for done, pk in enumerate(due.order_by("pk").values_list("pk", flat=True), 1):
        with run.chunk(done=done), suppress(ValidationError):
            # looked at again: it may have been stopped anew, for longer
            for issue in due.filter(pk=pk):
                stopping.resume_by_clock(issue)


@every(days=1)
@work("issues.verify_log")
def verify_log(run: Run) -> None:
    """The record of every matter, as ``manage.py verify_log`` reads it; administrators hear of what does not fit."""
    broken, last = run.checkpoint.get("broken", 0), run.checkpoint.get("last", 0)
    first = run.checkpoint.get("first", "")
    for after, sentences in verifying.broken_matters(last):
        broken, first = broken + len(sentences), first or "\n".join(sentences[:5])
        with run.chunk(done=after, last=after, broken=broken, first=first):
            continue
        last = after
    if broken:
        with run.chunk(done=last, last=last, broken=broken, first=first):
            news.warn_of_broken(broken, first, timezone.localdate())
