"""Where the register has gaps: a number for each, and behind each number the rows it counts."""

from collections import defaultdict
from datetime import date

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.masks import mask_name
from community.actions.coverage import (
    GAPS,
    HOMES,
    HOUSEHOLDS,
    PEOPLE,
    UNITS,
    Gap,
    by_building,
    households_by_grid,
    last_verified,
)
from community.forms.needs import UnitFilter
from community.models.dwelling import short_address
from grids.models import Unit
from grids.scope import desk_required

PER_PAGE = 60
SUMS = ("homes", "unknown", "vacant", "households", "stale", "people")


@never_cache
@desk_required
@require_GET
def coverage(request: HttpRequest) -> HttpResponse:
    chosen = UnitFilter(request.GET, user=request.user)
    units, today = chosen.units(), timezone.localdate()
    query = f"?unit={chosen.chosen('unit')}" if chosen.chosen("unit") else ""
    gaps = [
        {"gap": gap, "count": gap.rows(units, today).count(), "url": address_of(gap) + query} for gap in GAPS.values()
    ]
    low, high = settings.GRID_HOUSEHOLDS
    grids = per_grid(units, today)
    context = {"form": chosen, "gaps": gaps, "grids": grids, "low": low, "high": high, "today": today}
    context["alone"] = bool(query)
    return render(request, "community/coverage.html", context)


def address_of(gap: Gap) -> str:
    if gap.name == "stale":
        return reverse("community:update_stale")
    return reverse("community:coverage_list", args=[gap.name])


def per_grid(units: QuerySet, today: date) -> list[dict]:
    """Each grid with the sums of its buildings, eight queries for any number of them."""
    found, verified = by_building(units, today), last_verified(units)
    low, high = settings.GRID_HOUSEHOLDS
    rows = list(units.current(today).order_by("tree_id", "lft").values("pk", "kind", "name", "parent", "special"))
    below: dict[int, list[dict]] = defaultdict(list)
    for row in rows:
        if row["kind"] == Unit.Kind.BUILDING:
            below[row["parent"]].append(row | {name: found[row["pk"]][name] for name in SUMS})
    grids = []
    for row in rows:
        if row["kind"] == Unit.Kind.GRID:
            buildings = below[row["pk"]]
            sums = {name: sum(building[name] for building in buildings) for name in SUMS}
            days = [verified[building["pk"]] for building in buildings if building["pk"] in verified]
            odd = not row["special"] and not low <= sums["households"] <= high
            grids.append(row | sums | {"buildings": buildings, "odd": odd, "verified": max(days, default=None)})
    return grids


@never_cache
@desk_required
@require_GET
def coverage_list(request: HttpRequest, show: str) -> HttpResponse:
    gap = GAPS.get(show)
    if gap is None:
        raise Http404
    chosen = UnitFilter(request.GET, user=request.user)
    today = timezone.localdate()
    found = IN_ORDER[gap.of](gap.rows(chosen.units(), today))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = ROWS[gap.of](page.object_list)
    if gap.name == "odd":
        counts = households_by_grid(chosen.units(), today)
        rows = [row | {"facts": counts[row["pk"]]} for row in rows]
    context = {"gap": gap, "form": chosen, "page": page, "rows": rows, "kind": gap.of}
    return render(request, "community/coverage_list.html", context)


def homes_rows(found: QuerySet) -> list[dict]:
    columns = ("pk", "building", "building__name", "entrance", "room")
    return [
        {
            "place": f"{row['building__name']} {short_address(row['entrance'], row['room'])}",
            "url": reverse("community:dwelling_edit", args=[row["pk"]]),
            "new": f"{reverse('community:person_new')}?dwelling={row['pk']}",
        }
        for row in found.values(*columns)
    ]


def household_rows(found: QuerySet) -> list[dict]:
    columns = ("pk", "dwelling__building__name", "dwelling__entrance", "dwelling__room")
    return [
        {
            "place": f"{row['dwelling__building__name']} "
            + short_address(row["dwelling__entrance"], row["dwelling__room"]),
            "url": reverse("community:household", args=[row["pk"]]),
            "new": "",
        }
        for row in found.values(*columns)
    ]


def people_rows(found: QuerySet) -> list[dict]:
    return [
        {
            "place": mask_name(row["name"]),
            "url": reverse("community:person", args=[row["pk"]]),
            "new": reverse("community:move_in", args=[row["pk"]]),
        }
        for row in found.values("pk", "name")
    ]


def unit_rows(found: QuerySet) -> list[dict]:
    rows = found.values("pk", "kind", "name", "parent__name")
    return [
        {
            "pk": row["pk"],
            "place": f"{row['parent__name'] or ''} {row['name']}".strip(),
            "url": reverse("grids:unit", args=[row["pk"]]),
            "new": reverse("community:dwelling_new", args=[row["pk"]]) if row["kind"] == Unit.Kind.BUILDING else "",
        }
        for row in rows
    ]


IN_ORDER = {
    HOMES: lambda found: found.in_order(),
    HOUSEHOLDS: lambda found: found.in_order(),
    PEOPLE: lambda found: found.order_by("initials", "pk"),
    UNITS: lambda found: found.order_by("tree_id", "lft"),
}
ROWS = {HOMES: homes_rows, HOUSEHOLDS: household_rows, PEOPLE: people_rows, UNITS: unit_rows}
