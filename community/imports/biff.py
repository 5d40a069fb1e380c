"""Struck, hidden and coloured rows and errors of an old .xls, read from its records. Standard library only."""

import struct
from collections.abc import Iterator

from community.imports import ole
from community.imports.marks import BROKEN, Marks

FONT, STYLE, SHEET, ROW, END = 0x31, 0xE0, 0x85, 0x208, 0x0A
FORMULA, ERROR_OR_BOOLEAN, MANY_NUMBERS = 0x06, 0x205, 0xBD
# text, number, packed number, old text, formatted text
CELLS = frozenset({0xFD, 0x203, 0x27E, 0x204, 0xD6, FORMULA, ERROR_OR_BOOLEAN})
STRUCK_FONT, HIDDEN_ROW, SOLID = 0x08, 0x20, 1
WHITE = (1, 9, 64, 65)
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
# the fifth font of the list does not exist, its number is left out
NO_FONT = 4


class Workbook:
    def __init__(self, content: bytes) -> None:
        envelope = ole.Envelope(content)
        self.book = envelope.read(envelope.book)
        fonts: list[bool] = []
        self.struck: list[bool] = []
        self.coloured: list[bool] = []
        self.starts: list[int] = []
        for kind, data in self.records(0):
            if kind == FONT and len(data) >= 4:
                fonts.append(bool(data[2] & STRUCK_FONT))
            elif kind == STYLE and len(data) >= 20:
                font = struct.unpack_from("<H", data)[0]
                font -= font > NO_FONT
                self.struck.append(font < len(fonts) and fonts[font])
                pattern = struct.unpack_from("<I", data, 14)[0] >> 26
                self.coloured.append(pattern == SOLID and data[18] & 0x7F not in WHITE)
            elif kind == SHEET and len(data) >= 8:
                self.starts.append(struct.unpack_from("<I", data)[0])

    def records(self, start: int) -> Iterator[tuple[int, bytes]]:
        place = start
        while place + 4 <= len(self.book):
            kind, length = struct.unpack_from("<HH", self.book, place)
            if kind == END:
                return
            yield kind, self.book[place + 4 : place + 4 + length]
            place += 4 + length

    def marks(self, place: int) -> Marks:
        found = Marks()
        if place >= len(self.starts):
            return found
        hidden: set[int] = set()
        cells: dict[int, list[tuple[int, int]]] = {}
        for kind, data in self.records(self.starts[place]):
            if kind == ROW and len(data) >= 14 and data[12] & HIDDEN_ROW:
                hidden.add(struct.unpack_from("<H", data)[0])
            elif kind in CELLS and len(data) >= 6:
                row, column, style = struct.unpack_from("<3H", data)
                cells.setdefault(row, []).append((column, style))
                if shown := error_of(kind, data):
                    found.blame(row, column, BROKEN, shown)
            elif kind == MANY_NUMBERS and len(data) >= 12:
                row, column = struct.unpack_from("<2H", data)
                styles = [struct.unpack_from("<H", data, at)[0] for at in range(4, len(data) - 5, 6)]
                cells.setdefault(row, []).extend(enumerate(styles, column))
        for row, filled in cells.items():
            struck = [column for column, style in filled if style < len(self.struck) and self.struck[style]]
            coloured = sum(style < len(self.coloured) and self.coloured[style] for _column, style in filled)
            found.add(row, len(filled), struck, coloured, row in hidden)
        return found


def error_of(kind: int, data: bytes) -> str:
    if kind == ERROR_OR_BOOLEAN and len(data) >= 8 and data[7]:
        return ERRORS.get(data[6], "#N/A")
    if kind == FORMULA and len(data) >= 14 and data[12:14] == b"\xff\xff" and data[6] == 2:
        return ERRORS.get(data[8], "#N/A")
    return ""
