"""Telephone cells: several numbers, whose they are, and what Excel made of them (I32). Families share numbers (I33)."""

import re
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.text import clean_block, phone_digits

LONGEST = 300
LONGEST_LABEL = 20
ORDINARY = re.compile(r"1[3-9]\d{9}", re.ASCII)
BETWEEN = re.compile(r"[、,，;；/\n|]+|或者?")
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[Ee][+＋]?\d{1,3}(?!\d)")
FLOAT_TAIL = re.compile(r"(?<=\d)\.0+(?!\d)")
# with one gap anywhere people put one; the country code before it
MOBILE = r"(?<!\d)(?:(?:[+＋]|00)?86[\s\-]?)?1[3-9](?:[\s\-]?\d){9}(?!\d)"
LANDLINE = r"(?<!\d)(?:[+＋]86[\s\-]?)?[（(]?0\d{2,3}[）)]?[\s\-—–]?\d{3,4}[\s\-]?\d{4}(?!\d)"
SERVICE = r"(?<!\d)[48]00[\s\-]?\d{3}[\s\-]?\d{4}(?!\d)"
NUMBER = re.compile(
    rf"(?P<number>{MOBILE}|{LANDLINE}|{SERVICE})(?:\s*(?:转|分机|[-#*－—])\s*(?P<extension>\d{{1,6}})(?!\d))?"
)
# a number of which the middle is hidden, as in our own masked lists: 199****0012
HIDDEN = re.compile(r"\d{2,4}[*＊●○•…]{2,}\d{0,4}")
NOISE = re.compile(r"[\s:：()（）\[\]【】“”\"'’‘`.。\-—]+")
# words that say nothing about whose number it is
PLAIN_LABELS = frozenset(
    "本人 本人电话 手机 手机号 电话 联系电话 联系方式 号码 座机 固话 家庭电话 微信 微信同号 同微信 tel TEL Tel".split()
)
NONE_WORDS = frozenset(
    "无 暂无 没有 不详 未知 无电话 无手机 没有电话 没有手机 未提供 不愿提供 拒绝提供 未留 空号 0 - -- — —— / \\ x X".split()
)


class Phones(NamedTuple):
    """``numbers``: [number, whose it is]. ``unread``: parts in which no whole number was found, as they were typed.

    Numbers of which the middle is hidden are in neither: they say nothing that could be kept.
    """

    numbers: list[list[str]]
    unread: list[str]


def read_phones(text: str) -> Phones:
    """Raises ValidationError "cut" for a number that lost its digits."""
    if ORDINARY.fullmatch(text):
        return Phones([[text, ""]], [])
    whole = FLOAT_TAIL.sub("", clean_block(text[:LONGEST]).lstrip("'’‘`"))
    if SCIENTIFIC.search(whole):
        raise ValidationError(
            _("电话号码在 Excel 里被当成数字，尾数已丢失，请把这一列设为文本后重新填写。"), code="cut"
        )
    found: dict[str, str] = {}
    unread = [text[LONGEST:]] if len(text) > LONGEST else []
    for part in filter(None, map(str.strip, BETWEEN.split(whole))):
        if part not in NONE_WORDS and not HIDDEN.search(part) and not read_part(part, found):
            unread.append(part)
    return Phones([[number, label] for number, label in found.items()], unread)


def read_part(part: str, found: dict[str, str]) -> bool:
    """False if there is no number in it, or one that cannot be right."""
    matches = list(NUMBER.finditer(part))
    left = NUMBER.sub(" ", part)
    if re.search(r"\d", left):
        matches = []
        left = part
    label = NOISE.sub(" ", left).strip()
    for match in matches:
        number = phone_digits(match["number"]) or ""
        if not number or len(set(number)) == 1:
            return False
        own = "" if label in PLAIN_LABELS else label
        extension = _("分机%(number)s") % {"number": match["extension"]} if match["extension"] else ""
        found.setdefault(number, " ".join(filter(None, [own, extension]))[:LONGEST_LABEL])
    return bool(matches)
