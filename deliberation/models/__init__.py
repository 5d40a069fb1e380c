from deliberation.models.award import Contest, ContestBallot, ContestCategory, ContestPaper, Nominee
from deliberation.models.ballot import Ballot, DoorVisit, Paper, Proxy, TurnedAway
from deliberation.models.convention import Article, ArticleComment, Convention, ConventionSignature, ConventionVersion
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
from deliberation.models.meeting import AgendaItem, Majority, Meeting, MeetingKind, Seat, Speaker
from deliberation.models.minutes import Minutes, Signature
from deliberation.models.motion import Motion, Recusal, Voice
from deliberation.models.petition import Petition, PetitionHead, PetitionOwner, PetitionSignature
from deliberation.models.resolution import ActionItem, Objection, Resolution, TopicRating
from deliberation.models.roll import RollFlat, RollHead, RollOwner
from deliberation.models.survey import Survey, SurveyAnswer, SurveyAsked, SurveyQuestion
from deliberation.models.topic import Procedure, Support, Topic, Walked
from deliberation.models.vote import OwnersVote
from deliberation.models.works import Works, WorksEntry, WorksPayment

__all__ = [
    "ActionItem",
    "AgendaItem",
    "Article",
    "ArticleComment",
    "Ballot",
    "Contest",
    "ContestBallot",
    "ContestCategory",
    "ContestPaper",
    "Convention",
    "ConventionSignature",
    "ConventionVersion",
    "DoorVisit",
    "Majority",
    "Mediation",
    "MediationAgreement",
    "MediationParty",
    "MediationSession",
    "MediationSignature",
    "MediationTerm",
    "MediationVisit",
    "Meeting",
    "MeetingKind",
    "Minutes",
    "Motion",
    "Nominee",
    "Objection",
    "OwnersVote",
    "Panellist",
    "Paper",
    "Petition",
    "PetitionHead",
    "PetitionOwner",
    "PetitionSignature",
    "Procedure",
    "Proxy",
    "Recusal",
    "Resolution",
    "RollFlat",
    "RollHead",
    "RollOwner",
    "Seat",
    "Signature",
    "Speaker",
    "Support",
    "Survey",
    "SurveyAnswer",
    "SurveyAsked",
    "SurveyQuestion",
    "Topic",
    "TopicRating",
    "TurnedAway",
    "Voice",
    "Walked",
    "Works",
    "WorksEntry",
    "WorksPayment",
]
