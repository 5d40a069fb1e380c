"""Numbers that must not stand in anything published: identity numbers, bank cards, mobile phones.

Source of the rule: registers and subsidy lists that leaked through notices (domain/registry.md 0.5, S05).
A number is read in groups as people write it (``6222 0212 …``, ``138-1234-5678``, ``一三八…``); the more a writing
looks like a date or a list of houses, the more has to speak for a number before it is one.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.masks import mask_number, mask_phone
from community.ids import LOOKS_LIKE_X, PROVINCES

# between groups; no comma and no 、, which stand in lists of houses
GAP = r"[ \-–—―−_.·/]{0,3}"
DIGITS = dict(zip("零〇○一二三四五六七八九壹贰叁肆伍陆柒捌玖幺oO", "000123456789123456789100", strict=True))
RUN = re.compile(rf"\d(?:{GAP}\d){{7,}}(?:{GAP}[Xx])?")
WRITTEN = re.compile(rf"[\d{''.join(DIGITS)}](?:{GAP}[\d{''.join(DIGITS)}]){{10,}}")
# whatever long number follows these words is one, however it is written
NAMED = re.compile(r"(?:身份证|证件|卡号|账号|帐号|账户|帐户|存折|工资卡|一卡通)[^\d\n]{0,8}$")

MOBILE = re.compile(r"(?:00)?(?:86)?(1[3-9]\d{9})")
IDENTITY = re.compile(r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]")
OLD_IDENTITY = re.compile(r"[1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}")
MOBILE_SHAPES = {(11,), (3, 4, 4), (3, 3, 5), (4, 3, 4), (3, 8), (7, 4), (5, 6), (4, 4, 3)}
LONGEST = 20
CALLED = {"identity": _("身份证号"), "mobile": _("手机号"), "card": _("像银行卡号的长号码")}


@dataclass(frozen=True, slots=True)
class Found:
    """A number that must be masked, already masked, and in which line (from 1) it stands."""

    kind: str
    line: int
    masked: str

    @property
    def sentence(self) -> str:
        sentence = _("第 %(line)s 行有%(kind)s，请改成 %(masked)s 这样的写法，或者删去。")
        return str(sentence) % {"line": self.line, "kind": CALLED[self.kind], "masked": self.masked}


def find_private_numbers(text: str) -> list[Found]:
    """In the order of the text; full-width and Chinese digits, invisible characters and gaps hide nothing."""
    found = []
    for line, words in enumerate(text.splitlines(), 1):
        found += [Found(kind, line, masked(kind, number)) for kind, number in numbers_in(plain(words))]
    return found


def sentences(text: str) -> list[str]:
    """What to say to whoever wants to publish this; nothing when it may go."""
    return [found.sentence for found in find_private_numbers(text)]


def plain(words: str) -> str:
    """One kind of digits and no signs that nobody sees."""
    words = unicodedata.normalize("NFKC", words).translate(LOOKS_LIKE_X)
    words = "".join(sign for sign in words if unicodedata.category(sign)[0] not in "CM")
    words = "".join(str(unicodedata.decimal(sign, sign)) for sign in words)
    return WRITTEN.sub(lambda run: "".join(DIGITS.get(sign, sign) for sign in run[0]), words)


def numbers_in(words: str) -> Iterator[tuple[str, str]]:
    for run in RUN.finditer(words):
        groups = re.findall(r"\d+[Xx]?|[Xx]", run[0])
        if groups[-1] in ("X", "x"):
            groups[-2:] = [groups[-2] + "X"]
        there = list(within([group.upper() for group in groups]))
        if not there and NAMED.search(words[: run.start()]):
            there = [("card", "".join(groups))]
        yield from there


def within(groups: list[str]) -> Iterator[tuple[str, str]]:
    """The numbers that neighbouring groups make, the first and longest ones."""
    start = 0
    while start < len(groups):
        kind, number, after = longest_from(groups, start)
        if kind:
            yield kind, number
        start = after


def longest_from(groups: list[str], start: int) -> tuple[str, str, int]:
    number, best = "", ("", "", start + 1)
    for end in range(start, len(groups)):
        number += groups[end]
        if len(number) > LONGEST:
            break
        kind, bare = kind_of(number, [len(group) for group in groups[start : end + 1]])
        if kind:
            best = (kind, bare, end + 1)
    return best


def kind_of(number: str, shape: Sequence[int]) -> tuple[str, str]:
    """What the joined groups are, and the number without a country code; ("", "") for ordinary figures."""
    together, singly = len(shape) == 1, set(shape) == {1}
    whole = together or singly or min(shape) >= 3
    if IDENTITY.fullmatch(number) or (OLD_IDENTITY.fullmatch(number) and whole and int(number[:2]) in PROVINCES):
        return "identity", number
    if (mobile := MOBILE.fullmatch(number)) and (together or singly or tuple(shape) in MOBILE_SHAPES):
        return "mobile", mobile[1]
    if is_card(number, shape, whole=whole):
        return "card", number
    return "", ""


def is_card(number: str, shape: Sequence[int], *, whole: bool) -> bool:
    """15 to 19 digits in one piece or in fours as on the card; in odd groups only with a right check digit."""
    if not (15 <= len(number.rstrip("X")) <= 19):
        return False
    if len(shape) == 1 or (set(shape[:-1]) == {4} and shape[-1] <= 4):
        return True
    return whole and number[0] in "3456" and shape[0] != 3 and number.isdecimal() and luhn(number)


def luhn(number: str) -> bool:
    """ISO/IEC 7812: every second digit from the right counts double."""
    doubled = (int(digit) * 2 for digit in number[-2::-2])
    return (sum(map(int, number[-1::-2])) + sum(twice // 10 + twice % 10 for twice in doubled)) % 10 == 0


def masked(kind: str, number: str) -> str:
    return mask_phone(number) if kind == "mobile" else mask_number(number)
