"""Is each cell good, and is the file as a whole? Knows the building names, nothing else of the register."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.text import clean_block, clean_line, phone_digits
from community import codes, ids
from community.imports.columns import BY_KEY
from community.imports.dates import read_date
from community.imports.places import Buildings, plain_entrance, plain_room
from community.imports.reading import SheetRow
from community.models import Person, Residence

LONGEST_NAME = 80
LONGEST_ROOM = 20
LONGEST_ENTRANCE = 10
LONGEST_ADDRESS = 200
LONGEST_NOTE = 500
HEAD = codes.HEAD
# "oneself" in the column "relation to the head" is the head
ONESELF = "01"
KNOWN_SEXES = (Person.Sex.MALE, Person.Sex.FEMALE)
KINDS = {label: value for value, label in Residence.Kind.choices if value} | {
    "常住": Residence.Kind.REGISTERED,
    "常住人口": Residence.Kind.REGISTERED,
    "户籍人口": Residence.Kind.REGISTERED,
    "流动": Residence.Kind.MIGRANT,
    "暂住": Residence.Kind.MIGRANT,
    "寄居": Residence.Kind.LODGER,
}
PHONE_SIGNS = re.compile(r"[、,，;；/\n]+")
# “13800000000（儿子）”: whose number it is, said behind it
PHONE_LABEL = re.compile(r"^(.*?)[（(]([^（）()\d]{1,20})[）)]$")


class Problem(NamedTuple):
    column: str
    sentence: str


@dataclass
class Facts:
    """One row after checking. ``values`` holds what it says, by field; an empty cell has no value here."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    values: dict = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def number_in_book(self) -> tuple[str, int]:
        return self.sheet, self.number

    @property
    def home(self) -> tuple[int, str, str]:
        """Building, entrance and room: which dwelling the row means."""
        return self.values["building"], self.values.get("entrance", ""), self.values["room"]

    def blame(self, key: str, sentence: str) -> None:
        self.problems.append(Problem(BY_KEY[key].heading, sentence))


def check(row: SheetRow, buildings: Buildings) -> Facts:
    facts = Facts(row.sheet, row.number, row.cells)
    for key, read_cell in READERS.items():
        attempt(facts, key, row, read_cell)
    attempt(facts, "id_number", row, lambda text: read_id(facts, text))
    attempt(facts, "building", row, lambda text: read_building(facts, text, buildings))
    for key in ("name", "building", "room"):
        if not row.cells.get(key):
            facts.blame(key, _("这一格不能空着，请补上。"))
    derive(facts)
    return facts


def attempt(facts: Facts, key: str, row: SheetRow, read_cell: Callable[[str], dict]) -> None:
    text = row.cells.get(key)
    if not text:
        return
    if key in row.numeric:
        facts.blame(key, cut_number(key))
        return
    try:
        facts.values |= read_cell(text)
    except ValidationError as refusal:
        facts.blame(key, refusal.messages[0])


def cut_number(key: str) -> str:
    if key == "id_number":
        return _("身份证号在 Excel 里被当成数字，尾数已丢失，请把这一列设为文本后重新填写。")
    return _("这一格在 Excel 里被当成数字，尾数可能已丢失，请把这一列设为文本后重新填写。")


def read_name(text: str) -> dict:
    name = re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", clean_line(text))
    name = re.sub(r"[・•‧∙.．]", "·", name)
    if len(name) > LONGEST_NAME:
        raise ValidationError(_("姓名太长，请核对这一格。"), code="long")
    if not name or re.search(r"\d", name):
        raise ValidationError(_("姓名里不应有数字，请核对这一格。"), code="name")
    return {"name": name}


def read_born(text: str) -> dict:
    born, precision = read_date(clean_line(text))
    return {"born": born, "born_precision": precision}


def read_kind(text: str) -> dict:
    meaning = KINDS.get(clean_line(text).replace(" ", ""))
    if meaning is None:
        choices = "、".join(str(label) for value, label in Residence.Kind.choices if value)
        raise ValidationError(_("居住类型请填：%(choices)s。") % {"choices": choices}, code="word")
    return {"kind": str(meaning)}


def read_phones(text: str) -> dict:
    phones = {}
    for part in filter(None, map(clean_line, PHONE_SIGNS.split(clean_block(text)))):
        labelled = PHONE_LABEL.match(part)
        number = phone_digits(labelled[1] if labelled else part)
        if number is None:
            raise ValidationError(
                _("电话号码看不懂，请填 11 位手机号或带区号的座机；两个号码用顿号隔开。"), code="phone"
            )
        phones[number] = labelled[2] if labelled else ""
    return {"phones": phones} if phones else {}


