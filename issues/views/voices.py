"""What those beside the reporter read of a matter: its way without anybody's words but the staff's, sides, numbers."""

from issues.actions.family import main_of, people_of
from issues.actions.opinions import sides
from issues.models import TONES, Issue, Proposal, Step
from issues.views.rows import timeline

Verb = Step.Verb
# what staff write to everybody who waits; all other words were said to one person, or by one
SAID_TO_ALL = (
    Verb.ASSIGN,
    Verb.DECLINE,
    Verb.PAUSE,
    Verb.ALLOW_MORE_TIME,
    Verb.ANSWER,
    Verb.CLOSE,
    Verb.FOLLOW,
    Verb.MERGE,
    Verb.UNMERGE,
    Verb.SPLIT,
)
# their text is a name or a number, and stands beside the label
NAMED = (Verb.ASSIGN, Verb.FOLLOW, Verb.MERGE, Verb.UNMERGE, Verb.SPLIT)
# between the reporter and the staff
PRIVATE = (Verb.CONTACT, Verb.REPLY, Verb.VISIT, Verb.RATE, Verb.HIDE, Verb.FORGET)


def shared_way(issue: Issue) -> list[dict]:
    """The timeline for joiners and for reporters of merged matters; the photos stay with the reporter, they show homes."""
    rows = [row for row in timeline(issue, everything=False) if row["verb"] not in PRIVATE]
    return [row | {"inline": row["verb"] in NAMED, "text": said_to_all(row)} for row in rows]


def said_to_all(row: dict) -> str:
    return row["text"] if row["verb"] in SAID_TO_ALL else ""


def voices(issue: Issue) -> dict:
    """For the receipt, the joiner's page and the public: no name, no number of anybody."""
    main = main_of(issue)
    return {
        "people": people_of(main),
        "sides": sides(main),
        "topic": topic_of(main),
        "main": main.number if main.pk != issue.pk else "",
        "main_way": shared_way(main) if main.pk != issue.pk else [],
        "parts": parts_of(main),
    }


def topic_of(main: Issue) -> dict | None:
    """Whether it is to be talked over by all, once somebody has proposed it; what was dropped is not mentioned."""
    kept = main.proposals.filter(kind=Proposal.Kind.TOPIC).exclude(state=Proposal.State.DROPPED)
    return kept.values("state", "topic").first()


def parts_of(main: Issue) -> list[dict]:
    rows = main.parts.order_by("pk").values("number", "state", "category__name", "due_at")
    return [row | {"tone": TONES[row["state"]], "label": Issue.State(row["state"]).label} for row in rows]
