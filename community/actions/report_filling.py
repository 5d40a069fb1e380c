"""One period of a report: people are collected from the register, only what it does not know is typed."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.actions import export as export_actions
from community.models import Export, Report, ReportRow, ReportRun
from community.reports import blank
from community.reports.blank import Form
from community.reports.items import BY_ITEM, cover_text, covered, text_of
from community.reports.people import Row
from community.reports.periods import label_of
from jobs.models import Job
from jobs.work import enqueue

State = ReportRun.State
LONGEST = 200
# stands for every column of somebody who was not in the last period
ALL = "*"


def latest(report: Report) -> ReportRun | None:
    return report.runs.first()


def before(run: ReportRun) -> ReportRun | None:
    """The last period that was filled in, finished or not."""
    return ReportRun.objects.filter(report=run.report_id, pk__lt=run.pk).exclude(state=State.FILLING).first()


@transaction.atomic
def begin(report: Report, *, by: User) -> ReportRun:
    """The present period's filling; begun by somebody already, it is theirs and this one's alike."""
    if report.stopped_on:
        raise ValidationError(_("这张报表已经停报，不用再填。"), code="stopped")
    label = label_of(report.period, timezone.localdate())
    known = ReportRun.objects.filter(report=report, label=label).first()
    if known:
        return known
    try:
        with transaction.atomic():
            run = ReportRun.objects.create(report=report, label=label, by=by)
    except IntegrityError:
        return ReportRun.objects.get(report=report, label=label)
    give_to_job(run, by=by)
    record("report.begun", by=by, target=f"report:{report.pk}", run=run.pk)
    return run


def give_to_job(run: ReportRun, *, by: User) -> None:
    title = f"{_('取数')} {run.report.name} {run.label}"[:120]
    run.job = enqueue("community.fill_report", title=title, owner=by, run_id=run.pk)
    ReportRun.objects.filter(pk=run.pk).update(job=run.job)


def move(run: ReportRun, old: str, new: str, **fields: object) -> None:
    if not ReportRun.objects.filter(pk=run.pk, state=old).update(state=new, **fields):
        raise ValidationError(_("这一期刚才已经有人处理了，请刷新页面看结果。"), code="moved_on")
    run.state = State(new)


@transaction.atomic
def collect_again(run: ReportRun, *, by: User) -> None:
    """The register changed meanwhile, or the first collecting failed; what was typed stays."""
    if run.state == State.FILLING:
        if run.job and run.job.state in Job.OPEN:
            raise ValidationError(_("正在取数，请等它结束。"), code="running")
    else:
        move(run, State.OPEN, State.FILLING)
    give_to_job(run, by=by)


def follow(report: Report, *, by: User) -> None:
    """Columns mean something else now: the period at work is collected anew."""
    for run in report.runs.filter(state=State.OPEN):
        collect_again(run, by=by)


@transaction.atomic
def keep_rows(run: ReportRun, rows: Sequence[tuple[int, Mapping[str, str]]], form: Form) -> None:
    """All rows at once (person, text by heading); typed values come from this period, else from the last."""
    old = {row.person_id: json.loads(row.typed) for row in run.rows.exclude(person=None)}
    last = last_rows(run)
    asked = [column.heading for column in form.of_kind(blank.ASK)]
    drafts = []
    for position, (person, values) in enumerate(rows, 1):
        said = old.get(person, last.get(person, ({}, {}))[1])
        typed = {heading: said[heading] for heading in asked if said.get(heading)}
        changed = differences(values, typed, last.get(person)) if last else []
        drafts.append(
            ReportRow(
                run=run,
                person_id=person,
                position=position,
                values=packed(values),
                typed=packed(typed),
                changed=changed,
            )
        )
    run.rows.all().delete()
    ReportRow.objects.bulk_create(drafts, batch_size=500)
    move(run, State.FILLING, State.OPEN, as_of=timezone.localdate())


def values_of(row: Row, form: Form) -> dict[str, str]:
    """What the register says, by heading, with whole numbers: it is sealed, and cut where it is shown."""
    items = form.of_kind(blank.ITEM)
    texts = ((column, text_of(BY_ITEM[column.key], row, full=True, as_code=column.as_code)) for column in items)
    return {column.heading: text for column, text in texts if text}


def last_rows(run: ReportRun) -> dict[int, tuple[dict[str, str], dict[str, str]]]:
    """Who stood in the last period: what the register said, and what was typed."""
    earlier = before(run)
    rows = earlier.rows.exclude(person=None) if earlier else ReportRow.objects.none()
    return {row.person_id: (json.loads(row.values), json.loads(row.typed)) for row in rows}


def differences(
    values: Mapping[str, str], typed: Mapping[str, str], last: tuple[Mapping[str, str], Mapping[str, str]] | None
) -> list[str]:
    """Headings that say something else than last time; everything of somebody new."""
    if last is None:
        return [ALL]
    now, then = {**values, **typed}, {**last[0], **last[1]}
    return sorted(heading for heading in {*now, *then} if now.get(heading, "") != then.get(heading, ""))


def packed(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


@transaction.atomic
def save_typed(run: ReportRun, typed: Mapping[int, Mapping[str, str]], *, by: User) -> int:
    """What was typed for some rows (key of the row → heading → text); only columns the register does not know.

    Answers how many cells became something else.
    """
    asked = {column.heading for column in Form.from_json(run.report.layout).of_kind(blank.ASK)}
    if not ReportRun.objects.select_for_update().filter(pk=run.pk, state=State.OPEN).exists():
        raise ValidationError(_("这一期已经完成或正在取数，没有保存。请刷新页面。"), code="moved_on")
    last = last_rows(run)
    rows, cells = [], 0
    for row in run.rows.filter(pk__in=list(typed)):
        kept = json.loads(row.typed)
        new = {heading: clean_line(text)[:LONGEST] for heading, text in typed[row.pk].items() if heading in asked}
        cells += sum(kept.get(heading, "") != text for heading, text in new.items())
        kept = {heading: text for heading, text in {**kept, **new}.items() if text}
        row.typed = packed(kept)
        row.changed = differences(json.loads(row.values), kept, last.get(row.person_id or 0)) if last else []
        rows.append(row)
    ReportRow.objects.bulk_update(rows, ["typed", "changed"], batch_size=200)
    if cells:
        record("report.typed", by=by, target=f"report:{run.report_id}", run=run.pk, cells=cells)
    return cells


@transaction.atomic
def finish(run: ReportRun, *, by: User) -> None:
    move(run, State.OPEN, State.DONE, done_at=timezone.now())
    record("report.done", by=by, target=f"report:{run.report_id}", run=run.pk)


@transaction.atomic
def reopen(run: ReportRun, *, by: User) -> None:
    move(run, State.DONE, State.OPEN, done_at=None)
    record("report.reopened", by=by, target=f"report:{run.report_id}", run=run.pk)


def ask_for_file(run: ReportRun, *, marked: bool, unmasked: bool, by: User, address: str = "") -> Export:
    """The superior's form with the people of this period, on record as an export."""
    if run.state == State.FILLING:
        raise ValidationError(_("正在取数，取完再下载。"), code="running")
    count = run.rows.count()
    export_actions.check_count(count)
    return export_actions.ask(
        run.report.unit,
        chosen={"run": run.pk, "marked": marked},
        purpose=_("报表：%(name)s %(label)s") % {"name": run.report.name, "label": run.label},
        count=count,
        unmasked=unmasked,
        by=by,
        address=address,
    )


