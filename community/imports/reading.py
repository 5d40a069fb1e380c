"""From a workbook to plain rows of text: finds the heading row, knows nothing of people."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from accounts.text import clean_block
from community.imports.columns import Mapping, heading_score, map_headings
from community.imports.zipguard import MAX_ROWS

HEADING_ROWS = 10
ENOUGH_HEADINGS = 3
LONGEST_CELL = 1_000
SAMPLE_MARK = "【示例】"
# doubles are exact up to here; Excel itself keeps 15 digits only
EXACT = 10**15


@dataclass(frozen=True)
class SheetRow:
    """One row as the sheet says it. ``numeric`` names the cells whose long number Excel has already cut."""

    sheet: str
    number: int
    cells: dict[str, str]
    numeric: tuple[str, ...] = ()

    @property
    def is_sample(self) -> bool:
        return self.cells.get("name", "").startswith(SAMPLE_MARK)


@dataclass
class Reading:
    rows: list[SheetRow] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    skipped_sheets: list[str] = field(default_factory=list)
    unknown_headings: list[str] = field(default_factory=list)


def read(file: BinaryIO) -> Reading:
    """All rows of all visible sheets that have a heading row; call ``zipguard.guard`` first."""
    result = Reading()
    for sheet in open_sheets(file):
        found = find_headings(sheet)
        if found is None:
            result.skipped_sheets.append(sheet.name)
            continue
        heading_row, mapping = found
        check_mapping(sheet.name, mapping)
        result.sheets.append(sheet.name)
        result.unknown_headings += [name for name in mapping.unknown if name not in result.unknown_headings]
        result.rows += rows_below(sheet, heading_row, mapping)
        if len(result.rows) > MAX_ROWS:
            raise ValidationError(_("一次最多导入 2 万行。请按楼栋分成几个文件再上传。"), code="too_many")
    check_reading(result)
    return result


def open_sheets(file: BinaryIO) -> list[CalamineSheet]:
    try:
        book = CalamineWorkbook.from_filelike(file)
        shown = [meta.name for meta in book.sheets_metadata if meta.visible == SheetVisibleEnum.Visible]
        return [book.get_sheet_by_name(name) for name in shown]
    except CalamineError as error:
        raise ValidationError(
            _("这个表格读不出来。请用 WPS 或 Excel 打开，另存为 .xlsx 后重新上传。"), code="broken"
        ) from error


def find_headings(sheet: CalamineSheet) -> tuple[int, Mapping] | None:
    """The best heading row among the first ten and its 0-based place; None if there is none."""
    candidates = [[text(cell) for cell in row] for row in islice(sheet.iter_rows(), HEADING_ROWS)]
    if not candidates:
        return None
    best = max(range(len(candidates)), key=lambda place: (heading_score(candidates[place]), -place))
    mapping = map_headings(candidates[best])
    if len(mapping.places) < ENOUGH_HEADINGS or "name" not in mapping.places:
        return None
    return best, mapping


def check_mapping(sheet: str, mapping: Mapping) -> None:
    if mapping.missing:
        raise ValidationError(
            _("工作表“%(sheet)s”里没有找到这些列：%(columns)s。请照模板补上列名后重新上传。")
            % {"sheet": sheet, "columns": "、".join(mapping.missing)},
            code="missing_columns",
        )
    if mapping.doubled:
        raise ValidationError(
            _("工作表“%(sheet)s”里有两列都是%(columns)s。请只留一列后重新上传。")
            % {"sheet": sheet, "columns": "、".join(mapping.doubled)},
            code="doubled_columns",
        )


def check_reading(result: Reading) -> None:
    if not result.sheets:
        raise ValidationError(
            _("前 10 行里没有找到列名（姓名、楼栋、室……）。请照模板写好列名后重新上传。"), code="no_headings"
        )
    if not result.rows:
        raise ValidationError(_("列名下面没有一行内容。请填好花名册后重新上传。"), code="no_rows")


def rows_below(sheet: CalamineSheet, heading_row: int, mapping: Mapping) -> Iterator[SheetRow]:
    # calamine's rows begin at the top of the sheet, its columns at the first filled one
    for number, raw in enumerate(islice(sheet.iter_rows(), heading_row + 1, None), heading_row + 2):
        if not any(text(cell) for cell in raw):
            continue
        cells = {key: text(raw[place]) for key, place in mapping.places.items() if place < len(raw)}
        cut = tuple(key for key, place in mapping.places.items() if place < len(raw) and is_cut(raw[place]))
        yield SheetRow(sheet.name, number, {key: value for key, value in cells.items() if value}, cut)


def is_cut(cell: object) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= EXACT


def text(cell: object) -> str:
    """What a person sees in the cell, near enough: 3.0 is 3, a date is 1990-03-07."""
    match cell:
        case bool():
            return "是" if cell else "否"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case time() | timedelta():
            return str(cell)
    return clean_block(str(cell)[: 2 * LONGEST_CELL])[:LONGEST_CELL]
