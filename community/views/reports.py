"""Tables that superiors ask for: the catalogue, setting one up, what its columns mean."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from rules import has_perm

from community.actions import report as report_actions
from community.actions import report_filling
from community.forms.report import ColumnsForm, ReportForm
from community.models import Report, ReportRun
from community.reports import blank, lists
from community.reports.blank import Form
from community.reports.items import BY_ITEM, heading_of
from community.reports.periods import label_of, next_due
from community.views.deeds import FORM_PAGE, pressed
from community.views.exports import narrower
from grids.scope import desk_required, get_visible

SOON = 5


@never_cache
@desk_required
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    seen = Report.objects.visible_to(request.user)
    running = list(seen.filter(stopped_on=None).select_related("unit").order_by("asked_by", "name", "pk"))
    context = {
        "rows": catalogue(running),
        "stopped": seen.exclude(stopped_on=None).order_by("-stopped_on", "pk").values("pk", "name", "stopped_on"),
        "may_add": has_perm("community.add_report", request.user),
        "ready": [(key, label) for key, label in lists.choices() if key],
    }
    return render(request, "community/report_list.html", context)


def catalogue(running: list[Report]) -> list[dict]:
    """Each table with how much of it fills itself, which other one asks the same, and when it is due."""
    asked = {report.pk: asked_of(report) for report in running}
    last = last_runs(running)
    today = timezone.localdate()
    return [
        {
            "report": report,
            "last": last.get(report.pk),
            "due": due_of(report, last.get(report.pk), today),
            "columns": len(Form.from_json(report.layout).columns),
            "to_type": len(Form.from_json(report.layout).of_kind(blank.ASK)),
            "alike": alike(report, running, asked),
        }
        for report in running
    ]


def asked_of(report: Report) -> set[str]:
    """What it asks for: items of the register, and headings of what is typed."""
    columns = Form.from_json(report.layout).columns
    return {
        column.key if column.kind == blank.ITEM else column.heading
        for column in columns
        if column.kind in (blank.ITEM, blank.ASK)
    }


def last_runs(running: Iterable[Report]) -> dict[int, ReportRun]:
    """The newest filling of each report."""
    return {run.report_id: run for run in ReportRun.objects.filter(report__in=running).order_by("pk")}


def due_of(report: Report, last: ReportRun | None, today) -> dict:
    label = label_of(report.period, today)
    done = last is not None and last.label == label and last.state == ReportRun.State.DONE
    day = next_due(report.period, today, done=done)
    return {"day": day, "done": done, "soon": not done and day is not None and (day - today).days <= SOON}


def alike(report: Report, running: list[Report], asked: dict[int, set[str]]) -> dict | None:
    """The other table that shares most columns with this one."""
    others = [(len(asked[report.pk] & asked[other.pk]), other) for other in running if other.pk != report.pk]
    count, other = max(others, key=lambda pair: pair[0], default=(0, None))
    return {"count": count, "pk": other.pk, "name": other.name} if other is not None and count else None


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def report_new(request: HttpRequest) -> HttpResponse:
    if not has_perm("community.add_report", request.user):
        raise PermissionDenied(_("报表由社区工作人员和网格长来设。需要新报表时，请联系您的网格长。"))
    form = ReportForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        unit, file = form.cleaned_data["unit"], form.cleaned_data["file"]
        try:
            report = report_actions.set_up(file, unit=unit, by=request.user, **form.facts())
        except ValidationError as refusal:
            form.show(refusal)
        else:
            messages.success(request, _("表头已经认出来了，请核对每一列怎么填。"))
            return redirect("community:report_columns", report.pk)
    return form_page(request, form, None)


def form_page(request: HttpRequest, form: ReportForm, report: Report | None) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "community/report_form.html", {"form": form, "report": report}, status=status)


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def report_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Report, request.user, pk, "community.change_report")
    known = {name: getattr(row, name) for name in ("name", "asked_by", "basis", "period")}
    form = ReportForm(
        request.POST or None, request.FILES or None, user=request.user, report=row, initial=known | row.whom
    )
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            report_actions.change(row, by=request.user, **form.facts())
            if file:
                report_actions.replace_form(row, file, by=request.user)
        except ValidationError as refusal:
            form.show(refusal)
        else:
            messages.success(request, _("报表已保存。"))
            return redirect("community:report_columns" if file else "community:report", row.pk)
    return form_page(request, form, row)


@never_cache
@desk_required
@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Report, request.user, pk)
    form = Form.from_json(row.layout)
    label = label_of(row.period, timezone.localdate())
    runs = list(row.runs.select_related("by")[:24])
    context = {
        "report": row,
        "whom": whom_text(row.whom),
        "columns": [
            {
                "letter": column.letter,
                "heading": column.heading,
                "way": way_text(column),
                "asked": column.kind == blank.ASK,
            }
            for column in form.columns
        ],
        "to_type": len(form.of_kind(blank.ASK)),
        "label": label,
        "begun": next((run for run in runs if run.label == label), None),
        "runs": runs,
        "may_change": has_perm("community.change_report", request.user, row),
    }
    return render(request, "community/report_page.html", context)


def whom_text(whom: dict) -> str:
    state = dict(lists.STATES)[whom.get("state") or lists.HERE]
    return "，".join([lists.name_of(str(whom.get("list", ""))), str(state), *narrower(whom)])


def way_text(column: blank.Asked) -> str:
    if column.kind == blank.ITEM:
        heading = heading_of(BY_ITEM[column.key]) if column.key in BY_ITEM else column.key
        return _("登记里的“%(heading)s”") % {"heading": heading}
    words = {
        blank.ASK: _("每期补填"),
        blank.COUNT: _("序号"),
        blank.EMPTY: _("空着"),
        blank.FIXED: _("固定写“%s”") % column.text,
    }
    return words[column.kind]


@never_cache
@desk_required
@require_http_methods(FORM_PAGE)
def report_columns(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Report, request.user, pk, "community.change_report")
    form = ColumnsForm(request.POST or None, columns=Form.from_json(row.layout).columns)
    if request.method == "POST" and form.is_valid():
        try:
            report_actions.map_columns(row, form.said(), by=request.user)
            report_filling.follow(row, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("各列怎么填已保存。"))
            return redirect("community:report", row.pk)
    status = 422 if form.errors else 200
    return render(request, "community/report_columns.html", {"form": form, "report": row}, status=status)


@desk_required
@require_POST
def report_stop(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Report, request.user, pk, "community.change_report")
    stopped = _("已停报。以前填过的各期还可以查看和下载。")
    pressed(request, lambda: report_actions.stop(row, by=request.user), stopped)
    return redirect("community:report", row.pk)


@desk_required
@require_POST
def report_fill(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Report, request.user, pk)
    try:
        run = report_filling.begin(row, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("community:report", row.pk)
    return redirect("community:report_run", run.pk)
