"""The plain data between the pieces of the importer: sheet → layout → rows → facts → entry.

    zipguard, parser      file          → Sheet       typed cells, merges, marks; read in a child process with limits
    layout                Sheet         → Layout      where the headings are and what each column means
    rows                  Sheet, Layout → SheetRow    one person each, cells by column key, or the reason why it is no data
    checking              SheetRow      → Facts       values, problems, questions
    matching              Facts         → Entry       what the row asks of the register

Keys of columns stand in ``columns.COLUMNS``. Nothing here knows a request or the database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Typed = str | int | float | bool | date | None
# why a row is no data (I16); shown beside it
BLANK, TITLE, HEADING, EXPLANATION = "blank", "title", "heading", "explanation"
SEPARATOR, TOTAL, FOOTER, SAMPLE = "separator", "total", "footer", "sample"
# marks that people give whole rows (I17)
STRUCK, HIDDEN, COLOURED = "struck", "hidden", "coloured"
# how a cell came to its text, where that matters: cut off by Excel, a date in disguise, an error, no cached value
CUT, DATE, BROKEN, NO_RESULT = "cut", "date", "broken", "no_result"
ERROR, REVIEW, NOTICE = "error", "review", "notice"


@dataclass(slots=True)
class Sheet:
    """One sheet as the file has it; rows and columns count from 0 and include leading empty ones."""

    name: str
    rows: Sequence[Sequence[Typed]]
    # first row, first column, last row, last column, all inclusive
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False
    # row → marks (STRUCK, HIDDEN, COLOURED)
    marks: dict[int, tuple[str, ...]] = field(default_factory=dict)
    # row → columns whose text is struck through, where that is not most of the row
    struck: dict[int, tuple[int, ...]] = field(default_factory=dict)
    # (row, column) → BROKEN or NO_RESULT
    faults: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(slots=True)
class ColumnOf:
    """What one column of a sheet means. ``key`` "" keeps it as a raw note, "-" leaves it out on purpose.

    ``member`` > 0 in wide sheets: the n-th person of the row. ``role`` says as what a group of columns speaks of
    somebody: "" a resident, "tenant" (租户姓名, 承租人电话). Owners have keys of their own (owner, owner_phone).
    """

    place: int
    heading: str
    key: str
    member: int = 0
    role: str = ""


@dataclass(slots=True)
class Layout:
    """How a sheet was understood; stored as JSON with the import and shown for correction."""

    sheet: str
    columns: list[ColumnOf]
    # 0-based, inclusive
    heading_first: int
    heading_last: int
    # sha256 over the plain headings in order: what the mapping is remembered by
    signature: str
    # building words from the sheet's name or the title above (I02, sheet family h)
    hint: str = ""
    # why the sheet is not read: "hidden", "empty", "no_headings", "not_chosen"; "" when it is
    skipped: str = ""
    rows: int = 0


@dataclass(slots=True)
class SheetRow:
    """One person of one row, or one row that is no data (then ``aside`` says why and there are no cells).

    ``number`` counts from 1 as the spreadsheet program shows it. ``cells`` holds the text as a reader sees it,
    merged and 同上 cells filled already; empty cells are missing. ``typed`` names only cells that need care
    (CUT, DATE, BROKEN, NO_RESULT). ``extra`` keeps columns that nobody knows, by heading, never lost (I10).
    """

    sheet: str
    number: int
    member: int = 0
    aside: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    marks: tuple[str, ...] = ()
    # keys of house cells that are blank here and would be filled from the row above, if the user says so (I15)
    proposed: Mapping[str, str] = field(default_factory=dict)
    # building words of the nearest separator row, the sheet's name or the title: used when no cell says a building
    hint: str = ""
    role: str = ""


@dataclass(slots=True)
class Problem:
    """Shown as “column：sentence”. ``level``: ERROR keeps the row out, REVIEW waits for a decision, NOTICE informs."""

    key: str
    heading: str
    value: str
    code: str
    sentence: str
    level: str = ERROR


@dataclass(slots=True)
class Question:
    """Asked once per file, whatever number of rows it concerns (``count``).

    ``kind``: "word" (table and word: what does it mean), "building" (word: which building), "digit" (I35: what do
    1 and 2 mean in this column), "fill_down" (I15: sheet), "columns" (sheet: no name or address column was found).
    ``key`` identifies it among the answers: "word:education:大本".
    """

    kind: str
    key: str
    word: str = ""
    sheet: str = ""
    count: int = 0
    # (value, label) to choose from; empty: the page offers its own choice (buildings, columns)
    choices: Sequence[tuple[str, str]] = ()


@dataclass(slots=True)
class Answers:
    """What was answered for one file (RosterImport.answers) together with what is remembered from others.

    ``columns``: signature → place (as text) → key, or "key@member" or "key@member@role".
    ``words``: "table:word" → code. ``buildings``: word → building pk. ``sheets``: name → read it or not.
    ``said``: answers to digit and fill_down questions by question key. ``options``: see OPTIONS.
    """

    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    buildings: dict[str, int] = field(default_factory=dict)
    sheets: dict[str, bool] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    options: dict[str, bool] = field(default_factory=dict)
    # further synonyms of headings: plain heading → key
    synonyms: dict[str, str] = field(default_factory=dict)


# off by default: an empty cell clears what the register holds (I19); rows with review problems go in as proposed
OPTIONS = ("erase_empty", "take_reviewed")


@dataclass(slots=True)
class Facts:
    """One row after checking. ``values`` can be stored as JSON: dates are ISO text, phones are [number, label] pairs.

    Keys of values: name, former_name, doc_type, id_number, id_hint, sex, born, born_precision, phones, building (pk),
    building_name, entrance, room, relation, head_name, kind, hukou, hukou_number, ethnicity, politics, marriage,
    education, workplace, note, area, use, died (True), died_on, left (True), left_on, verified_on, doc_expires_on,
    needs ([group, grade] pairs), owner ({name, doc_number, phone}), vehicles (plates), pets (texts).
    A missing key is an empty cell; a key in ``cleared`` is an empty cell of a column that the sheet has.
    """

    sheet: str
    number: int
    member: int
    cells: Mapping[str, str]
    extra: Mapping[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    cleared: tuple[str, ...] = ()

    @property
    def level(self) -> str:
        """The worst of its problems; "" when there is none."""
        levels = {problem.level for problem in self.problems}
        return next((level for level in (ERROR, REVIEW, NOTICE) if level in levels), "")

    @property
    def home(self) -> tuple[int, str, str]:
        """Building, entrance and room: which dwelling the row means."""
        return self.values["building"], self.values.get("entrance", ""), self.values["room"]


@dataclass(slots=True)
class Change:
    """One value that would become another; shown in the preview as heading, old, new."""

    key: str
    old: str
    new: str
