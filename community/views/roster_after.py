"""What a roster leaves to do: the rows that did not go in, and the people it does not name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.actions import record
from accounts.limits import client_address
from community.actions import roster as roster_actions
from community.actions.roster_memory import answers_for
from community.imports.problems import problem_workbook
from community.imports.shapes import NOTICE, ColumnOf, Layout
from community.models import RosterImport
from community.views.people import rows_of
from community.views.roster import workbook
from community.views.roster_page import left_out
from grids.scope import desk_required, get_visible

PEOPLE_A_PAGE = 50
AT_ONCE = 500
# (sheet, number) → what is wrong there: the column's place and the sentence
Wrong = dict[tuple[str, int], list[tuple[int | None, str]]]


@require_GET
@desk_required
def roster_problems(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that do not go in, in the layout they came in, to mend and upload again."""
    roster = get_visible(RosterImport, request.user, pk)
    if not roster.file:
        messages.info(request, _("上传的文件已经按规定删除，问题清单不能再下载。请用您自己保存的原表。"))
        return redirect("community:import", roster.pk)
    layouts = [layout_of(stored) for stored in roster.layout]
    wrong = wrong_cells(left_out(roster), layouts)
    if not wrong:
        messages.info(request, _("这份花名册没有能列出的问题行。"))
        return redirect("community:import", roster.pk)
    record(
        "roster.problems_taken",
        by=request.user,
        target=f"roster:{roster.pk}",
        address=client_address(request),
        rows=len(wrong),
    )
    with roster.file.open("rb") as file:
        answers = answers_for(roster)
        content = problem_workbook(file.read(), roster.file_name, layouts, wrong, answers=answers)
    return workbook(content, _("花名册问题清单") + f"-{timezone.localdate():%Y%m%d}.xlsx")


def layout_of(stored: Mapping) -> Layout:
    return Layout(**{**stored, "columns": [ColumnOf(**column) for column in stored["columns"]]})


def wrong_cells(rows: QuerySet, layouts: Iterable[Layout]) -> Wrong:
    places = {
        (layout.sheet, column.key, column.member): column.place
        for layout in layouts
        for column in reversed(layout.columns)
    }
    wrong: Wrong = defaultdict(list)
    for row in rows.iterator(AT_ONCE):
        for problem in row.facts().get("problems", ()):
            if problem["level"] != NOTICE:
                place = places.get((row.sheet, problem["key"], row.member), places.get((row.sheet, problem["key"], 0)))
                wrong[row.sheet, row.number].append((place, problem["sentence"]))
    return dict(wrong)


@never_cache
@require_GET
@desk_required
def roster_missing(request: HttpRequest, pk: int) -> HttpResponse:
    """People registered where this roster speaks, whom it does not name: gone or dead perhaps; nothing happens by itself."""
    roster = get_visible(RosterImport, request.user, pk)
    if roster.state != RosterImport.State.APPLIED:
        messages.info(request, _("导入以后才能看还有谁不在这份花名册里。"))
        return redirect("community:import", roster.pk)
    page = Paginator(roster_actions.missing(roster), PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "community/import_missing.html",
        {"roster": roster, "page": page, "rows": rows_of(page.object_list)},
    )