def lines_of(rows: Iterable[ReportRow], form: Form, *, full: bool) -> tuple[list[list[str]], list[Collection[int]]]:
    """One text for each column of the form, and which of them differ from the last period."""
    texts: list[list[str]] = []
    different: list[Collection[int]] = []
    for row in rows:
        values, typed = json.loads(row.values), json.loads(row.typed)
        texts.append([text_in(column, values, typed, len(texts) + 1, full=full) for column in form.columns])
        every = [index for index, column in enumerate(form.columns) if column.kind in (blank.ITEM, blank.ASK)]
        different.append([index for index in every if {ALL, form.columns[index].heading} & set(row.changed)])
    return texts, different


def text_in(
    column: blank.Asked, values: Mapping[str, str], typed: Mapping[str, str], number: int, *, full: bool
) -> str:
    fillings: dict[str, Any] = {
        blank.ITEM: lambda: item_text(column, values.get(column.heading, ""), full=full),
        blank.ASK: lambda: typed.get(column.heading, "") if full else cover_text(typed.get(column.heading, "")),
        blank.FIXED: lambda: column.text,
        blank.COUNT: lambda: str(number),
        blank.EMPTY: lambda: "",
    }
    return fillings[column.kind]()


def item_text(column: blank.Asked, text: str, *, full: bool) -> str:
    return text if full or column.as_code else covered(BY_ITEM[column.key].shown, text)


def compared(run: ReportRun) -> dict[str, int | str]:
    """How this period differs from the last: cells of those in both, who came, who is no longer listed."""
    earlier = before(run)
    if earlier is None:
        return {}
    now = dict(run.rows.exclude(person=None).values_list("person", "changed"))
    then = set(earlier.rows.exclude(person=None).values_list("person", flat=True))
    cells = sum(len(changed) for person, changed in now.items() if person in then)
    return {"last": earlier.label, "cells": cells, "came": len(set(now) - then), "gone": len(then - set(now))}


def compared_text(run: ReportRun) -> str:
    found = compared(run)
    if not found:
        return ""
    sentence = _(
        "与%(last)s相比：改动 %(cells)s 处，新增 %(came)s 人，减少 %(gone)s 人（改动处已标黄；本行报送前可删去）。"
    )
    return sentence % found
