"""The text of one cell as a reader of the sheet sees it."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from community.imports.safe import meant_cell
from community.imports.shapes import Typed

LONGEST_CELL = 1_000
MOST_REMEMBERED = 10_000
# doubles are exact up to here; Excel itself keeps 15 digits only
EXACT = 10**15
WIDE_SIGNS = {
    code: code - 0xFEE0 for first, last in ("０９", "ＡＺ", "ａｚ") for code in range(ord(first), ord(last) + 1)
}
WIDE_SIGNS[0x3000] = 0x20
DITTO = re.compile(r"[—\-–－─~～\s]*(?:〃+|\"+|″+|”+|“+|''|′′|´´|同\s*上|同\s*前|同上行|同上栏)[—\-–－─~～\s]*")
DITTO_SIGNS = frozenset("—-–－─~～〃\"″”“'′´同")
YES = frozenset("√ ✓ ✔ ☑ ● ■ ★ V Y YES 是 有 1 TRUE 对 ○".split())
NO = frozenset("× ✗ ✘ X N NO 否 无 0 没有 FALSE 不是 - — / 错".split())
# the century in which nobody has typed rosters
LONG_AGO = 2000


def text(cell: Typed) -> str:
    """3.0 is 3, a date is 1990-03-07; wide digits and letters are narrow, invisible signs are gone."""
    if isinstance(cell, str):
        # most cells are digits or words that need nothing
        return cell.strip()[:LONGEST_CELL] if cell.isascii() and cell.isprintable() and cell[:1] != "'" else clean(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


class Texts(dict[str, str]):
    """The texts of cells met before: most words of a roster stand in many of its rows. ``dittos`` are those like 同上."""

    def __init__(self) -> None:
        super().__init__()
        self.dittos: set[str] = set()

    def __missing__(self, cell: str) -> str:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        self[cell] = shown = text(cell)
        if shown and is_ditto(shown):
            self.dittos.add(shown)
        return shown

    def of(self, row: Sequence[Typed]) -> list[str]:
        # 1 and True are one key, so only texts are looked up
        return ["" if cell is None else self[cell] if isinstance(cell, str) else text(cell) for cell in row]


def clean(shown: str) -> str:
    """Signs for rare names that no table knows yet stay: only control and formatting signs go."""
    shown = shown.translate(WIDE_SIGNS)
    if not shown.isprintable():
        lines = shown.replace("\r\n", "\n").replace("\r", "\n")
        shown = "".join(
            sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs")
        )
    if not unicodedata.is_normalized("NFC", shown):
        shown = unicodedata.normalize("NFC", shown)
    return meant_cell(shown.strip()[:LONGEST_CELL])


def is_cut(cell: Typed) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= EXACT


def house_text(cell: date) -> str:
    """“3-2” that Excel took for the second of March; “3-32” that it took for March 1932."""
    if cell.year < LONG_AGO and cell.day == 1:
        return f"{cell.month}-{cell.year % 100}"
    return f"{cell.month}-{cell.day}"


def is_ditto(shown: str) -> bool:
    return shown[0] in DITTO_SIGNS and len(shown) <= 12 and DITTO.fullmatch(shown) is not None
