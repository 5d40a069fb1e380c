"""The roster import at the desk: list, upload, template, and the steps that need one button."""

from io import BytesIO

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.limits import client_address
from community import rules
from community.actions import roster as roster_actions
from community.forms.roster import RosterForm, UndoForm
from community.imports.places import building_names
from community.imports.template import blank_roster
from community.imports.zipguard import MAX_FILE
from community.models import RosterImport
from community.views.deeds import pressed
from community.views.roster_page import TONES, show
from grids.models import Unit
from grids.scope import desk_required, get_visible

ROSTERS_A_PAGE = 20


def importers_only(view):
    def guarded(request, *args, **kwargs):
        if not roster_actions.importable_units(request.user).exists():
            raise PermissionDenied(_("花名册由社区工作人员和网格长导入。需要导入时，请联系您的网格长。"))
        return view(request, *args, **kwargs)

    return desk_required(guarded)


@never_cache
@require_GET
@importers_only
def roster_list(request):
    rosters = RosterImport.objects.visible_to(request.user).values(
        "pk", "file_name", "unit__name", "by__name", "state", "created_at", "counts", "written"
    )
    page = Paginator(rosters, ROSTERS_A_PAGE).get_page(request.GET.get("page"))
    for roster in page.object_list:
        state = RosterImport.State(roster["state"])
        roster["label"], roster["tone"] = state.label, TONES[state]
        roster["rows"] = sum(roster["counts"].values())
        roster["new"], roster["changed"] = roster["written"].get("new", 0), roster["written"].get("changed", 0)
    return render(
        request, "community/import_list.html", {"page": page, "keeps_words": rules.keeps_data(request.user, None)}
    )


@never_cache
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
    context = {"form": form, "most": MAX_FILE}
    return render(request, "community/import_new.html", context, status=422 if form.errors else 200)


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


@require_POST
@desk_required
def roster_resume(request, pk):
    roster = get_visible(RosterImport, request.user, pk)
    return act(request, roster, roster_actions.resume, by=request.user)


@never_cache
@require_POST
@desk_required
def roster_undo(request, pk):
    roster = get_visible(RosterImport, request.user, pk)
    form = UndoForm(request.POST)
    if not form.is_valid():
        return show(request, roster, undo=form, form=form, status=422)
    reason = form.cleaned_data["reason"]
    return act(request, roster, roster_actions.undo, reason=reason, by=request.user, address=client_address(request))


def act(request, roster, action, **kwargs):
    pressed(request, lambda: action(roster, **kwargs))
    return redirect("community:import", roster.pk)
