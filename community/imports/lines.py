"""The rows of a sheet one after the other: merged and 同上 cells written out, and why some rows are no data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import eq

from community.imports import asides
from community.imports.asides import ENTRANCE, bare, building_words, title_building
from community.imports.cells import Texts, text
from community.imports.columns import SKIP
from community.imports.shapes import BLANK, HEADING, SEPARATOR, TITLE, Layout, Sheet, Typed

# cells whose “同上” would make another person the same
OWN = frozenset({"name", "id_number"})
# explanations stand right below the headings
NEAR = 2
MOST_COLUMNS = 60
SAME_HEADINGS = 2


@dataclass(slots=True)
class Line:
    """One row: as the file has it, as it is meant, and as it reads."""

    place: int
    own: Sequence[Typed]
    meant: list[Typed]
    shown: list[str]
    aside: str = ""
    # building words of the last separator above
    hint: str = ""


def lines(sheet: Sheet, layout: Layout) -> Iterator[Line]:
    walk = Walk(sheet, layout)
    for place, row in enumerate(sheet.rows):
        line = walk.line(place, row)
        line.aside = walk.reason(line)
        if line.aside == SEPARATOR:
            walk.turn(next(filter(None, line.shown)))
        elif not line.aside:
            walk.repeat(line)
        line.hint = walk.hint
        yield line


class Walk:
    """What has to be remembered on the way down a sheet."""

    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self.layout = layout
        self.falling = falling_merges(sheet)
        self.texts = Texts()
        self.held: dict[tuple[int, int], Typed] = {}
        self.above: list[Typed] = []
        self.hint = layout.hint
        self.building = layout.hint
        self.never_repeated = {column.place for column in layout.columns if column.key in OWN}
        self.numbers = frozenset(column.place for column in layout.columns if column.key == SKIP)
        names = [column for column in layout.columns if column.key == "name"]
        self.name = min(names, key=lambda column: (column.member, column.place)).place if names else None
        head = [[text(cell) for cell in row] for row in sheet.rows[: layout.heading_last + 1]]
        self.headings = head[layout.heading_first :]
        self.titles = {cell for row in head[: layout.heading_first] for cell in row if cell}

    def line(self, place: int, own: Sequence[Typed]) -> Line:
        meant = list(own)
        for top, left in self.falling.get(place, ()):
            if place == top:
                self.held[top, left] = own[left] if left < len(own) else None
            meant += [None] * (left + 1 - len(meant))
            meant[left] = self.held.get((top, left))
        return Line(place, own, meant, self.texts.of(meant))

    def repeat(self, line: Line) -> None:
        """同上 says the nearest text above it in the same column; a person's name and number are never the same."""
        above = self.above
        above += [None] * (len(line.meant) - len(above))
        if not self.texts.dittos.isdisjoint(line.shown):
            self.write_out(line, above)
        nearest = [meant if shown else old for meant, shown, old in zip(line.meant, line.shown, above, strict=False)]
        self.above = nearest + above[len(nearest) :]

    def write_out(self, line: Line, above: Sequence[Typed]) -> None:
        for place, shown in enumerate(line.shown):
            if shown in self.texts.dittos and place not in self.never_repeated and above[place] is not None:
                line.meant[place] = above[place]
                line.shown[place] = text(above[place])

    def turn(self, word: str) -> None:
        """A separator row: the building, or the entrance in it, that the rows below belong to."""
        if ENTRANCE.fullmatch(bare(word)):
            self.hint = self.building + bare(word)
        elif building := building_words(word) or title_building(word):
            self.hint = self.building = building

    def reason(self, line: Line) -> str:
        first, last = self.layout.heading_first, self.layout.heading_last
        if line.place < first:
            return TITLE if any(line.shown) else BLANK
        if line.place <= last:
            return HEADING
        own = self.texts.of(line.own) if line.place in self.falling else line.shown
        if self.is_heading(own):
            return HEADING
        if self.titles and len(texts := {cell for cell in own if cell}) == 1 and texts <= self.titles:
            return TITLE
        near = line.place <= last + NEAR
        if not any(own):
            return BLANK
        return asides.reason(own, self.name, self.numbers, near=near)

    def is_heading(self, shown: Sequence[str]) -> bool:
        """The headings once more, as on each printed page."""
        for heading in self.headings:
            # empty cells are equal too, so these are at least as many
            if sum(map(eq, shown, heading)) < SAME_HEADINGS:
                continue
            same = sum(bool(cell) and cell == other for cell, other in zip(shown, heading, strict=False))
            if same >= SAME_HEADINGS and same * 2 > sum(map(bool, shown)):
                return True
        return False


def falling_merges(sheet: Sheet) -> dict[int, list[tuple[int, int]]]:
    """Row → top left cells of the merges that come down through it; more than can lie side by side are a trick."""
    falling: dict[int, list[tuple[int, int]]] = {}
    left_over = len(sheet.rows) * MOST_COLUMNS
    for top, left, bottom, _right in sheet.merges:
        if bottom == top:
            continue
        last = min(bottom, len(sheet.rows) - 1)
        left_over -= last + 1 - top
        if left_over < 0:
            break
        for place in range(top, last + 1):
            falling.setdefault(place, []).append((top, left))
    return falling
