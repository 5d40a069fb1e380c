"""The end of a matter: verified by somebody else than the handler, rated by the resident, or begun again."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import clean_block, clean_line
from issues import flow
from issues.actions.asking import ask_all, note_answer
from issues.actions.moves import needs_photo
from issues.actions.rising import rise
from issues.actions.steps import add_step, move, required
from issues.limits import calendar, limits_of
from issues.models import Issue, Step
from issues.rules import works_here

S = Issue.State
# stars that say no
UNHAPPY = 2
# what stars say about being solved, where nobody was asked that by itself: only the satisfied count as solved
SOLVED_BY_STARS = {5: "yes", 4: "yes", 3: "partly", 2: "no", 1: "no"}


@transaction.atomic
def rework(issue: Issue, *, reason: str, by: User, seen: int | None = None) -> Step:
    """返工: the check on the spot did not find what the answer says."""
    reason = required(reason, _("请写明哪里没有办好。"))
    soonest = calendar().add(timezone.now(), 1, "wd")
    fields: dict[str, Any] = {"answered_at": None, "outcome": "", "due_at": max(issue.due_at, soonest)}
    return move(issue, "rework", by=by, seen=seen, text=reason, reworks=F("reworks") + 1, **fields)


@transaction.atomic
def close(
    issue: Issue, *, by: User, text: str = "", despite: Mapping[int, str] | None = None, seen: int | None = None
) -> Step:
    """核查办结. ``despite``: for each part that is still open, by its key, why the whole ends before it."""
    refuse_unproved(issue)
    reasons = {pk: clean_block(why) for pk, why in (despite or {}).items()}
    parts = open_parts(issue)
    if silent := [part.number for part in parts if not reasons.get(part.pk)]:
        sentence = _("拆出来的 %(numbers)s 还没有办完。请先办完，或写明为什么先办结。")
        raise ValidationError(sentence, code="open_parts", params={"numbers": "、".join(silent)})
    step = move(issue, "close", by=by, seen=seen, text=clean_block(text), closed_at=timezone.now())
    for part in parts:
        add_step(part, "note", by=by, text=_("主件已先办结：%(why)s") % {"why": reasons[part.pk]})
    ask_all(issue)
    end_merged(issue, by)
    return step


def open_parts(issue: Issue) -> list[Issue]:
    return list(issue.parts.filter(state__in=flow.OPEN).order_by("pk"))


def refuse_unproved(issue: Issue) -> None:
    last = issue.steps.filter(verb=Step.Verb.ANSWER).order_by("-pk").first()
    if last is None or not last.text:
        raise ValidationError(_("还没有办理结果，不能办结。"), code="no_result")
    if needs_photo(issue) and not last.photos.exists():
        raise ValidationError(_("这一类事项要有办完后的现场照片才能办结，请先返工补拍。"), code="photo_after")


def end_merged(issue: Issue, by: User | None) -> None:
    """Whoever reported the same learns the same."""
    for other in issue.merged.filter(state=S.MERGED):
        facts = {"closed_at": timezone.now(), "answered_at": issue.answered_at, "outcome": issue.outcome}
        move(other, "follow", by=by, text=issue.number, **facts)
        ask_all(other)


@transaction.atomic
def rate(issue: Issue, *, stars: int, text: str = "", solved: str = "", by: User | None = None) -> Step:
    """The resident's word on the answer, once per answer; it ends the matter, or begins it again."""
    refuse_rating(issue, stars)
    words = clean_line(text)[:200]
    closed_at = issue.closed_at or timezone.now()
    rated = {"rating": stars, "rating_text": words, "closed_at": closed_at}
    step = move(issue, "rate", by=by, text=_("%(n)s 分 %(words)s") % {"n": stars, "words": words}, **rated)
    note_answer(issue, solved=solved or SOLVED_BY_STARS[stars], stars=stars, text=words)
    if not (unhappy(stars, solved) and begin_again(issue, words)):
        end_merged(issue, by)
    return step


