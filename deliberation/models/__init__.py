from deliberation.models.ballot import Ballot, DoorVisit, Paper, Proxy, TurnedAway
from deliberation.models.resolution import ActionItem, Objection, Resolution, TopicRating
from deliberation.models.roll import RollFlat, RollHead, RollOwner
from deliberation.models.topic import Procedure, Support, Topic, Walked
from deliberation.models.vote import OwnersVote

__all__ = [
    "ActionItem",
    "Ballot",
    "DoorVisit",
    "Objection",
    "OwnersVote",
    "Paper",
    "Procedure",
    "Proxy",
    "Resolution",
    "RollFlat",
    "RollHead",
    "RollOwner",
    "Support",
    "Topic",
    "TopicRating",
    "TurnedAway",
    "Walked",
]
