"""The columns a roster may have, under the names people give them (registry 3.4)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.text import clean_line

NOT_A_LETTER = re.compile(r"[\s*＊:：]|[（(\[【].*?[)）\]】]")


@dataclass(frozen=True)
class Column:
    key: str
    heading: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    width: int = 12
    hint: str = ""


COLUMNS = (
    Column(
        "name",
        "姓名",
        ("名字", "人员姓名", "居民姓名", "成员姓名", "家庭成员", "家庭成员姓名", "住户姓名", "现住人", "实际居住人"),
        required=True,
        hint="必填。每人一行。",
    ),
    Column(
        "id_number",
        "身份证号",
        (
            "身份证",
            "身份证号码",
            "居民身份证号",
            "居民身份证号码",
            "公民身份号码",
            "公民身份证号码",
            "证件号",
            "证件号码",
            "有效证件号码",
            "身份号码",
            "身份证件号",
            "ID",
        ),
        width=24,
        hint="18 位，按文本填写。没有或不清楚就空着，不要填“无”或 0。",
    ),
    Column("doc_type", "证件类型", ("证件种类", "证件名称"), width=18, hint="不填就是居民身份证。"),
    Column("sex", "性别", ("男/女", "性別"), width=8, hint="填男或女；有身份证号可以不填。"),
    Column(
        "born",
        "出生日期",
        ("出生年月", "出生年月日", "出生时间", "生日", "出生"),
        width=16,
        hint="例如 1990-03-07，也可以只写 1990-03 或 1990；有身份证号可以不填。",
    ),
    Column(
        "phone",
        "联系电话",
        ("电话", "手机", "手机号", "手机号码", "联系方式", "电话号码", "本人电话"),
        width=18,
        hint="手机或带区号的座机；两个号码用顿号隔开。",
    ),
    Column("estate", "小区", ("小区名称", "院落", "楼院"), width=14, hint="几个小区有同名的楼时才需要填。"),
    Column("building", "楼栋", ("楼号", "楼栋号", "栋", "幢", "楼", "号楼"), required=True, hint="必填，例如 1栋。"),
    Column("entrance", "单元", ("单元号", "门", "门栋"), width=8, hint="没有单元就空着。"),
    Column(
        "room", "室", ("室号", "房号", "房间号", "门牌", "门牌号"), required=True, width=10, hint="必填，例如 101。"
    ),
    Column(
        "relation",
        "与户主关系",
        ("关系", "与户主的关系", "和户主关系", "家庭关系", "称谓"),
        width=14,
        hint="户主本人填“户主”。",
    ),
    Column("kind", "居住类型", ("人口类型", "人口性质", "户籍类型", "居住情况"), width=14, hint="从下拉框里选。"),
    Column(
        "hukou",
        "户籍地址",
        ("户籍地", "户口所在地", "户籍所在地", "户口地址", "户籍门楼详址"),
        width=30,
        hint="与现住址相同也请照写。",
    ),
    Column("ethnicity", "民族", ("族别",), width=10, hint="例如 汉族。"),
    Column("politics", "政治面貌", ("政治面目", "面貌"), width=16, hint="例如 中共党员、群众。"),
    Column("note", "备注", ("说明", "情况说明"), width=30),
)
BY_KEY = {column.key: column for column in COLUMNS}
LISTED = tuple(column.key for column in COLUMNS if column.key not in ("doc_type", "estate"))
# running numbers that are nobody's data
SKIPPED = ("序号", "编号", "NO.", "NO")


def plain_heading(text: str) -> str:
    """``＊身份证 号（必填）：`` → ``身份证号``"""
    return NOT_A_LETTER.sub("", clean_line(text)).upper()


BY_HEADING = {plain_heading(word): column.key for column in COLUMNS for word in (column.heading, *column.synonyms)}
IGNORED_HEADINGS = frozenset(plain_heading(word) for word in SKIPPED)


@dataclass(frozen=True)
class Mapping:
    """Which cell of a row means what: ``places[key]`` is its position."""

    places: dict[str, int]
    doubled: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def missing(self) -> list[str]:
        return [column.heading for column in COLUMNS if column.required and column.key not in self.places]


def map_headings(cells: Sequence[str]) -> Mapping:
    places: dict[str, int] = {}
    doubled, unknown = [], []
    for position, text in enumerate(cells):
        plain = plain_heading(text)
        key = BY_HEADING.get(plain)
        if not plain or plain in IGNORED_HEADINGS:
            continue
        if key is None:
            unknown.append(clean_line(text))
        elif key in places:
            doubled.append(BY_KEY[key].heading)
        else:
            places[key] = position
    return Mapping(places, tuple(doubled), tuple(unknown))


def heading_score(cells: Sequence[str]) -> int:
    return len(map_headings(cells).places)
