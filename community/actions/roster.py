"""A roster's way: uploaded, read, answered, decided on, confirmed, written; undone, dropped, forgotten."""

import hashlib
import secrets
from collections.abc import Collection, Mapping
from datetime import timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.actions import roster_memory
from community.imports import zipguard
from community.imports.safe import without_numbers
from community.models import Person, Residence, RosterImport, RosterRow
from community.models.roster import IMPORTERS
from grids.models import Unit
from jobs.actions import cancel
from jobs.models import Job
from jobs.work import enqueue

KEPT_DAYS = 30
SHORTEST_REASON = 2
State, Outcome, Decision = RosterImport.State, RosterRow.Outcome, RosterRow.Decision
TARGETS = (Unit.Kind.COMMUNITY, Unit.Kind.AREA, Unit.Kind.GRID)
# written rows that may be decided on; an error is mended in the file
DECIDABLE = (Outcome.REVIEW, Outcome.CHANGED, Outcome.NEW)


def importable_units(user: User) -> QuerySet:
    """Where this user may import rosters into."""
    return Unit.objects.overseen_by(user, *IMPORTERS).current().filter(kind__in=TARGETS)


# --- taking in ---------------------------------------------------------------------------------


def upload(
    file: File, *, unit: Unit, by: User, address: str = "", limits: zipguard.Limits = zipguard.WEB
) -> RosterImport:
    """Take a file in and have it read; the same file again, while one waits, is the same import."""
    # it stands in lists, messages and titles of jobs
    name = without_numbers(clean_line(file.name or ""))[-200:]
    zipguard.guard(file, limits, name)
    digest = sha256_of(file)
    with transaction.atomic():
        # two uploads at the same moment meet here
        list(Unit.objects.select_for_update().filter(pk=unit.pk).values_list("pk"))
        waiting = RosterImport.objects.pending().filter(unit=unit, sha256=digest).first()
        if waiting is not None:
            return waiting
        roster = RosterImport(unit=unit, by=by, file_name=name, sha256=digest)
        roster.answers = {"wide": True} if limits == zipguard.WIDE else {}
        roster.file.save(secrets.token_hex(16), file, save=False)
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


def move(roster: RosterImport, old: str | Collection[str], new: str, **fields: object) -> None:
    """One guarded step; raises ValidationError when somebody was quicker."""
    states = [old] if isinstance(old, str) else old
    if not RosterImport.objects.filter(pk=roster.pk, state__in=states).update(state=new, **fields):
        raise ValidationError(_("这份花名册刚才已经有人处理了，请刷新页面看结果。"), code="moved_on")
    roster.state = State(new)
    for name, value in fields.items():
        setattr(roster, name, value)


# --- answering ---------------------------------------------------------------------------------


@transaction.atomic
def answer(
    roster: RosterImport,
    *,
    by: User,
    columns: Mapping[str, Mapping[str, str]] | None = None,
    words: Mapping[str, str] | None = None,
    buildings: Mapping[str, int | str] | None = None,
    sheets: Mapping[str, bool] | None = None,
    said: Mapping[str, str] | None = None,
    options: Mapping[str, bool] | None = None,
    remember: bool = True,
) -> None:
    """What the reading asked, or another meaning of a column: the file is read again with it."""
    houses = {word: roster_memory.building(roster, word, house, by=by) for word, house in (buildings or {}).items()}
    before = roster.answers.get("columns", {})
    keys = {signature: {**before.get(signature, {}), **new} for signature, new in (columns or {}).items()}
    told = {"columns": keys, "words": words, "buildings": houses, "sheets": sheets, "said": said, "options": options}
    answers = dict(roster.answers)
    answers |= {name: {**answers.get(name, {}), **new} for name, new in told.items() if new}
    move(roster, State.PREVIEW, State.READING, answers=answers)
    if remember:
        roster_memory.keep(roster, columns=columns or {}, words=words or {}, buildings=houses, by=by)
    give_to_job(roster, "community.read_roster", _("读取花名册"), by)


