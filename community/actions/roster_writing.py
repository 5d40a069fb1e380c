"""Writing a roster: some families at a time, each time laid beside the register as it is at that moment.

What was shown in the preview is written, nothing else: a value that somebody changed since stays, and a row that would
now need other eyes is put back to be looked at. Killed at any point, the next worker goes on with the next chunk.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import Case, ExpressionWrapper, F, TextField, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record, tell
from accounts.models import User
from accounts.secrets import unseal_all
from community.actions.bulk import update_many
from community.actions.roster import Outcome, State, move, wanted
from community.actions.roster_chunk import Chunk, Task
from community.actions.roster_homes import write_dwellings, write_stays
from community.actions.roster_people import write_people
from community.actions.roster_property import write_property
from community.actions.roster_reading import A_HOME, counts_of, packed
from community.imports import known
from community.imports.findings import problem
from community.imports.matching import Entry, Matcher
from community.imports.shapes import ERROR, REVIEW, Facts
from community.models import RosterImport, RosterRow
from grids.models import Unit
from jobs.work import Run

# a quarter of a second in which SQLite lets nobody else write
AT_ONCE = 1_500
TRIES = 3
MOVED = "moved"
ELSEWHERE = {"two_homes", "came_back", "stranger"}


@dataclass(slots=True)
class Waiting:
    """A row whose turn it is, with what was stored of it at the preview."""

    pk: int
    person: int | None
    declined: frozenset[str]
    told: dict
    facts: Facts


def write(run: Run, roster: RosterImport, *, by: User) -> None:
    turns = waiting_turns(roster)
    total, done = len(turns), 0
    for some in families(turns):
        done += len(some)
        rows = waiting(roster, some)
        for last in range(TRIES):
            try:
                with run.chunk(done=done, total=total + 1, note=_("正在写入")):
                    write_some(roster, rows, by)
                break
            except IntegrityError:
                # somebody registered one of them at the same moment: what they wrote is laid beside it now
                roster.refresh_from_db(fields=["written"])
                if last == TRIES - 1:
                    raise
    with run.chunk(done=total + 1, note=_("已全部写入")):
        finish(roster, by)


# --- which rows, in which order ----------------------------------------------------------------


def waiting_turns(roster: RosterImport) -> list[tuple[int, int]]:
    """Key and turn. Rows that somebody had to look at come last: what they may be about is in the register by then."""
    rows = roster.rows.filter(wanted(roster), written_at=None).exclude(reason=MOVED)
    looked_at = Case(When(outcome=Outcome.REVIEW, then=1), default=0)
    return list(rows.order_by(looked_at, "turn", "pk").values_list("pk", "turn"))


def families(turns: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """Keys, about AT_ONCE at a time, never parting the people of one home."""
    some: list[int] = []
    last = 0
    for pk, turn in turns:
        if len(some) >= AT_ONCE and (turn < A_HOME or turn // A_HOME != last):
            yield some
            some = []
        some.append(pk)
        last = turn // A_HOME
    if some:
        yield some


def waiting(roster: RosterImport, pks: Sequence[int]) -> list[Waiting]:
    names = ("pk", "sheet", "number", "member", "person", "declined")
    # opened together below
    sealed = ExpressionWrapper(F("content"), TextField())
    found = list(roster.rows.filter(pk__in=known.among(pks)).values_list(*names, sealed))
    # what is forgotten was never confirmed
    contents = (content or "{}" for content in unseal_all(row[-1] for row in found))
    told = json.loads("[" + ",".join(contents) + "]")
    rows = {row[0]: as_waiting(row, content) for row, content in zip(found, told, strict=True)}
    return [rows[pk] for pk in pks if pk in rows]


def as_waiting(row: Sequence, told: dict) -> Waiting:
    pk, sheet, number, member, person, declined, _sealed = row
    facts = Facts(
        sheet,
        number,
        member,
        told.get("cells", {}),
        values=told.get("values", {}),
        cleared=tuple(told.get("cleared", ())),
    )
    return Waiting(pk, None if "person" in declined else person, frozenset(declined), told, facts)


# --- one chunk ---------------------------------------------------------------------------------


def write_some(roster: RosterImport, rows: Sequence[Waiting], by: User) -> None:
    """Inside the chunk's transaction. Imports into the same buildings wait for each other here."""
    asked = [row.facts for row in rows]
    hold_buildings(asked)
    there = known.load(roster.unit, asked, also={row.person for row in rows if row.person}, namesakes=False, lock=True)
    options = [name for name, on in roster.answers.get("options", {}).items() if on]
    meant = roster.rows.filter(person__in=known.among(there.people)) if there.people else roster.rows.none()
    reserved = meant.values_list("person", flat=True)
    matcher = Matcher(there, options, set(reserved))
    chunk = Chunk(roster, there, [], by, timezone.now())
    moved, kept = [], 0
    for row in rows:
        entry = matcher.plan(row.facts, chosen=row.person, apart="person" in row.declined)
        writes = allowed(row, entry)
        if writes is None:
            moved.append(row)
        else:
            kept += bool({change.key for change in entry.changes} - writes - row.declined)
            chunk.tasks.append(Task(row.pk, entry, frozenset(writes), row.declined))
    write_dwellings(chunk)
    write_people(chunk)
    write_stays(chunk)
    write_property(chunk)
    keep_trace(chunk)
    put_back(moved)
    count(chunk, kept=kept, skipped=len(moved))
    record_departures(chunk)


