from deliberation.models.ballot import Ballot, DoorVisit, Paper, Proxy, TurnedAway
from deliberation.models.mediation import (
    Mediation,
    MediationAgreement,
    MediationParty,
    MediationSession,
    MediationSignature,
    MediationTerm,
    MediationVisit,
    Panellist,
)
from deliberation.models.resolution import ActionItem, Objection, Resolution, TopicRating
from deliberation.models.roll import RollFlat, RollHead, RollOwner
from deliberation.models.survey import Survey, SurveyAnswer, SurveyAsked, SurveyQuestion
from deliberation.models.topic import Procedure, Support, Topic, Walked
from deliberation.models.vote import OwnersVote

__all__ = [
    "ActionItem",
    "Ballot",
    "DoorVisit",
    "Mediation",
    "MediationAgreement",
    "MediationParty",
    "MediationSession",
    "MediationSignature",
    "MediationTerm",
    "MediationVisit",
    "Objection",
    "OwnersVote",
    "Panellist",
    "Paper",
    "Procedure",
    "Proxy",
    "Resolution",
    "RollFlat",
    "RollHead",
    "RollOwner",
    "Support",
    "Survey",
    "SurveyAnswer",
    "SurveyAsked",
    "SurveyQuestion",
    "Topic",
    "TopicRating",
    "TurnedAway",
    "Walked",
]
