"""What happens in the book of points. Other apps come in by these names."""

from points.actions.awarding import award, reverse, take_back
from points.actions.opening import account_of, system_account, team_account
from points.actions.posting import Entry, post
from points.actions.settling import Line, cancel_settlement, open_settlement, review_settlement, settle

__all__ = [
    "Entry",
    "Line",
    "account_of",
    "award",
    "cancel_settlement",
    "open_settlement",
    "post",
    "reverse",
    "review_settlement",
    "settle",
    "system_account",
    "take_back",
    "team_account",
]
