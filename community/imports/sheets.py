"""Reads a table file in a process of its own: bytes on stdin, one line of JSON per row on stdout.

Imports the standard library and calamine only, so that a file that crashes, floods or stalls its reader takes nothing
with it. ``python -m community.imports.sheets KIND COLUMNS ROWS MEMORY CPU``; see ``parser`` for the other end.

    {"sheet": name, "hidden": false}          begins a sheet
    ["text", 3, 1.5, true, null, ["d", "1990-03-07"]]      one of its rows
    {"merges": […], "marks": {…}, "struck": {…}, "faults": […]}      ends it
    {"error": "broken"}                        or that, as the last line of all
    {"end": true}
"""

import json
import struct
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from community.imports import biff, delimited, marks, markup, ole
from community.imports.marks import HIDDEN, Marks

LONGEST_CELL = 2_000
PACKER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


class Refused(Exception):
    """Carries a code that ``parser`` has a sentence for."""


def main(arguments: list[str]) -> None:
    kind = arguments[0]
    columns, rows, memory, cpu = map(int, arguments[1:5])
    limit(memory, cpu)
    out = sys.stdout.buffer
    try:
        for line in READERS[kind](sys.stdin.buffer.read(), rows, columns):
            out.write(PACKER.encode(line).encode("utf-8", "replace") + b"\n")
        last: dict[str, Any] = {"end": True}
    except Refused as refusal:
        last = {"error": str(refusal)}
    except MemoryError:
        last = {"error": "too_heavy"}
    out.write(json.dumps(last).encode() + b"\n")
    out.flush()


def limit(memory: int, cpu: int) -> None:
    """Before the first byte is looked at; a system without such limits reads without them."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def workbook(content: bytes, rows: int, columns: int) -> Iterator[Any]:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        names = [(meta.name, meta.visible != SheetVisibleEnum.Visible) for meta in book.sheets_metadata]
        marked = beside(content)
        for place, (name, hidden) in enumerate(names):
            sheet = book.get_sheet_by_index(place)
            check_size(sheet, rows, columns)
            yield {"sheet": name, "hidden": hidden}
            found = marked.marks(place) if marked else Marks()
            yield from sheet_rows(sheet, found.faults)
            yield {"merges": [(*first, *last) for first, last in sheet.merged_cell_ranges or ()], **told(found)}
    except PasswordError as error:
        raise Refused("encrypted") from error
    except CalamineError as error:
        raise Refused("broken") from error


def beside(content: bytes) -> marks.Workbook | biff.Workbook | None:
    """Marks are a courtesy: a file that calamine reads is read without them if need be."""
    try:
        return biff.Workbook(content) if content.startswith(ole.SIGNATURE) else marks.Workbook(content)
    except (ValueError, LookupError, struct.error, ParseError, zipfile.BadZipFile):
        return None


def told(found: Marks) -> dict[str, Any]:
    faults = [(row, column, fault) for row, line in found.faults.items() for column, (fault, _text) in line.items()]
    return {"marks": found.rows, "struck": found.struck, "faults": faults}


def check_size(sheet: CalamineSheet, rows: int, columns: int) -> None:
    last_row, last_column = sheet.end or (0, 0)
    if last_column >= columns or last_row >= rows:
        raise Refused("too_many")


def sheet_rows(sheet: CalamineSheet, faults: dict[int, dict[int, tuple[str, str]]]) -> Iterator[list]:
    # rows begin at the top of the sheet, columns at the first filled one
    missing = [None] * (sheet.start[1] if sheet.start else 0)
    place = -1
    for place, row in enumerate(sheet.iter_rows()):
        line = missing + [plain(cell) for cell in row] if row else []
        yield with_faults(line, faults[place]) if place in faults else line
    # rows of nothing but errors lie outside what calamine calls filled
    for later in range(place + 1, max(faults, default=-1) + 1):
        yield with_faults([], faults.get(later, {}))


def with_faults(line: list, faults: dict[int, tuple[str, str]]) -> list:
    line += [None] * (max(faults, default=-1) + 1 - len(line))
    for column, (_fault, shown) in faults.items():
        line[column] = shown or line[column]
    return line


def plain(cell: object) -> object:
    """What JSON can say of a cell."""
    match cell:
        case "":
            return None
        case str():
            return cell[:LONGEST_CELL]
        case float():
            return int(cell) if cell.is_integer() else cell
        case bool() | int():
            return cell
        case datetime():
            return ["d", cell.date().isoformat()]
        case date():
            return ["d", cell.isoformat()]
        case time() | timedelta():
            return str(cell)
    return None


def text_table(content: bytes, rows: int, columns: int) -> Iterator[Any]:
    text = delimited.decode(content)
    if text is None:
        raise Refused("not_table")
    yield {"sheet": "", "hidden": False}
    yield from counted(delimited.rows(text), rows, columns)
    yield {"merges": []}


def counted(lines: Iterable[list[str]], rows: int, columns: int) -> Iterator[list]:
    """Blank rows at the end are nobody's; the rest must fit."""
    blank: list[list] = []
    count = 0
    for line in lines:
        row = [cell[:LONGEST_CELL] or None for cell in line]
        while row and not row[-1]:
            row.pop()
        blank.append(row)
        if not row:
            continue
        count += len(blank)
        if count > rows or len(row) > columns:
            raise Refused("too_many")
        yield from blank
        blank = []


def page(content: bytes, rows: int, columns: int) -> Iterator[Any]:
    try:
        tables = markup.tables(content, rows, columns)
    except markup.TooMany as error:
        raise Refused("too_many") from error
    for number, table in enumerate(tables, 1):
        yield {"sheet": f"表{number}" if len(tables) > 1 else "", "hidden": False}
        yield from ([cell and cell[:LONGEST_CELL] for cell in row] for row in table.rows)
        yield {"merges": table.merges, "marks": {row: [HIDDEN] for row in table.hidden}}


READERS = {"xlsx": workbook, "xls": workbook, "csv": text_table, "html": page}

if __name__ == "__main__":
    main(sys.argv[1:])
