"""Rows as a file that any spreadsheet opens: no cell is a formula, and the first line says who took it and when."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from accounts.text import clean_line
from community.imports.safe import safe_cell

Row = Sequence[str | int]


def csv_bytes(rows: Iterable[Row], line: str) -> bytes:
    """UTF-8 with a mark at the beginning, so that Excel reads Chinese."""
    content = StringIO()
    writer = csv.writer(content)
    writer.writerow([line])
    writer.writerows([cell(value) for value in row] for row in rows)
    return content.getvalue().encode("utf-8-sig")


def xlsx_bytes(rows: Iterable[Row], line: str, title: str) -> bytes:
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(content, options)
    sheet = book.add_worksheet(title[:31])
    sheet.set_column(0, 0, 28)
    sheet.write_string(0, 0, cell(line), book.add_format({"font_color": "#8a1f18", "font_size": 10}))
    bold = book.add_format({"bold": True, "bg_color": "#f9e8e4"})
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            style = bold if number == 1 else None
            if isinstance(value, int):
                sheet.write_number(number, place, value, style)
            else:
                sheet.write_string(number, place, cell(value), style)
    sheet.freeze_panes(2, 1)
    book.close()
    return content.getvalue()


def cell(value: str | int) -> str | int:
    return value if isinstance(value, int) else safe_cell(clean_line(value))
