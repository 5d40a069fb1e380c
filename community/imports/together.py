"""What only shows when rows are laid side by side: the same person twice, two heads of one household (I18)."""

import re
from collections.abc import Hashable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from community import codes
from community.imports.places import plain_building
from community.imports.row_check import heading_of
from community.imports.shapes import ERROR, REVIEW, Facts, Problem

# code → level, the column it is shown at, the sentence
FINDINGS: dict[str, tuple[str, str, str]] = {
    "duplicate": (REVIEW, "name", gettext_noop("与%(row)s完全相同，只登记一次；请核对后跳过这一行。")),
    "twice": (REVIEW, "name", gettext_noop("与%(row)s是同一个人、同一住处，有几格写得不同；请核对以哪一行为准。")),
    "two_homes": (
        REVIEW,
        "id_number",
        gettext_noop("与%(row)s是同一个证件号，住处不同；请核对这个人是不是有两处住处。"),
    ),
    "two_names": (ERROR, "id_number", gettext_noop("与%(row)s是同一个证件号，姓名却不同；请核对证件号。")),
    "same_name": (REVIEW, "name", gettext_noop("与%(row)s同名同住处；是一个人请只留一行，是两个人请填写身份证号。")),
    "ambiguous": (
        REVIEW,
        "room",
        gettext_noop("前面的 %(row)s 可能是楼栋，也可能是单元；先按单元登记，请核对。"),
    ),
    "two_heads": (REVIEW, "relation", gettext_noop("%(row)s已经是这一户的户主，请核对谁是户主。")),
}
# 3-501 beside a building that was said elsewhere
DASHED = re.compile(r"\s*0*(\d{1,2})\s*[-/—－]\s*\d{3,4}\s*室?\s*")
Place = tuple[Hashable, ...]


def check_together(rows: Sequence[Facts], dashed: Sequence[Facts]) -> None:
    """``dashed``: those of them for which ``is_dashed``."""
    look_at_dashes(dashed)
    numbers: dict[str, Facts] = {}
    names: dict[Place, list[Facts]] = {}
    heads: dict[Place, Facts] = {}
    for facts in rows:
        values = facts.values
        if "name" not in values:
            continue
        number, home = values.get("id_number"), home_of(facts)
        first = numbers.setdefault(number, facts) if number else facts
        if first is not facts:
            find(facts, same_number(first, facts, home), first)
        elif home:
            namesakes = names.setdefault((values["name"], home), [])
            if namesake := meant_twice(namesakes, number):
                find(facts, "duplicate" if namesake.cells == facts.cells else "same_name", namesake)
            namesakes.append(facts)
        if home and values.get("relation") == codes.HEAD and not values.get("died"):
            head = heads.setdefault(home, facts)
            if head is not facts and head.values["name"] != values["name"]:
                find(facts, "two_heads", head)


def is_dashed(facts: Facts) -> bool:
    """3-501 where the building was said elsewhere: 3 was taken for the entrance."""
    entrance = facts.values.get("entrance")
    if not entrance or "building" not in facts.values or "entrance" in facts.cells:
        return False
    match = DASHED.fullmatch(facts.cells.get(place_key(facts), "")[:20])
    return match is not None and match[1] == entrance


def place_key(facts: Facts) -> str:
    return "room" if "room" in facts.cells else "address"


def look_at_dashes(dashed: Sequence[Facts]) -> None:
    """3-501 in building 3: an entrance if 2-501 stands there as well, else nobody can tell."""
    for facts in dashed:
        entrance = facts.values["entrance"]
        if not re.search(rf"(?<!\d){entrance}$", plain_building(facts.values["building_name"])):
            return
    for facts in dashed:
        key = place_key(facts)
        level, _key, sentence = FINDINGS["ambiguous"]
        text = facts.cells[key]
        facts.problems.append(
            Problem(key, heading_of(key), text, "ambiguous", _(sentence) % {"row": facts.values["entrance"]}, level)
        )


def home_of(facts: Facts) -> Place:
    """() for a row that says no whole home."""
    values = facts.values
    return (
        (values["building"], values.get("entrance", ""), values["room"])
        if {"building", "room"} <= values.keys()
        else ()
    )


def same_number(first: Facts, facts: Facts, home: Place) -> str:
    if first.values["name"] != facts.values["name"]:
        if not any(problem.code == "two_names" for problem in first.problems):
            # nobody knows which of the two is wrong
            find(first, "two_names", facts)
        return "two_names"
    if first.cells == facts.cells:
        return "duplicate"
    return "two_homes" if home_of(first) and home and home_of(first) != home else "twice"


def meant_twice(namesakes: Sequence[Facts], number: str | None) -> Facts | None:
    """Two numbers are two people; without one of them nobody can tell."""
    return next((other for other in namesakes if not number or not other.values.get("id_number")), None)


def find(facts: Facts, code: str, other: Facts) -> None:
    level, key, sentence = FINDINGS[code]
    row = _("第 %(number)s 行") % {"number": other.number}
    if other.sheet != facts.sheet:
        row = _("工作表“%(sheet)s”%(row)s") % {"sheet": other.sheet, "row": row}
    text = facts.cells.get(key, "")
    facts.problems.append(Problem(key, heading_of(key), text, code, _(sentence) % {"row": row}, level))


# what an empty cell may clear; who somebody is and where they live is never cleared
NEVER_CLEARED = frozenset(
    "name id_number doc_type building entrance floor room address estate grid age head_name".split()
)


def mark_cleared(rows: Sequence[Facts]) -> None:
    """An empty cell of a column in which the sheet says something elsewhere: an empty column is rather unused (I19)."""
    columns: dict[str, dict[str, None]] = {}
    for facts in rows:
        columns.setdefault(facts.sheet, {}).update(dict.fromkeys(facts.cells))
    for facts in rows:
        empty = (key for key in columns[facts.sheet] if key not in facts.cells and key not in facts.values)
        facts.cleared = tuple(key for key in empty if key not in NEVER_CLEARED)
