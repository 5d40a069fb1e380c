"""The roster import at the desk: list, upload, preview, report, and the workbooks to take away."""

import json
import re
from io import BytesIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import record
from accounts.limits import client_address
from accounts.masks import mask_number, mask_phone
from community.actions import roster as roster_actions
from community.forms.roster import RosterForm
from community.imports.columns import BY_KEY
from community.imports.places import building_names
from community.imports.template import blank_roster, problem_list
from community.models import RosterImport, RosterRow
from grids.models import Unit
from grids.scope import desk_required, get_visible

Outcome = RosterRow.Outcome
# born dates (8 digits) stay readable, phones with their dashes and identity numbers do not
LONG_NUMBER = re.compile(r"\d(?:[\s-]?\d){8,}[\dXx]?")
ROSTERS_A_PAGE = 20
ROWS_A_PAGE = 50
# what needs eyes comes first
TABS = (Outcome.ERROR, Outcome.REVIEW, Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.NOT_DATA)
TONES = {
    RosterImport.State.READING: "doing",
    RosterImport.State.PREVIEW: "new",
    RosterImport.State.APPLYING: "doing",
    RosterImport.State.APPLIED: "done",
    RosterImport.State.REFUSED: "late",
    RosterImport.State.DROPPED: "quiet",
}


def importers_only(view):
    def guarded(request, *args, **kwargs):
        if not roster_actions.importable_units(request.user).exists():
            raise PermissionDenied(_("花名册由社区工作人员和网格长导入。需要导入时，请联系您的网格长。"))
        return view(request, *args, **kwargs)

    return desk_required(guarded)


