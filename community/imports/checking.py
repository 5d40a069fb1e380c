"""Is each cell good, and is the file as a whole? Knows the buildings, nothing else of the register."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from community import ids
from community.imports import together
from community.imports.homes import Homes
from community.imports.needs import add_need
from community.imports.notes import gather
from community.imports.places import Buildings
from community.imports.readers import ALONE, HEAD, READERS, Reader, lost_digits
from community.imports.row_check import RowCheck, heading_of
from community.imports.shapes import (
    BROKEN,
    COLOURED,
    CUT,
    ERROR,
    HIDDEN,
    NO_RESULT,
    NOTICE,
    REVIEW,
    STRUCK,
    Answers,
    Facts,
    Problem,
    Question,
    SheetRow,
)
from community.imports.words import Words

TENANT = "tenant"
# a roster of three years ago is right about its own day; counting by calendar years adds one or two
LISTS_GROW_OLD, COUNTED_MORE = 3, 2
# what a cell may be wrong about before anybody reads its text
FAULTS = {
    BROKEN: gettext_noop("这一格的公式出错了，请改成结果再上传。"),
    NO_RESULT: gettext_noop("这一格的公式没有算出结果，请用表格软件打开，保存一次再上传。"),
}
CUT_OTHER = gettext_noop("这一格在 Excel 里被当成数字，尾数可能已丢失，请把这一列设为文本后重新填写。")
MARKS = {
    STRUCK: gettext_noop("这一行在表里划掉了，请核对是不是已经去世或搬走。"),
    HIDDEN: gettext_noop("这一行在表里是隐藏的，请核对要不要登记。"),
    COLOURED: gettext_noop("这一行在表里涂了颜色，请核对有没有特别的意思。"),
}
NOTHING: dict[str, str] = {}
MOST_REMEMBERED = 4_096
PERSONAL = frozenset("id_number sex born phone relation ethnicity politics marriage education age died left".split())


class Checker:
    """Checks the rows of one file; ``questions`` holds what nobody but the uploader can answer."""

    def __init__(self, buildings: Buildings, answers: Answers | None = None, *, today: date | None = None) -> None:
        answers = answers or Answers()
        self.today = today or timezone.localdate()
        self.words = Words(answers)
        self.homes = Homes(buildings, answers)
        # key → text → what it says, for columns that say the same thing many times
        self.said: dict[str, dict[str, str]] = {key: {} for key in ALONE}
        self.dashed: list[Facts] = []
        self.erases = bool(answers.options.get("erase_empty"))

    @property
    def questions(self) -> list[Question]:
        return [*self.homes.asked.values(), *self.words.questions]

    def check(self, row: SheetRow) -> Facts:
        facts = Facts(row.sheet, row.number, row.member, row.cells, row.extra)
        if row.aside:
            return facts
        cells = {**row.proposed, **row.cells} if row.proposed else row.cells
        in_hand = RowCheck(facts, cells, self.words, self.today)
        # the number first: it knows birth and sex, and is read by what kind of document it is
        for key in ("doc_type", "id_number"):
            if key in cells:
                self.read_cell(in_hand, key, row.typed)
        for key, text in cells.items():
            if key not in ("doc_type", "id_number"):
                if (value := self.said.get(key, NOTHING).get(text)) is None or row.typed:
                    self.read_cell(in_hand, key, row.typed)
                elif value:
                    in_hand.values[key] = value
        self.read_home(in_hand, row)
        if together.is_dashed(facts):
            self.dashed.append(facts)
        derive(in_hand, row.role)
        gather(in_hand)
        require_name(in_hand)
        flag(in_hand, row)
        return facts

    def read_cell(self, check: RowCheck, key: str, typed: Mapping[str, str]) -> None:
        if typed and key in typed and refuse_typed(check, key, typed[key]):
            return
        reader = READERS.get(key)
        if reader is None:
            return
        if key in self.said:
            self.read_alone(check, key, reader)
        else:
            read(check, key, reader)

    def read_alone(self, check: RowCheck, key: str, reader: Reader) -> None:
        """Remembers what the text says, unless somebody has to be told or asked about it."""
        known, values, problems = self.said[key], check.values, len(check.facts.problems)
        # another cell may have said it before, and stays right if this one says nothing
        before = values.pop(key, None)
        read(check, key, reader)
        if len(check.facts.problems) == problems:
            if len(known) >= MOST_REMEMBERED:
                known.clear()
            known[check.cells[key]] = values.get(key, "")
        if before is not None:
            values.setdefault(key, before)

    def read_home(self, check: RowCheck, row: SheetRow) -> None:
        cells = check.cells
        if not ("building" in cells or "room" in cells or "address" in cells):
            return
        found = self.homes.find(cells, row.typed, row.hint)
        check.values |= found.values
        for key, _value, code, sentence, level in found.blames:
            check.blame(key, code, sentence, level)

    def check_together(self, rows: Sequence[Facts]) -> None:
        together.check_together(rows, self.dashed)
        if self.erases:
            together.mark_cleared(rows)


def read(check: RowCheck, key: str, reader: Reader) -> None:
    try:
        reader(check, check.cells[key])
    except ValidationError as refusal:
        check.blame(key, str(refusal.code), refusal.messages[0])


def refuse_typed(check: RowCheck, key: str, typed: str) -> bool:
    """True for a cell whose text is not worth reading."""
    if typed in FAULTS:
        check.blame(key, typed, _(FAULTS[typed]))
        return True
    if typed == CUT and key == "id_number":
        lost_digits(check, ids.normalise(check.cells[key]))
        return True
    if typed == CUT:
        check.blame(key, "cut", _(CUT_OTHER), ERROR if key == "phone" else NOTICE)
        return True
    return False


def derive(check: RowCheck, role: str) -> None:
    """What several cells say together; a column 租户姓名 says that the flat is let."""
    values = check.values
    if role == TENANT and "name" in values:
        values.setdefault("use", "let")
    if check.grade:
        needs = values.get("needs", [])
        add_need(check, needs[0][0] if len(needs) == 1 else "disabled", check.grade)
    if values.get("head_name") and values.get("head_name") == values.get("name"):
        values.setdefault("relation", HEAD)
    check_age(check)


def check_age(check: RowCheck) -> None:
    """Never stored; people count a year more, and lists grow old."""
    told = re.fullmatch(r"(\d{1,3})(?:\.0)?(?:周?岁)?", check.cells.get("age", "")[:20].strip())
    born = check.values.get("born")
    if told and born:
        years = (
            check.today.year - int(born[:4]) - ((check.today.month, check.today.day) < (int(born[5:7]), int(born[8:])))
        )
        if not -LISTS_GROW_OLD <= int(told[1]) - years <= COUNTED_MORE:
            sentence = _("年龄写的是 %(told)s，按出生日期是 %(years)s，请核对；登记的是出生日期。")
            check.blame("age", "age", sentence % {"told": told[1], "years": years}, NOTICE)


def require_name(check: RowCheck) -> None:
    """A row about a flat alone is none about a person; one that says anything of a person needs the name."""
    values = check.values
    if "name" in values or check.blamed("name"):
        return
    if PERSONAL & check.cells.keys() or "building" not in values:
        check.blame("name", "missing", _("没有写姓名，请补上。"))
    else:
        check.blame("name", "no_person", _("这一行没有写住的人，只登记房屋。"), NOTICE)


def flag(check: RowCheck, row: SheetRow) -> None:
    for mark in row.marks:
        if mark in MARKS:
            check.facts.problems.append(Problem("", "", "", mark, _(MARKS[mark]), NOTICE))
    for key, text in row.proposed.items():
        sentence = _("这一格空着，按上面一行填了“%(text)s”，请核对。") % {"text": text[:40]}
        check.facts.problems.append(Problem(key, heading_of(key), "", "fill_down", sentence, REVIEW))
