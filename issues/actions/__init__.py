"""What happens to an issue: taken in (``intake``), then moved along to its answer (``moves``)."""

from issues.actions.intake import says, submit, take_for_resident
from issues.actions.moves import (
    add_internal_note,
    answer,
    assign,
    close,
    hand_back,
    publish,
    rate,
    reopen,
    reveal_contact,
)

__all__ = [
    "add_internal_note",
    "answer",
    "assign",
    "close",
    "hand_back",
    "publish",
    "rate",
    "reopen",
    "reveal_contact",
    "says",
    "submit",
    "take_for_resident",
]
