"""Offered help: who, what together, and who comes."""

from volunteers.models.activity import Activity, Question, Series, Session, SignUp
from volunteers.models.course import Birthday, Enrolment, Handover, PickUp, Term
from volunteers.models.feed import CalendarFeed
from volunteers.models.people import Membership, Skill, Team, Volunteer, VolunteerSkill

__all__ = [
    "Activity",
    "Birthday",
    "CalendarFeed",
    "Enrolment",
    "Handover",
    "Membership",
    "PickUp",
    "Question",
    "Series",
    "Session",
    "SignUp",
    "Skill",
    "Team",
    "Term",
    "Volunteer",
    "VolunteerSkill",
]
