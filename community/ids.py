"""Identity and other document numbers: made uniform, checked, and read for what they say about their holder.

GB 11643-1999: region 6, birth date 8, sequence 3 (odd = male), check character by ISO 7064 MOD 11-2.
Residence permits of Hong Kong, Macao and Taiwan people (81, 82, 83) and permanent residence cards since
2023-12 (first digit 9) follow the same pattern, so none of them may fail on its region.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from operator import mul

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

ID_CARD, HOUSEHOLD_BOOK, PERMANENT_RESIDENCE = "111", "113", "553"  # GA/T 517
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
# signs that people and spreadsheets put where the check character X belongs
LOOKS_LIKE_X = dict.fromkeys(map(ord, "×Хх✕Χχ"), "X")
NOT_A_NUMBER = frozenset(
    "无 暂无 没有 不详 不清楚 未知 不知道 未办理 未办 未办证 暂未办理 尚未办理 待办 待补 待核实 待查 未提供 不提供 不愿提供 拒绝提供 "
    "拒绝 未登记 未采集 未上户 未上户口 没有身份证 无身份证 无身份证号 无证 无证件 无号码 无号 新生儿 遗失 丢失 空 同户主 NONE "
    "NULL NA N/A NAN 否 X / \\ ? 、 。 # * **".split()
)
# a number of which the middle is hidden: 3301********1234, 330102XXXXXXXX1232
PARTIAL = re.compile(r"(\d{3,16})[*＊●○•…#_?X~]{2,}(\d{0,6}[\dX]?)|(\d{6,16})[*＊●○•…#_?X~]{2,}", re.ASCII)
# by their shape, where the column says identity card or nothing: permanent residence, passes, passports
OTHER_SHAPES = (
    ("553", re.compile(r"[A-Z]{3}\d{12}", re.ASCII)),
    ("516", re.compile(r"[HM]\d{8}(?:\d{2})?", re.ASCII)),
    ("414", re.compile(r"[A-Z]{1,2}\d{6,9}", re.ASCII)),
)
TRUE_NUMBER = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
# nothing below looks at longer texts
LONGEST = 100
# first two digits: provinces of GB/T 2260, 81–83 residence permits; 9 permanent residence, and the demonstration's 999999
PROVINCES = {
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83,
}  # fmt: skip
OLDEST = 130


@dataclass(frozen=True, slots=True)
class Document:
    """A checked number; ``born`` and ``sex`` (GB/T 2261.1) only where the number itself tells them."""

    number: str
    born: date | None = None
    sex: str = "0"
    warnings: tuple[str, ...] = ()
    # what the warnings are about: old_number, region, tail
    doubts: tuple[str, ...] = ()


def normalise(text: str) -> str:
    """Upper case without spaces, dashes and quotes; full-width made narrow; words for "none" become ""."""
    if TRUE_NUMBER.fullmatch(text):
        return text
    text = unicodedata.normalize("NFKC", text[: 2 * LONGEST]).translate(LOOKS_LIKE_X).upper()
    bare = "".join(sign for sign in text if unicodedata.category(sign)[0] not in "CZ").strip("'’‘`\"“”:,，;")
    if bare in NOT_A_NUMBER or not bare.strip("0-–—‐.·_/"):
        return ""
    return re.sub(r"[-–—‐.·]", "", bare)


def partial(text: str) -> str:
    """3301********1234 for a number of which a part is hidden, always 18 signs where that can be; else ""."""
    match = PARTIAL.fullmatch(normalise(text)) if len(text) <= LONGEST else None
    if match is None:
        return ""
    head, tail = match[1] or match[3], match[2] or ""
    return head + "*" * max(2, 18 - len(head) - len(tail)) + tail


def agrees(hint: str, number: str) -> bool:
    """Whether a whole number may be the one of which a part is known: its hidden middle, or its first digits only."""
    head, _stars, tail = hint.partition("*")
    return number.startswith(head) and number.endswith(tail.lstrip("*"))


def shape_of(number: str) -> str:
    """The kind of document that a normalised number looks like, if it is none of the identity kind; else ""."""
    return next((kind for kind, shape in OTHER_SHAPES if shape.fullmatch(number)), "")


def check_character(seventeen: str) -> str:
    return CHECK_CHARACTERS[sum(map(mul, map(int, seventeen), WEIGHTS)) % 11]


def upgrade(fifteen: str) -> str:
    """The 18-digit form of a number issued before 1999: the century 19 and a check character put in."""
    seventeen = fifteen[:6] + "19" + fifteen[6:]
    return seventeen + check_character(seventeen)


def read_document(text: str, doc_type: str = ID_CARD, today: date | None = None) -> Document | None:
    """What the typed number says; None for an empty one. Raises ValidationError with a sentence and a code."""
    if len(text) > LONGEST:
        raise refusal(_("这一格太长，不是证件号码。请只填一个号码。"), "characters")
    number = normalise(text)
    if not number:
        return None
    if doc_type == HOUSEHOLD_BOOK and not re.fullmatch(r"\d{15}|\d{17}[\dX]", number):
        return other_document(number)
    if doc_type in (ID_CARD, HOUSEHOLD_BOOK):
        return read_id(number, today)
    if doc_type == PERMANENT_RESIDENCE and re.fullmatch(r"9\d{16}[\dX]", number):
        return read_id(number, today)
    return other_document(number)


def other_document(number: str) -> Document:
    """Passports, passes, old permanent residence cards (three letters and twelve digits)."""
    if "*" in number:
        raise refusal(_("证件号码里有星号，只是一部分。请填写完整的号码；不知道就留空。"), "masked")
    if not re.fullmatch(r"[A-Z0-9()]{4,24}", number):
        raise refusal(_("证件号码只能有字母和数字，4 到 24 位。请对照证件再填一次。"), "characters")
    return Document(number)


def read_id(number: str, today: date | None = None) -> Document:
    """A normalised identity number of 18 or 15 characters."""
    warnings = {}
    if len(number) == 15 and re.fullmatch(r"\d{15}", number, re.ASCII):
        number = upgrade(number)
        warnings["old_number"] = _("这是 15 位旧号码，已换算成 18 位，请对照证件核对。")
    if not TRUE_NUMBER.fullmatch(number):
        refuse_shape(number)
    born = birth_date(number, today or timezone.localdate())
    if check_character(number[:17]) != number[17]:
        refuse_check(number)
    if not known_region(number):
        warnings["region"] = _("号码开头的行政区划代码没有分配过，请对照证件核对。")
    if number.endswith("000"):
        warnings["tail"] = _("号码末三位是 000，可能被表格软件截掉了尾数，请对照证件核对。")
    return Document(number, born, "1" if int(number[16]) % 2 else "2", tuple(warnings.values()), tuple(warnings))


def refuse_shape(number: str) -> None:
    if "*" in number:
        raise refusal(_("身份证号里有星号，只是一部分。请填写完整的号码；不知道就留空。"), "masked")
    if re.search(r"\dE\+?\d", number):
        raise refusal(_("这个号码被表格软件变成了科学计数法，尾数已经丢失。请对照证件重新填写。"), "scientific")
    if not re.fullmatch(r"[\dX]+", number) or "X" in number[:-1]:
        raise refusal(_("身份证号只能是数字，末位可以是 X。请对照证件再填一次。"), "characters")
    if len(number) != 18:
        sentence = _("身份证号应是 18 位，现在是 %(length)s 位。请对照证件再填一次。")
        raise refusal(sentence % {"length": len(number)}, "length")


def birth_date(number: str, today: date) -> date:
    """Digits 7 to 14 as a real day, neither to come nor longer ago than anybody lives."""
    digits = number[6:14]
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise refusal(_("身份证号第 7 到 14 位不是真实的日期。请对照证件再填一次。"), "date") from None
    if born > today:
        raise refusal(_("身份证号里的出生日期还没有到。请对照证件再填一次。"), "future")
    if born.year < today.year - OLDEST:
        raise refusal(_("身份证号里的出生年份太早。请对照证件再填一次。"), "date")
    return born


def refuse_check(number: str) -> None:
    if number.endswith("000"):
        raise refusal(_("身份证号末三位变成了 000，多半是表格软件丢了尾数。请对照证件重新填写。"), "truncated")
    raise refusal(_("身份证号的末位与前 17 位对不上，可能有一位打错了。请对照证件再填一次。"), "check_digit")


def known_region(number: str) -> bool:
    return number[0] == "9" or int(number[:2]) in PROVINCES


def refusal(sentence: str, code: str) -> ValidationError:
    return ValidationError(sentence, code=code)
