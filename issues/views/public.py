"""What everybody may read of matters: list, one matter, map, feed and figures; all of it from ``Issue.objects.public()``.

A place is as exact as a grid, cells of fewer than three matters are left out, confidential kinds do not appear.
"""

from datetime import datetime, time, timedelta

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.text import clean_line
from community.views.pictures import served
from grids.models import Unit
from grids.publish import cached_for_readers
from issues.models import COUNTED, TONES, Category, Issue, IssueQuerySet, Photo, Step
from issues.redacting import mask
from issues.reports import figures
from issues.reports.rates import Span
from issues.reports.sheets import csv_bytes, xlsx_bytes
from issues.views.paging import page_of
from issues.views.voices import shared_way, voices

ON_A_PAGE = 20
IN_A_FEED = 50
# what the open figures and the map look back on
YEAR = timedelta(days=365)
COLUMNS = ("pk", "number", "public_title", "state", "due_at", "received_at", "answered_at", "rating", "joined")
PLACE = ("unit__kind", "unit__name", "unit__parent__name")


@require_safe
@cached_for_readers
def matters(request: HttpRequest) -> HttpResponse:
    found, picked = narrowed(request)
    rows = found.order_by("-received_at", "-pk").values(*COLUMNS, *PLACE)
    count = found.order_by()[: COUNTED + 1].count()
    far = count > COUNTED
    page = page_of(rows, None if far else count, request.GET.get("page"), ON_A_PAGE)
    context = {
        "counted": COUNTED,
        "far": far,
        "page": page,
        "rows": rows_with_photo(list(page)),
        "q": picked["q"],
        "picked": picked,
        "units": grids(),
        "categories": open_groups(),
        "feed": feed_address(picked),
    }
    return render(request, "issues/matters.html", context)


def rows_with_photo(rows: list[dict]) -> list[dict]:
    """Each with the name of the first photo that everybody may see, or ""."""
    photos = Photo.objects.public().filter(issue__in=[row["pk"] for row in rows])
    first = dict(photos.order_by("-pk").values_list("issue", "name"))
    return [public_row(row) | {"photo": first.get(row["pk"], "")} for row in rows]


def narrowed(request: HttpRequest) -> tuple[IssueQuerySet, dict[str, str]]:
    """The public matters that the address asks for; what cannot be read as a filter is left out."""
    picked = {name: request.GET.get(name, "") for name in ("unit", "category", "state")}
    picked["q"] = clean_line(request.GET.get("q", ""))[:40]
    found = Issue.objects.public()
    if picked["q"]:
        found = found.filter(public_title__icontains=picked["q"])
    if unit := Unit.objects.filter(pk=number(picked["unit"])).first():
        found = found.filter(unit__in=Unit.objects.within(unit))
    if category := Category.objects.filter(pk=number(picked["category"])).first():
        found = found.filter(category__in=[category, *category.children.all()])
    if picked["state"] == "open":
        found = found.open()
    elif picked["state"] == "done":
        found = found.exclude(answered_at=None)
    return found, picked


def number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def grids() -> list[tuple[int, str]]:
    return list(Unit.objects.current().of_kind(Unit.Kind.GRID).values_list("pk", "name"))


def open_groups() -> list[tuple[int, str]]:
    return list(Category.objects.offered().main().filter(confidential=False).values_list("pk", "name"))


def feed_address(picked: dict[str, str]) -> str:
    query = "&".join(f"{name}={number(picked[name])}" for name in ("unit", "category") if number(picked[name]))
    return reverse("issues:feed") + (f"?{query}" if query else "")


def public_row(row: dict) -> dict:
    # as exact as a grid: a building together with a matter may point at a person
    exact = row["unit__kind"] == Unit.Kind.BUILDING
    place = row["unit__parent__name"] if exact else row["unit__name"]
    return row | {"place": place, "tone": TONES[row["state"]], "label": Issue.State(row["state"]).label}


@require_safe
def matter(request: HttpRequest, ref: str) -> HttpResponse:
    found = Issue.objects.public().select_related("category", "unit__parent").filter(number=ref).first()
    if found is None:
        raise Http404
    context = matter_context(found)
    return render(request, "issues/matter.html", context)


