"""Offered help: who, what together, and who comes."""

from volunteers.models.activity import Activity, Question, Series, Session, SignUp
from volunteers.models.people import Membership, Skill, Team, Volunteer, VolunteerSkill

__all__ = [
    "Activity",
    "Membership",
    "Question",
    "Series",
    "Session",
    "SignUp",
    "Skill",
    "Team",
    "Volunteer",
    "VolunteerSkill",
]
