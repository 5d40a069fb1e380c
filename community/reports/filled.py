"""The superior's own workbook with people in it: what stood there stays, rows grow where the people go."""

import re
from collections.abc import Collection, Sequence
from copy import copy
from io import BytesIO
from typing import BinaryIO

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from community.reports.blank import Form
from community.reports.workbook import cell_text, header_text

CHANGED = PatternFill("solid", fgColor="FFF2CC")
TEXT = "@"
ADDRESS = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)")


def fill(
    file: BinaryIO,
    form: Form,
    rows: Sequence[Sequence[str]],
    *,
    changed: Sequence[Collection[int]],
    line: str = "",
    mark: str = "",
) -> bytes:
    """``rows`` hold one text for each column of the form; ``changed`` the indexes of those that differ.

    ``line`` stands below the people, ``mark`` at the foot of each printed page where the form has none.
    """
    book = load_workbook(file)
    sheet = book[form.sheet]
    clear_sample(sheet, form)
    make_room(sheet, form, len(rows))
    looks = {column.place: copy(sheet.cell(form.first, column.place)._style) for column in form.columns}
    height = sheet.row_dimensions[form.first].height
    for number, (texts, different) in enumerate(zip(rows, changed, strict=True)):
        row = form.first + number
        sheet.row_dimensions[row].height = height
        for index, (column, text) in enumerate(zip(form.columns, texts, strict=True)):
            cell = sheet.cell(row, column.place)
            cell._style = copy(looks[column.place])
            if isinstance(cell, MergedCell):
                continue
            put(cell, text)
            if index in different:
                cell.fill = CHANGED
    if line:
        note_below(sheet, form, len(rows), line)
    if mark and not sheet.oddFooter.left.text:
        sheet.oddFooter.left.text = header_text(mark)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def put(cell: Cell, text: str) -> None:
    """Always as text: ids keep their digits, and nothing becomes a formula."""
    text = cell_text(text)
    cell.value = text or None
    if text:
        cell.data_type = "s"
    cell.number_format = TEXT


def clear_sample(sheet: Worksheet, form: Form) -> None:
    """Examples and running numbers that stand in the rows for people go."""
    for row in range(form.first, form.first + max(form.room, 1)):
        for column in form.columns:
            cell = sheet.cell(row, column.place)
            if form.room and not isinstance(cell, MergedCell):
                cell.value = None


def make_room(sheet: Worksheet, form: Form, count: int) -> None:
    """Move what stands below the people down, with its merges, heights, formulas, lists and the print area."""
    below = form.first + form.room
    shift = count - form.room if form.room or has_ending(sheet, form) else 0
    if shift > 0:
        move_down(sheet, below, shift)
        stretch_rules(sheet, form, below, shift)
    copy_merges(sheet, form, count)


def has_ending(sheet: Worksheet, form: Form) -> bool:
    """No free row at all, and words right below the headings."""
    return any(cell.value is not None for row in sheet.iter_rows(min_row=form.first) for cell in row)


def move_down(sheet: Worksheet, below: int, shift: int) -> None:
    heights = {row: sheet.row_dimensions[row].height for row in range(below, sheet.max_row + 1)}
    cells = sorted((place for place in sheet._cells if place[0] >= below), reverse=True)
    for row, column in cells:
        sheet._move_cell(row, column, shift, 0, False)
    merges = [merge for merge in sheet.merged_cells.ranges if merge.min_row >= below]
    sheet.merged_cells.ranges -= set(merges)
    for merge in merges:
        merge.shift(row_shift=shift)
    sheet.merged_cells.ranges |= set(merges)
    for row in heights:
        sheet.row_dimensions[row].height = None
    for row, height in heights.items():
        sheet.row_dimensions[row + shift].height = height


def stretch_rules(sheet: Worksheet, form: Form, below: int, shift: int) -> None:
    """As a spreadsheet program does when rows are inserted before the last free one."""
    edge = below - 1 if form.room > 1 else below
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f" and isinstance(cell.value, str):
                cell.value = shifted(cell.value, edge, shift)
    for rule in sheet.data_validations.dataValidation:
        for area in rule.sqref.ranges:
            if area.max_row >= edge:
                area.expand(down=shift)
    if sheet.print_area:
        areas = sheet.print_area if isinstance(sheet.print_area, str) else ",".join(sheet.print_area)
        sheet.print_area = ",".join(shifted(area.rsplit("!", 1)[-1], edge, shift) for area in areas.split(","))


def shifted(formula: str, edge: int, shift: int) -> str:
    return ADDRESS.sub(lambda hit: f"{hit[1]}{int(hit[2]) + (shift if int(hit[2]) >= edge else 0)}", formula)


def copy_merges(sheet: Worksheet, form: Form, count: int) -> None:
    """Cells joined across in the first free row are joined in every row; joins from row to row would hide people."""
    last = form.first + max(count, form.room) - 1
    inside = [merge for merge in sheet.merged_cells.ranges if form.first <= merge.min_row <= last]
    across = {(merge.min_col, merge.max_col) for merge in inside if merge.min_row == merge.max_row == form.first}
    for merge in inside:
        sheet.unmerge_cells(merge.coord)
    for row in range(form.first, last + 1):
        for left, right in across:
            sheet.merge_cells(start_row=row, end_row=row, start_column=left, end_column=right)


def note_below(sheet: Worksheet, form: Form, count: int, line: str) -> None:
    """After everything else, so that it can be cut off."""
    row = max(sheet.max_row, form.first + count - 1) + 1
    cell = sheet.cell(row, form.columns[0].place)
    put(cell, line)
    cell.fill = CHANGED
