"""What happens to an issue: taken in (``intake``), then moved along its way (``flow``) to its answer and its end."""

from issues.actions.approvals import (
    allow_more_time,
    allow_return,
    ask_more_time,
    hand_back,
    refuse_more_time,
    refuse_return,
)
from issues.actions.ending import close, lapse, rate, reopen, rework, visit
from issues.actions.intake import says, submit, take_for_resident
from issues.actions.moves import (
    add_internal_note,
    answer,
    assign,
    contact,
    decline,
    file,
    publish,
    reassign,
    reveal_contact,
    sign,
    sort,
    take,
)
from issues.actions.rising import rise
from issues.actions.stopping import ask, pause, reply, resume

__all__ = [
    "add_internal_note",
    "allow_more_time",
    "allow_return",
    "answer",
    "ask",
    "ask_more_time",
    "assign",
    "close",
    "contact",
    "decline",
    "file",
    "hand_back",
    "lapse",
    "pause",
    "publish",
    "rate",
    "reassign",
    "refuse_more_time",
    "refuse_return",
    "reopen",
    "reply",
    "resume",
    "reveal_contact",
    "rework",
    "rise",
    "says",
    "sign",
    "sort",
    "submit",
    "take",
    "take_for_resident",
    "visit",
]
