"""Work orders of other systems: a file is taken in, read, looked at, and each number becomes one matter, once."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.imports.safe import without_numbers
from grids.models import Posting, Unit, UnitQuerySet
from issues.imports.columns import LABELS, NUMBER
from issues.imports.orders import look_at
from issues.models import Batch
from jobs.models import Job
from jobs.work import enqueue

State = Batch.State
HOTLINE, STREET = "12345", "街道工单"
KEPT_DAYS = 7
READ, BRING = "issues.read_orders", "issues.bring_in_orders"


def order_units(user: User) -> UnitQuerySet:
    """Communities whose work orders this user may take in."""
    keepers = Unit.objects.overseen_by(user, *Posting.DATA_KEEPERS)
    return keepers.current().filter(kind=Unit.Kind.COMMUNITY)


def upload(file: File, *, unit: Unit, system: str, by: User, address: str = "") -> Batch:
    """Refuses what is certainly no table; the rest is read by a job."""
    # it stands in lists and titles of jobs
    name = without_numbers(clean_line(file.name or ""))[-120:]
    system = clean_line(system)[:20]
    if not system:
        raise ValidationError(_("请写明工单来自哪个系统。"), code="system")
    if not order_units(by).filter(pk=unit.pk).exists():
        raise ValidationError(_("您不能为这个社区导入工单，请从列表里选择。"), code="unit")
    look_at(file, name)
    with transaction.atomic():
        batch = Batch(unit=unit, system=system, file_name=name, by=by)
        batch.file.save(secrets.token_hex(16), file, save=False)
        batch.save()
        give_to_job(batch, READ, by)
        record(
            "issues.orders_uploaded", by=by, target=f"batch:{batch.pk}", address=address, unit=unit.pk, system=system
        )
    return batch


def give_to_job(batch: Batch, kind: str, by: User) -> None:
    title = _("读取工单") if kind == READ else _("转入工单")
    job = enqueue(kind, title=f"{title} {batch.file_name}"[:120], owner=by, batch_id=batch.pk)
    Batch.objects.filter(pk=batch.pk).update(job=job)
    batch.job = job


def move(batch: Batch, old: Sequence[str], new: str, **fields: Any) -> None:
    """One guarded step; raises ValidationError when somebody was quicker."""
    if not Batch.objects.filter(pk=batch.pk, state__in=old).update(state=new, **fields):
        raise ValidationError(_("这份工单刚才已经有人处理了，请刷新页面看结果。"), code="moved_on")
    batch.state = State(new)
    for name, value in fields.items():
        setattr(batch, name, value)


@transaction.atomic
def choose_columns(batch: Batch, keys: Sequence[str], *, by: User) -> None:
    """What each column means, in the order of the file; the file is read again with it."""
    if len(keys) != len(batch.layout.get("names", ())) or not set(keys) <= {"", *LABELS}:
        raise ValidationError(_("列数和文件不一样，请刷新页面再选。"), code="columns")
    named = [key for key in keys if key]
    if double := next((key for key in named if named.count(key) > 1), ""):
        sentence = _("有两列都选了“%(name)s”，请只选一列。")
        raise ValidationError(sentence, code="double", params={"name": LABELS[double]})
    if NUMBER not in named:
        raise ValidationError(_("请指出哪一列是工单编号：没有编号就认不出同一件工单。"), code="number")
    move(batch, [State.PREVIEW], State.READING, layout=batch.layout | {"keys": list(keys), "chosen": True})
    give_to_job(batch, READ, by)


@transaction.atomic
def confirm(batch: Batch, *, by: User, address: str = "") -> None:
    """After the preview: from here on rows become matters."""
    if not batch.counts.get("new"):
        raise ValidationError(_("没有新的工单可以转入。"), code="nothing")
    move(batch, [State.PREVIEW], State.BRINGING)
    give_to_job(batch, BRING, by)
    counts = {name: batch.counts[name] for name in ("rows", "new", "known", "unusable")}
    record("issues.orders_confirmed", by=by, target=f"batch:{batch.pk}", address=address, **counts)


@transaction.atomic
def resume(batch: Batch, *, by: User) -> None:
    """After its job was cancelled or failed: numbers that are in already stay as they are."""
    # two who press at once meet here
    job = Job.objects.select_for_update().filter(pk=batch.job_id).first()
    waits = Batch.objects.filter(pk=batch.pk, job=job, state__in=[State.READING, State.BRINGING])
    if not waits.exists() or (job and not job.ended):
        raise ValidationError(_("这项任务还在进行，或者已经做完了，请刷新页面看结果。"), code="moved_on")
    give_to_job(batch, READ if batch.state == State.READING else BRING, by)


@transaction.atomic
def drop(batch: Batch, *, by: User) -> None:
    """A file that is not wanted, before any of its rows came in."""
    name = batch.file.name
    # the row is held from here on: whoever brings it in at the same moment waits, and finds it gone
    move(batch, [State.PREVIEW, State.FAILED], State.FAILED)
    if batch.orders.exists():
        raise ValidationError(_("这份工单已经开始转入，不能删除。"), code="moved_on")
    record("issues.orders_dropped", by=by, target=f"batch:{batch.pk}")
    Batch.objects.filter(pk=batch.pk).delete()
    transaction.on_commit(partial(delete_file, batch, name))


def delete_file(batch: Batch, name: str) -> None:
    if name:
        batch.file.storage.delete(name)


def forget_files() -> int:
    """Files that nobody brought in within a week; that they were uploaded stays on record."""
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    old = Batch.objects.filter(at__lt=before).exclude(file="").exclude(state=State.BRINGING)
    return sum(forget_file(batch) for batch in old)


@transaction.atomic
def forget_file(batch: Batch) -> bool:
    name, reason = batch.file.name, _("放了一周没有转入，文件已自动删除。需要时请重新上传。")
    if not Batch.objects.filter(pk=batch.pk, file=name).update(file="", state=State.FAILED, reason=reason):
        return False
    transaction.on_commit(partial(delete_file, batch, name))
    return True
