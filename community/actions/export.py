"""A list of residents leaves the register: asked for with a purpose, confirmed where it is whole, gone after a day."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rules import has_perm

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.actions.rights import disclose
from community.models import Export
from community.models.roster import IMPORTERS
from community.reports import lists
from community.reports.items import BY_ITEM
from grids.models import Posting, Unit
from jobs.work import enqueue

LASTS = timedelta(hours=24)
MOST = 20_000
SHORTEST_PURPOSE = 4
XLSX, CSV = "xlsx", "csv"


# by the word in ``chosen["writer"]``: how apps above make a file of their own, and whose data stands in it
WRITERS: dict[str, Callable[[Export], tuple[bytes, list[int]]]] = {}


def register_writer(word: str, write: Callable[[Export], tuple[bytes, list[int]]]) -> None:
    """For ``AppConfig.ready``: the file goes through the same door, with its purpose, its record and its day."""
    WRITERS[word] = write


def listable_units(user: User) -> QuerySet:
    """Of which units this user may take a list out."""
    return Unit.objects.overseen_by(user, *IMPORTERS).current()


def still_over(user: User, unit: Unit) -> bool:
    """Posts end: what was asked for under one is not fetched without it."""
    return Unit.objects.overseen_by(user, *Posting.STAFF).filter(pk=unit.pk).exists()


def may_have_full(user: User, unit: Unit) -> bool:
    return has_perm("community.export_people", user, unit)


@transaction.atomic
def ask_for_list(
    unit: Unit,
    *,
    whom: dict[str, Any],
    columns: Sequence[str],
    purpose: str,
    by: User,
    unmasked: bool = False,
    kind: str = XLSX,
    codes: str = "label",
    address: str = "",
) -> Export:
    """A list of people of the unit; one with whole numbers waits for ``confirm``."""
    if not listable_units(by).filter(pk=unit.pk).exists():
        raise ValidationError(_("您不能导出这个范围的名单，请从列表里选择范围。"), code="unit")
    if not columns or not set(columns) <= set(BY_ITEM):
        raise ValidationError(_("请至少选择一列要导出的内容。"), code="columns")
    count = lists.people_of(unit, whom, by=by, on=timezone.localdate()).count()
    check_count(count)
    chosen = {"whom": whom, "columns": list(columns), "kind": kind, "codes": codes}
    return ask(unit, chosen=chosen, purpose=purpose, count=count, unmasked=unmasked, by=by, address=address)


def check_count(count: int) -> None:
    if not count:
        raise ValidationError(_("没有符合条件的居民，不用导出。请放宽条件再试。"), code="nobody")
    if count > MOST:
        sentence = _("符合条件的有 %(count)d 人，一次最多导出 2 万人。请缩小范围，分几次导出。")
        raise ValidationError(sentence % {"count": count}, code="too_many")


@transaction.atomic
def ask(
    unit: Unit, *, chosen: dict[str, Any], purpose: str, count: int, unmasked: bool, by: User, address: str = ""
) -> Export:
    """Note what is wanted and begin at once, unless whole numbers were asked for."""
    purpose = clean_line(purpose)
    if len(purpose) < SHORTEST_PURPOSE:
        raise ValidationError(_("请写明用途，至少 4 个字，例如“重阳节慰问名单”。"), code="purpose")
    if unmasked and not may_have_full(by, unit):
        raise ValidationError(
            _("含完整号码的名单只能由社区工作者、社区书记和系统管理员导出。请去掉“含完整号码”，或请他们导出。"),
            code="unmasked",
        )
    export = Export.objects.create(
        unit=unit,
        by=by,
        purpose=purpose[:200],
        chosen=chosen,
        unmasked=unmasked,
        count=count,
        expires_at=timezone.now() + LASTS,
    )
    record("export.asked", by=by, target=f"export:{export.pk}", reason=purpose, address=address, **facts_of(export))
    if not unmasked:
        give_to_job(export, by=by)
    return export


def facts_of(export: Export) -> dict[str, Any]:
    """For the record: filter, columns and number, nobody's data."""
    facts = {"unit": export.unit_id, "count": export.count, "unmasked": export.unmasked}
    return facts | {"chosen": export.chosen}


@transaction.atomic
def confirm(export: Export, *, by: User, address: str = "") -> None:
    """The second look, after the number of people was shown: only now is the file made."""
    if not may_have_full(by, export.unit):
        raise ValidationError(_("您现在的岗位不能导出完整号码，请重新导出一份遮盖号码的。"), code="unmasked")
    give_to_job(export, by=by)
    record("export.confirmed", by=by, target=f"export:{export.pk}", address=address, reason=export.purpose)


def give_to_job(export: Export, *, by: User) -> None:
    job = enqueue("community.write_export", title=f"{_('导出')} {export.purpose}"[:120], owner=by, export_id=export.pk)
    waiting = Export.objects.filter(pk=export.pk, job=None, expires_at__gt=timezone.now())
    if not waiting.update(job=job):
        raise ValidationError(
            _("这份导出已经确认过，或者放了一天已经过期。请回到导出页面看看，需要时重新导出。"), code="moved_on"
        )
    export.job = job


@transaction.atomic
def keep(export: Export, content: bytes, people: Iterable[int]) -> None:
    """The file is made: seal it, say who stands in it, and let the day begin."""
    people = list(people)
    name = f"{secrets.token_hex(16)}.{export.chosen.get('kind', XLSX)}"
    export.file.save(name, ContentFile(content), save=False)
    expires_at = timezone.now() + LASTS
    waiting = Export.objects.filter(pk=export.pk, file="", expires_at__gt=timezone.now())
    if not waiting.update(file=export.file.name, count=len(people), expires_at=expires_at):
        transaction.on_commit(partial(export.file.storage.delete, export.file.name))
        return
    disclose(export, people)
    record(
        "people.exported",
        by=export.by,
        target=f"export:{export.pk}",
        reason=export.purpose,
        **facts_of(export) | {"count": len(people)},
    )


@transaction.atomic
def take(export: Export, *, by: User, address: str = "") -> File:
    """Fetch the file, as often as wanted until it expires; each time is on record."""
    if export.expires_at <= timezone.now() or not export.file:
        raise ValidationError(_("这份文件已经过期删除了，文件只保留 24 小时。需要时请重新导出。"), code="expired")
    if not still_over(by, export.unit) or (export.unmasked and not may_have_full(by, export.unit)):
        raise ValidationError(_("您现在的岗位不再负责这个范围，不能下载这份文件。"), code="unit")
    Export.objects.filter(pk=export.pk, taken_at=None).update(taken_at=timezone.now())
    record("export.taken", by=by, target=f"export:{export.pk}", reason=export.purpose, address=address)
    return export.file.open("rb")


def forget_files() -> int:
    """Files older than a day are deleted; that they were taken, and by whom, stays."""
    old = Export.objects.filter(expires_at__lte=timezone.now()).exclude(file="")
    return sum(forget_file(export) for export in old)


@transaction.atomic
def forget_file(export: Export) -> bool:
    if not Export.objects.filter(pk=export.pk, file=export.file.name).update(file=""):
        return False
    transaction.on_commit(partial(export.file.storage.delete, export.file.name))
    return True
