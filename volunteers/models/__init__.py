"""Offered help: who, what together, and who comes."""

from volunteers.models.activity import Activity, Question, Series, Session, SessionQuerySet, SignUp
from volunteers.models.attendance import Attendance, Placeholder, RecordPolicy, SignBook, SignPair
from volunteers.models.course import Birthday, Enrolment, Handover, PickUp, Term
from volunteers.models.feed import CalendarFeed
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

__all__ = [
    "Activity",
    "Attendance",
    "Award",
    "Birthday",
    "CalendarFeed",
    "Certificate",
    "CertificateLine",
    "Enrolment",
    "Evaluation",
    "Handover",
    "Membership",
    "Objection",
    "PickUp",
    "Placeholder",
    "Question",
    "RecordPolicy",
    "RecordVersion",
    "Series",
    "ServiceRecord",
    "ServiceRecordQuerySet",
    "Session",
    "SessionQuerySet",
    "SignBook",
    "SignPair",
    "SignUp",
    "Skill",
    "Team",
    "Term",
    "Training",
    "Volunteer",
    "VolunteerSkill",
]
