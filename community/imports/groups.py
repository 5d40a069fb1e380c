"""Service groups in rosters: columns of ticks, lists in one cell, hints in a note. What nobody may record is left out."""

import re
from typing import NamedTuple

from community import codes
from community.imports.words import Words, is_none

LONGEST = 300
LONGEST_GRADE = 20
BETWEEN = re.compile(r"[、,，;；/\n|+＋]+|\s+")
LEVEL = re.compile(r"(?:([一二三四1-4ⅠⅡⅢⅣ])级)|([A-D甲乙丙]类|[一二三]类|[一二三]档|重度|中度|轻度|极重度)")
DISABILITY = re.compile(r"(视力|听力|言语|肢体|智力|精神|多重)")
LEVELS = dict(zip("1234ⅠⅡⅢⅣ", "一二三四一二三四", strict=True))
ORDINARY = frozenset(
    "普通 普通居民 一般 一般居民 普通人员 一般人员 普通人群 一般人群 正常 居民 其他 其它 否 × 健康".split()
)
# computed from the date of birth, never typed
COMPUTED = re.compile(
    r"高龄.{0,4}|老年人?|老人|\d{2,3}(?:周?岁)?(?:以上|及以上|以下)?(?:老年?人|老人|高龄)?|学龄前?儿童|儿童|未成年人?|育龄妇女"
)
# origin, faith, petitions, prison and drugs are nothing a committee keeps lists of (registry 3.1)
NOT_KEPT = re.compile(
    r"吸毒|涉毒|戒毒|刑满|刑释|解教|矫正|服刑|前科|犯罪|信访|上访|缠访|邪教|宗教|信仰|信教|教徒|重点人员|重点人口|"
    r"重点对象|重点人|艾滋|银行|开户行|账号|帐号|卡号|社保卡|密码|指纹|人脸"
)
NEGATED = r"(?<![无非不未否曾原])(?<!没有)(?<!取消)(?<!不是)(?<!停发)"
HIDDEN = (
    ("near_low_income", r"低保边缘|低边"), ("low_income", r"低保(?!边缘)"), ("destitute", r"特困|五保"),
    ("disabled", r"残疾(?!军人)"), ("living_alone", r"独居"), ("empty_nest", r"空巢"), ("lost_child", r"失独"),
    ("dependent", r"半?失能|卧床"), ("orphan", r"孤儿"), ("left_behind_child", r"留守儿童|困境儿童"),
    ("expecting", r"孕妇|产妇|怀孕"), ("veteran", r"退役军人|退伍军人|残疾军人|优抚"), ("martyr_family", r"烈属"),
)  # fmt: skip
ANY_IN_NOTE = re.compile("|".join(words for _group, words in HIDDEN))
IN_NOTE = tuple((group, re.compile(f"{NEGATED}(?:{words})")) for group, words in HIDDEN)


class Group(NamedTuple):
    """One word of a list. ``table`` tells what it turned out to be; "" with a reason when it is none of ours."""

    table: str
    code: str = ""
    grade: str = ""
    reason: str = ""
    word: str = ""


def read_groups(text: str, words: Words) -> list[Group]:
    parts = [part.strip("（）() 。.") for part in BETWEEN.split(text[:LONGEST])]
    return [read_group(part, words) for part in parts if part and not is_none(part)]


def read_group(part: str, words: Words) -> Group:
    """残疾二级 → disabled, 二级; 党员 and 流动人口 stand in such columns too."""
    if NOT_KEPT.search(part):
        return Group("", reason="not_kept", word=part)
    if codes.plain_word(part) in ORDINARY:
        return Group("", reason="ordinary", word=part)
    if COMPUTED.fullmatch(part):
        return Group("", reason="computed", word=part)
    for table in ("group", "kind", "politics"):
        if code := words.peek(table, part):
            return Group(table, code, word=part)
    bare, grade = without_grade(part)
    if grade and (code := words.peek("group", bare) if bare else "disabled"):
        return Group("group", code, grade, word=part)
    code = words.code("group", part)
    return Group("group" if code else "", code or "", reason="unknown" if code is None else "ordinary", word=part)


def without_grade(part: str) -> tuple[str, str]:
    """肢体残疾2级 → 残疾, 肢体二级."""
    level = LEVEL.search(part)
    kind = DISABILITY.search(part) if "残" in part or (level and level[1]) else None
    grade = (kind[1] if kind else "") + (level_name(level) if level else "")
    bare = LEVEL.sub("", DISABILITY.sub("", part) if kind else part)
    return re.sub(r"[\s（）()：:]", "", bare), grade[:LONGEST_GRADE]


def level_name(level: re.Match) -> str:
    return f"{LEVELS.get(level[1], level[1])}级" if level[1] else level[2]


def read_grade(text: str) -> str:
    """The grade in a column of its own, or behind a tick: 二级, 肢体二级, A类; "" when it is none."""
    _bare, grade = without_grade(text if "残" in text else f"残{text[:LONGEST]}")
    return grade


def hidden_groups(note: str) -> list[list[str]]:
    """What a note gives away: offered, never taken."""
    note = note[:LONGEST]
    if not ANY_IN_NOTE.search(note):
        return []
    found = [(group, match) for group, pattern in IN_NOTE if (match := pattern.search(note))]
    return [
        [group, read_grade(note[max(match.start() - 4, 0) : match.end() + 6]) if group == "disabled" else ""]
        for group, match in found
    ]
