"""The tree page: who belongs where, with the figures other apps count."""

from collections import Counter

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.text import clean_line
from grids import actions, counts
from grids.forms import FirstUnitForm
from grids.models import Unit, UnitQuerySet
from grids.scope import desk_required, may_found

# with more units than this the page ends at the grids; their buildings are on the grid's own page
WHOLE = 700
FOUND = 50
COLUMNS = ("pk", "name", "kind", "code", "parent", "party_name", "special")


@require_GET
@desk_required
def tree(request: HttpRequest) -> HttpResponse:
    units = Unit.objects.visible_to(request.user).current().order_by("tree_id", "lft")
    words = clean_line(request.GET.get("q", ""))[:40]
    context = {"words": words, "page": None, "rows": []}
    if words:
        context["page"] = found(units, words, request.GET.get("page"))
    else:
        context["rows"] = nested(units)
    return render(request, "grids/tree.html", context)


def found(units: UnitQuerySet, words: str, number: str | None):
    rows = units.matching(words).values(*COLUMNS, "parent__name", "parent__parent__name")
    page = Paginator(rows, FOUND).get_page(number)
    for row in page.object_list:
        row["label"] = Unit.Kind(row["kind"]).label
        row["where"] = " · ".join(filter(None, (row["parent__parent__name"], row["parent__name"])))
    return page


def nested(units: UnitQuerySet) -> list[dict]:
    """Rows in tree order; each says whether a list opens below it and how many lists close after it."""
    rows = list(units.values(*COLUMNS))
    add_up(rows, counts.count(units.of_kind(Unit.Kind.BUILDING).order_by()))
    if len(rows) > WHOLE:
        rows = [row for row in rows if row["kind"] != Unit.Kind.BUILDING]
    parents = {row["parent"] for row in rows}
    open_lists: list[int] = []
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        row["opens"] = row["pk"] in parents
        row["spread"] = row["kind"] in (Unit.Kind.STREET, Unit.Kind.COMMUNITY, Unit.Kind.AREA)
        if row["opens"]:
            open_lists.append(row["pk"])
        row["closes"] = []
        while open_lists and (following is None or following["parent"] != open_lists[-1]):
            row["closes"].append(open_lists.pop())
    return rows


def add_up(rows: list[dict], by_building: dict[str, dict[int, int]]) -> None:
    """Give each row its figures: its own and those of all below it. Rows come in tree order, children last."""
    totals = {row["pk"]: Counter() for row in rows}
    for row in reversed(rows):
        own = totals[row["pk"]]
        if row["kind"] == Unit.Kind.BUILDING:
            own["buildings"] += 1
            own.update({name: numbers.get(row["pk"], 0) for name, numbers in by_building.items()})
        if row["parent"] in totals:
            totals[row["parent"]].update(own)
    for row in rows:
        own = totals[row["pk"]]
        row["label"] = Unit.Kind(row["kind"]).label
        row["figures"] = [
            {"number": own[name], "label": counter.label} for name, counter in counts.COUNTERS.items() if own[name]
        ]
        if row["kind"] != Unit.Kind.BUILDING:
            row["figures"].insert(0, {"number": own["buildings"], "label": _("栋楼")})
        row["warning"] = size_warning(row["kind"], own["households"])


def size_warning(kind: str, households: int) -> str:
    """Urban grids have 300-500 households by the usual national wording; said, never enforced."""
    least, most = settings.GRID_HOUSEHOLDS
    if kind != Unit.Kind.GRID or not households or least <= households <= most:
        return ""
    return _("户数偏少") if households < least else _("户数偏多")


@login_required
@require_http_methods(["GET", "POST"])
def first(request: HttpRequest) -> HttpResponse:
    if not may_found(request.user):
        raise PermissionDenied(_("网格已经建好了，请从工作台进入。"))
    form = FirstUnitForm(request.POST or None, initial={"kind": Unit.Kind.STREET})
    if request.method == "POST" and form.is_valid():
        try:
            root = actions.found_tree(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("grids:unit", root.pk)
    return render(request, "grids/tree_first.html", {"form": form})
