"""The tables of an HTML page, which old systems hand out under the name of .xls. Standard library only."""

import re
from html.parser import HTMLParser

from community.imports.delimited import BOMS, decode

CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
CHINESE = ("gb2312", "gbk", "gb18030", "cp936", "x-gbk")
BREAKS = ("br", "p", "div", "li")
GONE = re.compile(r"display\s*:\s*none", re.I)
STRIKES = ("s", "strike", "del")
Merge = tuple[int, int, int, int]


class TooMany(Exception):
    """More rows or columns than a roster may have."""


class Table:
    def __init__(self) -> None:
        self.rows: list[list[str | None]] = []
        self.merges: list[Merge] = []
        self.hidden: list[int] = []
        # column → rows that a cell above still covers
        self.covered: dict[int, int] = {}


class Tables(HTMLParser):
    """Outer tables only: what lies in a table within a cell is text of that cell."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__()
        self.most_rows, self.most_columns = rows, columns
        self.tables: list[Table] = []
        self.depth = 0
        self.cell: list[str] | None = None
        self.span = (1, 1)
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self.silent += 1
        elif tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.tables.append(Table())
        elif self.depth == 1 and tag == "tr":
            self.end_cell()
            self.new_row(dict(attrs))
        elif self.depth == 1 and tag in ("td", "th"):
            self.end_cell()
            told = dict(attrs)
            self.cell, self.span = [], (span(told.get("rowspan")), span(told.get("colspan")))
        elif tag in BREAKS and self.cell:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.silent = max(self.silent - 1, 0)
        elif tag in ("td", "th", "tr") and self.depth == 1:
            self.end_cell()
        elif tag == "table":
            if self.depth == 1:
                self.end_cell()
            self.depth = max(self.depth - 1, 0)

    def handle_data(self, data: str) -> None:
        if self.cell is not None and not self.silent:
            self.cell.append(data)

    def new_row(self, attributes: dict[str, str | None]) -> None:
        table = self.tables[-1]
        table.covered = {column: left - 1 for column, left in table.covered.items() if left > 1}
        if GONE.search(attributes.get("style") or ""):
            table.hidden.append(len(table.rows))
        table.rows.append([])
        if len(table.rows) > self.most_rows:
            raise TooMany

    def end_cell(self) -> None:
        if self.cell is None:
            return
        table, shown = self.tables[-1], tidy("".join(self.cell))
        self.cell = None
        if not table.rows:
            table.rows.append([])
        row = table.rows[-1]
        while len(row) in table.covered:
            row.append(None)
        down, across = self.span
        top, left = len(table.rows) - 1, len(row)
        if left + across > self.most_columns and shown:
            raise TooMany
        across = min(across, max(self.most_columns - left, 1))
        row += [shown or None, *[None] * (across - 1)]
        if down > 1:
            table.covered |= dict.fromkeys(range(left, left + across), down)
        if down > 1 or across > 1:
            table.merges.append((top, left, top + min(down, self.most_rows) - 1, left + across - 1))


def span(told: str | None) -> int:
    told = (told or "").strip()
    return min(max(int(told), 1), 1_000_000) if told.isascii() and told.isdigit() and len(told) < 9 else 1


def tidy(shown: str) -> str:
    return "\n".join(" ".join(line.split()) for line in shown.split("\n")).strip().replace("\n\n", "\n")


def text_of(content: bytes) -> str | None:
    """Marked or unmarked UTF-8, or what the page says of itself."""
    told = CHARSET.search(content[:4096])
    if told and told[1].decode().lower() in CHINESE and not content.startswith(tuple(BOMS)):
        return content.decode("gb18030", "replace")
    return decode(content)


def tables(content: bytes, rows: int, columns: int) -> list[Table]:
    text = text_of(content)
    if text is None:
        return []
    parser = Tables(rows, columns)
    parser.feed(text)
    parser.close()
    return [table for table in parser.tables if any(any(row) for row in table.rows)]
