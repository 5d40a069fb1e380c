"""What the register can say of a person in a list or a report: one table, from the key of a column to its text.

Keys are the importer's wherever the importer reads the same thing, and so are the headings, so that a list that was
taken out can be taken in again.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.masks import mask_number, mask_phone
from community import codes
from community.imports.columns import BY_HEADING, BY_KEY, HOUSE_NUMBER_HEADINGS, plain_heading
from community.models import Dwelling, Residence
from community.models.dwelling import short_address
from community.privacy import find_private_numbers
from community.reports.people import Row

# how an item looks without the right to full numbers: cut in the middle, left out, or cleared of numbers
PLAIN, NUMBER, PHONES, LEFT_OUT, TEXT = "plain", "number", "phones", "left_out", "text"
BETWEEN = "、"
# a date has eight digits
LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){8,}[Xx]?")


def date_text(value: date | None) -> str:
    return value.isoformat() if value else ""


def born_text(row: Row) -> str:
    """As exactly as it is known: 1990-03-07, 1990-03 or 1990."""
    length = {"month": 7, "year": 4}.get(row["born_precision"], 10)
    return date_text(row["born"])[:length]


def age_on(born: date | None, on: date) -> int | None:
    if born is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def age_text(row: Row) -> str:
    age = age_on(row["born"], row["on"])
    return "" if age is None or age < 0 else str(age)


def of_stay(name: str) -> Callable[[Row], str]:
    return lambda row: str(row["stay"][name] or "") if row["stay"] else ""


def of_place(kind: str) -> Callable[[Row], str]:
    return lambda row: row["place"].get(kind, "")


def of_person(name: str) -> Callable[[Row], str]:
    return lambda row: row[name] or ""


def room_text(row: Row) -> str:
    stay = row["stay"]
    return short_address(stay["dwelling__entrance"], stay["dwelling__room"]) if stay else ""


def home_text(row: Row) -> str:
    return f"{of_place('area')(row)}{of_stay('dwelling__building__name')(row)}{room_text(row)}"


def full_home_text(row: Row) -> str:
    return f"{of_place('street')(row)}{of_place('community')(row)}{home_text(row)}"


def number_text(value: object) -> str:
    """``85.5``, ``6``: without zeros behind the point."""
    return "" if value is None else f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value}" else str(value)


def kind_text(row: Row) -> str:
    kind = of_stay("kind")(row)
    return str(Residence.Kind(kind).label) if kind else ""


def use_text(row: Row) -> str:
    use = of_stay("dwelling__use")(row)
    return str(Dwelling.Use(use).label) if use else ""


def left_text(row: Row) -> str:
    return date_text(row["stay"]["until"]) if row["stay"] and not row["died_on"] else ""


def phones_text(phones: Sequence[tuple[str, str]]) -> str:
    return BETWEEN.join(f"{number}（{label}）" if label else number for number, label in phones)


def needs_text(row: Row) -> str:
    return BETWEEN.join(codes.label("group", group) for group, _grade in row["needs"])


def grades_text(row: Row) -> str:
    return BETWEEN.join(grade for _group, grade in row["needs"] if grade)


@dataclass(frozen=True)
class Item:
    """``value`` gives the code where there is a ``table``, else the text itself."""

    key: str
    heading: object
    value: Callable[[Row], str]
    shown: str = PLAIN
    table: str = ""
    width: int = 12
    # further headings under which superiors ask for it; the importer's synonyms are known anyway
    synonyms: tuple[str, ...] = ()


# in the order of a list
ITEMS = (
    Item("name", _("姓名"), of_person("name")),
    Item("former_name", _("曾用名"), of_person("former_name")),
    Item("doc_type", _("证件类型"), of_person("doc_type"), table="document", width=14),
    Item("id_number", _("身份证号"), of_person("doc_number"), NUMBER, width=22),
    Item("doc_expires_on", _("证件有效期至"), lambda row: date_text(row["doc_expires_on"])),
    Item("sex", _("性别"), of_person("sex"), table="sex", width=8),
    Item("born", _("出生日期"), born_text),
    Item("age", _("年龄"), age_text, width=8, synonyms=("周岁", "实足年龄", "年纪")),
    Item("ethnicity", _("民族"), of_person("ethnicity"), table="ethnicity", width=10),
    Item("politics", _("政治面貌"), of_person("politics"), table="politics"),
    Item("marriage", _("婚姻状况"), of_person("marriage"), table="marriage", width=10, synonyms=("婚姻", "婚否")),
    Item("education", _("文化程度"), of_person("education"), table="education", synonyms=("学历", "受教育程度")),
    Item(
        "workplace", _("工作单位或学校"), of_person("workplace"), TEXT, width=20,
        synonyms=("工作单位", "单位", "学校", "就读学校", "服务处所"),
    ),
    Item("phone", _("联系电话"), lambda row: phones_text(row["phones"]), PHONES, width=18),
    Item("grid", _("网格"), of_place("grid"), synonyms=("所属网格", "所在网格", "网格名称")),
    Item("estate", _("小区"), of_place("area"), width=14),
    Item("building", _("楼栋"), of_stay("dwelling__building__name")),
    Item("entrance", _("单元"), of_stay("dwelling__entrance"), width=8),
    Item("floor", _("楼层"), of_stay("dwelling__floor"), width=8),
    Item("room", _("室"), of_stay("dwelling__room"), width=10),
    Item("address", _("现住址"), home_text, width=26),
    Item(
        "full_home", _("住址（从街道写起）"), full_home_text, width=36, synonyms=("详细地址", "现住址详址", "居住地详址"),
    ),
    Item("street", _("街道（镇）"), of_place("street"), synonyms=("街道", "乡镇", "镇街", "乡镇街道", "镇", "所属街道")),
    Item(
        "community", _("社区"), of_place("community"),
        synonyms=("村社区", "社区名称", "村居", "所属社区", "居委会", "社区村", "村居名称"),
    ),
    Item("area", _("建筑面积"), lambda row: number_text(row["stay"]["dwelling__area"]) if row["stay"] else ""),
    Item("use", _("房屋用途"), use_text),
    Item("relation", _("与户主关系"), of_stay("relation"), table="relation", width=14),
    Item("head_name", _("户主姓名"), of_stay("household__head__name"), synonyms=("户主", "所在户户主")),
    Item("head_id", _("户主身份证号"), of_stay("household__head__doc_number"), NUMBER, width=22),
    Item("head_phone", _("户主电话"), lambda row: phones_text(row["head_phones"]), PHONES, width=18),
    Item("kind", _("居住类型"), kind_text),
    Item("hukou", _("户籍地址"), lambda row: row["hukou"]["address"], TEXT, width=30),
    Item("hukou_number", _("户号"), lambda row: row["hukou"]["number"], width=14),
    Item("group", _("服务类别"), needs_text, width=20, synonyms=("人员类别", "特殊群体", "困难类型", "对象类别")),
    Item(
        "group_grade", _("等级"), grades_text,
        synonyms=("类别等级", "残疾等级", "残疾级别", "低保类别", "保障类别", "评定等级", "失能等级"),
    ),
    Item("guardian", _("监护人"), of_person("guardian__name"), synonyms=("监护人姓名",)),
    Item(
        "guardian_phone", _("监护人电话"), lambda row: phones_text(row["guardian_phones"]), PHONES, width=18,
        synonyms=("监护人联系电话", "监护人联系方式"),
    ),
    Item("owner", _("房主"), lambda row: BETWEEN.join(name for name, _phone in row["owners"]), synonyms=("业主",)),
    Item(
        "owner_phone", _("房主电话"), lambda row: BETWEEN.join(phone for _name, phone in row["owners"] if phone), LEFT_OUT,
        width=18,
    ),
    Item("owner_id", _("房主身份证号"), lambda row: BETWEEN.join(row["owner_numbers"]), LEFT_OUT, width=22),
    Item("plate", _("车牌号"), lambda row: BETWEEN.join(row["plates"]), LEFT_OUT, width=14),
    Item("died_on", _("去世日期"), lambda row: date_text(row["died_on"]), synonyms=("死亡日期", "死亡时间")),
    Item("left_on", _("搬离日期"), left_text, synonyms=("搬离时间", "迁出日期")),
    Item("verified_on", _("最近核对"), lambda row: date_text(row["verified_on"])),
    Item("note", _("备注"), of_person("note"), TEXT, width=30),
)  # fmt: skip
BY_ITEM: Mapping[str, Item] = {item.key: item for item in ITEMS}
OWN_WORDS = {plain_heading(word): item.key for item in ITEMS for word in (str(item.heading), *item.synonyms)}
# alone in a form it means the whole address
HOUSE_NUMBERS = dict.fromkeys(HOUSE_NUMBER_HEADINGS, "address")
WRITTEN_OUT = re.compile(r"(?:门楼|门牌)?(?:详址|详细地址|地址)")
SOMEBODY_ELSE = re.compile(
    r"配偶|父|母|子女|监护|联系人|家属|亲属|家长|帮扶|包保|负责人|法人|房东|业主|房主|户主|单位|学校"
)
USUAL = ("name", "sex", "born", "id_number", "phone", "estate", "building", "entrance", "room", "relation", "kind")
# how codes are written
LABEL, CODE = "label", "code"


def heading_of(item: Item) -> str:
    """The importer's word for it, else our own."""
    column = BY_KEY.get(item.key)
    return column.heading if column else str(item.heading)


