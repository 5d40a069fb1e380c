"""How a roster's rows look on a page: people masked, problems and changes under the headings people know."""

import re
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.masks import mask_name, mask_number, mask_phone
from community import codes
from community.imports import shapes
from community.imports.columns import BY_KEY
from community.models import RosterRow
from community.models.dwelling import short_address

# born dates (8 digits) stay readable, phones with their dashes and identity numbers do not
LONG_NUMBER = re.compile(r"\d(?:[\s-]?\d){8,}[\dXx]?")
NAMES = ("name", "former_name", "head_name", "owner")
NUMBERS = ("id_number", "id_hint", "head_id", "owner_id", "hukou_number")
TICK = "tick:"
# what a change may be called that no column is called
HEADINGS = {
    "home": gettext_lazy("新住处"),
    "room": gettext_lazy("新住处"),
    "needs": gettext_lazy("服务类别"),
    "phones": gettext_lazy("电话"),
    "vehicles": gettext_lazy("车辆"),
    "pets": gettext_lazy("宠物"),
    "id_hint": gettext_lazy("证件号"),
    "born_precision": gettext_lazy("出生日期"),
    "left": gettext_lazy("已搬离"),
    "died": gettext_lazy("已去世"),
}
ASIDE = {
    shapes.BLANK: gettext_lazy("空行"),
    shapes.TITLE: gettext_lazy("标题"),
    shapes.HEADING: gettext_lazy("表头"),
    shapes.EXPLANATION: gettext_lazy("填表说明"),
    shapes.SEPARATOR: gettext_lazy("分隔行"),
    shapes.TOTAL: gettext_lazy("合计"),
    shapes.FOOTER: gettext_lazy("落款"),
    shapes.SAMPLE: gettext_lazy("示例行"),
}
MARKS = {
    shapes.STRUCK: gettext_lazy("有删除线"),
    shapes.HIDDEN: gettext_lazy("隐藏的行"),
    shapes.COLOURED: gettext_lazy("有底色"),
}


def heading_of(key: str) -> str:
    if key in HEADINGS:
        return str(HEADINGS[key])
    if key in BY_KEY:
        return str(BY_KEY[key].heading)
    kind, _colon, code = key.partition(":")
    return codes.label("group", code) if code and kind in ("tick", "need", "needs") else _("资料")


def mask_numbers(text: str) -> str:
    """Long numbers, in whichever cell they were put."""
    return LONG_NUMBER.sub(lambda found: mask_phone(re.sub(r"\D", "", found[0])), text)


def masked(key: str, text: str) -> str:
    if not text:
        return ""
    if key in NAMES:
        return mask_name(mask_numbers(text))
    if key in NUMBERS:
        return mask_number(text)
    return mask_numbers(text)


def masked_sentence(sentence: str, cells: Mapping[str, str]) -> str:
    """A sentence may quote the row: what it quotes is masked as in the row's own cells."""
    for key in (*NUMBERS, *NAMES):
        if cells.get(key):
            sentence = sentence.replace(cells[key], masked(key, cells[key]))
    return mask_numbers(sentence)


def shown(row: RosterRow) -> dict:
    """The office has the sheet, the page need not show it to the room."""
    content = row.facts()
    cells, values = content.get("cells", {}), content.get("values", {})
    told = {problem.get("code") for problem in content.get("problems", ())}
    return {
        "pk": row.pk,
        "sheet": row.sheet,
        "number": row.number,
        "member": row.member,
        # what was read as the name: notes behind it are no part of it
        "name": masked("name", values.get("name") or cells.get("name", "")),
        "id_number": masked("id_number", cells.get("id_number", "")),
        "phone": masked("phone", cells.get("phone", "")),
        "place": mask_numbers(place_of(cells, values)),
        "aside": str(ASIDE.get(row.reason, "")) if row.outcome == RosterRow.Outcome.NOT_DATA else "",
        "decision": row.decision,
        "person": row.person_id,
        "candidates": content.get("candidates", []),
        "problems": [shown_problem(problem, cells) for problem in content.get("problems", ())],
        "changes": [shown_change(change, row.declined) for change in content.get("changes", ())],
        # of a row that is no data: what stands in it; of one that is: columns that nobody knows
        "extra": [(heading, mask_numbers(text)) for heading, text in content.get("extra", {}).items()],
        "marks": [str(MARKS[mark]) for mark in content.get("marks", ()) if mark in MARKS and mark not in told],
    }


def place_of(cells: Mapping[str, str], values: Mapping[str, str]) -> str:
    """Which home was understood; where none was, what the row says of one."""
    if values.get("building_name") and values.get("room"):
        return values["building_name"] + short_address(values.get("entrance", ""), values["room"])
    parts = (cells.get(key, "") for key in ("estate", "building", "entrance", "room"))
    return "".join(parts) or cells.get("address", "")


def shown_problem(problem: Mapping[str, str], cells: Mapping[str, str]) -> dict:
    key = problem.get("key", "")
    return {
        "heading": problem.get("heading") or (heading_of(key) if key else ""),
        "value": masked(key, problem.get("value", "")),
        "sentence": masked_sentence(problem.get("sentence", ""), cells),
        "level": problem.get("level", shapes.ERROR),
    }


def shown_change(change: Mapping[str, str], declined: Iterable[str]) -> dict:
    key = change["key"]
    return {
        "key": key,
        "heading": heading_of(key),
        "old": masked(key, str(change["old"])),
        "new": masked(key, str(change["new"])),
        "declined": key in declined,
    }
