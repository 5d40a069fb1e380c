"""One period of a report: what the register does not know is typed, the superior's form is fetched."""

import json

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.limits import client_address
from accounts.masks import mask_name
from community.actions import report_filling
from community.actions.export import may_have_full
from community.forms.report import FileForm, TypedForm
from community.models import ReportRow, ReportRun
from community.reports import blank
from community.reports.blank import Form
from community.views.deeds import FORM_PAGE, pressed
from community.views.people import homes_of
from grids.scope import desk_required, get_visible

PER_PAGE = 25
State = ReportRun.State
TONES = {State.FILLING: "doing", State.OPEN: "new", State.DONE: "done"}


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(ReportRun, request.user, pk)
    headings = [column.heading for column in Form.from_json(row.report.layout).of_kind(blank.ASK)]
    page = Paginator(row.rows.order_by("position"), PER_PAGE).get_page(request.GET.get("page"))
    form = TypedForm(request.POST or None, rows=lines_of(row, page, headings), headings=headings)

    def save() -> None:
        report_filling.save_typed(row, form.typed(), by=request.user)

    if form.is_bound and form.is_valid() and pressed(request, save, _("已保存这一页。")):
        number = page.next_page_number() if "next" in request.POST and page.has_next() else page.number
        return redirect(f"{reverse('community:report_run', args=[row.pk])}?page={number}")
    return render(
        request, "community/report_run.html", facts_of(request, row, page, form), status=422 if form.errors else 200
    )


def facts_of(request: HttpRequest, row: ReportRun, page: Page, form: TypedForm) -> dict:
    job = row.job
    return {
        "run": row,
        "tone": TONES[State(row.state)],
        "job": job,
        "own_job": job is not None and job.owner_id == request.user.pk,
        "waiting": row.state == State.FILLING and job is not None and not job.ended,
        "stuck": row.state == State.FILLING and (job is None or job.ended),
        "page": page,
        "form": form,
        "compared": report_filling.compared(row) if row.state != State.FILLING else {},
        "file_form": FileForm(),
        "may_full": may_have_full(request.user, row.report.unit),
    }


def lines_of(row: ReportRun, page: Page, headings: list[str]) -> list[dict]:
    """The people of one page, masked, with what is typed beside them now and what was last time."""
    rows: list[ReportRow] = list(page.object_list.select_related("person"))
    keys = [each.person_id for each in rows if each.person_id]
    homes = homes_of(keys) if headings else {}
    earlier = report_filling.before(row) if headings else None
    last = dict(earlier.rows.filter(person__in=keys).values_list("person", "typed")) if earlier else {}
    return [line_of(each, homes, last) for each in rows]


def line_of(row: ReportRow, homes: dict[int, list[dict]], last: dict[int, str]) -> dict:
    person = row.person
    home = homes.get(person.pk, []) if person else []
    return {
        "pk": row.pk,
        "person": person.pk if person else None,
        "position": row.position,
        "name": mask_name(person.name) if person else _("资料已删除的居民"),
        "born": person.born.year if person and person.born else "",
        "place": home[0]["place"] if home else "",
        "new": report_filling.ALL in row.changed,
        "typed": json.loads(row.typed),
        "last": json.loads(last.get(row.person_id, "{}")),
    }


@desk_required
@require_POST
def run_again(request: HttpRequest, pk: int) -> HttpResponse:
    return act(request, pk, report_filling.collect_again)


@desk_required
@require_POST
def run_done(request: HttpRequest, pk: int) -> HttpResponse:
    return act(request, pk, report_filling.finish)


@desk_required
@require_POST
def run_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return act(request, pk, report_filling.reopen)


def act(request: HttpRequest, pk: int, action) -> HttpResponse:
    row = get_visible(ReportRun, request.user, pk)
    pressed(request, lambda: action(row, by=request.user))
    return redirect("community:report_run", row.pk)


@never_cache
@desk_required
@require_POST
def run_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The filled form goes the way of every list that leaves the register."""
    row = get_visible(ReportRun, request.user, pk)
    form = FileForm(request.POST)
    form.full_clean()
    try:
        export = report_filling.ask_for_file(row, by=request.user, address=client_address(request), **form.cleaned_data)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("community:report_run", row.pk)
    return redirect("community:export_confirm" if export.unmasked else "community:export", export.pk)