def item_for(heading: str) -> str:
    """The item that people mean by a heading, "" for none.

    Of a heading in several rows the whole decides, then its last part unless the first names somebody else
    (配偶/姓名), then the first if the last only says that it is written out (户籍地址/详址, but not 户籍地址/省).
    """
    first, _slash, last = heading.partition("/")
    key = meant(heading.replace("/", ""))
    if key or not last:
        return key
    last = last.rsplit("/", 1)[-1]
    if WRITTEN_OUT.fullmatch(last):
        return meant(first)
    return "" if SOMEBODY_ELSE.search(first) else meant(last)


def meant(words: str) -> str:
    plain = plain_heading(words)
    return OWN_WORDS.get(plain) or known(BY_HEADING.get(plain, "")) or HOUSE_NUMBERS.get(plain, "")


def known(key: str) -> str:
    return key if key in BY_ITEM else ""


def text_of(item: Item, row: Row, *, full: bool, as_code: bool = False) -> str:
    """What stands in the cell; ``full`` shows whole numbers."""
    value = item.value(row)
    if item.table and not as_code:
        return codes.label(item.table, value) if value else ""
    return value if full else covered(item.shown, value)


def covered(shown: str, value: str) -> str:
    """The same without whole numbers."""
    if shown == NUMBER:
        return mask_number(value)
    if shown == PHONES:
        return BETWEEN.join(cover_phone(phone) for phone in value.split(BETWEEN))
    if shown == LEFT_OUT or (shown == TEXT and has_numbers(value)):
        return ""
    return value


def cover_phone(phone: str) -> str:
    number, bracket, label = phone.partition("（")
    return mask_phone(number) + bracket + cover_text(label)


def has_numbers(text: str) -> bool:
    return bool(find_private_numbers(text))


def cover_text(text: str) -> str:
    """What somebody typed, its long numbers cut in the middle; left out where one is written in another way."""
    text = LONG_NUMBER.sub(lambda hit: mask_number(re.sub(r"[ -]", "", hit[0])), text)
    return "" if has_numbers(text) else text
