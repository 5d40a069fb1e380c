"""What a department may know of a matter: an allow-list, and words without whoever reported it (issues 6, point 30)."""

import math
import re
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from grids.models import Unit
from issues.actions.departments import identities
from issues.models import Call, Issue, Photo, Step
from issues.redacting import mask
from issues.views.rows import pill

HIDDEN = "＊＊"
# a place that could be a door: it says a number
DOOR = re.compile(r"[\d一二三四五六七八九十]")
# what residents read, and the words between departments and staff
READ = Q(is_public=True) | Q(verb=Step.Verb.RECORD)


def case(issue: Issue) -> dict:
    """Nothing but what stands here gets onto a page of a department."""
    veil = Veil(issue)
    return {
        "pk": issue.pk,
        "number": issue.number,
        "category": issue.category.name if issue.category else "",
        "text": veil(issue.text),
        "place": place_of(issue),
        "state": issue.get_state_display(),
        "open": issue.open,
        "due_at": issue.due_at,
        "pill": pill({"state": issue.state, "due_at": issue.due_at, "severity": issue.severity}),
        "steps": steps_of(issue, veil),
    }


def short(issue: Issue) -> dict:
    """One row of a list."""
    return {
        "pk": issue.pk,
        "number": issue.number,
        "category": issue.category.name if issue.category else _("还没有分类"),
        "place": issue.unit.name,
        "due_at": issue.due_at,
        "received_at": issue.received_at,
        "pill": pill({"state": issue.state, "due_at": issue.due_at, "severity": issue.severity}),
    }


def place_of(issue: Issue) -> str:
    """Down to the building: 柳荫小区 1栋."""
    chain = Unit.objects.above(issue.unit).exclude(kind=Unit.Kind.STREET)
    named = [unit for unit in chain if unit.kind != Unit.Kind.GRID or unit.pk == issue.unit_id]
    return " ".join(unit.name for unit in named[-2:])


class Veil:
    """Takes the reporter and those who joined in out of words written by anybody, and whatever else names people."""

    def __init__(self, issue: Issue) -> None:
        words = identities(issue)
        if len(issue.place) > 1 and DOOR.search(issue.place):
            words.add(issue.place)
        # longer ones first, so that no tail of one stays
        self.words = sorted(words, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for word in self.words:
            text = text.replace(word, HIDDEN)
        return mask(text)


def steps_of(issue: Issue, veil: Veil) -> list[dict]:
    """What happened, oldest first, without names; photos by their place in the row of all."""
    numbers = {photo.pk: number for number, photo in enumerate(photos_of(issue), 1)}
    by_step: dict[int, list[int]] = {}
    for photo in photos_of(issue):
        by_step.setdefault(photo.step_id, []).append(numbers[photo.pk])
    rows = []
    for step in issue.steps.filter(READ).order_by("at", "pk"):
        told = "" if step.verb in Step.INTERNAL_WORDS and step.verb != Step.Verb.RECORD else veil(step.text)
        label = Step.Verb(step.verb).label
        rows.append({"label": label, "text": told, "at": step.at, "photos": by_step.get(step.pk, [])})
    return rows


def photos_of(issue: Issue) -> list[Photo]:
    return list(Photo.objects.filter(issue=issue, step__is_public=True).order_by("pk"))


def calls_of(issue: Issue, user: User) -> list[dict]:
    """The whistles by which this reader's departments were called to this matter, newest first."""
    mine = Call.objects.given_to(user).filter(whistle__issue=issue)
    veil = Veil(issue)
    rows = mine.select_related("whistle", "department").order_by("-whistle__at", "-pk")
    return [
        line(call) | {"veiled": veil(call.whistle.text), "record": veil(call.whistle.record), "others": beside(call)}
        for call in rows
    ]


def line(call: Call) -> dict:
    """One call as lists show it."""
    whistle = call.whistle
    return {
        "call": call,
        "whistle": whistle,
        "left": time_left(whistle.arrive_by, timezone.now()),
        "late": call.arrived_at is None and whistle.arrive_by < timezone.now(),
    }


def beside(call: Call) -> list[dict]:
    """Who else was called, and since when they are there."""
    others = call.whistle.calls.exclude(pk=call.pk).select_related("department")
    return [{"name": row.department.name, "leads": row.leads, "arrived_at": row.arrived_at} for row in others]


def time_left(until: datetime, now: datetime) -> str:
    """还剩 25 分钟, 还剩 3 小时, 已过 12 分钟."""
    minutes = math.ceil(abs((until - now).total_seconds()) / 60)
    hours, days = minutes // 60, minutes // (24 * 60)
    if days >= 2:
        span = _("%(n)d 天") % {"n": days}
    else:
        span = _("%(n)d 小时") % {"n": hours} if hours >= 2 else _("%(n)d 分钟") % {"n": minutes}
    return (_("还剩 %(span)s") if until >= now else _("已过 %(span)s")) % {"span": span}