@require_GET
@importers_only
def roster_list(request):
    rosters = RosterImport.objects.visible_to(request.user).values(
        "pk", "file_name", "unit__name", "by__name", "state", "created_at", "counts"
    )
    page = Paginator(rosters, ROSTERS_A_PAGE).get_page(request.GET.get("page"))
    for roster in page.object_list:
        roster["label"], roster["tone"] = RosterImport.State(roster["state"]).label, TONES[roster["state"]]
        roster["rows"] = sum(roster["counts"].values())
    return render(request, "community/import_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
@importers_only
def roster_new(request):
    form = RosterForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            roster = roster_actions.upload(
                form.cleaned_data["file"],
                unit=form.cleaned_data["unit"],
                by=request.user,
                address=client_address(request),
            )
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            return redirect("community:import", roster.pk)
    return render(request, "community/import_new.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@importers_only
def roster_template(request):
    """A roster to fill in, with the buildings of ``?unit=`` in its drop-down."""
    units = roster_actions.importable_units(request.user).order_by("code")
    asked = request.GET.get("unit", "")
    unit = get_visible_unit(units, asked) if asked.isdecimal() else units.first()
    content = blank_roster(building_names(unit))
    return workbook(content, _("居民花名册模板") + f"-{unit.name}.xlsx")


def get_visible_unit(units, pk: str) -> Unit:
    return units.filter(pk=int(pk)).first() or units.first()


@never_cache
@require_GET
@desk_required
def roster_page(request, pk):
    roster = get_visible(RosterImport, request.user, pk)
    moving = roster.state in (RosterImport.State.READING, RosterImport.State.APPLYING)
    tabs = tabs_of(roster, request.GET.get("show"))
    here = next((tab["value"] for tab in tabs if tab["here"]), None)
    rows = roster.rows.filter(outcome=here).order_by("pk") if here else RosterRow.objects.none()
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "roster": roster,
        "tone": TONES[roster.state],
        "job": roster.job,
        "own_job": roster.job is not None and roster.job.owner_id == request.user.pk,
        "waiting": moving and not (roster.job and roster.job.ended),
        "stuck": moving and bool(roster.job) and roster.job.ended,
        "tabs": tabs,
        "page": page,
        "rows": [shown_row(row) for row in page.object_list],
        "total": sum(roster.counts.values()),
        "errors": roster.counts.get(Outcome.ERROR, 0),
        "new_count": roster.counts.get(Outcome.NEW, 0),
        "changed_count": roster.counts.get(Outcome.CHANGED, 0),
        "to_write": roster.counts.get(Outcome.NEW, 0) + roster.counts.get(Outcome.CHANGED, 0),
        "several_sheets": len({row.sheet for row in page.object_list}) > 1,
        "kept_days": roster_actions.KEPT_DAYS,
    }
    return render(request, "community/import_page.html", context)


def tabs_of(roster: RosterImport, asked: str | None) -> list[dict]:
    """One tab for each outcome that has rows; the one asked for, else the first, is open."""
    counts = [(outcome, roster.counts.get(outcome, 0)) for outcome in TABS]
    tabs = [{"value": outcome.value, "label": outcome.label, "count": count} for outcome, count in counts if count]
    values = [tab["value"] for tab in tabs]
    here = asked if asked in values else (values or [None])[0]
    return [tab | {"here": tab["value"] == here} for tab in tabs]


def shown_row(row: RosterRow) -> dict:
    """Numbers masked: the office has the sheet, the page need not show it to the room."""
    cells = json.loads(row.cells) if row.cells else {}
    changes = json.loads(row.changes) if row.changes else []
    return {
        "sheet": row.sheet,
        "number": row.number,
        "name": mask_numbers(cells.get("name", "")),
        "id_number": mask_number(cells.get("id_number", "")),
        "phone": mask_numbers(cells.get("phone", "")),
        "place": mask_numbers(place_of(cells)),
        "column": row.column,
        "problems": row.problem.splitlines(),
        "changes": [shown_change(change) for change in changes],
    }


def place_of(cells: dict) -> str:
    entrance = cells.get("entrance", "")
    entrance += _("单元") if entrance.isascii() and entrance.isalnum() else ""
    return "".join((cells.get("estate", ""), cells.get("building", ""), entrance, cells.get("room", "")))


def mask_numbers(text: str) -> str:
    """Long numbers, in whichever cell they were put."""
    return LONG_NUMBER.sub(lambda found: mask_phone(re.sub(r"\D", "", found[0])), text)


def shown_change(change: dict) -> dict:
    mask = mask_number if change["key"] == "id_number" else mask_numbers
    heading = _("新住处") if change["key"] == "room" else BY_KEY[change["key"]].heading
    return {"heading": heading, "old": mask(change["old"]), "new": mask(change["new"])}


@require_GET
@desk_required
def roster_problems(request, pk):
    """The rows that could not go in, as a workbook to mend and upload again."""
    roster = get_visible(RosterImport, request.user, pk)
    rows = roster.rows.filter(outcome=Outcome.ERROR).order_by("pk")
    listed = [
        (row.sheet, row.number, json.loads(row.cells) if row.cells else {}, row.column, row.problem) for row in rows
    ]
    record(
        "roster.problems_taken",
        by=request.user,
        target=f"roster:{roster.pk}",
        address=client_address(request),
        rows=len(listed),
    )
    return workbook(problem_list(listed), _("花名册问题清单") + f"-{timezone.localdate():%Y%m%d}.xlsx")


def workbook(content: bytes, name: str) -> FileResponse:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=kind)


@require_POST
@desk_required
def roster_confirm(request, pk):
    roster = get_visible(RosterImport, request.user, pk)
    return act(request, roster, roster_actions.confirm, by=request.user, address=client_address(request))


@require_POST
@desk_required
def roster_drop(request, pk):
    roster = get_visible(RosterImport, request.user, pk)
    return act(request, roster, roster_actions.drop, by=request.user)


@require_POST
@desk_required
def roster_reopen(request, pk):
    roster = get_visible(RosterImport, request.user, pk)
    return act(request, roster, roster_actions.reopen)


def act(request, roster, action, **kwargs):
    try:
        action(roster, **kwargs)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("community:import", roster.pk)
