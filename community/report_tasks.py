"""Lists and reports are written by jobs; files are forgotten by the clock."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from community.actions import export as export_actions
from community.actions import report_filling
from community.models import Export, ReportRun
from community.reports import filled, lists, workbook
from community.reports.blank import Form
from community.reports.items import BY_ITEM, CODE, Item, text_of
from community.reports.people import AT_ONCE, People
from jobs.work import Run, every, work

BOTH = "both"
State = ReportRun.State


@work("community.write_export", long=True)
def write_export(run: Run, export_id: int) -> None:
    """Begun anew after a kill: nothing is kept of a half-written file."""
    export = Export.objects.select_related("unit", "by").filter(pk=export_id, file="").first()
    if export is None or export.expires_at <= timezone.now():
        return
    if not export_actions.still_over(export.by, export.unit):
        raise ValidationError(_("您现在的岗位不再负责这个范围，没有导出。"), code="unit")
    run.finish(link=reverse("community:export", args=[export.pk]), link_text=_("去下载"))
    write = write_filling if "run" in export.chosen else write_list
    write = write_foreign if "writer" in export.chosen else write
    write(run, export)


def write_foreign(run: Run, export: Export) -> None:
    """A file that an app above knows how to make."""
    content, people = export_actions.WRITERS[export.chosen["writer"]](export)
    with run.chunk(done=len(people), total=len(people), note=_("文件已经备好")):
        export_actions.keep(export, content, people)


def write_list(run: Run, export: Export) -> None:
    chosen, on = export.chosen, timezone.localdate()
    whom = chosen["whom"]
    keys = lists.keys_of(lists.people_of(export.unit, whom, by=export.by, on=on))
    export_actions.check_count(len(keys))
    columns = columns_of(chosen["columns"], chosen["codes"])
    people = People(export.unit, by=export.by, on=on, focus=lists.focus_of(whom))
    rows: list[list[str]] = []
    there: list[int] = []
    for some in people.in_chunks(keys):
        there += [row["pk"] for row in some]
        rows += [[text_of(item, row, full=export.unmasked, as_code=code) for item, code in columns] for row in some]
        with run.chunk(done=min(len(rows), len(keys)), total=len(keys) + AT_ONCE, note=_("正在取数")):
            pass
    write = workbook.as_csv if chosen["kind"] == export_actions.CSV else workbook.as_xlsx
    content = write(columns, rows, mark_of(export))
    with run.chunk(done=len(keys), total=len(keys), note=_("文件已经备好")):
        export_actions.keep(export, content, there)


def mark_of(export: Export) -> workbook.Mark:
    return workbook.Mark(
        who=f"{export.by.name}（{export.by.username}）",
        when=f"{timezone.localtime():%Y-%m-%d %H:%M}",
        purpose=export.purpose,
        full=export.unmasked,
    )


def write_filling(run: Run, export: Export) -> None:
    """The superior's own form with the people of one period in it."""
    filling = ReportRun.objects.select_related("report").get(pk=export.chosen["run"])
    form = Form.from_json(filling.report.layout)
    rows = list(filling.rows.order_by("position"))
    with run.chunk(done=0, total=len(rows), note=_("正在填表")):
        texts, different = report_filling.lines_of(rows, form, full=export.unmasked)
    marked = export.chosen["marked"]
    with filling.report.form.open("rb") as file:
        content = filled.fill(
            file,
            form,
            texts,
            changed=different if marked else [()] * len(texts),
            line=report_filling.compared_text(filling) if marked else "",
            mark=mark_of(export).short(),
        )
    with run.chunk(done=len(rows), total=len(rows), note=_("文件已经备好")):
        export_actions.keep(export, content, [row.person_id for row in rows if row.person_id])


@work("community.fill_report", long=True)
def fill_report(run: Run, run_id: int) -> None:
    """Collects in pieces and writes in one; killed in between, it collects anew and nothing is double."""
    filling = ReportRun.objects.select_related("report__unit", "by").filter(pk=run_id, state=State.FILLING).first()
    if filling is None:
        return
    by = User.objects.filter(pk=run.job.owner_id).first() or filling.by
    report, on = filling.report, timezone.localdate()
    run.finish(link=reverse("community:report_run", args=[filling.pk]), link_text=_("去补填"))
    form = Form.from_json(report.layout)
    keys = lists.keys_of(lists.people_of(report.unit, report.whom, by=by, on=on))
    if keys:
        export_actions.check_count(len(keys))
    people = People(report.unit, by=by, on=on, focus=lists.focus_of(report.whom))
    rows: list[tuple[int, dict[str, str]]] = []
    for some in people.in_chunks(keys):
        rows += [(row["pk"], report_filling.values_of(row, form)) for row in some]
        with run.chunk(done=len(rows), total=len(keys) + AT_ONCE, note=_("正在取数")):
            pass
    with run.chunk(done=len(keys), total=len(keys), note=_("已取完")):
        report_filling.keep_rows(filling, rows, form)


def columns_of(keys: list[str], codes: str) -> list[tuple[Item, bool]]:
    """Items in the register's order; coded ones as words, as codes, or both."""
    columns: list[tuple[Item, bool]] = []
    for key, item in BY_ITEM.items():
        if key in keys:
            coded = bool(item.table) and codes in (CODE, BOTH)
            columns += [] if coded and codes == CODE else [(item, False)]
            columns += [(item, True)] if coded else []
    return columns


@every(hours=1)
@work("community.forget_exports")
def forget_exports(run: Run) -> None:
    export_actions.forget_files()
