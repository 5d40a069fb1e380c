"""Where the headings of a sheet are, and what each of its columns means."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count, pairwise

from community.imports import headings
from community.imports.asides import building_words, title_building
from community.imports.cells import text
from community.imports.columns import FLAT_OR_HOUSEHOLD, OF_THE_HOME, REASON, SKIP, UNKNOWN, plain_heading
from community.imports.headings import BASE, HEAD, OWNER, TENANT, Meaning
from community.imports.shapes import Answers, ColumnOf, Layout, Question, Sheet, Typed

# title rows above, at most this many; a heading may take three rows
SEARCHED = 12
DEEPEST = 3
# a merged cell this wide is a title, not a group of columns
TITLE_SHARE = 0.8
ENOUGH = 3
LOOKED_AT = 60
WITH_NAME = 2
HIDDEN, EMPTY, NO_HEADINGS, NOT_CHOSEN = "hidden", "empty", "no_headings", "not_chosen"


@dataclass
class Block:
    """One to three rows taken as headings: for each column the parts from the group down to the leaf."""

    first: int
    last: int
    paths: list[tuple[str, ...]]
    meanings: list[Meaning]
    score: float = 0

    @property
    def rank(self) -> tuple[float, int]:
        """Of two equal ones the shorter is better, and the upper one."""
        return self.score, self.first - self.last

    @property
    def signature(self) -> str:
        plains = ("/".join(map(plain_heading, path)) for path in self.paths if path)
        plain = [heading for heading in plains if heading != REASON]
        return hashlib.sha256("\n".join(plain).encode()).hexdigest()


class Known(dict[tuple[str, ...], Meaning]):
    """Meanings looked up once, however many blocks a heading is tried in."""

    def __init__(self, synonyms: Mapping[str, str]) -> None:
        super().__init__()
        self.synonyms = synonyms

    def __missing__(self, path: tuple[str, ...]) -> Meaning:
        self[path] = found = headings.meaning(path, self.synonyms)
        return found


def lay_out(sheet: Sheet, answers: Answers) -> tuple[Layout, list[Question]]:
    """How the sheet is understood, and what has to be asked before it can be read well."""
    skipped = passed_over(sheet, answers)
    block = None if skipped else find_headings(sheet, answers)
    if block is None:
        return Layout(sheet.name, [], 0, 0, "", skipped=skipped or NO_HEADINGS, rows=len(sheet.rows)), []
    hint = hint_of(sheet, block.first)
    columns = resolve(block, bool(hint) or has_separators(sheet)) + nameless(sheet, block)
    columns.sort(key=lambda column: column.place)
    columns = told_by(answers.columns.get(block.signature, {}), columns)
    layout = Layout(sheet.name, columns, block.first, block.last, block.signature, hint, rows=len(sheet.rows))
    return layout, missing_columns(sheet, layout, answers)


def passed_over(sheet: Sheet, answers: Answers) -> str:
    chosen = answers.sheets.get(sheet.name)
    if not any(cell not in (None, "") for row in sheet.rows for cell in row):
        return EMPTY
    if chosen is None:
        return HIDDEN if sheet.hidden else ""
    return "" if chosen else NOT_CHOSEN


# --- finding the headings ----------------------------------------------------------------------


def find_headings(sheet: Sheet, answers: Answers) -> Block | None:
    """The block that somebody mapped or pointed at before, else the one with the best score."""
    best: Block | None = None
    for block in blocks(sheet, answers):
        if block.signature in answers.columns or block.first + 1 == pointed_at(sheet, answers):
            return block
        if is_enough(block) and (best is None or block.rank > best.rank):
            best = block
    return best


def pointed_at(sheet: Sheet, answers: Answers) -> int:
    """The row number somebody gave as the first row of headings; 0 when nobody did."""
    said = answers.said.get(f"heading:{sheet.name}", "")
    return int(said) if said.isascii() and said.isdigit() else 0


def is_enough(block: Block) -> bool:
    keys = [meaning for meaning in block.meanings if meaning.key not in (UNKNOWN, SKIP)]
    named = any(meaning == Meaning("name") for meaning in keys)
    return len(keys) >= (WITH_NAME if named else ENOUGH)


def blocks(sheet: Sheet, answers: Answers) -> Iterator[Block]:
    rows = [list(row) for row in sheet.rows[:SEARCHED]]
    width = max((len(row) for row in rows), default=0)
    rows = [row + [None] * (width - len(row)) for row in rows]
    merges = [merge for merge in sheet.merges if merge[0] < len(rows)][: SEARCHED * width]
    known = Known(answers.synonyms)
    for first in range(len(rows)):
        for last in range(first, min(first + DEEPEST, len(rows))):
            if last == first or stands_below(rows, merges, first, last):
                yield read_block(rows, merges, first, last, known)


def stands_below(rows: list[list[Typed]], merges: Sequence[tuple], first: int, last: int) -> bool:
    """May this row be the lower part of headings that begin above it?"""
    own = [place for place, cell in enumerate(rows[last]) if text(cell)]
    if len(own) < 2 or any(isinstance(rows[last][place], int | float | date) for place in own):
        return False
    joined = any(
        top in range(first, last + 1) and (bottom in range(top + 1, last + 1) or (right > left and top < last))
        for top, left, bottom, right in merges
    )
    return joined or sum(not text(rows[last - 1][place]) for place in own) >= 2


def read_block(rows: list[list[Typed]], merges: Sequence[tuple], first: int, last: int, known: Known) -> Block:
    width = len(rows[first])
    lines = [[text(cell) for cell in rows[place]] for place in range(first, last + 1)]
    titles: set[tuple[int, int]] = set()
    merged: set[tuple[int, int]] = set()
    for top, left, bottom, right in merges:
        if not first <= top <= last:
            continue
        cells = [
            (row - first, column)
            for row in range(top, min(bottom, last) + 1)
            for column in range(left, min(right + 1, width))
        ]
        wide = last > first and top < last and right - left + 1 >= TITLE_SHARE * width
        (titles if wide else merged).update(cells)
        for row, column in cells:
            lines[row][column] = lines[top - first][left]
    spread(lines, merged)
    paths = [
        path_of([line[column] for row, line in enumerate(lines) if (row, column) not in titles])
        for column in range(width)
    ]
    meanings = [known[path] for path in paths]
    cut = any(first <= top <= last < bottom < top + DEEPEST for top, _left, bottom, _right in merges)
    return Block(first, last, paths, meanings, score(meanings, rows[last], cut))


def spread(lines: list[list[str]], merged: set[tuple[int, int]]) -> None:
    """A group heading whose cells were never merged, or lost that in a text file, stands over what follows it."""
    for row, (line, below) in enumerate(pairwise(lines)):
        for column in range(1, len(line)):
            free = not line[column] and (row, column) not in merged
            if free and line[column - 1] and below[column] and below[column - 1] not in ("", line[column - 1]):
                line[column] = line[column - 1]


def path_of(cells: list[str]) -> tuple[str, ...]:
    path: list[str] = []
    for cell in cells:
        if cell and cell not in path[-1:]:
            path.append(cell)
    return tuple(path)


def score(meanings: Sequence[Meaning], row: Sequence[Typed], cut: bool) -> float:
    """Known columns, each counted once in full and as a tenth after; numbers and dates are no headings.

    ``cut``: headings go on in the row below.
    """
    times = Counter(meaning for meaning in meanings if meaning.key not in (UNKNOWN, SKIP))
    total = sum(1 + (count - 1) * 0.1 for count in times.values())
    total += 0.25 * sum(meaning.key == SKIP for meaning in meanings)
    return total - 0.5 * sum(isinstance(cell, int | float | date) for cell in row) - cut


# --- what the columns mean, seen together ------------------------------------------------------


def resolve(block: Block, hinted: bool) -> list[ColumnOf]:
    """``hinted``: the building is said outside the columns."""
    meanings = list(block.meanings)
    meanings = settle_people(settle_heads(meanings))
    meanings = settle_repeated(meanings, block.paths)
    meanings = settle_house(meanings, block.paths, hinted)
    members = numbered(meanings)
    return [
        ColumnOf(place, "/".join(path), meaning.key, *members[meaning.who])
        for place, (path, meaning) in enumerate(zip(block.paths, meanings, strict=True))
        if path
    ]


def nameless(sheet: Sheet, block: Block) -> list[ColumnOf]:
    """Columns with content and no heading, so that somebody can say what they are."""
    below = sheet.rows[block.last + 1 : block.last + 1 + LOOKED_AT]
    filled = {place for row in below for place, cell in enumerate(row) if text(cell)}
    named = {place for place, path in enumerate(block.paths) if path}
    return [ColumnOf(place, "", UNKNOWN) for place in sorted(filled - named)]


def settle_heads(meanings: list[Meaning]) -> list[Meaning]:
    """户主, 身份证号, 家庭成员, 关系, 身份证号: what stands before the member's name is the head's own."""
    heads = [place for place, meaning in enumerate(meanings) if meaning == Meaning("name", HEAD)]
    names = [place for place, meaning in enumerate(meanings) if meaning == Meaning("name")]
    if len(heads) != 1 or len(names) != 1 or heads > names:
        return meanings
    between, after = meanings[heads[0] + 1 : names[0]], meanings[names[0] :]
    if not {meaning for meaning in between if is_personal(meaning)} & set(after):
        return meanings
    between = [meaning._replace(who=HEAD) if is_personal(meaning) else meaning for meaning in between]
    after = [meaning._replace(who="#1") if is_personal(meaning) else meaning for meaning in after]
    return [*meanings[: heads[0] + 1], *between, *after]


def is_personal(meaning: Meaning) -> bool:
    nobodys = (UNKNOWN, SKIP, headings.HOUSE_NUMBER)
    return meaning.who == BASE and meaning.key not in nobodys and meaning.key not in OF_THE_HOME


def settle_people(meanings: list[Meaning]) -> list[Meaning]:
    """Who is listed here, and who is only named: heads and owners are people where nobody else is."""
    named = {meaning.who for meaning in meanings if meaning.key == "name"}
    listed = next((who for who in (BASE, HEAD) if who in named), None)
    if listed is None and named == {OWNER}:
        listed = OWNER
    return [as_listed(meaning, named, listed) for meaning in meanings]


ONLY_NAMED = {
    (HEAD, "name"): "head_name",
    (OWNER, "name"): "owner",
    (OWNER, "id_number"): "owner_id",
    (OWNER, "phone"): "owner_phone",
}


def as_listed(meaning: Meaning, named: set[str], listed: str | None) -> Meaning:
    key, who = meaning
    if who == listed:
        return Meaning(key)
    if who in (HEAD, OWNER):
        return Meaning(ONLY_NAMED.get((who, key), UNKNOWN))
    if who in named or who == BASE:
        return meaning
    # 电话1, 电话2 of one and the same person; but a relative's number without a name is nobody's
    return Meaning(key) if who.startswith("#") else headings.NOTHING


def settle_repeated(meanings: list[Meaning], paths: list[tuple[str, ...]]) -> list[Meaning]:
    """姓名, 电话, 姓名, 电话: two people in one row. 姓名 beside 住户: one of the two is the name."""
    places = [place for place, meaning in enumerate(meanings) if meaning == Meaning("name")]
    if len(places) < 2:
        return meanings
    if len({paths[place][-1] for place in places}) == 1:
        return [replace_who(meaning, sum(place >= start for start in places)) for place, meaning in enumerate(meanings)]
    best = min(places, key=lambda place: (plain_heading(paths[place][-1]) != "姓名", place))
    return [
        headings.NOTHING if place in places and place != best else meaning for place, meaning in enumerate(meanings)
    ]


def replace_who(meaning: Meaning, number: int) -> Meaning:
    return meaning._replace(who=f"#{number}") if number > 1 and is_personal(meaning) else meaning


def settle_house(meanings: list[Meaning], paths: list[tuple[str, ...]], hinted: bool) -> list[Meaning]:
    keys = {meaning.key for meaning in meanings}
    beside = hinted or bool(keys & {"building", "entrance"})
    number = UNKNOWN
    if beside and "room" not in keys:
        number = "room"
    elif not beside and "address" not in keys:
        number = "address"
    if number == "room" and headings.HOUSE_NUMBER not in keys:
        return [
            Meaning("room")
            if meaning.key == "hukou_number" and plain_heading(path[-1]) == FLAT_OR_HOUSEHOLD
            else meaning
            for meaning, path in zip(meanings, paths, strict=True)
        ]
    return [meaning._replace(key=number) if meaning.key == headings.HOUSE_NUMBER else meaning for meaning in meanings]


def numbered(meanings: Sequence[Meaning]) -> dict[str, tuple[int, str]]:
    """Member number and role of everybody a row may name; tenants and relatives come after the numbered ones."""
    people = {meaning.who for meaning in meanings}
    members = {who: (int(who[1:]), "") for who in people if who.startswith("#")} | {BASE: (0, "")}
    if {meaning.who for meaning in meanings if meaning.key == "name"} == {TENANT}:
        return members | {TENANT: (0, TENANT)}
    following = count(max(number for number, _role in members.values()) + 1)
    for who in sorted(people - members.keys()):
        members[who] = (next(following), TENANT if who.startswith(TENANT) else "")
    return members


def told_by(mapping: Mapping[str, str], columns: list[ColumnOf]) -> list[ColumnOf]:
    """What somebody said of these headings before, or just now, wins: “key”, “key@member” or “key@member@role”."""
    told = []
    for column in columns:
        key, member, role = [*mapping.get(str(column.place), "").split("@"), "", ""][:3]
        number = int(member) if member.isascii() and member.isdigit() else 0
        said = str(column.place) in mapping
        told.append(replace(column, key=key, member=number, role=role) if said else column)
    return told


# --- building words around the table, and what is missing ---------------------------------------


def hint_of(sheet: Sheet, heading_first: int) -> str:
    """幸福小区3号楼 from the title, 3栋 from the sheet's name; the name wins where they contradict each other."""
    named = building_words(sheet.name)
    titles = (title_building(text(cell)) for row in sheet.rows[:heading_first] for cell in row)
    titled = next(filter(None, titles), "")
    digits = re.compile(r"\d+")
    if named and titled and digits.findall(named)[:1] != digits.findall(titled)[:1]:
        return named
    return titled or named


def missing_columns(sheet: Sheet, layout: Layout, answers: Answers) -> list[Question]:
    key = f"columns:{sheet.name}"
    if layout.signature in answers.columns or key in answers.said:
        return []
    keys = {column.key for column in layout.columns}
    placed = "address" in keys or ("room" in keys and ("building" in keys or layout.hint or has_separators(sheet)))
    if "name" in keys and placed:
        return []
    return [Question("columns", key, sheet=sheet.name, count=max(layout.rows - layout.heading_last - 1, 0))]


def has_separators(sheet: Sheet) -> bool:
    for row in sheet.rows[:LOOKED_AT]:
        filled = [shown for shown in map(text, row) if shown]
        if len(filled) == 1 and building_words(filled[0]):
            return True
    return False