def refuse_rating(issue: Issue, stars: int) -> None:
    if not 1 <= stars <= 5:
        raise ValidationError(_("请选择 1 到 5 分。"), code="stars")
    if issue.rating is not None:
        raise ValidationError(_("您已经评价过了，谢谢。如果问题又出现，可以请社区重新办理。"), code="rated")
    if issue.state == S.ANSWERED and open_parts(issue):
        raise ValidationError(_("这件事还有一部分正在办，全部办完以后再请您评价。"), code="open_parts")


def unhappy(stars: int | None, solved: str) -> bool:
    return solved == "no" or (stars is not None and stars <= UNHAPPY)


def begin_again(issue: Issue, words: str) -> bool:
    """By itself, as often as residents may ask for it; afterwards people talk (国办函〔2025〕66号: closed loop)."""
    if reopening_refused(issue):
        return False
    reopen(issue, reason=words or _("居民评价：没有解决或不满意"))
    return True


@transaction.atomic
def visit(
    issue: Issue, *, by: User, stars: int | None = None, text: str = "", solved: str = "", seen: int | None = None
) -> Step:
    """A colleague's call or visit after the end; what it finds counts like the resident's own rating."""
    words = clean_block(text)
    fields = {"rating": stars, "rating_text": clean_line(text)[:200]} if stars else {}
    if solved or stars:
        word = solved or SOLVED_BY_STARS[stars or 1]
        note_answer(issue, solved=word, stars=stars, text=clean_line(text), way="phone", by=by)
    step = move(issue, "visit", by=by, seen=seen, text=words, **fields)
    if unhappy(stars, solved):
        begin_again(issue, words)
    return step


@transaction.atomic
def lapse(issue: Issue) -> Step:
    """Nobody answered: kept as 未评价, which is neither satisfied nor not."""
    return move(issue, "lapse", by=None)


@transaction.atomic
def reopen(issue: Issue, *, reason: str, by: User | None = None, seen: int | None = None) -> Step:
    """Not solved: back with a new limit to whoever had it, under a supervisor; the second time a level higher.

    A resident (``by=None``) may say so a limited number of times.
    """
    reason = required(reason, _("请写一写还有什么没解决。"))
    if by is None and (refusal := reopening_refused(issue)):
        raise refusal
    now = timezone.now()
    fresh: dict[str, Any] = {
        "reopened": F("reopened") + 1,
        # from now on by itself, whatever it was merged into
        **dict.fromkeys(("rating", "answered_at", "closed_at", "signed_at", "responded_at", "merged_into")),
        **dict.fromkeys(("rating_text", "outcome"), ""),
        **limits_of(issue.category, issue.severity, now)._asdict(),
    }
    if still_there(issue):
        fresh |= {"state": S.ASSIGNED, "assigned_at": now}
    else:
        fresh |= {"state": S.RECEIVED, "assigned_at": None, "handler": None, "department": None}
    step = move(issue, "reopen", by=by, seen=seen, text=reason, **fresh)
    rise(issue, _("居民要求重新办理（第 %(n)s 次）") % {"n": issue.reopened})
    return step


def still_there(issue: Issue) -> bool:
    """Whoever had it in hand can have it again."""
    if issue.department is not None:
        return issue.department.open
    return issue.handler is not None and works_here(issue.handler, issue)


def reopening_refused(issue: Issue) -> ValidationError | None:
    """Why a resident may not have the matter begun again."""
    if issue.reopened >= Issue.REOPEN_LIMIT:
        sentence = _("这件事已经重新办理过多次，请直接给社区打电话，我们当面说清楚。")
        return ValidationError(sentence, code="too_often")
    ended = issue.closed_at or issue.answered_at
    if ended and ended < timezone.now() - timedelta(days=Issue.REOPEN_DAYS):
        return ValidationError(_("这件事办结已经超过 30 天，请作为新的事项再反映一次。"), code="too_late")
    return None


def refuse_late_reopening(issue: Issue) -> None:
    if refusal := reopening_refused(issue):
        raise refusal
