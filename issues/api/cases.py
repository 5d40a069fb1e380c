"""Public cases as the interface tells them: nothing that staff have not made public, no place more exact than a grid.

The reporter's words, answers to questions and exact point stay inside; a building beside a matter may point at a person,
so the portal's own public list is as exact as a grid too.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
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

# the unit of a case and those above it; four lead from a building to its community
UNITS = ("unit", "unit__parent", "unit__parent__parent", "unit__parent__parent__parent")
OF_UNIT = ("kind", "name", "code", "boundary")
FIELDS = (
    *(
        "pk",
        "number",
        "state",
        "outcome",
        "public_title",
        "public_text",
        "received_at",
        "closed_at",
        "due_at",
        "joined",
    ),
    *("category__name", "category__code"),
    *(f"{unit}__{field}" for unit in UNITS for field in OF_UNIT),
)
# what happened, for everybody: that it happened, never the words
TOLD = (
    *(Step.Verb.SUBMIT, Step.Verb.TAKE_DOWN, Step.Verb.BRING_IN, Step.Verb.FILE, Step.Verb.ASSIGN, Step.Verb.SIGN),
    *(Step.Verb.ANSWER, Step.Verb.CLOSE, Step.Verb.FOLLOW, Step.Verb.DECLINE, Step.Verb.MERGE, Step.Verb.REOPEN),
)


def told_cases(request: HttpRequest, found: IssueQuerySet) -> list[dict[str, Any]]:
    """As many queries for a thousand cases as for one; machines ask often, so rows are plain and no models are made."""
    last = Step.objects.public().filter(issue=OuterRef("pk")).order_by("-at").values("at")[:1]
    pictured = Exists(Photo.objects.filter(issue=OuterRef("pk"), shown=True))
    rows = list(found.values(*FIELDS, moved_at=Subquery(last), pictured=pictured))
    photos = public_photos(request, [row["pk"] for row in rows if row["pictured"]])
    told = [case(row, photos[row["pk"]]) for row in rows]
    if request.GET.get("extensions") == "true":
        extend(told, rows, photos)
    return told


def public_photos(request: HttpRequest, issues: list[int]) -> dict[int, list[str]]:
    photos: dict[int, list[str]] = defaultdict(list)
    shown = Photo.objects.public().filter(issue__in=issues).values_list("issue", "name") if issues else ()
    for issue, name in shown:
        photos[issue].append(request.build_absolute_uri(reverse("issues:public_photo", args=[name])))
    return photos


def case(row: dict[str, Any], photos: list[str]) -> dict[str, Any]:
    units = public_units(row)
    longitude, latitude = point_of(units)
    closed = row["state"] in CLOSED
    return {
        "service_request_id": row["number"],
        "status": "closed" if closed else "open",
        "status_notes": status_notes(row),
        "service_name": row["category__name"],
        "service_code": row["category__code"],
        "description": mask(row["public_text"]) or row["public_title"],
        "agency_responsible": units[0]["name"],
        "service_notice": None,
        "requested_datetime": stamp(row["received_at"]),
        "updated_datetime": stamp(row["closed_at"] or row["moved_at"] if closed else row["moved_at"]),
        "expected_datetime": stamp(row["due_at"]),
        "address": "".join(unit["name"] for unit in reversed(units)),
        "address_id": units[0]["code"],
        "zipcode": None,
        "lat": latitude,
        "long": longitude,
        "media_url": photos[0] if photos else None,
    }


def stamp(at: datetime | None) -> str | None:
    """+08:00, whole seconds."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None


def status_notes(row: dict[str, Any]) -> str:
    if row["state"] == State.MERGED:
        return _("已与另一件同样的事项合并办理")
    state = str(State(row["state"]).label)
    return f"{state}：{Issue.Outcome(row['outcome']).label}" if row["outcome"] else state


def public_units(row: dict[str, Any]) -> list[dict[str, Any]]:
    """From the grid, or what stands in its place, up to the community; never the building."""
    found: list[dict[str, Any]] = []
    for unit in UNITS:
        kind = row[f"{unit}__kind"]
        if kind and kind != Unit.Kind.BUILDING:
            found.append({field: row[f"{unit}__{field}"] for field in OF_UNIT})
        if kind == Unit.Kind.COMMUNITY:
            break
    return found


def point_of(units: list[dict[str, Any]]) -> tuple[float | None, float | None]:
    """The middle of the smallest drawn unit around the case, in WGS-84; never the point that was reported."""
    for unit in units:
        if unit["boundary"]:
            longitude, latitude = centre(unit["boundary"])
            return round(longitude, 6), round(latitude, 6)
    return None, None


def extend(told: list[dict[str, Any]], rows: list[dict[str, Any]], photos: dict[int, list[str]]) -> None:
    """The extensions of the standard's list: further facts, and what happened when."""
    notes = defaultdict(list)
    steps = Step.objects.public().filter(issue__in=[row["pk"] for row in rows], verb__in=TOLD).order_by("at", "pk")
    for issue, verb, at in steps.values_list("issue", "verb", "at"):
        notes[issue].append({"datetime": stamp(at), "description": str(Step.Verb(verb).label), "type": verb})
    for one, row in zip(told, rows, strict=True):
        one["extended_attributes"] = {
            "title": row["public_title"],
            "joined": row["joined"],
            "media_urls": photos[row["pk"]],
        }
        one["notes"] = notes[row["pk"]]
