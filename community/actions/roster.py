"""A roster's way: uploaded, read, previewed, confirmed, written whole; or refused, or dropped."""

import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record, tell
from accounts.models import User
from accounts.text import clean_line
from community.imports import known, reading, zipguard
from community.imports.checking import Facts, check, check_together
from community.imports.places import buildings_within
from community.imports.reading import SheetRow
from community.imports.resource import Entry, RosterResource, all_numbers
from community.models import RosterImport, RosterRow
from community.models.roster import IMPORTERS
from grids.models import Unit
from jobs.models import Job
from jobs.work import enqueue

AT_ONCE = 500
KEPT_DAYS = 30
State, Outcome = RosterImport.State, RosterRow.Outcome
TARGETS = (Unit.Kind.COMMUNITY, Unit.Kind.AREA, Unit.Kind.GRID)


def importable_units(user: User) -> QuerySet:
    """Where this user may import rosters into."""
    return Unit.objects.overseen_by(user, *IMPORTERS).current().filter(kind__in=TARGETS)


def upload(file: File, *, unit: Unit, by: User, address: str = "") -> RosterImport:
    """Take a file in and have it read; the same file again, while one waits, is the same import."""
    zipguard.guard(file)
    digest = sha256_of(file)
    with transaction.atomic():
        # two uploads at the same moment meet here
        list(Unit.objects.select_for_update().filter(pk=unit.pk).values_list("pk"))
        waiting = RosterImport.objects.pending().filter(unit=unit, sha256=digest).first()
        if waiting is not None:
            return waiting
        roster = RosterImport(unit=unit, by=by, file_name=clean_line(file.name or "")[-200:], sha256=digest)
        roster.file.save(f"{secrets.token_hex(16)}.xlsx", file, save=False)
        roster.save()
        give_to_job(roster, "community.read_roster", _("读取花名册"), by)
        record("roster.uploaded", by=by, target=f"roster:{roster.pk}", address=address, unit=unit.pk, sha256=digest)
    return roster


def sha256_of(file: File) -> str:
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def give_to_job(roster: RosterImport, kind: str, title: str, by: User) -> None:
    job = enqueue(kind, title=f"{title} {roster.file_name}"[:120], owner=by, roster_id=roster.pk)
    RosterImport.objects.filter(pk=roster.pk).update(job=job)
    roster.job = job


def move(roster: RosterImport, old: str, new: str, **fields: object) -> None:
    """One guarded step; raises ValidationError when somebody was quicker."""
    if not RosterImport.objects.filter(pk=roster.pk, state=old).update(state=new, **fields):
        raise ValidationError(_("这份花名册刚才已经有人处理了，请刷新页面看结果。"), code="moved_on")
    roster.state = State(new)


# --- reading -----------------------------------------------------------------------------------


def read_file(roster: RosterImport) -> list[SheetRow]:
    """All rows of the stored file; raises ValidationError when it cannot be a roster."""
    with roster.file.open("rb") as file:
        zipguard.guard(file)
        found = reading.read(file)
    left_aside = {"sheets": found.skipped_sheets, "headings": found.unknown_headings}
    RosterImport.objects.filter(pk=roster.pk).update(left_aside=left_aside)
    return found.rows


class Comparison:
    """The rows of one roster laid beside the register, some at a time."""

    def __init__(self, roster: RosterImport, rows: Sequence[SheetRow]) -> None:
        buildings = buildings_within(roster.unit)
        self.total = len(rows)
        self.samples = [row for row in rows if row.is_sample]
        self.facts = [check(row, buildings) for row in rows if not row.is_sample]
        check_together(self.facts)
        self.resource = RosterResource(known.load(roster.unit, all_numbers(self.facts)))

    def chunks(self) -> Iterator[tuple[int, list[tuple[Facts, Entry | None]]]]:
        """How many rows are done, and what each row of this chunk asks of the register (None: nothing to do)."""
        done = len(self.samples)
        for start in range(0, len(self.facts), AT_ONCE):
            some = self.facts[start : start + AT_ONCE]
            done += len(some)
            yield done, self.resource.run(some)

    @property
    def planned(self) -> list[Entry]:
        return self.resource.planned


def preview_rows(roster: RosterImport, some: Sequence[tuple[Facts, Entry | None]]) -> list[RosterRow]:
    return [preview_row(roster, facts, entry) for facts, entry in some]


def preview_row(roster: RosterImport, facts: Facts, entry: Entry | None) -> RosterRow:
    row = RosterRow(roster=roster, sheet=facts.sheet[:80], number=facts.number, cells=packed(dict(facts.cells)))
    row.outcome = outcome_of(facts, entry)
    row.column = facts.problems[0].column if facts.problems else ""
    sentences = [f"{column}：{sentence}" for column, sentence in facts.problems] or facts.notices
    row.problem = "\n".join(sentences)[:300]
    row.changes = packed([asdict(change) for change in entry.changes]) if entry and entry.changes else ""
    return row


