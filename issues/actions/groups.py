"""What the committee's own WeCom groups hear: numbers, public titles and links, never a person, a place or a word of theirs."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell_group
from issues import news
from issues.actions.following import NEWS, SHOWN, awake
from issues.models import Issue, Step
from jobs.work import enqueue

STAFF, PUBLIC = "staff", "public"


def ping_later(step: Step) -> None:
    """The staff's group, when the matter waits for staff; in the quiet hours only what is urgent."""
    if step.verb in news.TOLD_TO_STAFF:
        now = timezone.now()
        when = now if step.issue.urgent else awake(now)
        enqueue("issues.ping_staff", key=f"issues.ping:{step.pk}", not_before=when, step=step.pk)


def ping_staff(step: Step) -> None:
    """May run twice: the message has its key."""
    issue = step.issue
    title = _("%(number)s %(what)s") % {"number": issue.number, "what": step.get_verb_display()}
    prefix = _("【紧急】") if issue.urgent else ""
    link = news.desk_link(issue)
    tell_group(STAFF, prefix + title, _("请到工作台查看和安排。"), link=link, key=f"issue-ping:{step.pk}")


def send_group_digest(since: datetime, until: datetime) -> None:
    """For the residents' group, in the morning: what became of public matters the day before; nothing on a day without."""
    moved = Issue.objects.public().filter(steps__at__gte=since, steps__at__lt=until, steps__verb__in=NEWS)
    found = list(moved.distinct().order_by("-received_at"))
    if not found:
        return
    titles = "\n".join(f"{issue.public_title}：{issue.get_state_display()}" for issue in found[:SHOWN])
    title = _("昨天有 %(n)d 件公开的事项有进展") % {"n": len(found)}
    tell_group(PUBLIC, title, titles, link=reverse("issues:matters"), key=f"issue-group:{until:%Y%m%d}")
