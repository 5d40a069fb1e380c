"""The record of a matter: every step is chained to the one before, and the matter knows where its chain ends."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.secrets import blind_index
from accounts.text import clean_block
from grids.publish import bump_public_version
from issues import flow, news
from issues.models import Approval, Issue, Step

# what stands instead of words that were erased on time; the same in every language
ERASED = "（已删除）"


def move(issue: Issue, name: str, *, by: User | None, text: str = "", seen: int | None = None, **fields: Any) -> Step:
    """One row of the table: refused when the issue has moved on since it was read (or since ``seen``).

    ``state``: which of the row's ends, where it has several. ``fields`` are set in the same guarded UPDATE.
    """
    row = flow.MOVES[name]
    after = fields.pop("state", None) or (row.to[0] if row.to else None)
    if after is not None:
        fields = {"state": after} | left_behind(after) | fields
    version = issue.version if seen is None else seen
    found = Issue.objects.filter(pk=issue.pk, state__in=row.before, version=version)
    if not found.update(version=F("version") + 1, **fields):
        raise ValidationError(_("已经有人处理过了，请看最新进展。"), code="moved_on")
    issue.refresh_from_db()
    step = add_step(issue, name, by=by, text=text)
    if after is not None and after not in flow.IN_HAND:
        drop_requests(issue)
    if issue.public_title:
        bump_public_version()
    news.queue(step)
    return step


def left_behind(after: str) -> dict[str, Any]:
    """What a matter forgets on its way: that its clock stood, and who answered for it before somebody new signed."""
    gone = [] if after in flow.STOPPED else ["stopped_at", "left", "stopped_until"]
    gone += [] if after in flow.UNSIGNED else ["kept_by"]
    return dict.fromkeys(gone)


def drop_requests(issue: Issue) -> None:
    """More time is not needed any more; a return is always decided by its own move."""
    asked = issue.approvals.asked().filter(kind=Approval.Kind.MORE_TIME)
    asked.update(state=Approval.State.DROPPED, decided_at=timezone.now())


def add_step(issue: Issue, verb: str, *, by: User | None, text: str = "") -> Step:
    """Append to the chain; the row of the issue is locked by the counting until the transaction ends."""
    Issue.objects.filter(pk=issue.pk).update(steps_count=F("steps_count") + 1)
    last = Step.objects.filter(issue=OuterRef("pk")).order_by("-pk").values("digest")[:1]
    state, count, previous = Issue.objects.values_list("state", "steps_count", Subquery(last)).get(pk=issue.pk)
    step = Step(issue=issue, verb=verb, state=state, by=by, text=text, previous=previous or "")
    step.is_public = verb not in Step.INTERNAL
    step.text_index = blind_index(text, "step")
    step.digest = digest(step)
    step.save(force_insert=True)
    end = end_of_chain(issue.pk, state, count, step.digest)
    Issue.objects.filter(pk=issue.pk).update(steps_digest=end)
    issue.steps_count, issue.steps_digest = count, end
    return step


def digest(step: Step) -> str:
    """Made with the key of the indexes: who can only write to the database cannot mend the chain."""
    facts = [
        *(step.issue_id, step.verb, step.state, step.by_id, step.text_index, step.is_public),
        *(step.at.isoformat(), step.previous),
    ]
    return blind_index(json.dumps(facts, ensure_ascii=False), "step-chain")


def end_of_chain(pk: int, state: str, count: int, last: str) -> str:
    """What the matter itself keeps: cutting off its last steps, or setting another state by hand, does not fit it."""
    return blind_index(json.dumps([pk, state, count, last]), "step-end")


def required(text: str, sentence: str) -> str:
    text = clean_block(text)
    if not text:
        raise ValidationError(sentence, code="required")
    return text
