"""The record of a matter: every step is chained to the one before, and the matter knows where its chain ends."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.secrets import blind_index
from accounts.text import clean_block
from grids.publish import bump_public_version
from issues import flow, news
from issues.models import Issue, Step

# what stands instead of words that were erased on time; the same in every language
ERASED = "（已删除）"


def move(issue: Issue, name: str, *, by: User | None, text: str = "", seen: int | None = None, **fields: Any) -> Step:
    """One row of the table: refused when the issue has moved on since it was read (or since ``seen``).

    ``state``: which of the row's ends, where it has several. ``fields`` are set in the same guarded UPDATE.
    """
    row = flow.MOVES[name]
    after = fields.pop("state", None) or (row.to[0] if row.to else None)
    if after is not None:
        fields["state"] = after
        if after not in flow.STOPPED:
            fields |= {"stopped_at": None, "left": None, "stopped_until": None}
    version = issue.version if seen is None else seen
    found = Issue.objects.filter(pk=issue.pk, state__in=row.before, version=version)
    if not found.update(version=F("version") + 1, **fields):
        raise ValidationError(_("已经有人处理过了，请看最新进展。"), code="moved_on")
    issue.refresh_from_db()
    step = add_step(issue, name, by=by, text=text)
    if issue.public_title:
        bump_public_version()
    news.queue(step)
    return step


def add_step(issue: Issue, verb: str, *, by: User | None, text: str = "") -> Step:
    """Append to the chain; the row of the issue is locked by the counting until the transaction ends."""
    Issue.objects.filter(pk=issue.pk).update(steps_count=F("steps_count") + 1)
    state, previous = Issue.objects.values_list("state", "steps_digest").get(pk=issue.pk)
    step = Step(issue=issue, verb=verb, state=state, by=by, text=text, previous=previous)
    step.is_public = verb not in Step.INTERNAL
    step.text_index = blind_index(text, "step")
    step.digest = digest(step)
    step.save(force_insert=True)
    Issue.objects.filter(pk=issue.pk).update(steps_digest=step.digest)
    issue.steps_count, issue.steps_digest = issue.steps_count + 1, step.digest
    return step


def digest(step: Step) -> str:
    """Made with the key of the indexes: who can only write to the database cannot mend the chain."""
    facts = [
        *(step.issue_id, step.verb, step.state, step.by_id, step.text_index, step.is_public),
        *(step.at.isoformat(), step.previous),
    ]
    return blind_index(json.dumps(facts, ensure_ascii=False), "step-chain")


def broken_steps(issues) -> list[str]:
    """Sentences about each issue of the queryset whose record was changed, shortened or torn."""
    ends = dict(issues.values_list("pk", "steps_digest"))
    counts = dict(issues.values_list("pk", "steps_count"))
    found: dict[int, str] = {}
    reached: dict[int, tuple[str, int]] = {}
    for step in Step.objects.filter(issue__in=issues).order_by("issue_id", "pk").iterator(chunk_size=2000):
        last, count = reached.get(step.issue_id, ("", 0))
        words_hold = step.text == ERASED or step.text_index == blind_index(step.text, "step")
        if step.previous != last or step.digest != digest(step) or not words_hold:
            found.setdefault(step.issue_id, _("第 %(n)s 条记录被改动或不衔接") % {"n": count + 1})
        reached[step.issue_id] = (step.digest, count + 1)
    for pk, end in ends.items():
        if pk not in found and reached.get(pk, ("", 0)) != (end, counts[pk]):
            found[pk] = _("末尾的记录缺失")
    numbers = dict(issues.filter(pk__in=found).values_list("pk", "number"))
    return [f"{numbers[pk]}：{sentence}" for pk, sentence in sorted(found.items())]


def required(text: str, sentence: str) -> str:
    text = clean_block(text)
    if not text:
        raise ValidationError(sentence, code="required")
    return text
