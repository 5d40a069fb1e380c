"""The rows that could not go in, in the layout they came in: to mend in the same file and upload again."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from community.imports import reading
from community.imports.book import HEADING, TEXT, closed, new_book
from community.imports.cells import house_text, is_cut, text
from community.imports.columns import BY_KEY, NUMBERED_PLACES, REASON, plain_heading
from community.imports.lines import Line, lines
from community.imports.rows import RowReader
from community.imports.safe import safe_cell
from community.imports.shapes import SEPARATOR, Answers, Layout, Sheet, Typed
from community.imports.zipguard import WIDE

# (sheet, number) → place of the column, None for the whole row, and the sentence
Wrong = Mapping[tuple[str, int], Sequence[tuple[int | None, str]]]
RED = "#b3261e"
BAD = {"bg_color": "#fbe3df", "font_color": RED, **TEXT}
CUT_OFF = {**BAD, "num_format": "0"}
REASON_HEADING = {**HEADING, "font_color": "#ffffff", "bg_color": RED}
REASON_CELL = {"font_color": RED, "text_wrap": True, "bold": True, "valign": "top", **TEXT}
TITLE = {"bold": True, "font_size": 13, **TEXT}
REASON_WIDTH = 60
# points of one line, and how many Chinese characters fit into it
LINE_HEIGHT, LINE_SIGNS = 16, 28
LONGEST_SHEET_NAME = 31
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")


@dataclass
class Looks:
    text: Format
    bad: Format
    cut: Format
    title: Format
    heading: Format
    reason_heading: Format
    reason: Format


def problem_workbook(
    content: bytes, file_name: str, layouts: Iterable[Layout], wrong: Wrong, *, answers: Answers | None = None
) -> bytes:
    """Title rows, headings and bad rows of every sheet that has some; the reason stands at the end in red."""
    sheets = {sheet.name: sheet for sheet in reading.sheets_of(content, file_name, WIDE)}
    book, target = new_book()
    looks = Looks(*map(book.add_format, (TEXT, BAD, CUT_OFF, TITLE, HEADING, REASON_HEADING, REASON_CELL)))
    names: set[str] = set()
    for layout in layouts:
        here = {number: told for (name, number), told in wrong.items() if name == layout.sheet}
        if here and layout.sheet in sheets and not layout.skipped:
            page = Page(add_sheet(book, layout.sheet, names), looks, sheets[layout.sheet], layout)
            page.write(here, written_out(sheets[layout.sheet], layout, here, answers))
    if not names:
        book.add_worksheet()
    return closed(book, target)


def add_sheet(book: Workbook, name: str, names: set[str]) -> Worksheet:
    """Under its own name, as far as a spreadsheet program allows: the name may say the building."""
    name = NOT_IN_SHEET_NAMES.sub(" ", name).strip()[:LONGEST_SHEET_NAME] or _("花名册")
    while name.lower() in names:
        name = f"{name[: LONGEST_SHEET_NAME - 4]}({len(names)})"
    names.add(name.lower())
    return book.add_worksheet(name)


def written_out(
    sheet: Sheet, layout: Layout, wrong: Mapping[int, object], answers: Answers | None
) -> dict[int, dict[int, str]]:
    """House cells that somebody said are the same as above, for the rows that lose what stood above them."""
    if answers is None or answers.said.get(f"fill_down:{sheet.name}") != "yes":
        return {}
    first = {column.key: column.place for column in reversed(layout.columns)}
    return {
        row.number: {first[key]: shown for key, shown in row.cells.items() if key in first}
        for row in RowReader(sheet, layout, answers)
        if row.number in wrong and not row.member
    }


def in_one_line(heading: str) -> str:
    return "".join(heading.split()).strip("*＊:：")


class Page:
    """One sheet of the answer, filled from the top."""

    def __init__(self, target: Worksheet, looks: Looks, sheet: Sheet, layout: Layout) -> None:
        self.target, self.looks, self.sheet, self.layout = target, looks, sheet, layout
        self.keys = {column.place: column.key for column in layout.columns}
        self.headings = {column.place: in_one_line(column.heading.rpartition("/")[2]) for column in layout.columns}
        plain = {plain_heading(heading): place for place, heading in self.headings.items()}
        # a file that comes back for the second time has the column already
        self.reason = plain.get(REASON, max((len(row) for row in sheet.rows), default=0))
        self.row = 0

    def write(
        self, wrong: Mapping[int, Sequence[tuple[int | None, str]]], more: Mapping[int, Mapping[int, str]]
    ) -> None:
        self.columns()
        for line in self.chosen(wrong):
            number = line.place + 1
            told = wrong.get(number, ())
            bad = {place for place, _sentence in told if place is not None}
            cells = dict(enumerate(line.meant))
            cells |= {place: shown for place, shown in more.get(number, {}).items() if not text(cells.get(place))}
            for place in sorted(cells.keys() | bad):
                if place != self.reason:
                    self.cell(place, cells.get(place), self.look(line, place, bad))
            if told:
                self.give_reason(self.sentences(told))
            self.row += 1
        self.head()

    def give_reason(self, sentence: str) -> None:
        """As high as the sentence needs: not every program grows a row by itself."""
        self.target.write_string(self.row, self.reason, safe_cell(sentence), self.looks.reason)
        self.target.set_row(self.row, LINE_HEIGHT * max(1, -(-len(sentence) // LINE_SIGNS)))

    def chosen(self, wrong: Mapping[int, object]) -> Iterator[Line]:
        """Everything down to the headings, the bad rows, and the separators that say their building."""
        separator: Line | None = None
        for line in lines(self.sheet, self.layout):
            if line.aside == SEPARATOR:
                separator = line
            elif line.place <= self.layout.heading_last:
                yield line
            elif line.place + 1 in wrong:
                if separator is not None:
                    yield separator
                    separator = None
                yield line

    def look(self, line: Line, place: int, bad: set[int]) -> Format:
        if line.place < self.layout.heading_first:
            return self.looks.title
        if line.place <= self.layout.heading_last:
            return self.looks.heading
        return self.looks.bad if place in bad else self.looks.text

    def cell(self, place: int, cell: Typed, look: Format) -> None:
        if isinstance(cell, int | float) and is_cut(cell):
            # still a number: as text nobody would see any more that digits are lost
            self.target.write_number(self.row, place, cell, self.looks.cut)
        elif isinstance(cell, date) and self.keys.get(place) in NUMBERED_PLACES:
            self.target.write_string(self.row, place, house_text(cell), look)
        else:
            shown = text(cell)
            self.target.write_string(self.row, place, safe_cell(shown) if isinstance(cell, str) else shown, look)

    def sentences(self, told: Sequence[tuple[int | None, str]]) -> str:
        parts = [
            f"{self.headings[place]}：{sentence}" if place is not None and self.headings.get(place) else sentence
            for place, sentence in told
        ]
        return "；".join(dict.fromkeys(part.rstrip("。") for part in parts)) + "。"

    def columns(self) -> None:
        for place in range(self.reason):
            column = BY_KEY.get(self.keys.get(place, ""))
            self.target.set_column(place, place, column.width if column else 12, self.looks.text)
        self.target.set_column(self.reason, self.reason, REASON_WIDTH)

    def head(self) -> None:
        """Merges of titles and headings as they were; written last, for a merge writes its cells."""
        first, last = self.layout.heading_first, self.layout.heading_last
        taken: set[tuple[int, int]] = set()
        for top, left, bottom, right in self.sheet.merges:
            if bottom > last:
                continue
            right = min(right, self.reason - 1)
            area = {(row, place) for row in range(top, bottom + 1) for place in range(left, right + 1)}
            if len(area) < 2 or area & taken:
                continue
            taken |= area
            shown = text(self.sheet.rows[top][left] if left < len(self.sheet.rows[top]) else None)
            look = self.looks.title if bottom < first else self.looks.heading
            self.target.merge_range(top, left, bottom, right, safe_cell(shown), look)
        if last > first:
            self.target.merge_range(first, self.reason, last, self.reason, _("错误原因"), self.looks.reason_heading)
        else:
            self.target.write_string(first, self.reason, _("错误原因"), self.looks.reason_heading)
        self.target.freeze_panes(last + 1, 0)
