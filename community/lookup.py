"""What somebody typed into the search box: words, or a place such as 7-2-301, 3栋2单元501 or 三号楼二单元五零一."""

import re
import unicodedata
from dataclasses import dataclass

from accounts.text import phone_digits
from community.ids import normalise, upgrade

LONGEST = 60
DIGITS = {sign: str(value) for value, sign in enumerate("〇一二三四五六七八九")} | {"零": "0", "两": "2", "○": "0"}
# a house in a lane is 12号, which is a room as well, so only an entrance behind it makes it a building
BUILDING = r"(?:栋|幢|号楼|座|楼|#楼?|号(?=[0-9A-Z]{1,3}(?:单元|门)))"
ESTATE = r".+(?:小区|社区|花园|家园|新村|苑)"
FULL_PLACE = re.compile(
    rf"(?P<building>.{{1,20}}?){BUILDING}(?:(?P<entrance>[0-9A-Z]{{1,3}})(?:单元|门|-))?(?P<room>[0-9A-Z]{{2,6}})?(?:室|号)?"
)
DASHED_PLACE = re.compile(r"(?P<building>[0-9A-Z]{1,4})[-/](?:(?P<entrance>[0-9A-Z]{1,3})[-/])?(?P<room>\d{2,5}[A-Z]?)")
HALF_PLACE = re.compile(rf"(?P<building>.{{1,20}}?){BUILDING}(?P<entrance>[0-9A-Z]{{1,3}})(?:单元|门)")
ENTRANCE_PLACE = re.compile(r"(?P<building>)(?P<entrance>[0-9A-Z]{1,3})(?:单元|门)(?P<room>[0-9A-Z]{2,6})?室?")


@dataclass(frozen=True, slots=True)
class Place:
    """Building, entrance and room as typed, without their nouns and leading zeros; "" where not said."""

    building: str = ""
    entrance: str = ""
    room: str = ""
    estate: str = ""


@dataclass(frozen=True, slots=True)
class Lookup:
    words: tuple[str, ...] = ()
    place: Place | None = None


def read(text: str) -> Lookup:
    """A whole place if the text is one; otherwise each word must fit, and some may be a place ("3栋 王")."""
    text = unicodedata.normalize("NFKC", text)[:LONGEST].strip()
    words = text.split()
    whole = "".join(words)
    if document_number(whole) or phone_digits(whole):
        return Lookup(words=(whole,))
    names = [word for word in words if not re.search(rf"\d|{BUILDING}|单元", word)]
    place = read_place("".join(word for word in words if word not in names))
    if place is None:
        return Lookup(words=tuple(words))
    return Lookup(tuple(name for name in names if not re.fullmatch(ESTATE, name)), place)


def read_place(text: str) -> Place | None:
    bare = chinese_digits(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper())
    bare = re.sub(r"[—–‐－]", "-", bare)
    for pattern in (FULL_PLACE, DASHED_PLACE, HALF_PLACE, ENTRANCE_PLACE):
        if found := pattern.fullmatch(bare):
            parts = {name: (part or "") for name, part in found.groupdict().items()}
            estate_cut = re.sub(r"^第|^.*[^0-9A-Z](?=[0-9A-Z]+$)", "", parts["building"])
            estate = parts["building"].removesuffix(estate_cut).removeprefix("第")
            place = Place(unpadded(estate_cut), unpadded(parts["entrance"]), unpadded(parts.get("room", "")), estate)
            # 张小楼 is rather a person than a building
            return place if place.entrance or place.room or place.building[-1:].isascii() else None
    return None


def chinese_digits(text: str) -> str:
    """``十二号楼`` → ``12号楼``, ``五〇一`` → ``501``; only before a noun of a place or at the very end."""
    pattern = rf"[〇○零一二两三四五六七八九十]+(?={BUILDING}|单元|门|室|$)"
    return re.sub(pattern, lambda found: arabic(found[0]), text) if re.search(BUILDING + "|单元", text) else text


def arabic(number: str) -> str:
    if "十" in number:
        tens, _, ones = number.partition("十")
        return str(int(DIGITS.get(tens, "1")) * 10 + int(DIGITS.get(ones, "0")))
    return "".join(DIGITS[sign] for sign in number)


def unpadded(part: str) -> str:
    return part.lstrip("0") or part


def building_pattern(building: str) -> str:
    """How one building may be called in the tree, as a regular expression; the estate's name may stand before it."""
    before = "(^|[^0-9A-Za-z])" if building[:1].isascii() else "^"
    return rf"{before}0*{re.escape(building)}(栋|幢|号楼|座|楼|号|#|#楼)?$"


def entrance_names(entrance: str) -> list[str]:
    return [entrance, f"0{entrance}", f"{entrance}单元", f"{entrance}门"]


def room_names(room: str) -> list[str]:
    return [room, f"0{room}", f"{room}室", room.lower()]


def document_number(text: str) -> str:
    """The number if the text looks like a whole document number, else ""."""
    number = normalise(text)
    if re.fullmatch(r"\d{15}", number):
        return upgrade(number)
    return number if re.fullmatch(r"\d{17}[\dX]|[A-Z]{1,3}\d{6,12}", number) else ""


def is_building(word: str) -> bool:
    return bool(re.fullmatch(rf".+{BUILDING}", word))


def is_initials(word: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z]{1,12}", word))


def is_tail(word: str) -> bool:
    return bool(re.fullmatch(r"\d{3}[\dXx]", word))


def is_room(word: str) -> bool:
    return bool(re.fullmatch(r"\d{2,5}[A-Za-z]?", word))
