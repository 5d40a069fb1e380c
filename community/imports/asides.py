"""Rows that are nobody: titles, totals, footers, explanations, “3栋” between two buildings (I16)."""

import re
from collections.abc import Sequence

from community.imports.shapes import BLANK, EXPLANATION, FOOTER, SAMPLE, SEPARATOR, TOTAL

SAMPLE_MARK = "【示例】"
NUMERAL = "[0-9A-Za-z零〇一二三四五六七八九十百]+"
SUFFIX = r"(?:号楼|楼栋|栋|幢|座|号院|#楼|#|号|楼)"
ESTATE = r"[\u4e00-\u9fff]{1,12}?(?:小区|花园|家园|公寓|新村|大院|苑|园|院|里|弄|坊|庭|府|城|湾|居)"
# a whole text that names a building: 3栋, 幸福小区3号楼2单元, 银杏楼
BUILDING = re.compile(
    rf"(?:{ESTATE})?第?{NUMERAL}{SUFFIX}(?:[一二三四五六七八九十\d]+(?:单元|门))?|[\u4e00-\u9fff]{{1,6}}(?:楼|座)"
)
ENTRANCE = re.compile(r"第?[一二三四五六七八九十\d]+(?:单元|门栋)")
IN_TITLE = re.compile(rf"({ESTATE})?第?({NUMERAL}(?:号楼|栋|幢|座|#楼|#))([一二三四五六七八九十\d]+单元)?")
SEVERAL = re.compile(rf"{NUMERAL}{SUFFIX}?\s*[-—~～至到、,，和及]\s*{NUMERAL}{SUFFIX}")
ABOVE_ESTATE = re.compile(r"^.*(?:社区|街道|居委会|村委会|居民委员会|镇|乡|省|市|(?<!小)区)(?=.)")
NOT_BUILDINGS = re.compile(r"主楼|商住楼|层楼|住宅楼|家属楼|办公楼")
DECORATION = re.compile(r"[\s:：*＊【】\[\]（）()<>《》=—\-_·.。、]+")

TOTAL_WORD = re.compile(
    r"(?:本页|本表|本栋|本楼|全部|总人数|人数|户数)?(?:合计|小计|总计|共计|累计|总人数|总户数|总人口)[:：为\d人户名个]*|共\d+[人户名].*"
)
# one of these signs is in all of them
MAY_BE_TOTAL = re.compile("[计总共]")
FOOTER_WORD = re.compile(
    r"(?:填表|制表|填报|审核|复核|经办|负责|采集|登记|调查|核查|摸排|走访|网格|统计|录入|分管|主管|单位负责|社区负责)(?:人|员|单位|日期|时间|领导)?"
    r"(?:签字|签名|签章|盖章)?[:：]|注[:：]|备注[:：]|说明[:：]|填表说明|注意事项|(?:单位|社区|居委会)?[（(]?盖章[)）]?|签字[:：]|"
    r"联系电话[:：]|填报日期|制表日期|第\d+页|共\d+页"
)
EXPLAINS = re.compile(
    r"必填|选填|非必填|请(?:填|选|按|勿|用)|填写|例如|例[:：]|^如[:：,，]?|格式|下拉|可不填|不填|可空|文本|\d+位|参照|yyyy|示例|单选|多选|"
    r"有则填|按.{1,10}填|^(?:男|是)[/或、](?:女|否)",
    re.I,
)
SAMPLES = re.compile(
    r"[【（(]?(?:示例|样例|例子|举例|范例|例)[】)）]?[:：]?(?=$|[^\u4e00-\u9fff])|[【（(](?:示例|样例)[】)）]"
)
CHAPTER = re.compile(
    r"第?[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[)）]|第[一二三四五六七八九十]+(?:章|部分)"
)
LONELY_NUMBER = re.compile(r"[\d\s.\-]+")
LONGEST_NAME = 15
LONGEST_TITLE = 100
# footers fill a few cells only
FEW = 5


def bare(shown: str) -> str:
    return DECORATION.sub("", shown)


def building_words(shown: str) -> str:
    """“3栋” and “（幸福小区 3 号楼）” as they stand; "" for everything else."""
    plain = bare(shown)
    if len(plain) > 30 or not BUILDING.fullmatch(plain) or NOT_BUILDINGS.search(plain):
        return ""
    # “3号” may be a day, “12” a number: a building says what it is
    return plain if re.search(r"楼|栋|幢|座|院|#", plain) else ""


def title_building(title: str) -> str:
    """幸福小区3号楼 out of 青石社区幸福小区3号楼住户表; "" when it speaks of several or of none."""
    title = re.sub(r"\s", "", title)[:LONGEST_TITLE]
    found = IN_TITLE.search(ABOVE_ESTATE.sub("", title)) or IN_TITLE.search(title)
    if found is None or SEVERAL.search(title) or len(IN_TITLE.findall(title)) > 1:
        return ""
    return found[0].removeprefix("第")


def reason(shown: Sequence[str], name: int | None, numbers: frozenset[int], *, near: bool) -> str:
    """Why this row is no data, "" if it is. ``shown``: its texts, ``name``: the place of the name, ``numbers``: places
    of running numbers, ``near``: right below the headings."""
    filled = [place for place, cell in enumerate(shown) if cell]
    telling = [place for place in filled if place not in numbers]
    first = shown[filled[0]]
    if not telling:
        return (
            BLANK
            if len(first) < 6 and word_reason(first, few=True) == ""
            else word_reason(first, few=True) or SEPARATOR
        )
    if near and explains(shown, telling):
        return EXPLANATION
    named = shown[name] if name is not None and name < len(shown) else ""
    if named.startswith(SAMPLE_MARK) or SAMPLES.match(named) or SAMPLES.fullmatch(first):
        return SAMPLE
    few = len(telling) <= FEW
    for word in {first, shown[telling[0]], named}:
        if why := word_reason(word, few=few):
            return why
    if all(shown[place] == first for place in filled) and is_separator(first, filled, name):
        return SEPARATOR
    return ""


def word_reason(shown: str, *, few: bool) -> str:
    if not few and not MAY_BE_TOTAL.search(shown):
        return ""
    plain = re.sub(r"\s", "", shown)
    if TOTAL_WORD.fullmatch(plain):
        return TOTAL
    return FOOTER if few and FOOTER_WORD.match(plain) else ""


def explains(shown: Sequence[str], telling: Sequence[int]) -> bool:
    hits = sum(EXPLAINS.search(shown[place]) is not None for place in telling)
    return (hits >= 2 and hits * 2 >= len(telling)) or (hits >= 3)


def is_separator(word: str, filled: Sequence[int], name: int | None) -> bool:
    """One text alone in its row, or one merged across: a building, an entrance, a chapter; but not a lonely name."""
    if building_words(word) or ENTRANCE.fullmatch(bare(word)) or len(filled) > 1 or CHAPTER.match(word):
        return True
    if filled[0] == name:
        return len(word) > LONGEST_NAME
    return filled[0] == 0 and not LONELY_NUMBER.fullmatch(word)
