"""What a roster's reading asks, and how its columns were understood: answered, it is read again."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from community.actions import roster as roster_actions
from community.forms.roster_columns import ColumnsForm, HeadingForm
from community.forms.roster_questions import OptionsForm, QuestionsForm
from community.imports.columns import OF_THE_HOME
from community.models import RosterImport, RosterRow
from community.rules import keeps_data
from community.views.deeds import FORM_PAGE
from community.views.roster_page import rows_below, show
from community.views.roster_rows import masked
from grids.scope import desk_required, get_visible

SAMPLES = 3
WHY_SKIPPED = {
    "hidden": gettext_lazy("隐藏的工作表"),
    "empty": gettext_lazy("空的工作表"),
    "no_headings": gettext_lazy("没有找到表头"),
    "not_chosen": gettext_lazy("您选了不读"),
}
ROLES = {"tenant": gettext_lazy("租户"), "owner": gettext_lazy("房主")}


@never_cache
@require_POST
@desk_required
def roster_questions(request: HttpRequest, pk: int) -> HttpResponse:
    roster = get_visible(RosterImport, request.user, pk)
    form = QuestionsForm(request.POST, roster=roster, user=request.user)
    if roster.state != RosterImport.State.PREVIEW:
        messages.info(request, _("这份花名册刚才已经有人处理了，现在的情况见下面。"))
        return redirect("community:import", roster.pk)
    if form.is_valid():
        refused = read_again(request, roster, remember=form.cleaned_data.get("remember", False), **form.answers())
        if refused is None:
            return redirect("community:import", roster.pk)
        form.add_error(None, refused)
    return show(request, roster, questions=form, form=form, status=422)


@require_POST
@desk_required
def roster_options(request: HttpRequest, pk: int) -> HttpResponse:
    roster = get_visible(RosterImport, request.user, pk)
    form = OptionsForm(request.POST, roster=roster)
    if form.is_valid() and (refused := read_again(request, roster, options=form.cleaned_data)):
        messages.error(request, refused.messages[0])
    return redirect("community:import", roster.pk)


def read_again(request: HttpRequest, roster: RosterImport, **answers) -> ValidationError | None:
    try:
        roster_actions.answer(roster, by=request.user, **answers)
    except ValidationError as refusal:
        return refusal
    return None


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def roster_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet at a time; ``?page=`` says which."""
    roster = get_visible(RosterImport, request.user, pk)
    if roster.state != RosterImport.State.PREVIEW or not roster.layout:
        messages.info(request, _("读完以后、确认以前，才能改列的对应。"))
        return redirect("community:import", roster.pk)
    number = sheet_number(roster, request.POST.get("sheet") or request.GET.get("page"))
    layout = roster.layout[number]
    may_teach = keeps_data(request.user, roster.unit)
    form = ColumnsForm(request.POST if "save" in request.POST else None, layout=layout, may_teach=may_teach)
    if form.is_bound and form.is_valid():
        told, remember = {layout["signature"]: form.keys()}, form.cleaned_data.get("remember", False)
        refused = read_again(request, roster, columns=told, remember=remember)
        if refused is None:
            return redirect("community:import", roster.pk)
        form.add_error(None, refused)
    return render(
        request,
        "community/import_columns.html",
        columns_facts(roster, number, form),
        status=422 if form.errors else 200,
    )


def sheet_number(roster: RosterImport, asked: str | None) -> int:
    number = int(asked) if asked and asked.isdecimal() and len(asked) < 4 else first_read(roster)
    return number if number < len(roster.layout) else first_read(roster)


def first_read(roster: RosterImport) -> int:
    return next((number for number, layout in enumerate(roster.layout) if not layout.get("skipped")), 0)


@require_POST
@desk_required
def roster_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a sheet, leave it out, or say where its headings begin."""
    roster = get_visible(RosterImport, request.user, pk)
    if not roster.layout:
        return redirect("community:import", roster.pk)
    number = sheet_number(roster, request.POST.get("sheet"))
    name = roster.layout[number]["sheet"]
    form = HeadingForm(request.POST)
    if "include" in request.POST or "exclude" in request.POST:
        refused = read_again(request, roster, sheets={name: "include" in request.POST})
    elif form.is_valid():
        row = str(form.cleaned_data["row"])
        refused = read_again(request, roster, sheets={name: True}, said={f"heading:{name}": row})
    else:
        refused = ValidationError(form.errors["row"])
    if refused is None:
        return redirect("community:import", roster.pk)
    messages.error(request, refused.messages[0])
    return redirect(f"{reverse('community:import_columns', args=[roster.pk])}?page={number}")


def columns_facts(roster: RosterImport, number: int, form: ColumnsForm) -> dict:
    layout = roster.layout[number]
    samples = samples_of(roster, layout)
    address = reverse("community:import_columns", args=[roster.pk])
    return {
        "roster": roster,
        "form": form,
        "number": number,
        "sheets": [
            {
                "name": sheet["sheet"],
                "address": f"{address}?page={place}",
                "here": place == number,
                "rows": rows_below(sheet),
                "why": str(WHY_SKIPPED.get(sheet.get("skipped", ""), "")),
            }
            for place, sheet in enumerate(roster.layout)
        ],
        "layout": layout,
        "heading": HeadingForm(initial={"row": layout["heading_first"] + 1}),
        "why": str(WHY_SKIPPED.get(layout.get("skipped", ""), "")),
        "first": layout["heading_first"] + 1,
        "last": layout["heading_last"] + 1,
        "above": layout["heading_first"],
        "columns": [shown_column(column, field, samples) for column, field in form.rows()],
        "alike": [other["sheet"] for other in roster.layout if other is not layout and alike(other, layout)],
    }


def alike(one: Mapping, other: Mapping) -> bool:
    return not one.get("skipped") and one["signature"] == other["signature"]


def shown_column(column: Mapping, field, samples: list[tuple[int, dict]]) -> dict:
    member, role = column.get("member", 0), column.get("role", "")
    shared = not column["key"] or column["key"] in OF_THE_HOME
    return {
        "field": field,
        "letter": letter_of(column["place"]),
        "heading": column["heading"] or _("（没有表头）"),
        "member": member,
        "role": str(ROLES.get(role, "")),
        "samples": [text for of, cells in samples if of == member or shared if (text := cell_of(column, cells))][
            :SAMPLES
        ],
    }


def cell_of(column: Mapping, content: dict) -> str:
    key = column["key"]
    if not key:
        return masked("", content.get("extra", {}).get(column["heading"], ""))[:40]
    return masked(key, content.get("cells", {}).get(key, ""))[:40]


def samples_of(roster: RosterImport, layout: Mapping) -> list[tuple[int, dict]]:
    """The first rows of each person's place in this sheet, opened."""
    rows = roster.rows.filter(sheet=layout["sheet"]).exclude(outcome=RosterRow.Outcome.NOT_DATA)
    counted = rows.annotate(among=Window(RowNumber(), partition_by=F("member"), order_by="pk"))
    return [(row.member, row.facts()) for row in counted.filter(among__lte=SAMPLES * 2).order_by("pk")]


def letter_of(place: int) -> str:
    """A, B … Z, AA: as the spreadsheet program names the column."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
