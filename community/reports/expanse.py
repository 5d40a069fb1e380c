"""How far a workbook reaches, counted before openpyxl lays it out: that makes an object of every cell it is told of.

A thousand bytes can join, link or colour all the cells there are. Elements are counted as they go by, nothing is kept.
"""

import re
from typing import Any, BinaryIO
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# far more than a blank form of a superior has, and little enough to be laid out in some seconds
MOST = 300_000
# areas of other elements are kept as two corners
LAID_OUT = ("mergeCell", "hyperlink", "comment", "table")
PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
PICTURES = "xl/media/"


class Vast(Exception):
    """More than anybody fills in."""


class Part:
    """One part of the file: the last row and column it names, and how many cells its areas cover."""

    def __init__(self, elements: int) -> None:
        self.elements = elements
        self.row = self.column = self.last_row = self.last_column = self.covered = 0

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        name = tag.rpartition(":")[2]
        if name == "row":
            self.row, self.column = number(attributes.get("r")) or self.row + 1, 0
            self.last_row = max(self.last_row, self.row)
        elif name == "c":
            self.cell(attributes.get("r", ""))
        elif name in LAID_OUT:
            self.covered += area(attributes["ref"]) if "ref" in attributes else 0
        if max(self.elements, self.covered, self.last_row * self.last_column) > MOST:
            raise Vast

    def cell(self, told: str) -> None:
        place = PLACE.fullmatch(told.strip())
        row, self.column = (int(place[2]), column_number(place[1])) if place else (self.row, self.column + 1)
        self.last_row, self.last_column = max(self.last_row, row), max(self.last_column, self.column)


def refuse_vast(file: BinaryIO) -> None:
    """Raises ValidationError; of a file that ``zipguard`` let pass. Leaves it at its start."""
    elements = 0
    try:
        with ZipFile(file) as book:
            for entry in book.infolist():
                if not entry.filename.lower().startswith(PICTURES):
                    with book.open(entry) as part:
                        elements = count(part, elements)
    except Vast:
        raise ValidationError(
            _("这张表的格子太多，空白表不会这么大。请删掉下方和右侧的空白行列、多余的工作表，再上传。"), code="vast"
        ) from None
    finally:
        file.seek(0)


def count(part: Any, elements: int) -> int:
    """Elements so far; what is no XML has none that anybody would lay out."""
    seen, parser = Part(elements), ParserCreate()
    parser.StartElementHandler = seen.begin
    try:
        parser.ParseFile(part)
    except ExpatError:
        return seen.elements
    return seen.elements


def area(told: str) -> int:
    """Cells between two corners; one that names no corners ends at the edge of the sheet."""
    places = [PLACE.fullmatch(corner) for corner in told.strip().split(":")]
    if not all(places):
        return MOST + 1
    rows = [int(place[2]) for place in places if place]
    columns = [column_number(place[1]) for place in places if place]
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)


def number(told: str | None) -> int:
    """As openpyxl takes it: 7, and 7.0."""
    try:
        return int(float(told or 0))
    except (ValueError, OverflowError):
        return MOST + 1


def column_number(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column