def matter_context(issue: Issue) -> dict:
    """Also what the reporter and staff see under “别人看到的是这样”."""
    return {
        "issue": issue,
        "place": issue.unit.parent.name if issue.unit.kind == Unit.Kind.BUILDING else issue.unit.name,
        "text": mask(issue.public_text),
        "steps": public_steps(issue),
        "photos": list(Photo.objects.public().filter(issue=issue).values("name", "width", "height")),
        "voices": voices(issue),
        "may_join": issue.open,
    }


def public_steps(issue: Issue) -> list[dict]:
    """What joiners read too, masked, and without who has it in hand."""
    rows = shared_way(issue)
    named = (Step.Verb.ASSIGN, Step.Verb.TAKE, Step.Verb.SIGN)
    return [
        {"label": row["label"], "at": row["at"], "text": "" if row["verb"] in named else mask(row["text"])}
        for row in rows
    ]


@require_safe
def photo(request: HttpRequest, name: str) -> HttpResponse:
    """The blackened copy; the original stays with those who handle the matter."""
    found = Photo.objects.public().filter(name=name).first()
    if found is None:
        raise Http404
    return served(found.outside(small="small" in request.GET), f"{found.pk}.jpg")


@require_safe
@cached_for_readers
def matters_map(request: HttpRequest) -> HttpResponse:
    return render(request, "issues/map.html", {"rows": map_rows()})


@require_safe
def map_data(request: HttpRequest) -> JsonResponse:
    """The community's own boundaries as GeoJSON (RFC 7946) with the counts that may be shown."""
    features = [
        {
            "type": "Feature",
            "geometry": row["boundary"],
            "properties": {"name": row["name"], "count": row["count"], "tint": row["tint"]},
        }
        for row in map_rows()
        if row["boundary"]
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def map_rows() -> list[dict]:
    """Each grid with the number of its public matters of the last year; None where there are too few."""
    counts = figures.by_grid(Issue.objects.public(), last_year())
    most = max(counts.values(), default=1)
    places = Unit.objects.current().of_kind(Unit.Kind.GRID).values("pk", "name", "boundary", "parent__name")
    return [row | {"count": counts.get(row["pk"]), "tint": -(-5 * counts.get(row["pk"], 0) // most)} for row in places]


def last_year() -> Span:
    end = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), time.min))
    return Span(end - YEAR, end)


@require_safe
def open_figures(request: HttpRequest, kind: str) -> HttpResponse:
    """Grid × kind of the last year as CSV or XLSX; cells under three are left out, and the file says so."""
    names = dict(Unit.objects.of_kind(Unit.Kind.GRID).values_list("pk", "name"))
    rows: list[list] = [[_("网格"), _("类别"), _("件数（少于 3 件的不列）")]]
    for cell in figures.heat(Issue.objects.public(), last_year(), public=True):
        if cell["grid"] in names:
            rows.append([names[cell["grid"]], cell["cause"] or _("还没有分类"), cell["n"]])
    line = _("公开的事项统计，最近一年，%(day)s 生成") % {"day": timezone.localdate()}
    if kind == "csv":
        content, content_type = csv_bytes(rows, line), "text/csv; charset=utf-8"
    elif kind == "xlsx":
        content, content_type = xlsx_bytes(rows, line, _("事项统计")), SHEET
    else:
        raise Http404
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="matters.{kind}"'
    return response


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Latest(Feed):
    """Atom (RFC 4287) of public matters, by grid and category of the address."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> IssueQuerySet:
        found, _picked = narrowed(request)
        return found

    def title(self) -> str:
        return _("公开的事项")

    def link(self) -> str:
        return reverse("issues:matters")

    def items(self, found: IssueQuerySet) -> list[Issue]:
        return list(found.select_related("unit__parent", "category").order_by("-received_at", "-pk")[:IN_A_FEED])

    def item_title(self, item: Issue) -> str:
        return item.public_title

    def item_description(self, item: Issue) -> str:
        words = [item.get_state_display(), mask(item.public_text)]
        return "\n".join(word for word in words if word)

    def item_link(self, item: Issue) -> str:
        return reverse("issues:matter", args=[item.number])

    def item_pubdate(self, item: Issue) -> datetime:
        return item.received_at

    def item_updateddate(self, item: Issue) -> datetime:
        return item.closed_at or item.answered_at or item.received_at


feed = require_safe(Latest())
