"""Public cases as the interface tells them: nothing that staff have not made public, no place more exact than a grid.

The reporter's words, answers to questions and exact point stay inside; a building beside a matter may point at a person,
so the portal's own public list is as exact as a grid too.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.boundary import centre
from grids.models import Unit
from issues.api.reading import CLOSED
from issues.flow import State
from issues.models import Issue, IssueQuerySet, Photo, Step
from issues.redacting import mask

CHAIN = ("unit", "unit__parent", "unit__parent__parent", "unit__parent__parent__parent")
# what happened, for everybody: that it happened, never the words
TOLD = (
    *(Step.Verb.SUBMIT, Step.Verb.TAKE_DOWN, Step.Verb.BRING_IN, Step.Verb.FILE, Step.Verb.ASSIGN, Step.Verb.SIGN),
    *(Step.Verb.ANSWER, Step.Verb.CLOSE, Step.Verb.FOLLOW, Step.Verb.DECLINE, Step.Verb.MERGE, Step.Verb.REOPEN),
)


def told_cases(request: HttpRequest, found: IssueQuerySet) -> list[dict[str, Any]]:
    """As many queries for a thousand cases as for one."""
    last = Step.objects.public().filter(issue=OuterRef("pk")).order_by("-at").values("at")[:1]
    rows = list(found.select_related("category", *CHAIN).annotate(moved_at=Subquery(last)))
    photos = defaultdict(list)
    for issue, name in Photo.objects.public().filter(issue__in=[row.pk for row in rows]).values_list("issue", "name"):
        photos[issue].append(request.build_absolute_uri(reverse("issues:public_photo", args=[name])))
    told = [case(row, photos[row.pk]) for row in rows]
    if request.GET.get("extensions") == "true":
        extend(told, rows, photos)
    return told


def case(issue: Issue, photos: list[str]) -> dict[str, Any]:
    unit = public_unit(issue.unit)
    longitude, latitude = point_of(unit)
    return {
        "service_request_id": issue.number,
        "status": "closed" if issue.state in CLOSED else "open",
        "status_notes": status_notes(issue),
        "service_name": issue.category.name if issue.category else None,
        "service_code": issue.category.code if issue.category else None,
        "description": mask(issue.public_text) or issue.public_title,
        "agency_responsible": unit.name,
        "service_notice": None,
        "requested_datetime": stamp(issue.received_at),
        "updated_datetime": stamp(issue.closed_at or issue.moved_at if issue.state in CLOSED else issue.moved_at),
        "expected_datetime": stamp(issue.due_at),
        "address": address_of(unit),
        "address_id": unit.code,
        "zipcode": None,
        "lat": latitude,
        "long": longitude,
        "media_url": photos[0] if photos else None,
    }


def stamp(at: datetime | None) -> str | None:
    """+08:00, whole seconds."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None


def status_notes(issue: Issue) -> str:
    if issue.state == State.MERGED:
        return _("已与另一件同样的事项合并办理")
    outcome = issue.get_outcome_display()
    return f"{issue.get_state_display()}：{outcome}" if outcome else str(issue.get_state_display())


def public_unit(unit: Unit) -> Unit:
    return unit.parent if unit.kind == Unit.Kind.BUILDING else unit


def chain(unit: Unit) -> Iterable[Unit]:
    """The unit and those above it, up to the community."""
    yield unit
    while unit.kind != Unit.Kind.COMMUNITY:
        unit = unit.parent
        yield unit


def address_of(unit: Unit) -> str:
    return "".join(each.name for each in reversed(list(chain(unit))))


def point_of(unit: Unit) -> tuple[float | None, float | None]:
    """The middle of the smallest drawn unit around the case, in WGS-84; never the point that was reported."""
    for each in chain(unit):
        if each.boundary:
            longitude, latitude = centre(each.boundary)
            return round(longitude, 6), round(latitude, 6)
    return None, None


def extend(told: list[dict[str, Any]], rows: list[Issue], photos: dict[int, list[str]]) -> None:
    """The extensions of the standard's list: further facts, and what happened when."""
    notes = defaultdict(list)
    steps = Step.objects.public().filter(issue__in=[row.pk for row in rows], verb__in=TOLD).order_by("at", "pk")
    for issue, verb, at in steps.values_list("issue", "verb", "at"):
        notes[issue].append({"datetime": stamp(at), "description": str(Step.Verb(verb).label), "type": verb})
    for one, row in zip(told, rows, strict=True):
        one["extended_attributes"] = {"title": row.public_title, "joined": row.joined, "media_urls": photos[row.pk]}
        one["notes"] = notes[row.pk]
