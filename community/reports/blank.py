"""A superior's blank form: where its headings stand, what each column asks for, and where the people go."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from itertools import chain
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from accounts.text import clean_line
from community.imports import zipguard
from community.imports.columns import BY_HEADING, SKIP, plain_heading
from community.privacy import find_private_numbers
from community.reports.expanse import refuse_vast
from community.reports.items import item_for

# laid out by the portal itself, so less may be in it than in a roster
FORMS = replace(zipguard.WEB, unpacked=30 * zipguard.MEGABYTE)
BROKEN = (InvalidFileException, BadZipFile, ParseError, LookupError, ValueError, TypeError, OSError, AttributeError)
# what the office notes for itself goes to a superior only when somebody says so
INTERNAL = "note"
LOOKED_AT = 20
MOST_COLUMNS = 60
FEWEST_HEADINGS = 2
# what a column is filled with: the register, somebody's typing, always the same words, a running number, nothing
ITEM, ASK, FIXED, COUNT, EMPTY = "item", "ask", "fixed", "count", "empty"
KINDS = (ITEM, ASK, FIXED, COUNT, EMPTY)
# headings of running numbers
NUMBERED = frozenset(map(plain_heading, "序号 编号 序 顺序号 行号 总序号 人员序号 NO NO. №".split()))
# rows below the headings that number the columns: 1 2 3, 甲 乙 丙, (1) (2)
NUMBERING = re.compile(r"[（(]?(?:\d{1,2}|[甲乙丙丁戊己庚辛壬癸A-Z])[)）]?")
SAMPLE = re.compile(r"^[（(【]?(?:例|示例|样例|举例|填写示例)")
ENDING = re.compile(r"合计|总计|小计|填表|填报|审核|负责人|备注[:：]|说明[:：]|注[:：]|单位.{0,4}盖章|日期[:：]")
# who fills in and when, often in joined cells right above the headings: words of the form, over no column
CAPTION = re.compile(r"^[^（(]*[:：]|盖章|填报|填表|制表|\d{4}年|年 月")


@dataclass
class Asked:
    """One column of the form; ``place`` counts from 1 as openpyxl does."""

    place: int
    heading: str
    kind: str = ASK
    key: str = ""
    text: str = ""
    as_code: bool = False

    @property
    def letter(self) -> str:
        return get_column_letter(self.place)


@dataclass
class Form:
    """Rows count from 1; people go in from ``first`` on, and ``room`` rows stand empty there (0: no end)."""

    sheet: str
    heading_first: int
    heading_last: int
    first: int
    room: int
    columns: list[Asked] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, layout: dict[str, Any]) -> "Form":
        return cls(**layout | {"columns": [Asked(**column) for column in layout["columns"]]})

    def of_kind(self, kind: str) -> list[Asked]:
        return [column for column in self.columns if column.kind == kind]


def read(file: BinaryIO) -> Form:
    """Raises ValidationError when no headings can be found, or when somebody's data still stands in it."""
    if zipguard.guard(file, FORMS) != zipguard.XLSX:
        raise ValidationError(
            _("这不是 .xlsx 表格。请用 WPS 或 Excel 打开空白表，另存为 .xlsx 后再上传。"), code="not_xlsx"
        )
    refuse_vast(file)
    try:
        book = load_workbook(file)
    except BROKEN as error:
        raise ValidationError(
            _("这个文件打不开。请用 WPS 或 Excel 打开，另存为 .xlsx 后重新上传。"), code="broken"
        ) from error
    finally:
        file.seek(0)
    forms = [form for sheet in book.worksheets if sheet.sheet_state == "visible" and (form := form_of(sheet))]
    if not forms:
        raise ValidationError(
            _("没有找到表头。请检查：表头（姓名、身份证号这些列名）要在前 20 行里，至少两列。改好后再上传。"),
            code="no_headings",
        )
    best = max(forms, key=lambda form: (len(form.of_kind(ITEM)), len(form.columns)))
    refuse_filled(book, best)
    return best


def refuse_filled(book: Workbook, form: Form) -> None:
    """A form with people in it, on another sheet perhaps, would put them into every copy."""
    below = texts_of(book[form.sheet], form.first)
    elsewhere = chain.from_iterable(texts_of(sheet, 1) for sheet in book.worksheets if sheet.title != form.sheet)
    # a superior's own telephone may stand in the explanations
    kinds = (found.kind for text in elsewhere for found in find_private_numbers(text))
    if any(map(find_private_numbers, below)) or any(kind != "mobile" for kind in kinds):
        raise ValidationError(
            _("这张表里已经填了身份证号或电话。请删掉填好的人，只留标题、表头和落款，再上传。"), code="filled"
        )


def texts_of(sheet: Worksheet, first: int) -> Iterator[str]:
    rows = sheet.iter_rows(min_row=first, values_only=True)
    return (clean_line(str(value)) for row in rows for value in row if value)


