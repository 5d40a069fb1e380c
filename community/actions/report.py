"""A table that superiors ask for: set up from their blank form, its columns said, changed, stopped."""

import secrets
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.actions.export import listable_units
from community.models import Report
from community.reports import blank, lists
from community.reports.blank import Asked, Form
from community.reports.items import BY_ITEM
from grids.models import Unit

FACTS = ("name", "asked_by", "basis", "period", "whom")


def reportable_units(user: User) -> QuerySet:
    """For which units this user may set reports up."""
    return listable_units(user)


@transaction.atomic
def set_up(
    file: File, *, unit: Unit, by: User, name: str, asked_by: str, basis: str, period: str, whom: dict[str, Any]
) -> Report:
    """Take the blank form in and propose what each of its columns means."""
    if not reportable_units(by).filter(pk=unit.pk).exists():
        raise ValidationError(_("您不能为这个范围设报表，请从列表里选择范围。"), code="unit")
    check_whom(whom)
    report = Report(unit=unit, by=by, asked_by=clean_line(asked_by), basis=clean_line(basis), period=period, whom=whom)
    report.name = clean_line(name)
    report.layout = blank.read(file).as_json()
    keep_form(report, file)
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError:
        raise named_already() from None
    record("report.set_up", by=by, target=f"report:{report.pk}", unit=unit.pk)
    return report


def check_whom(whom: Mapping[str, Any]) -> None:
    if str(whom.get("list", "")) not in dict(lists.choices()):
        raise ValidationError(_("请从列表里选择报哪些人。"), code="whom")


def keep_form(report: Report, file: File) -> None:
    file.seek(0)
    report.form.save(f"{secrets.token_hex(16)}.xlsx", file, save=False)
    report.form_name = clean_line(file.name or "")[-200:]


def named_already() -> ValidationError:
    return ValidationError(_("这个范围已经有一张同名的报表，请换一个名称，或先停报原来那张。"), code="name")


@transaction.atomic
def change(report: Report, *, by: User, **facts: Any) -> None:
    if unknown := set(facts) - set(FACTS):
        raise TypeError(f"not changeable: {unknown}")
    check_whom(facts.get("whom", report.whom))
    changed = sorted(name for name, value in facts.items() if getattr(report, name) != value)
    if not changed:
        return
    try:
        with transaction.atomic():
            Report.objects.filter(pk=report.pk).update(**{name: facts[name] for name in changed})
    except IntegrityError:
        raise named_already() from None
    for name in changed:
        setattr(report, name, facts[name])
    record("report.changed", by=by, target=f"report:{report.pk}", fields=changed)


@transaction.atomic
def replace_form(report: Report, file: File, *, by: User) -> None:
    """The superior sent another form: columns called as before keep what was said of them."""
    form = blank.read(file)
    said = {column.heading: column for column in Form.from_json(report.layout).columns}
    form.columns = [said_before(column, said.get(column.heading)) for column in form.columns]
    before = report.form.name
    keep_form(report, file)
    Report.objects.filter(pk=report.pk).update(form=report.form.name, form_name=report.form_name, layout=form.as_json())
    report.layout = form.as_json()
    transaction.on_commit(partial(report.form.storage.delete, before))
    record("report.form_replaced", by=by, target=f"report:{report.pk}")


def said_before(column: Asked, before: Asked | None) -> Asked:
    return Asked(**vars(before) | {"place": column.place}) if before else column


@transaction.atomic
def map_columns(report: Report, said: Sequence[Mapping[str, Any]], *, by: User) -> None:
    """What each column of the form is filled with, in their order: kind, key of an item, fixed text."""
    form = Form.from_json(report.layout)
    if len(said) != len(form.columns):
        raise ValidationError(_("这张表的表头刚才换过，请刷新页面重新对应。"), code="moved_on")
    form.columns = [mapped(column, new) for column, new in zip(form.columns, said, strict=True)]
    Report.objects.filter(pk=report.pk).update(layout=form.as_json())
    report.layout = form.as_json()
    record("report.columns_said", by=by, target=f"report:{report.pk}")


def mapped(column: Asked, new: Mapping[str, Any]) -> Asked:
    kind, key, text = new["kind"], new.get("key", ""), clean_line(new.get("text", ""))
    if kind not in blank.KINDS or (kind == blank.ITEM and key not in BY_ITEM):
        raise ValidationError(_("请为“%(heading)s”选择怎么填。") % {"heading": column.heading}, code="columns")
    if kind == blank.FIXED and not text:
        raise ValidationError(_("请写明“%(heading)s”固定填什么。") % {"heading": column.heading}, code="text")
    as_code = bool(new.get("as_code")) and kind == blank.ITEM and bool(BY_ITEM[key].table)
    key = key if kind == blank.ITEM else ""
    return Asked(column.place, column.heading, kind, key, text if kind == blank.FIXED else "", as_code)


@transaction.atomic
def stop(report: Report, *, by: User) -> None:
    """Nobody asks for it any more; what was filled in stays."""
    if not Report.objects.filter(pk=report.pk, stopped_on=None).update(stopped_on=timezone.localdate()):
        raise ValidationError(_("这张报表已经停报了。"), code="moved_on")
    record("report.stopped", by=by, target=f"report:{report.pk}")