def outcome_of(facts: Facts, entry: Entry | None) -> str:
    if facts.problems:
        return Outcome.ERROR
    if entry is None:
        return Outcome.UNCHANGED
    return Outcome.NEW if entry.new else Outcome.CHANGED


def sample_rows(roster: RosterImport, samples: Sequence[SheetRow]) -> list[RosterRow]:
    return [
        RosterRow(roster=roster, sheet=row.sheet[:80], number=row.number, outcome=Outcome.NOT_DATA, problem=_("示例行"))
        for row in samples
    ]


def packed(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def show_preview(roster: RosterImport) -> None:
    """The reading is complete: count what was found and tell whoever uploaded it."""
    outcomes = roster.rows.values_list("outcome").annotate(Count("pk")).order_by()
    move(roster, State.READING, State.PREVIEW, counts=dict(outcomes))
    transaction.on_commit(partial(tell_of_preview, roster))


def tell_of_preview(roster: RosterImport) -> None:
    tell(
        roster.by,
        _("花名册已读完，请核对后确认"),
        roster.file_name,
        link=reverse("community:import", args=[roster.pk]),
        key=f"roster:{roster.pk}:preview",
    )


def refuse(roster: RosterImport, sentence: str) -> None:
    """The file as a whole cannot go in; the page says why."""
    RosterImport.objects.filter(pk=roster.pk, state__in=(State.READING, State.APPLYING)).update(
        state=State.REFUSED, refusal=sentence[:300]
    )


# --- deciding ----------------------------------------------------------------------------------


@transaction.atomic
def confirm(roster: RosterImport, *, by: User, address: str = "") -> None:
    """Let the previewed rows be written; refused while one of them has an error."""
    if roster.rows.filter(outcome=Outcome.ERROR).exists():
        raise ValidationError(_("还有几行有问题。请下载问题清单，改好后重新上传。"), code="has_errors")
    if not roster.rows.filter(outcome__in=(Outcome.NEW, Outcome.CHANGED)).exists():
        raise ValidationError(_("表里的内容与登记一致，不用导入。"), code="nothing_to_do")
    move(roster, State.PREVIEW, State.APPLYING)
    give_to_job(roster, "community.apply_roster", _("导入花名册"), by)
    record("roster.confirmed", by=by, target=f"roster:{roster.pk}", address=address, unit=roster.unit_id)


@transaction.atomic
def drop(roster: RosterImport, *, by: User) -> None:
    """Put it away; nothing of it was written."""
    if roster.state == State.READING:
        move(roster, State.READING, State.DROPPED)
    else:
        move(roster, State.PREVIEW, State.DROPPED)
    record("roster.dropped", by=by, target=f"roster:{roster.pk}", unit=roster.unit_id)


@transaction.atomic
def reopen(roster: RosterImport) -> None:
    """Back to the preview after the writing failed or was cancelled: nothing was written."""
    if roster.job and roster.job.state not in (Job.State.FAILED, Job.State.CANCELLED):
        raise ValidationError(_("还在写入，请等它结束。"), code="running")
    move(roster, State.APPLYING, State.PREVIEW)


def stored_rows(roster: RosterImport) -> list[SheetRow]:
    """The confirmed rows as they were read; the file itself is no longer needed."""
    rows = roster.rows.exclude(outcome=Outcome.NOT_DATA).order_by("pk")
    return [SheetRow(row.sheet, row.number, json.loads(row.cells)) for row in rows.iterator(AT_ONCE)]


def forget_files() -> int:
    """Source files and the cells read from them are deleted 30 days after the upload (registry S12)."""
    old = RosterImport.objects.filter(created_at__lt=timezone.now() - timedelta(days=KEPT_DAYS)).exclude(file="")
    # a writing that failed weeks ago and that nobody took up again is no reason to keep it; one at work is
    return sum(forget_file(roster) for roster in old.exclude(state=State.APPLYING, job__state__in=Job.OPEN))


@transaction.atomic
def forget_file(roster: RosterImport) -> bool:
    """Guarded by the state it was found in: somebody may confirm it at this moment."""
    new = State.DROPPED if roster.state in RosterImport.PENDING else roster.state
    if not RosterImport.objects.filter(pk=roster.pk, state=roster.state).update(state=new, file=""):
        return False
    roster.rows.update(cells="", changes="")
    transaction.on_commit(partial(roster.file.storage.delete, roster.file.name))
    return True
