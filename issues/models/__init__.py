"""What residents report, and its way to an answer."""

from issues.models.category import Category, Holiday, Measure, OfficeHour, Policy, Question, Severity
from issues.models.department import Department, Member
from issues.models.dispatch import Approval, Nudge, Reply, Rule, SavedView
from issues.models.issue import (
    CLOSED,
    COUNTED,
    GROWING,
    HEADS,
    NEW,
    OPEN,
    OVERSEERS,
    RUNNING,
    TONES,
    Issue,
    IssueQuerySet,
    day_span,
    overdue,
)
from issues.models.opinion import Proposal, Stand
from issues.models.outside import ApiKey, Batch, Order, Tombstone
from issues.models.people import Joiner, Subscription, Visit
from issues.models.step import NumberSeries, Photo, Step, photo_name
from issues.models.whistle import Call, Whistle

__all__ = [
    "CLOSED",
    "COUNTED",
    "GROWING",
    "HEADS",
    "NEW",
    "OPEN",
    "OVERSEERS",
    "RUNNING",
    "TONES",
    "ApiKey",
    "Approval",
    "Batch",
    "Call",
    "Category",
    "Department",
    "Holiday",
    "Issue",
    "IssueQuerySet",
    "Joiner",
    "Measure",
    "Member",
    "Nudge",
    "NumberSeries",
    "OfficeHour",
    "Order",
    "Photo",
    "Policy",
    "Proposal",
    "Question",
    "Reply",
    "Rule",
    "SavedView",
    "Severity",
    "Stand",
    "Step",
    "Subscription",
    "Tombstone",
    "Visit",
    "Whistle",
    "day_span",
    "overdue",
    "photo_name",
]
