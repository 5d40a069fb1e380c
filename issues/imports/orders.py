"""A table of work orders: read through the guarded reader of rosters, understood column by column, judged row by row."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.text import clean_block, clean_line, phone_digits
from community.imports import cells, parser, zipguard
from community.imports.shapes import Sheet, Typed
from issues.imports.columns import (
    ADDRESS,
    CATEGORY,
    DUE,
    NAME,
    NUMBER,
    PHONE,
    SENT,
    TEXT,
    TITLE,
    URGENCY,
    Headings,
    find_headings,
    headings_of,
)

# the guard and the reader speak of rosters
SENTENCES = {
    "empty": gettext_noop("这个文件是空的。请从热线系统重新导出工单，再上传。"),
    "not_table": gettext_noop("这不是能导入的表格。请选择热线系统导出的 .xlsx、.xls 或 .csv 文件。"),
    "too_big": gettext_noop("文件超过 10 MB。请删掉图片和空白的行列，或者按日期分成几个文件再上传。"),
    "too_many": gettext_noop("一张表最多 2 万行、60 列。请删掉多余的行列，或者按日期分成几个文件再上传。"),
    "too_heavy": gettext_noop("这个表格太大，读不完。请只留工单的内容，或者按日期分成几个文件再上传。"),
    "bomb": gettext_noop("这个文件展开后太大。请删掉空白的行列，另存为 .xlsx 后再上传。"),
}
LONGEST_NUMBER, LONGEST_TEXT, LONGEST_PLACE, LONGEST_NAME = 40, 4000, 60, 40
# a place is looked for in no more than this: a file of 20,000 endless addresses must not hold up all other jobs
LONGEST_ADDRESS = 200
MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T\s]*(\d{1,2})[:：时点](?:(\d{1,2})(?:[:：分](\d{1,2})(?:\.\d+)?秒?|分)?)?)?"
)
URGENT = re.compile(r"特急|紧急|加急|突发|急件")
NOT_URGENT = re.compile(r"不紧急|非紧急|一般|普通")


@dataclass(slots=True)
class OrderRow:
    """One order as the file has it. ``line`` counts from 1 as the spreadsheet shows it.

    ``due``: what the file says, None where it says nothing readable (then ``due_unread``). ``phone_unread`` likewise.
    """

    line: int
    number: str
    text: str = ""
    address: str = ""
    name: str = ""
    phone: str = ""
    category: str = ""
    due: datetime | None = None
    due_unread: bool = False
    phone_unread: bool = False
    urgent: bool = False

    @property
    def fault(self) -> str:
        """Why it cannot come in, in words; "" when it can."""
        if not self.number:
            return _("没有工单编号")
        if len(self.number) > LONGEST_NUMBER:
            return _("工单编号太长")
        return "" if self.text else _("没有诉求内容")


@dataclass(slots=True)
class Table:
    """``left``: names of the sheets that were not read."""

    sheet: Sheet
    headings: Headings
    left: list[str]


@contextmanager
def own_sentences() -> Iterator[None]:
    try:
        yield
    except ValidationError as refusal:
        sentence = SENTENCES.get(refusal.code or "")
        if sentence is None:
            raise
        raise ValidationError(_(sentence), code=refusal.code) from refusal


def look_at(file: BinaryIO, name: str) -> None:
    """What can be refused before anybody reads it; leaves the file at its start."""
    with own_sentences():
        zipguard.guard(file, zipguard.WEB, name)


def read_table(content: bytes, file_name: str, *, line: int | None = None, keys: Sequence[str] | None = None) -> Table:
    """The sheet whose headings are best known. ``line``, ``keys``: what people said of this very file."""
    with own_sentences():
        kind = zipguard.guard(BytesIO(content), zipguard.WEB, file_name)
        sheets = parser.parse(content, kind, zipguard.WEB)
    filled = [sheet for sheet in sheets if any(any(cells.text(cell) for cell in row) for row in sheet.rows)]
    if not filled:
        raise ValidationError(_(SENTENCES["empty"]), code="empty")
    found = {place: find_headings(sheet.rows) for place, sheet in enumerate(filled)}
    best = max(found, key=lambda place: (not filled[place].hidden, found[place].known, -place))
    headings = found[best]
    if line is not None and keys is not None:
        named = headings_of(line, filled[best].rows[line])
        headings = Headings(line, named.names, list(keys))
    left = [sheet.name for place, sheet in enumerate(filled) if place != best]
    return Table(filled[best], headings, left)


def orders(table: Table, day_ends: time) -> Iterator[OrderRow]:
    """``day_ends``: when office hours end, which is what a day without a time means as a limit."""
    places = {key: place for place, key in enumerate(table.headings.keys) if key}
    for line, row in enumerate(table.sheet.rows):
        if line <= table.headings.line or not any(cells.text(cell) for cell in row):
            continue
        given = {key: row[place] for key, place in places.items() if place < len(row)}
        yield order_of(line + 1, given, day_ends)


def order_of(line: int, given: dict[str, Typed], day_ends: time) -> OrderRow:
    said = {key: clean_block(cells.text(cell)) for key, cell in given.items()}
    due = moment(given.get(DUE), day_ends)
    number = phone_digits(said.get(PHONE, "")) if said.get(PHONE) else ""
    urgency = said.get(URGENCY, "")
    return OrderRow(
        line,
        "".join(said.get(NUMBER, "").split()),
        text=whole_text(said),
        address=clean_line(said.get(ADDRESS, ""))[:LONGEST_ADDRESS],
        name=clean_line(said.get(NAME, ""))[:LONGEST_NAME],
        phone=number or "",
        category=clean_line(said.get(CATEGORY, "")),
        due=due,
        due_unread=due is None and bool(said.get(DUE)),
        phone_unread=number is None,
        urgent=bool(URGENT.search(urgency) and not NOT_URGENT.search(urgency)),
    )


def whole_text(said: dict[str, str]) -> str:
    """A title says more than a text does only where the text does not begin with it."""
    title, text = said.get(TITLE, ""), said.get(TEXT, "")
    both = text if text.startswith(title) else f"{title}\n{text}".strip()
    sent = said.get(SENT, "")
    return (f"{both}\n{_('派单时间：')}{sent}" if both and sent else both)[:LONGEST_TEXT]


def moment(cell: Typed, day_ends: time) -> datetime | None:
    """A limit in local time. A date cell of a workbook has lost its time on the way: office hours end for it."""
    if isinstance(cell, date):
        return aware(datetime.combine(cell, day_ends))
    match = MOMENT.search(cells.text(cell)) if cell is not None else None
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part) if part else None for part in match.groups())
    try:
        on = date(year or 0, month or 0, day or 0)
        at = day_ends if hour in (None, 24) else time(hour, minute or 0, second or 0)
    except ValueError:
        return None
    # 24:00 is the end of that day
    return aware(datetime.combine(on, time(23, 59, 59) if hour == 24 else at))


def aware(at: datetime) -> datetime | None:
    return timezone.make_aware(at) if 2000 <= at.year <= 2100 else None
