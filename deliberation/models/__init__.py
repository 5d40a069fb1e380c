from deliberation.models.ballot import Ballot, DoorVisit, Paper, Proxy, TurnedAway
from deliberation.models.roll import RollFlat, RollHead, RollOwner
from deliberation.models.vote import OwnersVote

__all__ = ["Ballot", "DoorVisit", "OwnersVote", "Paper", "Proxy", "RollFlat", "RollHead", "RollOwner", "TurnedAway"]
