"""A list of residents as a file: who took it, when and what for stands on every page of it."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from accounts.text import clean_line
from community.imports.safe import safe_cell
from community.reports.items import NUMBER, PHONES, Item, heading_of

TEXT = {"num_format": "@", "valign": "vcenter"}
HEADING = {"bold": True, "bg_color": "#f9e8e4", "border": 1, "border_color": "#e6ded2", "text_wrap": True, **TEXT}
LINE = {"font_color": "#8a1f18", "font_size": 10, **TEXT}
# the writing over the table: one can see through it, on every screenful
FAINT = {"color": "#A08C78", "size": 26, "bold": True}
SOLID, SEEN_THROUGH = b'<a:srgbClr val="A08C78"/>', b'<a:srgbClr val="A08C78"><a:alpha val="22000"/></a:srgbClr>'
DRAWING = "xl/drawings/drawing1.xml"
ROWS_A_SCREEN = 30
MAX_HEADER = 200
LONG = 11


@dataclass(frozen=True)
class Mark:
    """Who took it, when, what for: on the sheet, in header and footer, and over the table."""

    who: str
    when: str
    purpose: str
    full: bool

    def line(self) -> str:
        kind = _("含完整号码，请妥善保管，用后删除") if self.full else _("号码已遮盖中间几位")
        parts = {"who": self.who, "when": self.when, "purpose": self.purpose, "kind": kind}
        return _("导出：%(who)s　时间：%(when)s　用途：%(purpose)s　（%(kind)s；不得转发、公开）") % parts

    def short(self) -> str:
        return f"{self.who} {self.when} {self.purpose}"


def cell_text(text: str) -> str:
    """One line without invisible signs that no spreadsheet program takes for a formula."""
    return safe_cell(clean_line(text))


def headings_of(columns: Sequence[tuple[Item, bool]]) -> list[str]:
    return [heading_of(item) + (_("代码") if as_code else "") for item, as_code in columns]


def as_xlsx(columns: Sequence[tuple[Item, bool]], rows: Iterable[Sequence[str]], mark: Mark) -> bytes:
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(content, options)
    sheet = book.add_worksheet(_("居民名单"))
    heading, text = book.add_format(HEADING), book.add_format(TEXT)
    sheet.write_string(0, 0, cell_text(mark.line()), book.add_format(LINE))
    for place, (words, (item, _as_code)) in enumerate(zip(headings_of(columns), columns, strict=True)):
        sheet.set_column(place, place, item.width, text)
        sheet.write_string(1, place, words, heading)
    line = 1
    for line, row in enumerate(rows, 2):
        for place, value in enumerate(row):
            if value:
                sheet.write_string(line, place, cell_text(value), text)
    dress(sheet, mark, lines=line + 1)
    book.close()
    return seen_through(content)


def seen_through(content: BytesIO) -> bytes:
    """The writer knows no transparent letters, the format does."""
    clear = BytesIO()
    with ZipFile(content) as packed, ZipFile(clear, "w", ZIP_DEFLATED) as again:
        for entry in packed.infolist():
            piece = packed.read(entry)
            again.writestr(entry, piece.replace(SOLID, SEEN_THROUGH) if entry.filename == DRAWING else piece)
    return clear.getvalue()


def dress(sheet: Worksheet, mark: Mark, *, lines: int) -> None:
    """What is printed on every page and lies over every screenful."""
    sheet.freeze_panes(2, 1)
    sheet.repeat_rows(0, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    words = header_text(mark.short())
    sheet.set_header(f"&L{words}")
    sheet.set_footer(f"&L{words}&R&P / &N")
    for top in range(4, max(lines, 5), ROWS_A_SCREEN):
        box = {
            "width": 900, "height": 60, "font": FAINT, "fill": {"none": True}, "line": {"none": True},
            "object_position": 3, "description": mark.short(), "align": {"vertical": "middle"},
        }  # fmt: skip
        sheet.insert_textbox(top, 1, mark.short(), box)


def header_text(text: str) -> str:
    """An ampersand begins a command there, and 255 signs is all it takes."""
    return clean_line(text).replace("&", "＆")[:MAX_HEADER]


def as_csv(columns: Sequence[tuple[Item, bool]], rows: Iterable[Sequence[str]], mark: Mark) -> bytes:
    """With a byte order mark, so that Excel reads Chinese; long numbers end in a tab, so that it takes them for text."""
    content = StringIO()
    writer = csv.writer(content, lineterminator="\r\n")
    writer.writerow([cell_text(mark.line())])
    writer.writerow(headings_of(columns))
    for row in rows:
        writer.writerow([csv_text(item, value) for (item, _as_code), value in zip(columns, row, strict=True)])
    return content.getvalue().encode("utf-8-sig")


def csv_text(item: Item, value: str) -> str:
    text = cell_text(value)
    is_number = item.shown in (NUMBER, PHONES) or (len(text) >= LONG and text.isdigit())
    return f"{text}\t" if text and is_number else text
