from deliberation.actions.casting import cast
from deliberation.actions.counting import count, still_missing, turnout
from deliberation.actions.doors import note_visit
from deliberation.actions.papers import enter_paper, second_look, void_paper
from deliberation.actions.preparing import announce, begin, cancel, change
from deliberation.actions.proxies import give_proxy, revoke_proxy
from deliberation.actions.rolls import draw_roll, same_owner, set_flat

__all__ = [
    "announce",
    "begin",
    "cancel",
    "cast",
    "change",
    "count",
    "draw_roll",
    "enter_paper",
    "give_proxy",
    "note_visit",
    "revoke_proxy",
    "same_owner",
    "second_look",
    "set_flat",
    "still_missing",
    "turnout",
    "void_paper",
]