def hold_buildings(rows: Sequence[Facts]) -> None:
    buildings = sorted({facts.values["building"] for facts in rows if "building" in facts.values})
    list(Unit.objects.select_for_update(no_key=True).filter(pk__in=buildings).order_by("pk").values_list("pk"))


def allowed(row: Waiting, entry: Entry) -> set[str] | None:
    """The keys that may be written; None when the register moved so that somebody has to look again."""
    codes = {one["code"] for one in row.told.get("problems", ()) if one["level"] == REVIEW}
    # somebody pointed at one of the candidates: that they live elsewhere so far is what they were told
    named = bool(row.person and row.told.get("candidates"))
    if entry.outcome == ERROR or entry.review_codes - codes - (ELSEWHERE if named else set()):
        return None
    if row.person and entry.person != row.person:
        return None
    shown = {(change["key"], change["old"]) for change in row.told.get("changes", ())}
    # of somebody whom the row was not laid beside at the preview only gaps are filled
    fills = row.person is None or named
    keys = {change.key for change in entry.changes if (change.key, change.old) in shown or (fills and not change.old)}
    return keys - row.declined


def keep_trace(chunk: Chunk) -> None:
    rows = [
        (
            chunk.person(task),
            tuple(sorted(set(task.wrote))),
            packed(task.before) if task.before else "",
            chunk.at,
            task.row,
        )
        for task in chunk.tasks
        if task.wrote
    ]
    update_many(RosterRow, ("person", "wrote", "before", "written_at"), rows)


def record_departures(chunk: Chunk) -> None:
    """Somebody took it on themselves that these people died or moved away."""
    for task in chunk.tasks:
        if "gone" in task.before:
            verb = "person.died" if task.before["gone"]["died"] else "person.moved_out"
            record(verb, by=chunk.by, target=f"person:{chunk.person(task)}", roster=chunk.roster.pk)


def put_back(moved: Sequence[Waiting]) -> None:
    """Not written: the row says so, among those that somebody has to look at."""
    rows = []
    for row in moved:
        told = row.told | {"problems": [asdict(problem(row.facts, MOVED)), *row.told.get("problems", ())]}
        rows.append((Outcome.REVIEW, MOVED, packed(told), "", row.pk))
    update_many(RosterRow, ("outcome", "reason", "content", "decision"), rows)


def count(chunk: Chunk, *, kept: int, skipped: int) -> None:
    """Rows by what became of them. ``kept``: some value that changed since the preview was left as it is."""
    counted = {
        "new": sum(task.newcomer for task in chunk.tasks),
        "changed": sum(bool(task.wrote) and not task.newcomer for task in chunk.tasks),
        "dwellings": len(chunk.flats),
        "kept": kept,
        "skipped": skipped,
    }
    before = chunk.roster.written
    written = before | {name: before.get(name, 0) + number for name, number in counted.items()}
    RosterImport.objects.filter(pk=chunk.roster.pk).update(written=written)
    chunk.roster.written = written


# --- the end -----------------------------------------------------------------------------------


def finish(roster: RosterImport, by: User) -> None:
    counts = counts_of(roster) if roster.written.get("skipped") else roster.counts
    move(roster, State.APPLYING, State.APPLIED, applied_at=timezone.now(), counts=counts)
    numbers = {name: roster.written.get(name, 0) for name in ("new", "changed", "kept", "skipped")}
    record("roster.applied", by=by, target=f"roster:{roster.pk}", **numbers)
    transaction.on_commit(partial(tell_of_writing, roster, by))


def tell_of_writing(roster: RosterImport, by: User) -> None:
    tell(
        by,
        _("花名册已导入"),
        roster.file_name,
        link=reverse("community:import", args=[roster.pk]),
        key=f"roster:{roster.pk}:applied",
    )
