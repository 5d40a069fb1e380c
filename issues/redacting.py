"""What in a resident's words points to a person, and how these words look to everybody.

Acceptance point 32 of domain/issues.md: phone, identity number, plate, unit number and the names of the accused are
masked in the public version. The building stays and so does the entrance alone (2单元的灯坏了); with a room, both go.
Numbers are found by community/privacy.py, whatever gaps and digits they are written with. Names are found where
something says that one comes (业主李建国, 我叫张敏), where a title follows, and where they consist of usual signs; a
surname with a title (张阿姨, 王某) hides enough and stays. Nobody finds all names: authors see what others will see.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from community.privacy import NAMED, RUN, longest_from, masked, plain
from issues.texts.names import BEGINNING, DOUBLE, GIVEN, SURNAMES, USUAL, WORDS

CALLED = {
    "identity": _("身份证号"),
    "mobile": _("手机号"),
    "card": _("像银行卡号的长号码"),
    "phone": _("电话号码"),
    "plate": _("车牌号"),
    "room": _("门牌号"),
    "wechat": _("微信号"),
    "qq": _("QQ 号"),
    "email": _("电子邮箱"),
    "name": _("姓名"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """``text[start:end]`` becomes ``masked`` in the public version."""

    start: int
    end: int
    kind: str
    masked: str

    @property
    def sentence(self) -> str:
        sentence = _("这里有%(kind)s，公开时会显示成“%(masked)s”。")
        return str(sentence) % {"kind": CALLED[self.kind], "masked": self.masked}


class Piece(NamedTuple):
    """A finding in the flattened line."""

    start: int
    end: int
    kind: str
    masked: str


def mask(text: str, names: Iterable[str] = ()) -> str:
    """The public version. Masking twice changes nothing more."""
    parts, at = [], 0
    for finding in find(text, names):
        parts += [text[at : finding.start], finding.masked]
        at = finding.end
    return "".join([*parts, text[at:]])


def find(text: str, names: Iterable[str] = ()) -> list[Finding]:
    """In the order of the text, none inside another. ``names``: people who are known to be spoken of, in full."""
    known = sorted({name for name in names if len(name) > 1}, key=len, reverse=True)
    found, begin = [], 0
    for line in text.split("\n"):
        flat, origin = flattened(line)
        for piece in apart([*pieces(flat), *known_names(flat, known), *names_in(flat)]):
            start, end = begin + origin[piece.start], begin + origin[piece.end - 1] + 1
            found.append(Finding(start, end, piece.kind, piece.masked))
        begin += len(line) + 1
    return found


def flattened(line: str) -> tuple[str, list[int]]:
    """One kind of digits, no invisible signs; and for each sign left, where it stood."""
    pairs = [(part, at) for at, sign in enumerate(line) for part in plain(sign)]
    flat = "".join(part for part, at in pairs)
    # long numbers written in Chinese signs are recognised only in their neighbourhood
    whole = plain(flat)
    return whole if len(whole) == len(flat) else flat, [at for part, at in pairs]


def apart(pieces: list[Piece]) -> list[Piece]:
    """What was found first keeps its place."""
    kept: list[Piece] = []
    for piece in pieces:
        if all(piece.end <= other.start or piece.start >= other.end for other in kept):
            kept.append(piece)
    return sorted(kept)


DIGIT = "[0-9〇零一二三四五六七八九]"
ROOM = rf"[A-Za-z]?{DIGIT}{{3,4}}[A-Za-z]?"
ENTRANCE = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2}|[甲乙丙丁东西中A-Da-d])\s?(?:单元|门洞?|梯)"
BUILDING = (
    r"(?:(?<![0-9])[0-9]{1,4}|(?<![A-Za-z])[A-Za-z]|[一二三四五六七八九十]{1,3})\s?"
    r"(?:号楼|栋楼?|幢|座|#楼?|弄[0-9]{1,4}号楼?)"
)
# behind a figure these say that it counts or measures something
UNIT = r"(?!\s?(?:[0-9.%％]|[元块米年人点多个度斤平瓦次天名万路分秒毫只条棵辆斗户楼层栋幢]|号楼|单元|公[里斤]|小时|来[个户人]|家[店企超公单]|[wWkK]))"
WECHAT = r"(?:微信|威信|薇信|we ?chat|weixin|(?<![a-z])[vw]x|(?<![a-z])v信|加v|加微)"
SHAPES = (
    ("email", r"(?P<hide>[A-Za-z0-9][\w.+-]*)@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"),
    ("wechat", rf"{WECHAT}(?:(?:号码?|id|同号)[\s是为:：=]{{0,3}}|[\s是为]{{0,2}}[:：=]\s?)"
               r"(?P<hide>[a-z][-\w]{5,19}|[0-9]{6,11})(?![a-z0-9])"),
    ("wechat", rf"{WECHAT}[\s是为]{{0,2}}(?P<hide>(?=[a-z]*[-_0-9])[a-z][-\w]{{5,19}}|[0-9]{{6,11}})(?![a-z0-9])"),
    ("qq", r"(?:(?<![a-z])qq|扣扣|企鹅|(?<![a-z])q)(?:群?号码?|群)?[\s是为:：=]{0,3}(?P<hide>[1-9][0-9]{4,10})(?![0-9])"),
    ("plate", r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使][A-Z][\s·•.。・-]{0,2}"
              r"(?P<hide>(?=[A-Z]{0,5}[0-9])(?:[A-Z0-9]{4}[学警港澳挂领]|[A-Z0-9]{5,6}))(?![A-Z0-9])"),
    ("plate", r"(?:车牌|车号|牌照|牌号)(?:号码?|尾号)?[\s是为:：]{0,3}[A-Z]?(?P<hide>(?=[A-Z]{0,4}[0-9])[A-Z0-9]{4,6})(?![A-Z0-9])"),
    ("phone", r"(?<![0-9-])(?P<hide>0[0-9]{2,3}[\s-]?[2-9][0-9]{6,7})(?![0-9])"),
    ("phone", r"(?:电话|座机|固话|联系方式|致电)(?:号码?)?[\s是为:：打]{0,3}(?P<hide>[2-9][0-9]{2,3}-?[0-9]{4})(?![0-9])"),
    # 2单元501, 3栋2单元501室, 3栋501, B座1808, 5号楼12室
    ("room", rf"(?:{BUILDING}\s?[-—的]?\s?)?(?P<hide>{ENTRANCE}\s?[-—的]?\s?(?:{ROOM}{UNIT}|[0-9]{{1,2}}(?=室|号房|房)))"),
    ("room", rf"{BUILDING}\s?[-—的]?\s?(?P<hide>(?:[0-9]{{1,2}}[-—])?{ROOM}{UNIT}|[0-9]{{1,2}}(?=室|号房|房))"),
    # 3-2-501, 3/2/501, 3-501; 11-12-2026 is a day
    ("room", r"(?<![0-9A-Za-z./-])[0-9]{1,3}[-—–/]"
             r"(?P<hide>[0-9]{1,2}[-—–/](?!(?:19|20)[0-9]{2}(?![0-9]))[0-9]{3,4})(?![0-9A-Za-z%/-])"),
    ("room", rf"(?<![0-9A-Za-z./-])[0-9]{{1,2}}[-—]"
             rf"(?P<hide>(?!(?:19|20)[0-9]{{2}}(?![0-9]))[1-9][0-9]{{2,3}})(?![-—–/.]){UNIT}"),
    # 18楼1802, 5楼东户
    ("room", rf"(?P<hide>(?:[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})\s?[楼层]的?\s?(?:{ROOM}{UNIT}|[东西南北中左右]边?户))"),
    ("room", rf"(?<![0-9A-Za-z.])(?P<hide>{ROOM})(?=\s?(?:室(?!外|内)|号?房(?![间屋子产租东贷])|那[户家]|这[户家]|的?(?:住户|业主|租[户客]|邻居|房东)"
             r"|家(?:[的里又天老养装把漏一]|$|[，。、！])))"),
    ("room", rf"(?:楼上|楼下|隔壁|对门|对面|邻居|我家|我住|住在|住的?是?|我是|家住|住址|地址|门牌号?|房号|室号)"
             rf"(?:的|是|在|：|:|那个)?\s?(?P<hide>(?<![0-9.]){ROOM}){UNIT}"),
)  # fmt: skip
READ = tuple((kind, re.compile(shape, re.IGNORECASE)) for kind, shape in SHAPES)


def pieces(flat: str) -> Iterator[Piece]:
    """An address first, then the long numbers, then what would else be read into them."""
    for kind, shape in READ:
        if kind == "plate":
            yield from numbers(flat)
        for match in shape.finditer(flat):
            start, end = match.span("hide")
            yield Piece(start, end, kind, hidden(kind, match["hide"]))


def hidden(kind: str, value: str) -> str:
    if kind == "room":
        return re.sub(rf"{DIGIT}|[A-Za-z]|[十甲乙丙丁]|[东西南北中左右](?=边?[户单门梯])", "*", value)
    return "***" if kind in ("email", "wechat", "qq") else "*" * len(value)


def numbers(flat: str) -> Iterator[Piece]:
    """Identity, card and mobile numbers of community/privacy.py, with their places."""
    for run in RUN.finditer(flat):
        groups = list(re.finditer(r"\d+[Xx]?|[Xx]", run[0]))
        words = [group[0].upper() for group in groups]
        if words[-1] == "X":
            words[-2:] = [words[-2] + "X"]
        places, at = [], 0
        while at < len(words):
            kind, number, after = longest_from(words, at)
            if kind:
                last = groups[-1] if after == len(words) else groups[after - 1]
                places.append(
                    Piece(run.start() + groups[at].start(), run.start() + last.end(), kind, masked(kind, number))
                )
            at = after
        if not places and NAMED.search(flat[: run.start()]):
            places = [Piece(run.start(), run.end(), "card", masked("card", "".join(words)))]
        yield from places


HAN = r"\u3400-\u9fff"
KIN = (
    "丈夫 老公 妻子 老婆 爱人 儿子 女儿 孙子 孙女 父亲 母亲 爸爸 妈妈 爷爷 奶奶 外公 外婆 哥哥 姐姐 弟弟 妹妹 女婿 儿媳 媳妇 "
    "前夫 前妻 男友 女友 男朋友 女朋友"
)
ROLES = (
    "业主 户主 住户 租户 租客 承租人 房东 房主 车主 狗主人 邻居 老板 老板娘 店主 店长 经理 保安 保洁 保洁员 网格员 楼长 楼栋长 "
    "组长 主任 书记 医生 老师 护士 老人 残疾人 居民 村民 同学 孩子 小孩 当事人 嫌疑人 联系人 责任人 负责人 本人 肇事者 同志"
)
SAID = "我是 叫 名叫 叫做 叫作 姓名 名字 姓名是 名字是 名字叫 举报 投诉"
COMES = tuple(sorted([*KIN.split(), *ROLES.split(), *SAID.split()], key=len, reverse=True))
BEFORE = re.compile(
    rf"(?:{'|'.join(COMES)}|[0-9](?:室|栋|幢|座|单元|号楼)?的?(?:住户|业主|户主)?|\*室?的?)[\s是:：“\"'‘（(「]{{0,2}}$"
)
# nothing but a name stands behind these
ONLY_NAME = re.compile(r"(?:我叫|他叫|她叫|名叫|姓名(?:是|[:：])|名字(?:叫|是)|联系人[:：]?|本人)[\s是:：“\"]{0,2}$")
TITLE = re.compile(
    r"(?:先生|女士|师傅|阿姨|大爷|大妈|大娘|奶奶|爷爷|叔叔|大叔|大哥|大姐|小姐|老师|医生|经理|主任|同志|婆婆|伯伯|书记|"
    r"队长|律师|老板|警官|护士|同学|老人|夫妇|夫妻|一家|家(?!园|庭|具|电|长))"
)
ENDS = re.compile(
    r"[^\u3400-\u9fff]|$|[的在是说把又和与跟及经住有也都很总老常就不没这那他她已曾对给从到来去要能想打骂偷占停养装堵半昨今晚早夜每请让叫喊吵闹跳放乱私扔丢做开拿推砸拖搬]"
)
PLACE = re.compile(
    r"(?:花园|小区|家园|大厦|酒店|超市|公司|中心|广场|医院|学校|小学|中学|大学|幼儿园|公园|宾馆|饭店|餐厅|苑|路|街|巷|桥|镇|村|市|省|县|区|湖)"
)
NO_GIVEN = frozenset(
    "的了在是不有也都就把被又还很太去说没会着过从给跟让对与及等吗呢吧啊们这那个只每号栋层室户某师老阿先女姓氏总工哥姐爷奶叔伯婆妈爸"
)


def known_names(flat: str, known: list[str]) -> Iterator[Piece]:
    for name in known:
        for match in re.finditer(re.escape(plain(name)), flat):
            yield Piece(*match.span(), "name", short(name))


def names_in(flat: str) -> Iterator[Piece]:
    for start, sign in enumerate(flat):
        surname = flat[start : start + 2] if flat[start : start + 2] in DOUBLE else sign
        if len(surname) == 1 and sign not in SURNAMES:
            continue
        length = name_at(flat, start, len(surname))
        if length:
            yield Piece(start, start + length, "name", short(flat[start : start + length], len(surname)))


def name_at(flat: str, start: int, surname: int) -> int:
    """How many signs from here are a full name; 0 for none."""
    before, rest = flat[max(0, start - 12) : start], flat[start + surname : start + surname + 8]
    if surname == 1 and flat[start : start + 2] in WORDS:
        return 0
    two = is_given(rest[:2]) and rest[:2] not in WORDS and not PLACE.match(rest[2:])
    one = rest[:1] in GIVEN and not PLACE.match(rest[1:])
    announced = bool(BEFORE.search(before))
    if two and (announced or surname == 2 or TITLE.match(rest[2:])):
        return surname + 2
    if one and ((announced and ENDS.match(rest[1:])) or TITLE.match(rest[1:])):
        return surname + 1
    if ONLY_NAME.search(before):
        return surname + any_given(rest)
    if two and flat[start] in USUAL and set(rest[:2]) <= GIVEN and not re.search(r"[一每本上下这两几]$", before):
        return 3
    return 0


def is_given(signs: str) -> bool:
    return len(signs) == 2 and signs[1] in GIVEN and (signs[0] in GIVEN or signs[0] in BEGINNING)


def any_given(rest: str) -> int:
    """After 我叫 any two signs, or the one before the end, are the rest of the name."""
    for length in (2, 1):
        signs = rest[:length]
        if re.fullmatch(rf"[{HAN}]{{{length}}}", signs) and not NO_GIVEN & set(signs) and ENDS.match(rest[length:]):
            return length
    return -1


def short(name: str, surname: int = 0) -> str:
    """李建国 → 李某某, as the courts write it."""
    surname = surname or (2 if name[:2] in DOUBLE and len(name) > 2 else 1)
    return name[:surname] + "某" * (len(name) - surname)
