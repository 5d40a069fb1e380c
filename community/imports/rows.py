"""From a sheet and its layout to one person per row; every row of the sheet comes out at least once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from community import codes
from community.imports.cells import NO, YES, house_text, is_cut
from community.imports.columns import HOUSE, NUMBERED_PLACES, OF_THE_HOME, SKIP, UNKNOWN, plain_heading
from community.imports.headings import RELATIVES, TABLES, group_of
from community.imports.lines import Line, lines
from community.imports.shapes import (
    BROKEN,
    COLOURED,
    CUT,
    DATE,
    HEADING,
    NO_RESULT,
    STRUCK,
    Answers,
    ColumnOf,
    Layout,
    Question,
    Sheet,
    SheetRow,
    Typed,
)

# several columns of one meaning become one text
JOINED = {"phone": "、", "note": "；", "group": "、", "plate": "、", "pet": "、"}
ADDRESSES = ("hukou", "address")
# a tenant does not belong to the household whose row it is
NOT_OF_TENANTS = frozenset({"kind", "hukou", "hukou_number", "head_name"})
# blank together with the house cells, and for the same reason (I15)
WITH_HOUSE = ("hukou_number", "head_name")
HEADS = frozenset({"户主", "本人", "户主本人"})
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
# 否 in these columns says nothing that the register would keep
YES_OR_NO = frozenset({"politics", "kind", "use"})
# so many coloured rows are the look of the sheet, nobody's mark
DECORATED = 3


@dataclass
class Person:
    """Somebody whom each row of the sheet may name, and the columns that tell of them."""

    member: int
    role: str
    own: list[ColumnOf]
    shared: list[ColumnOf] = field(default_factory=list)

    @cached_property
    def relation(self) -> str:
        """What the heading says already: 配偶姓名, 户主姓名."""
        if any(column.key == "relation" for column in self.own):
            return ""
        parts = [
            plain_heading(part) for column in self.own if column.key == "name" for part in column.heading.split("/")
        ]
        words = (word for word in (*RELATIVES, "户主") for part in parts if part.startswith(word))
        return next(words, "")


@dataclass
class Found:
    cells: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)


def people_of(columns: Sequence[ColumnOf]) -> list[Person]:
    """One person for a usual sheet; in a wide one everybody a row names, with what holds for the whole home."""
    told = [column for column in columns if column.key not in (SKIP, UNKNOWN)]
    people: dict[int, Person] = {}
    for column in told:
        if column.member or column.role:
            people.setdefault(column.member, Person(column.member, column.role, [])).own.append(column)
    rest = [column for column in told if not column.member and not column.role]
    if not people:
        return [Person(0, "", told)]
    if len(people) == 1 and not any(column.key == "name" for column in rest):
        (alone,) = people.values()
        return [Person(alone.member, alone.role, told)]
    shared = [column for column in rest if column.key in OF_THE_HOME]
    base = [column for column in rest if column.key not in OF_THE_HOME]
    if any(column.key == "name" for column in base):
        people[0] = Person(0, "", base)
    else:
        people[min(people)].own += base
    for person in people.values():
        person.shared = [column for column in shared if not person.role or column.key not in NOT_OF_TENANTS]
    return [people[member] for member in sorted(people)]


def word_for_yes(column: ColumnOf) -> str:
    """What a tick in this column says: 党员 under 是否党员, 男 under 性别/男; "" where a tick stays a tick."""
    group, _slash, leaf = column.heading.rpartition("/")
    plain = plain_heading(leaf)
    if column.key in YES_OR_NO and (plain.startswith("是否") or plain in ("党员", "中共党员")):
        return plain.removeprefix("是否")
    if group and column.key in TABLES and codes.code_for(TABLES[column.key], plain):
        return plain
    return ""


def meant_by(shown: str, word: str) -> str:
    """A tick says the word, a cross says nothing, a word of its own speaks for itself."""
    plain = shown.upper()
    return word if plain in YES else "" if plain in NO else shown


class RowReader:
    """The rows of one sheet; ``proposals`` counts those whose house cells would be filled from above."""

    def __init__(self, sheet: Sheet, layout: Layout, answers: Answers) -> None:
        self.sheet, self.layout = sheet, layout
        self.fill_key = f"fill_down:{sheet.name}"
        self.fill = answers.said.get(self.fill_key, "")
        self.proposals = 0
        self.above: dict[str, str] = {}
        self.people = people_of(layout.columns)
        self.words = {column.place: word for column in layout.columns if (word := word_for_yes(column))}
        self.notes = {column.place: column.heading for column in layout.columns if column.key == UNKNOWN}
        self.known = {column.place for column in layout.columns if column.key != UNKNOWN}
        self.unknown_of: dict[int, list[int]] = {}
        self.groups = {column.place: group_of(column.heading) for column in layout.columns}
        self.first_group = {column.key: self.groups[column.place] for column in reversed(layout.columns)}
        self.faults: dict[int, dict[int, str]] = {}
        for (place, column_place), fault in sheet.faults.items():
            self.faults.setdefault(place, {})[column_place] = fault
        self.names = {column.place for column in layout.columns if column.key == "name"}
        keys = {column.key for column in layout.columns}
        self.house = [key for key in HOUSE if key in keys]
        # a ledger writes the household's number and its address once, beside the head
        ledger = ("hukou",) if "hukou_number" in keys else ()
        self.with_house = [key for key in (*WITH_HOUSE, *ledger) if key in keys]
        coloured = sum(COLOURED in marks for marks in sheet.marks.values())
        self.look = {COLOURED} if coloured * DECORATED > len(sheet.rows) else set()

    def __iter__(self) -> Iterator[SheetRow]:
        self.proposals, hint = 0, self.layout.hint
        for line in lines(self.sheet, self.layout):
            if line.hint != hint:
                self.above, hint = {}, line.hint
            if line.aside:
                yield SheetRow(self.sheet.name, line.place + 1, aside=line.aside, extra=self.told_aside(line))
            else:
                yield from self.read(line)

    def told_aside(self, line: Line) -> dict[str, str]:
        """What stood in a row that was left aside, so that somebody can see it was nobody."""
        words = dict.fromkeys(filter(None, line.shown))
        return {_("内容"): " ".join(words)} if words and line.aside != HEADING else {}

    @property
    def questions(self) -> list[Question]:
        if not self.proposals or self.fill:
            return []
        choices = (("yes", _("与上面一户相同")), ("no", _("就是空着")))
        return [Question("fill_down", self.fill_key, sheet=self.sheet.name, count=self.proposals, choices=choices)]

    def read(self, line: Line) -> Iterator[SheetRow]:
        marks, notes = self.marks(line), self.left_over(line)
        # somebody merged down from the row above was read there
        filled, width = line.own, len(line.own)
        present = [
            person
            for person in self.people
            if any(column.place < width and filled[column.place] not in (None, "") for column in person.own)
        ]
        for person in present or self.people[:1]:
            found = self.found(line, person)
            proposed = self.proposed(found.cells)
            yield SheetRow(
                self.sheet.name,
                line.place + 1,
                person.member,
                cells=found.cells,
                typed=found.typed,
                extra=notes | found.extra,
                marks=marks,
                proposed=proposed,
                hint=line.hint,
                role=person.role,
            )
            notes = {}

    def found(self, line: Line, person: Person) -> Found:
        found, width, faults = Found(), len(line.shown), self.faults.get(line.place, {})
        cells = found.cells
        for column in (*person.shared, *person.own):
            place, key = column.place, column.key
            if place >= width or not (line.shown[place] or place in faults):
                continue
            shown, cell = line.shown[place], line.meant[place]
            # nearly all cells are plain texts of a kind of their own
            if not isinstance(cell, str) or shown[:1] == "#" or place in faults:
                shown = self.care(found, column, cell, shown, faults.get(place, ""))
            if place in self.words:
                shown = meant_by(shown, self.words[place])
            if shown and key not in cells:
                cells[key] = shown
            elif shown and shown != cells[key]:
                self.join(found, column, shown)
        if person.relation and "name" in cells:
            cells.setdefault("relation", person.relation)
        return found

    def join(self, found: Found, column: ColumnOf, shown: str) -> None:
        """A second cell of the same meaning."""
        key, cells = column.key, found.cells
        if key in ADDRESSES and self.groups[column.place] and self.groups[column.place] == self.first_group[key]:
            cells[key] += shown
        elif key not in JOINED:
            found.extra[column.heading] = shown
        elif shown not in cells[key]:
            cells[key] += JOINED[key] + shown

    def care(self, found: Found, column: ColumnOf, cell: Typed, shown: str, fault: str) -> str:
        """Notes how the cell came to its text where that matters, and returns the text."""
        typed = BROKEN if fault == BROKEN or shown in ERRORS else fault
        if typed == NO_RESULT:
            shown = _("（公式没有结果）")
        elif isinstance(cell, date) and column.key in NUMBERED_PLACES:
            typed, shown = DATE, house_text(cell)
        elif is_cut(cell):
            typed = CUT
        if typed:
            found.typed[column.key] = typed
        return shown

    def left_over(self, line: Line) -> dict[str, str]:
        """Columns that nobody knows, by heading; those without one by their place."""
        notes: dict[str, str] = {}
        for place in self.unknown(len(line.shown)):
            shown = line.shown[place]
            if not shown:
                continue
            heading = self.notes.get(place) or _("第 %(number)s 列") % {"number": place + 1}
            notes[heading] = f"{notes[heading]}；{shown}" if heading in notes else shown
        return notes

    def unknown(self, width: int) -> list[int]:
        """Places that no column tells about, of a row so wide."""
        if width not in self.unknown_of:
            self.unknown_of[width] = [place for place in range(width) if place not in self.known]
        return self.unknown_of[width]

    def marks(self, line: Line) -> tuple[str, ...]:
        if not self.sheet.marks and not self.sheet.struck:
            return ()
        marks = [mark for mark in self.sheet.marks.get(line.place, ()) if mark not in self.look]
        if STRUCK not in marks and not self.names.isdisjoint(self.sheet.struck.get(line.place, ())):
            marks.append(STRUCK)
        return tuple(marks)

    def proposed(self, cells: dict[str, str]) -> dict[str, str]:
        """House cells left blank below a household (I15); written into the cells once somebody said so."""
        blank = self.blank_above(cells)
        proposed = {key: self.above[key] for key in blank if key in self.above}
        if self.fill == "no" or not cells.get("name"):
            proposed = {}
        home = {**proposed, **{key: cells[key] for key in (*self.house, *self.with_house) if key in cells}}
        if any(key in home for key in self.house):
            self.above = home
        if not proposed:
            return {}
        if self.fill == "yes":
            cells.update(proposed)
            return {}
        self.proposals += 1
        return proposed

    def blank_above(self, cells: dict[str, str]) -> list[str]:
        """Keys that people leave out: everything before the first filled house cell, or all of them."""
        filled = next((place for place, key in enumerate(self.house) if key in cells), None)
        if filled is not None:
            return [] if self.house[filled] == "address" else self.house[:filled]
        if cells.get("relation") in HEADS:
            return []
        return [key for key in (*self.house, *self.with_house) if key not in cells]
