"""What a workbook says besides its values: struck, hidden and coloured rows, errors, formulas nobody calculated.

Looks at styles and at the tags of cells only, in one pass over each sheet. Standard library only.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree

STRUCK, HIDDEN, COLOURED = "struck", "hidden", "coloured"
BROKEN, NO_RESULT = "broken", "no_result"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
WHITE = ("FFFFFFFF", "00FFFFFF", "FFFFFF")
# white and “automatic” among the old numbered colours
PLAIN_COLOURS = frozenset({"1", "9", "64", "65"})
PIECE = 1024 * 1024
ROW_TAG = re.compile(rb"<row\b([^>]*)>")
ROW_NUMBER = re.compile(rb"\sr=\"(\d+)\"")
HIDDEN_ROW = re.compile(rb"\shidden=\"(?:1|true)\"")
ERROR = re.compile(rb"<c r=\"([A-Z]+)\d+\"[^>]*\st=\"e\"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>(#[^<]{1,12})</v>")
UNCALCULATED = re.compile(
    rb"<c r=\"([A-Z]+)\d+\"(?![^>]*\st=\"str\")[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>"
)


@dataclass
class Marks:
    """Of one sheet, rows and columns counted from 0."""

    rows: dict[int, list[str]] = field(default_factory=dict)
    struck: dict[int, list[int]] = field(default_factory=dict)
    # row → column → what is wrong, and the text to show
    faults: dict[int, dict[int, tuple[str, str]]] = field(default_factory=dict)

    def add(self, row: int, filled: int, struck: list[int], coloured: int, hidden: bool) -> None:
        found = [STRUCK] if len(struck) * 2 > filled else []
        found += [HIDDEN] if hidden else []
        found += [COLOURED] if coloured * 2 > filled else []
        if found:
            self.rows[row] = found
        if struck and STRUCK not in found:
            self.struck[row] = struck

    def blame(self, row: int, column: int, fault: str, shown: str = "") -> None:
        self.faults.setdefault(row, {})[column] = (fault, shown)


class Workbook:
    """The marks of an .xlsx; what is written in an unusual way is passed over, never refused."""

    def __init__(self, content: bytes) -> None:
        self.archive = zipfile.ZipFile(BytesIO(content))
        self.parts = self.sheet_parts()
        struck, coloured = self.styles()
        self.struck, self.coloured = cells_of(struck), cells_of(coloured)

    def xml(self, name: str) -> ElementTree.Element:
        # document types and entities were refused before
        return ElementTree.fromstring(self.archive.read(name))

    def sheet_parts(self) -> list[str]:
        book = self.xml("xl/workbook.xml")
        targets = {one.get("Id"): one.get("Target", "") for one in self.xml("xl/_rels/workbook.xml.rels")}
        names = [targets.get(sheet.get(RELATION), "") for sheet in book.iter(f"{MAIN}sheet")]
        return [name.lstrip("/") if name.startswith("/") else f"xl/{name}" for name in names]

    def styles(self) -> tuple[list[int], list[int]]:
        """The numbers of the cell styles whose font is struck, and of those with a fill that is not white."""
        if "xl/styles.xml" not in self.archive.namelist():
            return [], []
        root = self.xml("xl/styles.xml")
        fonts = [is_struck(font) for font in root.findall(f"{MAIN}fonts/{MAIN}font")]
        fills = [is_coloured(fill) for fill in root.findall(f"{MAIN}fills/{MAIN}fill")]
        struck, coloured = [], []
        for number, style in enumerate(root.findall(f"{MAIN}cellXfs/{MAIN}xf")):
            if at(fonts, style.get("fontId")):
                struck.append(number)
            if at(fills, style.get("fillId")):
                coloured.append(number)
        return struck, coloured

    def marks(self, place: int) -> Marks:
        found = Marks()
        if place >= len(self.parts) or self.parts[place] not in self.archive.namelist():
            return found
        for number, row in self.rows(self.parts[place]):
            filled = row.count(b"<v>") + row.count(b"<is>")
            if not filled and b"<f" not in row:
                continue
            struck = [column_number(letters) for letters in self.struck.findall(row)] if self.struck else []
            coloured = len(self.coloured.findall(row)) if self.coloured else 0
            tag = ROW_TAG.search(row)
            found.add(number, filled, struck, coloured, bool(tag and HIDDEN_ROW.search(tag[1])))
            if b't="e"' in row:
                for letters, shown in ERROR.findall(row):
                    found.blame(number, column_number(letters), BROKEN, shown.decode())
            if b"<f" in row:
                for letters in UNCALCULATED.findall(row):
                    found.blame(number, column_number(letters), NO_RESULT)
        return found

    def rows(self, part: str) -> Iterator[tuple[int, bytes]]:
        """Each row with its number, cut out of the text without parsing it."""
        kept, following = b"", 0
        with self.archive.open(part) as file:
            while piece := file.read(PIECE):
                *rows, kept = (kept + piece).split(b"</row>")
                for row in rows:
                    row = row[max(row.rfind(b"<row"), 0) :]
                    tag = ROW_TAG.search(row)
                    told = ROW_NUMBER.search(tag[1]) if tag else None
                    following = int(told[1]) if told else following + 1
                    yield following - 1, row
                if len(kept) > PIECE:
                    kept = kept[max(kept.rfind(b"<row"), 0) :]


def cells_of(styles: list[int]) -> re.Pattern[bytes] | None:
    """Filled cells in one of these styles."""
    if not styles:
        return None
    numbers = "|".join(map(str, styles))
    return re.compile(rf'<c r="([A-Z]+)\d+" s="(?:{numbers})"[^>]*(?<!/)>(?!</c>)'.encode())


def is_struck(font: ElementTree.Element) -> bool:
    strike = font.find(f"{MAIN}strike")
    return strike is not None and strike.get("val", "1") not in ("0", "false")


def is_coloured(fill: ElementTree.Element) -> bool:
    pattern = fill.find(f"{MAIN}patternFill")
    if pattern is None or pattern.get("patternType") != "solid":
        return False
    colour = pattern.find(f"{MAIN}fgColor")
    if colour is None:
        return False
    if colour.get("theme"):
        # the first colour of every theme is its paper
        return colour.get("theme") != "0" or abs(float(colour.get("tint", "0"))) > 0.01
    if colour.get("indexed"):
        return colour.get("indexed") not in PLAIN_COLOURS
    return bool(colour.get("rgb")) and colour.get("rgb") not in WHITE


def at(flags: list[bool], place: str | None) -> bool:
    return bool(place and place.isdigit() and int(place) < len(flags) and flags[int(place)])


def column_number(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1