def short_text(key: str, limit: int) -> Callable[[str], dict]:
    def read_text(text: str) -> dict:
        if len(text) > limit:
            raise ValidationError(_("这一格最多 %(limit)s 个字，请缩短。") % {"limit": limit}, code="long")
        return {key: text}

    return read_text


def read_room(text: str) -> dict:
    if not plain_room(text):
        raise ValidationError(_("看不懂这个室号，请写成 101 的样子。"), code="room")
    return short_text("room", LONGEST_ROOM)(plain_room(text))


def read_entrance(text: str) -> dict:
    return short_text("entrance", LONGEST_ENTRANCE)(plain_entrance(text))


def read_sex(text: str) -> dict:
    """Unknown is not news."""
    told = coded("sex", "sex", gettext_noop("性别写的是“%(text)s”，请改成“男”或“女”。"))(text)
    return told if told["sex"] in KNOWN_SEXES else {}


def coded(key: str, table: str, sentence: str) -> Callable[[str], dict]:
    """A word of one of the national code tables."""

    def read_word(text: str) -> dict:
        code = codes.code_for(table, clean_line(text))
        if not code:
            raise ValidationError(_(sentence) % {"text": clean_line(text)[:20]}, code="word")
        return {key: code}

    return read_word


def read_relation(text: str) -> dict:
    sentence = gettext_noop("看不懂“%(text)s”这个关系，请照模板下拉框里的词填写，例如：户主、配偶、子、女。")
    told = coded("relation", "relation", sentence)(text)
    return {"relation": HEAD} if told["relation"] == ONESELF else told


READERS: dict[str, Callable[[str], dict]] = {
    "name": read_name,
    "doc_type": coded(
        "doc_type", "document", gettext_noop("证件类型里没有“%(text)s”，请照模板填写，例如：居民身份证、护照。")
    ),
    "sex": read_sex,
    "born": read_born,
    "phone": read_phones,
    "entrance": read_entrance,
    "room": read_room,
    "relation": read_relation,
    "kind": read_kind,
    "ethnicity": coded("ethnicity", "ethnicity", gettext_noop("没有“%(text)s”这个民族，请照模板填写，例如：汉族。")),
    "politics": coded(
        "politics", "politics", gettext_noop("政治面貌里没有“%(text)s”，请照模板填写，例如：中共党员、群众。")
    ),
    "hukou": short_text("hukou", LONGEST_ADDRESS),
    "note": short_text("note", LONGEST_NOTE),
}


def read_id(facts: Facts, text: str) -> dict:
    document = ids.read_document(text, facts.values.get("doc_type", Person.DocType.ID_CARD))
    if document is None:
        return {}
    facts.notices += [str(warning) for warning in document.warnings]
    told: dict = {"id_number": document.number}
    if document.born:
        told |= {"id_born": document.born, "id_sex": document.sex}
    return told


def read_building(facts: Facts, text: str, buildings: Buildings) -> dict:
    building = buildings.find(clean_line(text), clean_line(facts.cells.get("estate", "")))
    return {"building": building.pk, "building_name": building.name}


def derive(facts: Facts) -> None:
    """The number knows birth and sex better than the columns beside it (registry I29)."""
    values = facts.values
    born, sex = values.pop("id_born", None), values.pop("id_sex", None)
    if born is None:
        return
    if values.get("born_precision") == Person.Precision.DAY and values["born"] != born:
        facts.notices.append(_("出生日期与身份证号不一致，按身份证号登记。"))
    if values.get("sex", sex) != sex:
        facts.notices.append(_("性别与身份证号不一致，按身份证号登记。"))
    values |= {"born": born, "born_precision": Person.Precision.DAY, "sex": sex}


def check_together(rows: Iterable[Facts]) -> None:
    """What only shows when rows are laid side by side: the same person twice, two heads of one household."""
    numbers: dict[str, int] = {}
    names: dict[tuple, int] = {}
    heads: dict[tuple, int] = {}
    for facts in rows:
        values = facts.values
        if number := values.get("id_number"):
            blame_twice(facts, "id_number", numbers, number, _("与第 %(row)s 行是同一个证件号，请只留一行。"))
        if not {"name", "building", "room"} <= values.keys():
            continue
        if not number:
            sentence = _("与第 %(row)s 行同名同住址；是一个人请只留一行，是两个人请填写身份证号。")
            blame_twice(facts, "name", names, (values["name"], facts.home), sentence)
        if values.get("relation") == HEAD:
            blame_twice(facts, "relation", heads, facts.home, _("第 %(row)s 行已经是这一户的户主，请核对。"))


def blame_twice(facts: Facts, key: str, seen: dict, what: object, sentence: str) -> None:
    first = seen.setdefault(what, facts.number)
    if first != facts.number:
        facts.blame(key, sentence % {"row": first})
