"""First letters of a name's pinyin, by which people are found: 王小明 → wxm, 曾南山 → zns.

pypinyin loads a large table, so it is imported when the first name is read, not when the portal starts.
"""

import re
from functools import cache

# surnames whose usual reading differs from that of the character, by the letter they begin with
SURNAMES = {
    "万俟": "mq", "尉迟": "yc", "长孙": "zs", "单于": "cy", "澹台": "tt", "令狐": "lh", "宰父": "zf", "皇甫": "hf",
    "呼延": "hy", "夏侯": "xh", "欧阳": "oy", "司马": "sm", "上官": "sg", "诸葛": "zg", "东方": "df", "鲜于": "xy",
    "濮阳": "py", "太叔": "ts", "申屠": "st", "公孙": "gs", "慕容": "mr", "钟离": "zl", "端木": "dm", "乐正": "yz",
    "单": "s", "曾": "z", "仇": "q", "解": "x", "查": "z", "翟": "z", "区": "o", "朴": "p", "任": "r", "华": "h",
    "盖": "g", "乐": "y", "缪": "m", "冼": "x", "覃": "q", "葛": "g", "折": "s", "洗": "x", "尉": "w", "黑": "h",
    "句": "g", "种": "c", "秘": "b", "召": "s", "员": "y", "宓": "m", "那": "n", "都": "d", "繁": "p", "薄": "b",
    "车": "c", "谌": "c", "阚": "k", "牟": "m", "乜": "n", "能": "n", "隗": "k", "瞿": "q", "燕": "y", "应": "y",
    "祭": "z", "占": "z", "六": "l", "撒": "s", "难": "n", "宁": "n", "干": "g", "盛": "s", "柏": "b", "行": "x",
}  # fmt: skip
KEPT = 80


@cache
def first_letter(sign: str) -> str:
    """The letter a character's most usual reading begins with; "" for signs that have none."""
    from pypinyin import Style, pinyin

    letter = pinyin(sign, style=Style.FIRST_LETTER, errors="ignore")
    return letter[0][0].lower() if letter and letter[0][0].isascii() else ""


def initials(name: str) -> str:
    """Lower-case first letters; Latin names give the first letter of each word."""
    name = re.sub(r"[·•・.\s]+", " ", name).strip()
    surname = next((known for known in (name[:2], name[:1]) if known in SURNAMES), "")
    letters = SURNAMES.get(surname, "")
    rest = re.findall(r"[A-Za-z]+|\S", name[len(surname) :])
    letters += "".join(part[0].lower() if part.isascii() else first_letter(part) for part in rest)
    return letters[:KEPT]
