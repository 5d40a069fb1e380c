"""What the handler may ask for and a second person decides: giving a matter back, and more time for it."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import clean_line
from issues.actions.rising import rise
from issues.actions.steps import move, required
from issues.actions.stopping import day_words
from issues.models import Approval, Issue, Policy, Step

Kind, Result = Approval.Kind, Approval.State
LONGEST = timedelta(days=180)


@transaction.atomic
def hand_back(issue: Issue, *, reason: str, by: User, seen: int | None = None) -> Step:
    """申请退单: the first one stays in charge until it is in somebody else's hands (国办函〔2025〕66号)."""
    reason = required(reason, _("请写明退回的原因，方便重新安排。"))
    step = move(issue, "hand_back", by=by, seen=seen, text=reason)
    due = timezone.now() + timedelta(hours=Policy.current().return_hours)
    put(issue, Kind.RETURN, reason, by, due_at=due)
    return step


@transaction.atomic
def allow_return(issue: Issue, *, by: User, text: str = "", seen: int | None = None) -> Step:
    """Back to be given out anew; a matter that nobody wants rises a level."""
    approval = asked_by_another(issue, Kind.RETURN, by)
    facts = {"returns": F("returns") + 1, "kept_by": issue.kept_by or approval.asked_by}
    step = move(issue, "allow_return", by=by, seen=seen, text=clean_line(text), **facts)
    decide(approval, Result.GRANTED, by, text)
    if issue.returns >= Policy.current().returns_before_rise:
        rise(issue, _("已经退单 %(n)s 次") % {"n": issue.returns})
    return step


@transaction.atomic
def refuse_return(issue: Issue, *, text: str, by: User, seen: int | None = None) -> Step:
    text = required(text, _("请写明为什么不同意，承办人会看到。"))
    approval = asked_by_another(issue, Kind.RETURN, by)
    step = move(issue, "refuse_return", by=by, seen=seen, text=text, signed_at=issue.signed_at or timezone.now())
    decide(approval, Result.REFUSED, by, text)
    return step


@transaction.atomic
def ask_more_time(issue: Issue, *, until: datetime, reason: str, by: User, seen: int | None = None) -> Step:
    """申请延期: a later limit, at most as often as the policy says."""
    reason = required(reason, _("请写明为什么要延期。"))
    if issue.more_time >= Policy.current().more_time_limit:
        raise ValidationError(_("这件事已经延期过多次，不能再延。请先答复居民目前的情况。"), code="too_often")
    if not max(issue.due_at, timezone.now()) < until <= timezone.now() + LONGEST:
        raise ValidationError(_("请选择比现在期限更晚、半年以内的日期。"), code="until")
    step = move(issue, "ask_more_time", by=by, seen=seen, text=reason)
    put(issue, Kind.MORE_TIME, reason, by, until=until)
    return step


@transaction.atomic
def allow_more_time(issue: Issue, *, by: User, text: str = "", seen: int | None = None) -> Step:
    """The reporter reads the new limit and the reason for it."""
    approval = asked_by_another(issue, Kind.MORE_TIME, by)
    facts = {"day": day_words(approval.until), "reason": approval.reason}
    words = _("延到 %(day)s。原因：%(reason)s") % facts
    # a change of category may have moved the limit since
    fields = {"due_at": max(approval.until, issue.due_at), "more_time": F("more_time") + 1}
    step = move(issue, "allow_more_time", by=by, seen=seen, text=words, **fields)
    decide(approval, Result.GRANTED, by, text)
    return step


@transaction.atomic
def refuse_more_time(issue: Issue, *, text: str, by: User, seen: int | None = None) -> Step:
    text = required(text, _("请写明为什么不同意，承办人会看到。"))
    approval = asked_by_another(issue, Kind.MORE_TIME, by)
    step = move(issue, "refuse_more_time", by=by, seen=seen, text=text)
    decide(approval, Result.REFUSED, by, text)
    return step


def put(issue: Issue, kind: str, reason: str, by: User, **more: datetime) -> Approval:
    try:
        with transaction.atomic():
            return Approval.objects.create(issue=issue, kind=kind, reason=reason, asked_by=by, **more)
    except IntegrityError:
        raise ValidationError(_("已经申请过了，请等审核。"), code="asked") from None


def asked_by_another(issue: Issue, kind: str, by: User) -> Approval:
    """What waits for a word; never the word of the one who asked."""
    found = issue.approvals.asked().filter(kind=kind).first()
    if found is None:
        raise ValidationError(_("已经有人处理过了，请看最新进展。"), code="moved_on")
    if found.asked_by_id == by.pk:
        raise ValidationError(_("自己的申请要由另一位同事审核。"), code="own")
    return found


def decide(approval: Approval, result: str, by: User, text: str) -> None:
    """The move before it has won already; so has this."""
    facts = {"state": result, "decided_by": by, "decided_at": timezone.now(), "answer": clean_line(text)[:200]}
    Approval.objects.asked().filter(pk=approval.pk).update(**facts)
