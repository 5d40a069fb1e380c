"""Reading a roster: parsed, laid out, checked, laid beside the register, kept row by row for the preview."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell
from community.actions import roster_memory
from community.actions.bulk import put_many
from community.actions.roster import Outcome, State, move
from community.codes import HEAD
from community.imports import checking, known, reading, zipguard
from community.imports.matching import Entry, Matcher
from community.imports.places import buildings_within
from community.imports.safe import without_numbers
from community.imports.shapes import ERROR, NOTICE, REVIEW, Facts, Layout, Problem, SheetRow
from community.models import RosterImport, RosterRow
from jobs.work import Run

# rows of the preview in one transaction: a tenth of a second, in which SQLite lets nobody else write
AT_ONCE = 3_000
CHECKED_AT_ONCE = 5_000
# a wide row counts once, by its worst member
WORST_FIRST = (
    Outcome.ERROR, Outcome.REVIEW, Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.NOT_DATA,
)  # fmt: skip
RANK = {outcome.value: rank for rank, outcome in enumerate(WORST_FIRST)}
GRAVITY = {ERROR: 0, REVIEW: 1, NOTICE: 2}
# turns of one home
A_HOME = 1_000
NOWHERE = (0, "", "")


class Line(NamedTuple):
    """A row as it is kept; by these names of RosterRow."""

    roster: int
    sheet: str
    number: int
    member: int
    turn: int
    outcome: str
    reason: str
    content: str
    person: int | None = None


@dataclass(slots=True)
class Read:
    """A roster between its reading and its preview: in the order of the file what was checked, and what is no data."""

    rows: list[SheetRow | Facts] = field(default_factory=list)
    # marks, by the place of the row in the list
    marks: dict[int, tuple[str, ...]] = field(default_factory=dict)
    layout: list[dict] = field(default_factory=list)
    questions: list[dict] = field(default_factory=list)

    @property
    def facts(self) -> list[Facts]:
        return [row for row in self.rows if isinstance(row, Facts)]


def read(run: Run, roster: RosterImport) -> Read:
    """Everything the file says, checked; raises ValidationError when it cannot be a roster."""
    answers = roster_memory.answers_for(roster)
    limits = zipguard.WIDE if roster.answers.get("wide") else zipguard.WEB
    with roster.file.open("rb") as file:
        content = file.read()
    same = hashlib.sha256(content).hexdigest() == roster.sha256
    found = reading.read(content, roster.file_name, limits=limits, answers=answers, guarded=same)
    checker = checking.Checker(buildings_within(roster.unit), answers, today=timezone.localdate())
    result = Read(layout=[told(layout) for layout in found.layouts])
    total = sum(layout.rows for layout in found.layouts)
    for row in found.rows:
        if row.marks:
            result.marks[len(result.rows)] = row.marks
        result.rows.append(row if row.aside else folded(checker.check(row)))
        if len(result.rows) % CHECKED_AT_ONCE == 0:
            with run.chunk(
                done=len(result.rows), total=total, note=_("正在核对每一格"), rows=run.checkpoint.get("rows", -1)
            ):
                pass
    checker.check_together(result.facts)
    result.questions = [asdict(question) for question in (*found.questions, *checker.questions)]
    return result


def told(layout: Layout) -> dict:
    """As it is kept, unsealed: where a row of people was taken for headings, their numbers are left out."""
    columns = [column | {"heading": without_numbers(column["heading"])} for column in map(asdict, layout.columns)]
    return asdict(layout) | {"columns": columns}


class Folded(Mapping):
    """The cells of a row, known and unknown, as the JSON they will be kept as: a third of the memory, read again
    only where needed. It shows the known ones."""

    __slots__ = ("text",)

    def __init__(self, facts: Facts) -> None:
        self.text = packed(filled({"cells": facts.cells, "extra": facts.extra})).encode()

    def told(self) -> dict[str, str]:
        return json.loads(self.text).get("cells", {})

    def __getitem__(self, key: str) -> str:
        return self.told()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.told())

    def __len__(self) -> int:
        return len(self.told())

    def __eq__(self, other: object) -> bool:
        return self.told() == other.told() if isinstance(other, Folded) else NotImplemented


def folded(facts: Facts) -> Facts:
    facts.cells, facts.extra = Folded(facts), {}
    return facts


def filled(content: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in content.items() if value}


class Preview:
    """The rows of one roster laid beside the register, some at a time, in the order of the file."""

    def __init__(self, roster: RosterImport, read: Read) -> None:
        self.roster, self.read = roster, read
        facts = read.facts
        self.known = known.load(roster.unit, facts)
        options = [name for name, on in roster.answers.get("options", {}).items() if on]
        self.matcher = Matcher(self.known, options)
        self.seen: set[tuple] = set()
        self.homes = {home for one in facts if (home := known.home_of(one))}
        self.turns = {home: number * A_HOME for number, home in enumerate(sorted(self.homes), 1)}

    @property
    def total(self) -> int:
        return len(self.read.rows)

    def chunks(self) -> Iterator[tuple[int, list[Line]]]:
        for start in range(0, self.total, AT_ONCE):
            some = self.read.rows[start : start + AT_ONCE]
            yield start + len(some), [self.line(place, row) for place, row in enumerate(some, start)]

    def line(self, place: int, row: SheetRow | Facts) -> Line:
        line = self.data_line(place, row) if isinstance(row, Facts) else aside_line(self.roster, row)
        while line[:4] in self.seen:
            line = line._replace(member=line.member + 1)
        self.seen.add(line[:4])
        return line

    def data_line(self, place: int, facts: Facts) -> Line:
        turn = self.turns.get(known.home_of(facts) or NOWHERE, 0) + (facts.values.get("relation") != HEAD)
        return data_line(self.roster, self.matcher.plan(facts), self.read.marks.get(place, ()), turn)

    def written(self) -> dict:
        """What is known before anything is written: the buildings covered, and the dwellings that would be new."""
        new = [home for home in self.homes if home not in self.known.flats and home[0] in self.known.buildings]
        return {"buildings": sorted({home[0] for home in self.homes}), "dwellings": len(new)}


def aside_line(roster: RosterImport, row: SheetRow) -> Line:
    content = packed({"cells": dict(row.cells), "extra": dict(row.extra)}) if row.cells or row.extra else ""
    return Line(roster.pk, row.sheet[:80], row.number, row.member, 0, Outcome.NOT_DATA.value, row.aside[:30], content)


def data_line(roster: RosterImport, entry: Entry, marks: Sequence[str], turn: int) -> Line:
    facts, problems = entry.facts, sorted(entry.problems, key=lambda problem: GRAVITY[problem.level])
    return Line(
        roster.pk,
        facts.sheet[:80],
        facts.number,
        facts.member,
        turn,
        entry.outcome,
        problems[0].code[:30] if problems and problems[0].level != NOTICE else "",
        content_of(entry, problems, marks),
        entry.person if entry.person is not None and entry.person > 0 else None,
    )


def content_of(entry: Entry, problems: Sequence[Problem], marks: Sequence[str]) -> str:
    facts = entry.facts
    content: dict[str, object] = {"values": facts.values}
    if problems:
        content["problems"] = [asdict(problem) for problem in problems]
    if entry.changes:
        content["changes"] = [asdict(change) for change in entry.changes]
    content |= {"marks": list(marks), "cleared": list(facts.cleared), "candidates": entry.candidates}
    folded_ones = facts.cells.text.decode() if isinstance(facts.cells, Folded) else ""
    inner = (folded_ones[1:-1], packed(filled(content))[1:-1])
    return "{" + ",".join(filter(None, inner)) + "}"


PACKER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def packed(content: object) -> str:
    return PACKER.encode(content)


# --- keeping -----------------------------------------------------------------------------------


def counts_of(roster: RosterImport) -> dict[str, int]:
    """Rows of the file by outcome."""
    worst: dict[tuple[str, int], int] = {}
    for sheet, number, outcome in roster.rows.values_list("sheet", "number", "outcome").iterator(5_000):
        worst[sheet, number] = min(worst.get((sheet, number), len(RANK)), RANK[outcome])
    return {WORST_FIRST[rank].value: count for rank, count in sorted(Counter(worst.values()).items())}


def start_over(roster: RosterImport) -> None:
    """Rows of an earlier reading keep what was decided about them, if the new reading finds them again."""
    roster.rows.update(outcome="")


def keep(lines: Sequence[Line]) -> None:
    put_many(
        RosterRow,
        Line._fields,
        lines,
        unique=("roster", "sheet", "number", "member"),
        update=("turn", "outcome", "reason", "content", "person"),
    )


def show(roster: RosterImport, preview: Preview) -> None:
    """The reading is complete: say what was found and tell whoever uploaded it."""
    roster.rows.filter(outcome="").delete()
    move(
        roster,
        State.READING,
        State.PREVIEW,
        counts=counts_of(roster),
        written=preview.written(),
        layout=preview.read.layout,
        questions=preview.read.questions,
    )
    transaction.on_commit(partial(tell_of_preview, roster))


def tell_of_preview(roster: RosterImport) -> None:
    tell(
        roster.by,
        _("花名册已读完，请核对后确认"),
        roster.file_name,
        link=reverse("community:import", args=[roster.pk]),
        key=f"roster:{roster.pk}:preview",
    )


def refuse(roster: RosterImport, refusal: ValidationError) -> None:
    """The file as a whole cannot be read; the page says why."""
    RosterImport.objects.filter(pk=roster.pk, state=State.READING).update(
        state=State.REFUSED, refusal=refusal.messages[0][:300]
    )
