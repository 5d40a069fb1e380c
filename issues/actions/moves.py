"""The way of an issue to its answer: each move is one guarded UPDATE, one step on the timeline, and its news."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_block, clean_line
from grids.models import Posting, Unit
from grids.publish import bump_public_version, objections
from issues import news
from issues.actions.intake import due_on
from issues.actions.photos import attach
from issues.images import Picture
from issues.models import Issue, Step


@transaction.atomic
def assign(issue: Issue, *, to: User, by: User, note: str = "", seen: int | None = None) -> Step:
    """``seen``: the version of the issue on the page where this was decided; likewise below."""
    if not Unit.objects.overseen_by(to, *Posting.STAFF).filter(pk=issue.unit_id).exists():
        raise ValidationError(_("这位工作人员不负责这个地点，请选择名单里的人。"), code="out_of_scope")
    step = move(issue, "assign", by=by, seen=seen, text=to.name, handler=to)
    if note := clean_block(note):
        add_internal_note(issue, text=note, by=by)
    return step


@transaction.atomic
def hand_back(issue: Issue, *, reason: str, by: User, seen: int | None = None) -> Step:
    reason = required(reason, _("请写明退回的原因，方便重新安排。"))
    return move(issue, "hand_back", by=by, seen=seen, text=reason, handler=None)


@transaction.atomic
def answer(issue: Issue, *, text: str, by: User, photos: Iterable[Picture] = (), seen: int | None = None) -> Step:
    text = required(text, _("请写明办理结果，居民会看到这段话。"))
    step = move(issue, "answer", by=by, seen=seen, text=text, answered_at=timezone.now())
    attach(photos, step)
    return step


@transaction.atomic
def close(issue: Issue, *, by: User, text: str = "", seen: int | None = None) -> Step:
    return move(issue, "close", by=by, seen=seen, text=clean_block(text), closed_at=timezone.now())


@transaction.atomic
def rate(issue: Issue, *, stars: int, text: str = "", by: User | None = None) -> Step:
    """The resident's word on the answer; once per answer, and it closes the matter."""
    if not 1 <= stars <= 5:
        raise ValidationError(_("请选择 1 到 5 分。"), code="stars")
    if issue.rating is not None:
        raise ValidationError(_("您已经评价过了，谢谢。如果问题又出现，可以请社区重新办理。"), code="rated")
    words = clean_line(text)[:200]
    closed_at = issue.closed_at or timezone.now()
    rated = {"rating": stars, "rating_text": words, "closed_at": closed_at}
    return move(issue, "rate", by=by, text=f"{stars} 分 {words}".strip(), **rated)


@transaction.atomic
def reopen(issue: Issue, *, reason: str, by: User | None = None, seen: int | None = None) -> Step:
    """Not solved: back to the start with a new limit. A resident (``by=None``) may say so a limited number of times."""
    reason = required(reason, _("请写一写还有什么没解决。"))
    if by is None:
        refuse_late_reopening(issue)
    today = timezone.localdate()
    fresh: dict[str, Any] = {"handler": None, "rating": None, "rating_text": "", "answered_at": None, "closed_at": None}
    fresh |= {"reopened": F("reopened") + 1, "due_on": due_on(issue.category, issue.urgent, today)}
    return move(issue, "reopen", by=by, seen=seen, text=reason, **fresh)


def refuse_late_reopening(issue: Issue) -> None:
    if issue.reopened >= Issue.REOPEN_LIMIT:
        raise ValidationError(_("这件事已经重新办理过多次，请直接给社区打电话，我们当面说清楚。"), code="too_often")
    ended = issue.closed_at or issue.answered_at
    if ended and ended < timezone.now() - timedelta(days=Issue.REOPEN_DAYS):
        raise ValidationError(_("这件事办结已经超过 30 天，请作为新的事项再反映一次。"), code="too_late")


@transaction.atomic
def add_internal_note(issue: Issue, *, text: str, by: User) -> Step:
    text = required(text, _("请写下备注内容。"))
    return issue.steps.create(verb=Step.Verb.NOTE, state=issue.state, by=by, text=text, is_public=False)


@transaction.atomic
def publish(issue: Issue, *, title: str, by: User) -> Step:
    """Give the matter a title for everybody, or take it back with ""; the reporter's own words stay private."""
    if issue.category and issue.category.confidential:
        raise ValidationError(_("这一类事项涉及个人隐私，不对外公开。"), code="confidential")
    title = clean_line(title)[:60]
    if sentences := objections(title):
        raise ValidationError([ValidationError(sentence, code="private") for sentence in sentences])
    Issue.objects.filter(pk=issue.pk).update(public_title=title)
    issue.public_title = title
    bump_public_version()
    text = title or _("不再公开")
    return issue.steps.create(verb=Step.Verb.TITLE, state=issue.state, by=by, text=text, is_public=False)


@transaction.atomic
def reveal_contact(issue: Issue, *, reason: str, by: User, address: str = "") -> dict[str, str]:
    """The reporter's name and number in the clear, and a line in the audit chain that says who wanted them and why."""
    reason = required(reason, _("请写明为什么要查看联系方式。"))
    record("issues.reveal_contact", by=by, target=f"issue:{issue.pk}", reason=reason[:200], address=address)
    return {"name": issue.reporter_name, "phone": issue.reporter_phone}


def move(issue: Issue, verb: str, *, by: User | None, text: str = "", seen: int | None = None, **fields: Any) -> Step:
    """One row of MOVES: refused when the issue has moved on since it was read (or since ``seen``)."""
    before, after = Issue.MOVES[verb]
    version = issue.version if seen is None else seen
    found = Issue.objects.filter(pk=issue.pk, state__in=before, version=version)
    if not found.update(state=after, version=F("version") + 1, **fields):
        raise ValidationError(_("已经有人处理过了，请看最新进展。"), code="moved_on")
    issue.refresh_from_db()
    step = issue.steps.create(verb=verb, state=after, by=by, text=text)
    if issue.public_title:
        bump_public_version()
    news.queue(step)
    return step


def required(text: str, sentence: str) -> str:
    text = clean_block(text)
    if not text:
        raise ValidationError(sentence, code="required")
    return text
