"""One string such as 幸福小区3栋2单元501室 taken apart; what could be read in two ways is never guessed (I39)."""

import re
from functools import lru_cache
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from community.imports.places import DIGITS, LONGEST, plain, plain_building, plain_number

NOUN = r"(?:号楼|栋|幢|座|#楼?|楼)"
NUMBER = r"\d{1,4}[A-Z]?|[A-Z]\d{0,3}"
ENTRANCE = r"\d{1,2}|[A-Z]|[甲乙丙丁东西中]"
ROOM = r"[A-Z]?\d{3,4}[A-Z]?"
# a room of one or two digits is one only when it is called so: 3栋12室, never 3-12
CALLED_ROOM = rf"(?P<room>{ROOM})(?:室|号|房|户)?|(?P<short>\d{{1,2}}[A-Z]?)(?:室|号|房|户)"
# 12弄3号, 建设路12号: a house number is a building when an entrance or a room follows it
HOUSE = r"\d{1,4}弄\d{1,4}号楼?|\d{1,4}号(?=\d{1,2}(?:单元|门)|[A-Z]?\d{3,4}[A-Z]?(?:室|房))"
NAMED = r"[\u3400-\u9fff]{1,10}(?:楼|栋|幢|座|公寓|大厦)(?!\d{1,2}(?:号楼|栋|幢|座))"
ESTATE = r"(?P<estate>|.*?[^\dA-Z#/-])"
BUILDING = rf"(?:(?P<numbered>{NUMBER}){NOUN}|(?P<house>{HOUSE}))"
WITHIN = rf"-?(?:(?P<entrance>{ENTRANCE})(?:(?:单元|门)-?|-))?(?:{CALLED_ROOM})"
WHOLE = (
    re.compile(rf"{ESTATE}第?{BUILDING}{WITHIN}"),
    re.compile(rf"(?P<estate>(?:.*(?:小区|花园|家园|新村|苑|园|路|街|道|巷))?)(?P<named>{NAMED}){WITHIN}"),
    # 3-2-501, 3/2/501, 幸福小区3-501
    re.compile(
        rf"{ESTATE}(?P<numbered>\d{{1,3}}|[A-Z]\d{{0,2}})[-/](?:(?P<entrance>{ENTRANCE})[-/])?(?P<room>{ROOM})室?"
    ),
)
HINTED = (
    re.compile(rf"(?P<entrance>{ENTRANCE})(?:单元|门)(?:{CALLED_ROOM})"),
    re.compile(rf"(?:{CALLED_ROOM})"),
)
DASHED_ROOM = re.compile(rf"(?P<entrance>{ENTRANCE})[-/](?P<room>{ROOM})室?")
WITHOUT_ROOM = re.compile(rf"{ESTATE}第?(?P<numbered>{NUMBER}){NOUN}(?:(?P<entrance>{ENTRANCE})(?:单元|门))?")
# a second building or entrance left over before the building: something was misread
LEFT_OVER = re.compile(r"\d(?:号楼|栋|幢|座|#|单元|室|楼|层)|单元|平房|地下|负")
CHINESE_NUMBER = re.compile(
    rf"[〇○零一二两三四五六七八九十]+(?=号楼|栋|幢|座|#|楼|单元|门|室|弄|号(?!线)|-|$)|(?<=-)[{''.join(DIGITS)}十]+"
)
REMARK = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]$")


class Address(NamedTuple):
    """``building`` without its noun and padding (3, A, 12弄3号); "" for a part that is not said."""

    estate: str
    building: str
    entrance: str
    room: str
    # what stood in brackets behind it
    remark: str = ""


def read_address(text: str, hint: str = "") -> Address:
    """The hint is the building that the sheet or a separator row speaks of. Raises ValidationError "ambiguous"."""
    found = taken_apart(text, hint) if len(text) <= LONGEST else None
    if found is None:
        sentence = _("看不懂住址“%(text)s”，请在“楼栋”“单元”“室”三列里分开填写，或写成 3栋2单元501 的样子。")
        raise ValidationError(sentence % {"text": text[:40]}, code="ambiguous")
    return found


@lru_cache(maxsize=4096)
def taken_apart(text: str, hint: str) -> Address | None:
    bare = plain(text)
    if remark := REMARK.search(bare):
        bare = bare[: remark.start()]
    bare = CHINESE_NUMBER.sub(lambda found: plain_number(found[0]), bare)
    dashed = DASHED_ROOM.fullmatch(bare) if hint else None
    found = room_of(hint, dashed) if dashed else whole_address(bare) or inside_of(hint, bare)
    return found._replace(remark=remark[1]) if found and remark else found


def whole_address(bare: str) -> Address | None:
    for pattern in WHOLE:
        if match := pattern.fullmatch(bare):
            parts = match.groupdict(default="")
            if LEFT_OVER.search(parts["estate"]):
                return None
            building = parts.get("named") or parts.get("house") or plain_building(parts["numbered"])
            return address_of(parts, building)
    return None


def inside_of(hint: str, bare: str) -> Address | None:
    """2单元501 and 501室, within the building that the sheet speaks of."""
    around = read_building(hint)
    for pattern in HINTED:
        if match := pattern.fullmatch(bare):
            parts = match.groupdict(default="")
            return address_of({"entrance": around.entrance} | parts | {"estate": around.estate}, around.building)
    return None


def room_of(hint: str, dashed: re.Match) -> Address:
    """2-501 on the sheet of a building is its second entrance."""
    around = read_building(hint)
    return address_of(dashed.groupdict() | {"estate": around.estate}, around.building)


def address_of(parts: dict[str, str], building: str) -> Address:
    room = parts["room"] or parts.get("short", "")
    return Address(parts["estate"], building, unpadded(parts.get("entrance", "")), unpadded(room))


def read_building(text: str) -> Address:
    """A building as a cell, the name of a sheet or a title says it, perhaps with its estate and entrance."""
    bare = CHINESE_NUMBER.sub(lambda found: plain_number(found[0]), plain(text))
    match = WITHOUT_ROOM.fullmatch(bare)
    if match is None or LEFT_OVER.search(match["estate"]):
        return Address("", plain_building(text) if text else "", "", "")
    return Address(match["estate"], plain_building(match["numbered"]), unpadded(match["entrance"] or ""), "")


def unpadded(part: str) -> str:
    return part.lstrip("0") or part
