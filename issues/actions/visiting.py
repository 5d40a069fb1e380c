"""What comes back from return visits: a word counts once; no word within the time is no word."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import clean_line
from issues.actions.asking import ask_all
from issues.actions.ending import begin_again, lapse, rate
from issues.actions.steps import required
from issues.models import Approval, Issue, IssueQuerySet, Policy, Visit

S = Issue.State
# the stars of the matter where somebody answered yes or no only; the visit itself keeps none
WITHOUT_STARS = {Visit.Solved.YES: 5, Visit.Solved.PARTLY: 3, Visit.Solved.NO: 1}


@transaction.atomic
def answer_visit(visit: Visit, *, solved: str, stars: int | None = None, text: str = "") -> Visit:
    """By the link: once, and in time. Unsolved or unhappy begins the matter again by itself."""
    if solved not in Visit.Solved.values:
        raise ValidationError(_("请选择解决了没有。"), code="solved")
    if stars is not None and not 1 <= stars <= 5:
        raise ValidationError(_("请选择 1 到 5 分。"), code="stars")
    now, words = timezone.now(), clean_line(text)[:200]
    fresh = Visit.objects.filter(pk=visit.pk, answered_at=None, expires_at__gt=now)
    if not fresh.update(answered_at=now, solved=solved, stars=stars, text=words):
        raise ValidationError(_("这个链接已经用过或者过期了。还有问题，请打开回执或给社区打电话。"), code="used")
    visit.refresh_from_db()
    issue = Issue.objects.select_related("category", "unit").get(pk=visit.issue_id)
    if visit.joiner_id is None and not visit.again and issue.state in (S.ANSWERED, S.CLOSED) and issue.rating is None:
        rate(issue, stars=stars or WITHOUT_STARS[Visit.Solved(solved)], solved=solved, text=words)
    elif unhappy(visit) and issue.state in (S.CLOSED, S.ENDED):
        begin_again(issue, words or _("回访：没有解决或不满意"))
    return visit


def unhappy(visit: Visit) -> bool:
    return visit.solved == Visit.Solved.NO or (visit.stars or 5) <= 2


def lapse_old(issue: Issue) -> bool:
    """未评价 after the days of the policy; whoever may still answer keeps it open."""
    waiting = issue.visits.filter(answered_at=None, again=False, joiner=None, expires_at__gt=timezone.now())
    if issue.state != S.CLOSED or waiting.exists():
        return False
    lapse(issue)
    return True


def to_lapse() -> IssueQuerySet:
    """Closed matters whose time for a rating is over."""
    limit = timezone.now() - timedelta(days=Policy.current().rate_days)
    return Issue.objects.filter(state=S.CLOSED, closed_at__lt=limit)


def ask_again(issue: Issue) -> int:
    """The second question of marked categories, some weeks after the end."""
    return len(ask_all(issue, again=True))


def to_ask_again() -> list[Issue]:
    """Matters whose weeks are over since their last closing and who were not asked a second time."""
    from_categories = Issue.objects.filter(state=S.ENDED, category__ask_again_weeks__gt=0, closed_at__isnull=False)
    now = timezone.now()
    return [
        issue
        for issue in from_categories.select_related("category").exclude(visits__again=True).order_by("pk")[:500]
        if issue.closed_at + timedelta(weeks=issue.category.ask_again_weeks) <= now
    ]


@transaction.atomic
def ask_exclusion(issue: Issue, *, reason: str, by: User) -> Approval:
    """To leave a matter out of the rates: a reason now, another colleague's word later, the number public."""
    reason = required(reason, _("请写明为什么不计入统计。"))
    kind = Approval.Kind.EXCLUSION
    if issue.approvals.filter(kind=kind, state__in=(Approval.State.ASKED, Approval.State.GRANTED)).exists():
        raise ValidationError(_("这件事已经申请过不计入统计。"), code="asked")
    return Approval.objects.create(issue=issue, kind=kind, reason=reason, asked_by=by)


@transaction.atomic
def decide_exclusion(approval: Approval, *, grant: bool, by: User, text: str = "") -> Approval:
    if approval.asked_by_id == by.pk:
        raise ValidationError(_("自己的申请要由另一位同事审核。"), code="own")
    result = Approval.State.GRANTED if grant else Approval.State.REFUSED
    facts = {"state": result, "decided_by": by, "decided_at": timezone.now(), "answer": clean_line(text)[:200]}
    if not Approval.objects.asked().filter(pk=approval.pk, kind=Approval.Kind.EXCLUSION).update(**facts):
        raise ValidationError(_("已经有人处理过了，请看最新进展。"), code="moved_on")
    approval.refresh_from_db()
    return approval
