"""What a counted vote makes: a resolution on its topic, published and carried out like every other."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from deliberation.actions.resolving import Kind, digest
from deliberation.models import OwnersVote, Resolution, Topic
from deliberation.tally import square_metres

State = Topic.State


@transaction.atomic
def conclude(vote: OwnersVote, *, by: User) -> Resolution:
    """The result in words, on the topic the vote came from; a vote that came from none gets a topic of its own."""
    topic = topic_of(vote, by=by)
    Topic.objects.filter(pk=topic.pk, state__in=(State.ACCEPTED, State.DONE)).update(state=State.RESOLVED)
    kind = Kind.VOTED if vote.result["outcome"] == "passed" else Kind.REFUSED
    text = in_words(vote)
    return Resolution.objects.create(topic=topic, vote=vote, kind=kind, text=text, digest=digest(text), by=by)


def topic_of(vote: OwnersVote, *, by: User) -> Topic:
    if vote.topic is not None:
        return vote.topic.merged_into or vote.topic
    facts = {"unit": vote.unit, "title": vote.title, "public_title": vote.title, "public_text": vote.question[:1000]}
    topic = Topic.objects.create(
        source=Topic.Source.VOTE, state=State.RESOLVED, owners_matter=True, raised_by=by, screened_by=by, **facts
    )
    OwnersVote.objects.filter(pk=vote.pk).update(topic=topic)
    vote.topic = topic
    return topic


def in_words(vote: OwnersVote) -> str:
    """The question as on the ballot, the outcome, and the whole numbers it follows from."""
    result = vote.result
    words = {"title": vote.title, "outcome": outcome(result["outcome"])}
    for name in ("total", "part", "yes", "no", "abstain"):
        words |= {f"{name}_area": square_metres(result[f"{name}_area"]), f"{name}_heads": result[f"{name}_heads"]}
    return "\n".join(
        [
            _("“%(title)s”业主表决的结果：%(outcome)s。") % words,
            vote.question,
            _(
                "专有部分面积共 %(total_area)s 平方米，参加 %(part_area)s，同意 %(yes_area)s，不同意 %(no_area)s，"
                "弃权 %(abstain_area)s。"
            )
            % words,
            _(
                "共 %(total_heads)s 人，参加 %(part_heads)s 人，同意 %(yes_heads)s 人，不同意 %(no_heads)s 人，"
                "弃权 %(abstain_heads)s 人。"
            )
            % words,
        ]
    )


def outcome(name: str) -> str:
    return {
        "passed": _("通过"),
        "rejected": _("没有通过"),
        "no_quorum": _("参加表决的不足三分之二，没有形成决定"),
    }[name]
