"""Who wants to hear of public matters: by place, kind or single matter, at once or once a day, never at night."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import User
from grids.models import Unit
from issues.models import Category, Issue, Policy, Step, Subscription
from jobs.work import enqueue

MOST = 20
# titles in one digest; the page behind it has them all
SHOWN = 20
# what is news to readers; the rest is the matter's own business
NEWS = (Step.Verb.TITLE, Step.Verb.ASSIGN, Step.Verb.ANSWER, Step.Verb.CLOSE, Step.Verb.PAUSE, Step.Verb.REOPEN)


@transaction.atomic
def follow(
    user: User,
    *,
    unit: Unit | None = None,
    category: Category | None = None,
    issue: Issue | None = None,
    rhythm: str = str(Subscription.Rhythm.DAILY),
) -> Subscription:
    """The same wish twice is one, with the rhythm said last."""
    # one writer per reader, so that two taps make one row
    User.objects.select_for_update().get(pk=user.pk)
    if category is not None and category.confidential:
        raise ValidationError(_("这一类事项不公开，没有可订阅的内容。"), code="confidential")
    if issue is not None and not Issue.objects.public().filter(pk=issue.pk).exists():
        raise ValidationError(_("这件事没有公开。您自己反映的事，请看“我的事项”。"), code="private")
    wish = {"unit": unit, "category": category, "issue": issue}
    if (known := Subscription.objects.filter(user=user, **wish).first()) is not None:
        Subscription.objects.filter(pk=known.pk).update(rhythm=rhythm)
        known.rhythm = rhythm
        return known
    if Subscription.objects.filter(user=user).count() >= MOST:
        raise ValidationError(_("最多订阅 20 项，请先取消几项。"), code="too_many")
    return Subscription.objects.create(user=user, rhythm=rhythm, **wish)


def unfollow(user: User, pk: int) -> bool:
    return bool(Subscription.objects.filter(user=user, pk=pk).delete()[0])


def followers(issue: Issue) -> QuerySet[Subscription]:
    """Whose wishes this matter fits."""
    category = issue.category
    kinds = [category.pk, category.parent_id] if category else []
    above = Unit.objects.above(issue.unit).values("pk")
    general = Q(issue=None) & (Q(unit=None) | Q(unit__in=above)) & (Q(category=None) | Q(category__in=kinds))
    return Subscription.objects.filter(Q(issue=issue) | general, user__is_active=True)


def awake(at: datetime) -> datetime:
    """``at``, or the end of the quiet hours of the night it falls into."""
    policy, local = Policy.current(), timezone.localtime(at)
    start, end = policy.quiet_from, policy.quiet_until
    if start == end:
        return at
    now = local.time()
    quiet = now >= start or now < end if start > end else start <= now < end
    if not quiet:
        return at
    morning = local.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
    return morning if morning > local else morning + timedelta(days=1)


def spread(step: Step) -> None:
    """Queue the telling of who wants it at once, for the morning when it is night."""
    issue = step.issue
    if step.verb in NEWS and Issue.objects.public().filter(pk=issue.pk).exists():
        when = awake(timezone.now())
        enqueue("issues.tell_followers", key=f"issues.followers:{step.pk}", not_before=when, step=step.pk)


def tell_followers(step: Step) -> None:
    """May run twice: each message has its key. A matter that was taken back meanwhile is not told of."""
    issue = Issue.objects.public().filter(pk=step.issue_id).select_related("category", "unit").first()
    if issue is None:
        return
    title = _("%(title)s：%(state)s") % {"title": issue.public_title, "state": issue.get_state_display()}
    link = reverse("issues:matter", args=[issue.number])
    for wish in followers(issue).filter(rhythm=Subscription.Rhythm.AT_ONCE).select_related("user"):
        tell(wish.user, title[:120], link=link, key=f"issue-follow:{step.pk}:{wish.user_id}")


def send_digest(user: User, since: datetime, until: datetime) -> bool:
    """One message a day with what happened to what somebody follows; none on a day without news."""
    wishes = list(Subscription.objects.filter(user=user, rhythm=Subscription.Rhythm.DAILY))
    moved = Issue.objects.public().filter(steps__at__gte=since, steps__at__lt=until, steps__verb__in=NEWS)
    found = [
        issue
        for issue in moved.select_related("category", "unit").distinct().order_by("-received_at")[:500]
        if any(fits(wish, issue) for wish in wishes)
    ]
    if not found:
        return False
    titles = "\n".join(f"{issue.public_title}：{issue.get_state_display()}" for issue in found[:SHOWN])
    title = _("您关注的事项，昨天有 %(n)s 件有进展") % {"n": len(found)}
    tell(user, title, titles, link=reverse("issues:matters"), key=f"issue-digest:{until:%Y%m%d}:{user.pk}")
    return True


def fits(wish: Subscription, issue: Issue) -> bool:
    return followers(issue).filter(pk=wish.pk).exists()


def daily_readers() -> QuerySet[User]:
    wishes = Subscription.objects.filter(rhythm=Subscription.Rhythm.DAILY)
    return User.objects.filter(pk__in=wishes.values("user"), is_active=True).order_by("pk")