@transaction.atomic
def decide(
    row: RosterRow,
    decision: str,
    *,
    by: User,
    declined: Collection[str] = (),
    person: Person | None = None,
) -> None:
    """Take a row or leave it out; ``declined`` are keys of changes that are not to be made.

    ``person`` says which of the candidates is meant. A row that may mean somebody in the register is taken as a new
    person when its key ``person`` is declined.
    """
    hold(row.roster)
    if row.outcome not in DECIDABLE or decision not in Decision.values:
        raise ValidationError(_("这一行不用决定：有问题的请改好表格后重新上传，没有变化的不会写入。"), code="no_choice")
    told = row.facts()
    if decision == Decision.TAKE and row.person_id is None and not told.get("values", {}).get("room"):
        raise ValidationError(
            _("还不知道这一行说的是哪套房屋。请先回答上面的问题，或者在表里写清楼栋和室再上传。"), code="no_home"
        )
    fields: dict = {"decision": decision, "declined": sorted(set(declined))}
    if person is not None:
        if person.pk not in told.get("candidates", []):
            raise ValidationError(_("请从列出的居民里选择一位。"), code="no_candidate")
        fields["person"] = person
    RosterRow.objects.filter(pk=row.pk).update(**fields)
    for name, value in fields.items():
        setattr(row, name, value)


def hold(roster: RosterImport) -> None:
    """Decisions are made in the preview only; nobody confirms in between."""
    held = RosterImport.objects.select_for_update().filter(pk=roster.pk, state=State.PREVIEW)
    if not list(held.values_list("pk")):
        raise ValidationError(_("这份花名册已经不在核对中，请刷新页面看结果。"), code="moved_on")


@transaction.atomic
def decide_all(roster: RosterImport, *, reason: str, decision: str, by: User) -> int:
    """All rows to review for one reason; or, with the key of a column, that change in all changed rows."""
    hold(roster)
    rows = roster.rows.filter(outcome=Outcome.REVIEW, reason=reason)
    done = rows.update(decision=decision) or decide_column(roster, reason, decision)
    # what was sent may be any word; only what some row has for its reason or column is kept
    if done:
        record("roster.decided", by=by, target=f"roster:{roster.pk}", about=reason, decision=decision, rows=done)
    return done


def decide_column(roster: RosterImport, key: str, decision: str) -> int:
    meant = []
    for row in roster.rows.filter(outcome=Outcome.CHANGED).iterator(500):
        if any(change["key"] == key for change in row.facts().get("changes", ())):
            row.declined = sorted({*row.declined, key} if decision == Decision.SKIP else {*row.declined} - {key})
            meant.append(row)
    RosterRow.objects.bulk_update(meant, ["declined"], batch_size=500)
    return len(meant)


def wanted(roster: RosterImport) -> Q:
    """The rows that go in: good ones that nobody left out, and those to review that somebody took."""
    good = Q(outcome__in=(Outcome.NEW, Outcome.CHANGED)) & ~Q(decision=Decision.SKIP)
    taken = Q(outcome=Outcome.REVIEW, decision=Decision.TAKE)
    if roster.answers.get("options", {}).get("take_reviewed"):
        taken |= Q(outcome=Outcome.REVIEW, decision=Decision.NONE)
    return good | taken


# --- deciding on the whole ---------------------------------------------------------------------


@transaction.atomic
def confirm(roster: RosterImport, *, by: User, address: str = "") -> None:
    """Let the good rows be written; those with errors stay out, those to review unless somebody took them."""
    if not roster.rows.filter(wanted(roster)).exists():
        raise ValidationError(_("没有要写入的行：表里的内容与登记一致，或者都还有问题。"), code="nothing_to_do")
    move(roster, State.PREVIEW, State.APPLYING, written=kept_notes(roster))
    give_to_job(roster, "community.apply_roster", _("导入花名册"), by)
    record("roster.confirmed", by=by, target=f"roster:{roster.pk}", address=address, unit=roster.unit_id)


def kept_notes(roster: RosterImport) -> dict:
    """Which buildings the roster covers is needed later; the rest is counted while it is written."""
    return {"buildings": roster.written.get("buildings", [])}


@transaction.atomic
def drop(roster: RosterImport, *, by: User) -> None:
    """Put it away; nothing of it was written."""
    move(roster, (State.READING, State.PREVIEW), State.DROPPED)
    if roster.job and Job.objects.open().filter(pk=roster.job_id).exists():
        cancel(roster.job)
    record("roster.dropped", by=by, target=f"roster:{roster.pk}", unit=roster.unit_id)


@transaction.atomic
def reopen(roster: RosterImport) -> None:
    """Back to the preview after the writing failed or was cancelled before anything was written."""
    refuse_running(roster)
    if roster.rows.exclude(written_at=None).exists():
        raise ValidationError(_("已经写入了一部分。请继续写入，或者撤销这次导入。"), code="half_written")
    move(roster, State.APPLYING, State.PREVIEW)


