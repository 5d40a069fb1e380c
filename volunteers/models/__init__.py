"""Offered help: who, what together, and who comes; wishes, helps, meals, visits, rosters, and those who report in."""

from volunteers.models.activity import Activity, Question, Series, Session, SessionQuerySet, SignUp
from volunteers.models.attendance import Attendance, Placeholder, RecordPolicy, SignBook, SignPair
from volunteers.models.care import CareRound, CareVisit
from volunteers.models.course import Birthday, Enrolment, Handover, PickUp, Term
from volunteers.models.feed import CalendarFeed
from volunteers.models.help import Help, HelpOffer
from volunteers.models.meal import Meal, MealRoute, MealRun, MealStop
from volunteers.models.pairing import Pair, PairLine, PairProgress, Partner, PartnerContact, Post, Reporting, Service
from volunteers.models.people import Membership, Skill, Team, Volunteer, VolunteerSkill
from volunteers.models.record import (
    Award,
    Certificate,
    CertificateLine,
    Evaluation,
    Objection,
    RecordVersion,
    ServiceRecord,
    ServiceRecordQuerySet,
    Training,
)
from volunteers.models.roster import Duty, Roster, Shift, Swap, Turn
from volunteers.models.wish import Wish, WishClaim

__all__ = [
    "Activity",
    "Attendance",
    "Award",
    "Birthday",
    "CalendarFeed",
    "CareRound",
    "CareVisit",
    "Certificate",
    "CertificateLine",
    "Duty",
    "Enrolment",
    "Evaluation",
    "Handover",
    "Help",
    "HelpOffer",
    "Meal",
    "MealRoute",
    "MealRun",
    "MealStop",
    "Membership",
    "Objection",
    "Pair",
    "PairLine",
    "PairProgress",
    "Partner",
    "PartnerContact",
    "PickUp",
    "Placeholder",
    "Post",
    "Question",
    "RecordPolicy",
    "RecordVersion",
    "Reporting",
    "Roster",
    "Series",
    "Service",
    "ServiceRecord",
    "ServiceRecordQuerySet",
    "Session",
    "SessionQuerySet",
    "Shift",
    "SignBook",
    "SignPair",
    "SignUp",
    "Skill",
    "Swap",
    "Team",
    "Term",
    "Training",
    "Turn",
    "Volunteer",
    "VolunteerSkill",
    "Wish",
    "WishClaim",
]