def form_of(sheet: Worksheet) -> Form | None:
    grid = Grid(sheet)
    scores = {row: grid.score(row) for row in range(1, min(sheet.max_row, LOOKED_AT) + 1)}
    best = max(scores, key=lambda row: (scores[row], -row), default=0)
    if not best or len(set(grid.words(best).values())) < FEWEST_HEADINGS:
        return None
    first, last = grid.stretch(best)
    columns = columns_of(grid, first, last)
    if len(columns) < FEWEST_HEADINGS:
        return None
    start = grid.first_free(last + 1)
    return Form(sheet.title, first, last, start, grid.room(start, columns), columns)


class Grid:
    """A sheet's texts, merged cells filled."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.width = min(sheet.max_column, MOST_COLUMNS)
        self.merges = [merge for merge in sheet.merged_cells.ranges if merge.min_row <= LOOKED_AT]
        self.anchors = {
            (row, column): (merge.min_row, merge.min_col)
            for merge in self.merges
            for row in range(merge.min_row, merge.max_row + 1)
            for column in range(merge.min_col, min(merge.max_col, self.width) + 1)
        }

    def text(self, row: int, column: int) -> str:
        row, column = self.anchors.get((row, column), (row, column))
        value = self.sheet.cell(row, column).value
        return "" if value is None else clean_line(str(value))

    def words(self, row: int) -> dict[int, str]:
        texts = {column: self.text(row, column) for column in range(1, self.width + 1)}
        return {column: text for column, text in texts.items() if text}

    def score(self, row: int) -> int:
        """A heading row is one with many different short words, most of them known; a title is one word."""
        words = {text for text in self.words(row).values() if len(text) <= 40}
        if len(words) < FEWEST_HEADINGS or all(NUMBERING.fullmatch(word) for word in words):
            return 0
        return len(words) + 3 * sum(is_known(word) for word in words)

    def stretch(self, best: int) -> tuple[int, int]:
        """Headings of two or three rows: vertical merges reach over them, group words stand above."""
        first = last = best
        for merge in self.merges:
            if merge.min_row <= best <= merge.max_row:
                first, last = min(first, merge.min_row), max(last, merge.max_row)
        while first > 1 and self.is_group_row(first - 1):
            first -= 1
        return first, last

    def is_group_row(self, row: int) -> bool:
        """A row of which some words stand over several columns, but none over nearly all."""
        spans = [merge.size["columns"] for merge in self.merges if merge.min_row == row == merge.max_row]
        words = set(self.words(row).values())
        if any(CAPTION.search(word) for word in words):
            return False
        return len(words) >= FEWEST_HEADINGS and any(1 < span < self.width - 1 for span in spans)

    def first_free(self, row: int) -> int:
        """The first row for people: below a row that numbers the columns, in place of an example."""
        words = set(self.words(row).values())
        if len(words) > 1 and all(NUMBERING.fullmatch(word) for word in words):
            return row + 1
        return row

    def room(self, start: int, columns: list[Asked]) -> int:
        """How many rows stand free until what stands below (合计, 填表人…); 0 when nothing does."""
        counted = {column.place for column in columns if column.kind == COUNT}
        for row in range(start, self.sheet.max_row + 1):
            words = {column: text for column, text in self.words(row).items() if column not in counted}
            sample = row == start and any(SAMPLE.match(text) for text in self.words(row).values())
            numbered = any(ENDING.search(self.text(row, column)) for column in counted)
            if (words and not sample) or numbered:
                return row - start
        return 0


def columns_of(grid: Grid, first: int, last: int) -> list[Asked]:
    columns: list[Asked] = []
    taken: dict[str, int] = {}
    for place in range(1, grid.width + 1):
        parts = dict.fromkeys(text for row in range(first, last + 1) if (text := grid.text(row, place)))
        # a heading joined across several cells is one column, the first
        if not parts or grid.anchors.get((last, place), (last, place))[1] < place:
            continue
        heading = "/".join(parts)[:100]
        taken[heading] = taken.get(heading, 0) + 1
        if taken[heading] > 1:
            heading = f"{heading} {taken[heading]}"
        columns.append(suggestion(place, heading))
    return columns


def is_known(word: str) -> bool:
    return bool(item_for(word)) or plain_heading(word) in NUMBERED


def suggestion(place: int, heading: str) -> Asked:
    plain = plain_heading(heading)
    if plain in NUMBERED:
        return Asked(place, heading, COUNT)
    if key := item_for(heading):
        return Asked(place, heading, EMPTY) if key == INTERNAL else Asked(place, heading, ITEM, key)
    # signatures and dates of filling in are nobody's data
    return Asked(place, heading, EMPTY if BY_HEADING.get(plain) == SKIP else ASK)