@transaction.atomic
def resume(roster: RosterImport, *, by: User) -> None:
    """Go on with a reading, a writing or an undoing that failed or was cancelled on its way."""
    refuse_running(roster)
    kinds = {
        State.READING: ("community.read_roster", _("读取花名册")),
        State.APPLYING: ("community.apply_roster", _("导入花名册")),
        State.UNDOING: ("community.undo_roster", _("撤销导入")),
    }
    if roster.state not in kinds:
        raise ValidationError(_("这份花名册没有停在半路，不用继续。"), code="moved_on")
    move(roster, roster.state, roster.state)
    give_to_job(roster, *kinds[State(roster.state)], by)


def refuse_running(roster: RosterImport) -> None:
    """Asked of the row itself, held until the transaction ends: another page may have given it a new job meanwhile."""
    held = RosterImport.objects.select_for_update().filter(pk=roster.pk)
    jobs = list(held.values_list("job", flat=True))
    if Job.objects.open().filter(pk__in=[pk for pk in jobs if pk]).exists():
        raise ValidationError(_("后台还在处理，请等它结束。"), code="running")


@transaction.atomic
def undo(roster: RosterImport, *, reason: str, by: User, address: str = "") -> None:
    """Take the whole import back; what somebody changed since stays as it is now."""
    reason = clean_line(reason)
    if len(reason) < SHORTEST_REASON:
        raise ValidationError(_("请写明撤销的原因，例如“传错了文件”。"), code="no_reason")
    if roster.created_at < timezone.now() - timedelta(days=KEPT_DAYS):
        raise ValidationError(
            _("导入已超过 %(days)s 天，原来的内容已按规定删除，不能整份撤销。请逐个更正。") % {"days": KEPT_DAYS},
            code="too_late",
        )
    refuse_running(roster)
    refuse_same_file(roster)
    move(roster, (State.APPLIED, State.APPLYING), State.UNDOING, undone_by=by)
    give_to_job(roster, "community.undo_roster", _("撤销导入"), by)
    record("roster.undone", by=by, target=f"roster:{roster.pk}", reason=reason, address=address, unit=roster.unit_id)


def refuse_same_file(roster: RosterImport) -> None:
    """One roster at a time may be on its way with the same file."""
    list(Unit.objects.select_for_update().filter(pk=roster.unit_id).values_list("pk"))
    same = RosterImport.objects.pending().filter(unit=roster.unit_id, sha256=roster.sha256).exclude(pk=roster.pk)
    if same.exists():
        raise ValidationError(
            _("同一个文件又上传了一次，正在等人确认。请先放弃或者写入那一份，再来撤销。"), code="same_file"
        )


# --- afterwards --------------------------------------------------------------------------------


def missing(roster: RosterImport) -> QuerySet[Person]:
    """Who lives in the buildings that the roster covers and is not among its rows (I20): nothing happens to them."""
    # a building may have gone to another grid since
    buildings = Unit.objects.within(roster.unit).filter(pk__in=roster.written.get("buildings", []))
    here = Residence.objects.current().filter(dwelling__building__in=buildings)
    named = roster.rows.exclude(person=None).values("person")
    people = Person.objects.living().filter(pk__in=here.values("person"), merged_into=None)
    return people.exclude(pk__in=named).by_address()


def forget_files() -> int:
    """Source files and what was read from them are deleted 30 days after the upload (registry S12)."""
    old = RosterImport.objects.filter(created_at__lt=timezone.now() - timedelta(days=KEPT_DAYS)).exclude(file="")
    # a writing that failed weeks ago and that nobody took up again is no reason to keep it; one at work is
    at_work = Q(state__in=(State.APPLYING, State.UNDOING), job__state__in=Job.OPEN)
    return sum(forget_file(roster) for roster in old.exclude(at_work))


@transaction.atomic
def forget_file(roster: RosterImport) -> bool:
    """Guarded by the state it was found in: somebody may confirm it at this moment. What was written keeps its source."""
    new = roster.state
    if new in RosterImport.PENDING:
        new = State.APPLIED if roster.rows.exclude(written_at=None).exists() else State.DROPPED
    found = RosterImport.objects.filter(pk=roster.pk, state=roster.state)
    if not found.update(state=new, file="", questions=[], layout=[], answers={}):
        return False
    roster.rows.filter(outcome__in=(Outcome.NOT_DATA, Outcome.UNCHANGED)).delete()
    roster.rows.update(content="", before="")
    transaction.on_commit(partial(roster.file.storage.delete, roster.file.name))
    return True
