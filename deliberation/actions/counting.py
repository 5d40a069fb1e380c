"""The end of an owners' vote: turn-out while it runs, the count once, and the file by which anybody counts again."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from deliberation.actions.outcomes import conclude
from deliberation.models import Ballot, OwnersVote, Paper, RollHead
from deliberation.tally import DEVELOPER, Key, Side, Tally, lacking, tally
from grids.publish import bump_public_version

State = OwnersVote.State
FIRST = "0" * 64


def key_of(spelt: str) -> Key:
    return tuple(spelt.split("|"))


def heads_of(vote: OwnersVote) -> dict[Key, int]:
    return {key_of(key): area for key, area in vote.heads.values_list("key", "area")}


def said(vote: OwnersVote) -> dict[Key, str]:
    """The last word of each head; of co-owners who contradict each other there is none."""
    current = Ballot.objects.current().filter(head__vote=vote, head__frozen=False)
    return {key_of(key): choice for key, choice in current.values_list("head__key", "choice")}


def still_missing(vote: OwnersVote) -> dict[str, int]:
    """Area in 0.01 m² and heads that must still take part, whatever they say; tells nothing of any choice."""
    heard = Exists(Ballot.objects.filter(head=OuterRef("pk")))
    heads = vote.heads.annotate(took_part=heard & Q(frozen=False))
    found = heads.aggregate(
        total=Coalesce(Sum("area"), 0),
        part=Coalesce(Sum("area", filter=Q(took_part=True)), 0),
        heads=Count("pk"),
        heads_part=Count("pk", filter=Q(took_part=True)),
    )
    return {
        "area": lacking(found["part"], found["total"]),
        "heads": lacking(found["heads_part"], found["heads"]),
    }


def turnout(vote: OwnersVote) -> list[dict]:
    """Building by building: flats whose head has voted, of all counted; never what anybody said."""
    place = "dwelling__building"
    heard = Exists(Ballot.objects.filter(head=OuterRef("head")))
    rows = vote.flats.counted().values(
        f"{place}__tree_id", f"{place}__lft", building=F(place), name=F(f"{place}__name")
    )
    found = rows.annotate(flats=Count("pk"), voted=Count("pk", filter=heard))
    found = found.order_by(f"{place}__tree_id", f"{place}__lft")
    return list(found.values("building", "name", "flats", "voted"))


# --- the count ---------------------------------------------------------------------------------
@transaction.atomic
def count(vote: OwnersVote, *, by: User) -> OwnersVote:
    """Once, after the closing second. What was frozen at the announcement is what is counted."""
    if not vote.is_over:
        raise ValidationError(_("投票还没有截止，不能计票。"), code="not_over")
    result = result_of(vote)
    if not OwnersVote.objects.filter(pk=vote.pk, state=State.ANNOUNCED).update(state=State.COUNTED, result=result):
        raise ValidationError(_("已经计过票了，请看结果。"), code="moved_on")
    vote.refresh_from_db()
    conclude(vote, by=by)
    bump_public_version()
    record("vote.counted", by=by, target=f"owners_vote:{vote.pk}", outcome=result["outcome"])
    return vote


def result_of(vote: OwnersVote) -> dict[str, Any]:
    """The keys of ``Tally.as_dict`` with margins, what did not count, and other readings where they would differ."""
    heads, ballots = heads_of(vote), said(vote)
    counted = tally(vote.kind, heads, ballots)
    result = counted.as_dict() | margins(counted)
    if vote.unanimous:
        result["outcome"] = "passed" if counted.heads.yes == counted.heads.total else "rejected"
    result |= {
        "counted_at": timezone.now().isoformat(),
        "frozen_heads": vote.heads.filter(frozen=True).count(),
        "papers_waiting": Paper.objects.filter(head__vote=vote, state=Paper.State.WAITING).count(),
        "papers_void": Paper.objects.filter(head__vote=vote, state=Paper.State.VOID).count(),
    }
    return result | other_readings(vote, heads, ballots, result["outcome"])


def margins(counted: Tally) -> dict[str, int]:
    """How far above the least that passes (below zero: how much is missing), in 0.01 m² and in heads."""
    sides = {"area": counted.area, "heads": counted.heads}
    found = {f"quorum_margin_{name}": counted.quorum_margin(side) for name, side in sides.items()}
    return found | {f"approve_margin_{name}": counted.agreed_margin(side) for name, side in sides.items()}


def other_readings(vote: OwnersVote, heads: dict[Key, int], ballots: dict[Key, str], outcome: str) -> dict[str, str]:
    """What another reading of an open question would give: void papers taking part; the silent with the majority."""
    found: dict[str, str] = {}
    if vote.unanimous:
        return found
    void = Paper.objects.filter(head__vote=vote, state=Paper.State.VOID, head__frozen=False)
    with_void = dict.fromkeys((key_of(key) for key in void.values_list("head__key", flat=True)), "abstain") | ballots
    other = tally(vote.kind, heads, with_void).outcome
    if other != outcome:
        found["outcome_with_void"] = other
    if vote.silent_clause:
        found["outcome_with_silent"] = tally(vote.kind, heads, with_the_silent(heads, ballots)).outcome
    return found


def with_the_silent(heads: dict[Key, int], ballots: dict[Key, str]) -> dict[Key, str]:
    """The silent join whichever side has more heads; where neither has, they abstain."""
    yes, no = (sum(choice == side for choice in ballots.values()) for side in ("yes", "no"))
    join = "yes" if yes > no else "no" if no > yes else "abstain"
    return dict.fromkeys(heads, join) | ballots


# --- counting again ----------------------------------------------------------------------------
def recount_lines(vote: OwnersVote) -> Iterator[str]:
    """JSON, a line each, every line holding the digest of the one before: the vote, each head, the result.

    A head is a number that only the portal can lead back; its owner finds it by the receipt.
    """
    chain = Chain()
    first = {
        "vote": vote.title,
        "kind": "unanimous" if vote.unanimous else vote.kind,
        "question": vote.question_digest,
        "register": vote.register_digest,
    }
    yield chain.line(first)
    current = Ballot.objects.current().filter(head__vote=vote)
    ballots = {head: (choice, receipt) for head, choice, receipt in current.values_list("head_id", "choice", "receipt")}
    for head in RollHead.objects.filter(vote=vote).order_by("pk").iterator():
        choice, receipt = ballots.get(head.pk, (None, None))
        name = "developer" if key_of(head.key) == DEVELOPER else masked(vote, head)
        row = {"head": name, "area": head.area, "choice": None if head.frozen else choice, "receipt": receipt}
        yield chain.line(row | ({"frozen": True} if head.frozen else {}))
    numbers = (f"{name}_{measure}" for name in Side._fields for measure in ("area", "heads"))
    counted = {name: vote.result[name] for name in (*numbers, "outcome")}
    yield chain.line({"result": counted})


def masked(vote: OwnersVote, head: RollHead) -> str:
    return hashlib.sha256(f"{vote.salt}:{head.key}".encode()).hexdigest()[:12]


class Chain:
    def __init__(self) -> None:
        self.last = FIRST

    def line(self, facts: dict[str, Any]) -> str:
        facts = facts | {"previous": self.last}
        self.last = hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        return json.dumps(facts | {"digest": self.last}, ensure_ascii=False, sort_keys=True) + "\n"
