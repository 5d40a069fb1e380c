"""An owners' vote before its first ballot: drafted, announced fifteen days ahead, or given up."""

import hashlib
import json
import secrets
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record, tell
from accounts.models import User
from accounts.text import clean_line
from deliberation.actions.petitions import answer_by, owe_again
from deliberation.actions.rolls import draw_roll, freeze_roll
from deliberation.models import OwnersVote, Topic
from grids.models import Posting, Unit
from grids.publish import bump_public_version, objections

State = OwnersVote.State
# 物业管理条例 article 14: told to all owners fifteen days before, and to the residents' committee with them
NOTICE_DAYS = 15
FACTS = (
    "topic",
    "petition",
    "title",
    "question",
    "matter",
    "opens_at",
    "closes_at",
    "twice",
    "proxy_limit",
    "silent_clause",
    "record_on",
)
# a topic may be sent to its owners while it is talked over and after
TO_BE_VOTED_ON = (Topic.State.ACCEPTED, Topic.State.RESOLVED)
# what the frozen wording stands for; whoever changes one of these asks something else
ASKED = ("title", "question", "matter", "twice", "proxy_limit", "silent_clause")


def begin(unit: Unit, *, key: UUID, by: User, **facts: Any) -> OwnersVote:
    """A draft with the register as it is on the record day; the same key always gives the same vote."""
    earlier = OwnersVote.objects.filter(key=key).first()
    if earlier is not None:
        return earlier
    vote = OwnersVote(unit=unit, key=key, by=by, **checked(facts))
    try:
        with transaction.atomic():
            vote.save(force_insert=True)
            draw_roll(vote, by=by)
            record("vote.begun", by=by, target=f"owners_vote:{vote.pk}")
    except IntegrityError:
        twin = OwnersVote.objects.filter(key=key).first()
        if twin is None:
            raise
        return twin
    return vote


@transaction.atomic
def change(vote: OwnersVote, *, by: User, **facts: Any) -> OwnersVote:
    """While nothing is announced; afterwards another wording is another vote."""
    if not OwnersVote.objects.filter(pk=vote.pk, state=State.DRAFT).update(**checked(facts)):
        raise ValidationError(
            _("这次表决已经公告，题目、类别和范围都不能再改。要改，请取消它，另外发起一次。"), code="frozen"
        )
    vote.refresh_from_db()
    record("vote.changed", by=by, target=f"owners_vote:{vote.pk}", fields=sorted(facts))
    return vote


def checked(facts: dict[str, Any]) -> dict[str, Any]:
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"no facts of a vote: {unknown}")
    facts["title"] = clean_line(facts["title"])
    facts["question"] = facts["question"].strip()
    if not facts["title"] or not facts["question"]:
        raise ValidationError(_("请写明题目和要表决的事项。"), code="required")
    if sentences := [*objections(facts["title"]), *objections(facts["question"])]:
        raise ValidationError([ValidationError(sentence, code="private") for sentence in sentences])
    if facts["closes_at"] <= facts["opens_at"]:
        raise ValidationError(_("截止时间要晚于开始时间。"), code="order")
    topic = facts.get("topic")
    if topic is not None and not (topic.owners_matter and topic.state in TO_BE_VOTED_ON):
        raise ValidationError(_("请选择一个要由业主共同决定、还没有落实完的议题。"), code="topic")
    return facts


@transaction.atomic
def announce(vote: OwnersVote, *, by: User, today: date | None = None) -> OwnersVote:
    """Freeze wording, rules and register; from here on the clock opens and closes it."""
    today = today or timezone.localdate()
    first = today + timedelta(days=NOTICE_DAYS)
    if timezone.localdate(vote.opens_at) < first:
        words = {"days": NOTICE_DAYS, "day": first.isoformat()}
        raise ValidationError(
            _("要提前 %(days)d 天告诉全体业主，最早可以从 %(day)s 开始投票。请改开始时间。") % words, code="notice"
        )
    salt = secrets.token_hex(16)
    register = freeze_roll(vote, salt)
    changes = {
        "state": State.ANNOUNCED,
        "announced_on": today,
        "record_on": vote.record_on or today,
        "register_digest": register,
        "question_digest": question_digest(vote),
        "salt": salt,
    }
    if not OwnersVote.objects.filter(pk=vote.pk, state=State.DRAFT).update(**changes):
        raise ValidationError(_("已经有人公告过了，请看最新的状态。"), code="moved_on")
    vote.refresh_from_db()
    tell_committee(vote)
    if vote.petition is not None:
        answer_by(vote.petition, by=by)
    bump_public_version()
    record("vote.announced", by=by, target=f"owners_vote:{vote.pk}", register=register)
    return vote


def question_digest(vote: OwnersVote) -> str:
    facts = {name: str(getattr(vote, name)) for name in ASKED} | {"unit": vote.unit.code}
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def tell_committee(vote: OwnersVote) -> None:
    posts = Posting.objects.current().over(vote.unit).filter(role=Posting.Role.SECRETARY).exclude(user=None)
    link = reverse("deliberation:vote", args=[vote.pk])
    for post in posts.select_related("user"):
        title = _("业主共同决定已公告：%(title)s") % {"title": vote.title}
        tell(post.user, title, link=link, key=f"vote:{vote.pk}:announced:{post.user_id}")


@transaction.atomic
def cancel(vote: OwnersVote, *, reason: str, by: User) -> None:
    """Before it is counted; ballots stay where they are and are counted by nobody."""
    reason = clean_line(reason)
    if not reason:
        raise ValidationError(_("请写明为什么取消，业主会看到。"), code="required")
    found = OwnersVote.objects.filter(
        pk=vote.pk, state__in=(State.DRAFT, State.ANNOUNCED), closes_at__gt=timezone.now()
    )
    if not found.update(state=State.CANCELLED, reason=reason[:200]):
        raise ValidationError(_("这次表决已经截止或已经取消，不能再取消。"), code="moved_on")
    if vote.petition is not None:
        owe_again(vote.petition, by=by)
    bump_public_version()
    record("vote.cancelled", by=by, target=f"owners_vote:{vote.pk}", reason=reason)
