"""What a heading means, with the headings above it: whose it is, and which of our columns.

``who``: "" somebody listed, "#2" the second person of a wide row, "head", "owner", "tenant", "~配偶" a relative.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from community import codes
from community.imports.columns import (
    BY_HEADING,
    HOUSE,
    HOUSE_NUMBER_HEADINGS,
    OF_THE_HOME,
    SKIP,
    UNKNOWN,
    plain_heading,
)


class Meaning(NamedTuple):
    key: str = UNKNOWN
    who: str = ""


NOTHING = Meaning()
# settled once all headings are known: a room where a building stands beside it, else a whole address
HOUSE_NUMBER = "house_number"
BASE, HEAD, OWNER, TENANT = "", "head", "owner", "tenant"
PEOPLE = {
    HEAD: "户主",
    OWNER: "房主 业主 产权人 房东 屋主 出租人 房屋所有人 产权所有人 房屋业主 出租房主 户主/房主",
    TENANT: "租户 承租人 租客 承租户 租住人 房客 租赁人 租住人员 现租户 承租人员 租房人",
}
RELATIVES = "配偶 爱人 丈夫 妻子 老伴 儿子 女儿 长子 次子 三子 长女 次女 三女 儿媳 女婿 孙子 孙女 外孙 外孙女".split()
# people whom a roster names without listing them
OTHERS = re.compile(
    r"紧急联系|联系人|监护人|照料人|照护人|父亲|母亲|父母|家长|网格|楼长|栋长|单元长|介绍人|帮扶|责任|包保|包联|填表|审核|采集|物业|"
    r"单位负责|法人|经营者|子女"
)
MEMBER = "家庭成员|户内成员|成员|人员|家人|共同居住人|同住人员|同住人|居住人|现住人|常住人员|居民|第"
NUMBER = r"\d{1,2}|十[一二三四五六七八九]?|[一二三四五六七八九]"
COUNTED = re.compile(rf"({NUMBER})(?:人|位)?(?:的)?(.*)")
NUMBERED = re.compile(rf"(?:{MEMBER}){COUNTED.pattern}")
ENDS_NUMBERED = re.compile(rf"(.+?)({NUMBER})")
GROUP_ENDING = re.compile(r"(?:基本)?(?:信息|情况|资料|登记)$")
PIECES = re.compile(r"[-—–_/|>\\:：·]+")
PLACE_WORD = re.compile(r"[省市区县州盟旗镇乡街路巷村组址地号]|社区|居委|门牌|详")
TABLES = {
    "sex": "sex", "politics": "politics", "marriage": "marriage", "education": "education", "ethnicity": "ethnicity",
}  # fmt: skip
DIGITS = {sign: place for place, sign in enumerate("零一二三四五六七八九十")}


def group_of(heading: str) -> str:
    """户籍地址 of 户籍地址/省 and of 户籍地址-省"""
    first, *rest = PIECES.split(heading)
    return first if rest else ""


def known_key(plain: str, synonyms: Mapping[str, str]) -> str | None:
    """The column of one plain heading, a tick column of a service group among them; None if nobody knows it."""
    if plain in synonyms:
        return synonyms[plain]
    if plain in BY_HEADING:
        return BY_HEADING[plain]
    if plain in HOUSE_NUMBER_HEADINGS:
        return HOUSE_NUMBER
    return tick_key(plain)


def tick_key(plain: str) -> str | None:
    word = plain.removeprefix("是否").removeprefix("为")
    for text in (word, re.sub(r"(?:老人|人员|家庭|户|人|者)$", "", word)):
        if text and (code := codes.code_for("group", text)):
            return f"tick:{code}"
    return None


def number_of(text: str) -> int:
    """``2`` and ``二`` → 2, ``十二`` → 12"""
    if text.isdigit():
        return int(text)
    if text.startswith("十"):
        return 10 + DIGITS.get(text[1:], 0)
    return DIGITS[text]


def whose(plain: str) -> tuple[str, str] | None:
    """Of whom a heading speaks, and the rest of it: 租户电话 → tenant, 电话."""
    for who, words in PEOPLE.items():
        for word in sorted(words.split(), key=len, reverse=True):
            if plain.startswith(word):
                return who, plain.removeprefix(word)
    for word in sorted(RELATIVES, key=len, reverse=True):
        if plain.startswith(word):
            return f"~{word}", plain.removeprefix(word)
    if match := NUMBERED.fullmatch(plain):
        return f"#{number_of(match[1])}", match[2]
    return None


def flat(plain: str, synonyms: Mapping[str, str]) -> Meaning:
    """The meaning of a heading with nothing above it."""
    key = known_key(plain, synonyms)
    if key in OF_PEOPLE:
        return OF_PEOPLE[key]
    if key is not None:
        return Meaning(key)
    if found := whose(plain):
        return said_of(*found, synonyms)
    if match := ENDS_NUMBERED.fullmatch(plain):
        key = known_key(match[1], synonyms)
        if key and key != SKIP and key not in OF_THE_HOME:
            return Meaning(key, f"#{number_of(match[2])}")
    return NOTHING


OF_PEOPLE = {
    "head_name": Meaning("name", HEAD),
    "owner": Meaning("name", OWNER),
    "owner_id": Meaning("id_number", OWNER),
    "owner_phone": Meaning("phone", OWNER),
}


def said_of(who: str, rest: str, synonyms: Mapping[str, str]) -> Meaning:
    """``rest`` "" stands for the name of a group of people, not of a relative: 配偶 may as well mean yes or no."""
    if not rest:
        return NOTHING if who.startswith("~") else Meaning("name", who)
    inner = COUNTED.fullmatch(rest)
    if inner and who == TENANT:
        who, rest = f"{TENANT}#{number_of(inner[1])}", inner[2] or "姓名"
    key = known_key(rest, synonyms)
    if key is None or key == SKIP:
        return NOTHING
    if key in HOUSE or key == HOUSE_NUMBER:
        return Meaning(key)
    return Meaning(key, who)


def meaning(parts: Sequence[str], synonyms: Mapping[str, str]) -> Meaning:
    """The meaning of a heading below its group headings, outermost first: ("户籍地址", "省")."""
    plains = [plain for plain in map(plain_heading, parts) if plain]
    if not plains:
        return NOTHING
    if len(plains) == 1:
        found = flat(plains[0], synonyms)
        pieces = [piece for piece in PIECES.split(parts[-1]) if piece.strip()]
        if found == NOTHING and len(pieces) > 1:
            return meaning(pieces, synonyms)
        return found
    leaf = plains[-1]
    if key := synonyms.get("".join(plains)):
        return Meaning(key)
    for group in reversed(plains[:-1]):
        below_group = below(group, leaf, synonyms)
        if below_group is not None:
            return below_group
    joined = BY_HEADING.get("".join(plains))
    return Meaning(joined) if joined else flat(leaf, synonyms)


def below(group: str, leaf: str, synonyms: Mapping[str, str]) -> Meaning | None:
    """What a leaf means under a group that says whose or which; None if the group says nothing."""
    group = GROUP_ENDING.sub("", group) or group
    own = flat(leaf, synonyms)
    if OTHERS.search(group):
        return NOTHING
    if found := whose(group):
        who, rest = found
        if not rest or GROUP_ENDING.fullmatch(rest):
            return NOTHING if own == NOTHING else told(who, own)
    key = known_key(group, synonyms)
    if key in ("hukou", "address"):
        return of_place(key, leaf, own)
    if key in TABLES and codes.code_for(TABLES[key], leaf):
        return Meaning(key)
    if key == "name":
        return NOTHING if own == NOTHING else own
    return None


def told(who: str, own: Meaning) -> Meaning:
    if own.key in HOUSE or own.key in (SKIP, HOUSE_NUMBER) or own.who not in (BASE, who):
        return own
    return Meaning(own.key, who)


def of_place(key: str, leaf: str, own: Meaning) -> Meaning:
    """户籍地址/省 belongs to the address, 现住址/楼栋 is the building itself."""
    if own.key and own.key not in (*HOUSE, HOUSE_NUMBER, "hukou", "area"):
        return own
    if key == "address" and own.key in (*HOUSE, HOUSE_NUMBER):
        return own
    return Meaning(key) if own.key in (*HOUSE, HOUSE_NUMBER, "hukou") or PLACE_WORD.search(leaf) else NOTHING
