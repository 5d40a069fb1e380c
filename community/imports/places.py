"""Which building, entrance and room a row means: exact after normalising, never the first that looks alike (I41)."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from grids.models import Unit

NONE_WORDS = frozenset({"", "无", "没有", "-", "—", "/", "0"})
BUILDING_SUFFIX = re.compile(r"(?:号楼|楼栋|栋|幢|座|楼|号|#)+$")
ENTRANCE_SUFFIX = re.compile(r"(?:单元|门)$")
ROOM_SUFFIX = re.compile(r"(?:号房|室|房|号)$")
DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
CHINESE_NUMBER = re.compile(r"^([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)$")


def plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


def plain_number(text: str) -> str:
    """``０３`` and ``三`` → ``3``, ``十二`` → ``12``, ``五〇一`` → ``501``; other words stay."""
    if text.isascii() and text.isdigit():
        return text.lstrip("0") or "0"
    if text and all(sign in DIGITS for sign in text):
        return "".join(str(DIGITS[sign]) for sign in text).lstrip("0") or "0"
    if match := CHINESE_NUMBER.match(text):
        tens, ten, ones = match.groups()
        if ten:
            return str(DIGITS.get(tens, 1) * 10 + DIGITS.get(ones, 0))
    return text


def plain_building(text: str) -> str:
    """1栋 = 1号楼 = 1幢 = 01# = 一栋; a name without a number keeps its suffix (银杏楼 is not 银杏)."""
    whole = plain(text).removeprefix("第")
    bare = BUILDING_SUFFIX.sub("", whole)
    number = plain_number(bare)
    if number.isascii() and number.isalnum():
        return number
    ending = re.fullmatch(r"(.*?[^\d])(\d+)", bare)
    return f"{ending[1]}{plain_number(ending[2])}" if ending else whole


def plain_entrance(text: str) -> str:
    bare = ENTRANCE_SUFFIX.sub("", plain(text))
    return "" if bare in NONE_WORDS else plain_number(bare)


def plain_room(text: str) -> str:
    return plain_number(ROOM_SUFFIX.sub("", plain(text)))


@dataclass(frozen=True)
class Building:
    pk: int
    name: str
    estates: tuple[str, ...]


class Buildings:
    """The buildings of one unit by every exact name they go by, and the names of those outside it."""

    def __init__(self, inside: Iterable[Building], outside: Iterable[str]) -> None:
        self.by_name: dict[str, list[Building]] = defaultdict(list)
        for building in inside:
            for name in {plain_building(building.name), *(full_names(building))}:
                self.by_name[name].append(building)
        self.outside = {plain_building(name) for name in outside}

    def find(self, name: str, estate: str = "") -> Building:
        hits = self.by_name.get(plain_building(name), [])
        if estate:
            hits = [building for building in hits if plain(estate) in building.estates]
        if len(hits) == 1:
            return hits[0]
        if hits:
            raise ValidationError(
                _("有 %(count)s 栋楼都叫“%(name)s”，请在“小区”一列写上小区名。") % {"count": len(hits), "name": name},
                code="several_buildings",
            )
        if plain_building(name) in self.outside:
            raise ValidationError(
                _("“%(name)s”不在您负责的范围内，请删去这一行，或交给负责这栋楼的人导入。") % {"name": name},
                code="out_of_scope",
            )
        raise ValidationError(self.unknown(name), code="unknown_building")

    def unknown(self, name: str) -> str:
        """Names that end like the one typed are offered, never taken (I41)."""
        ending = re.compile(rf"[^0-9A-Z]{re.escape(plain_building(name))}$")
        alike = [known for known in self.by_name if ending.search(known)]
        likely = list(dict.fromkeys(building.name for known in alike for building in self.by_name[known]))[:3]
        if likely:
            sentence = _("没有找到“%(name)s”这栋楼，请写全楼名，例如：%(likely)s。")
            return sentence % {"name": name, "likely": "、".join(likely)}
        return _("没有找到“%(name)s”这栋楼，请核对楼名，或先在网格树里登记这栋楼。") % {"name": name}


def full_names(building: Building) -> list[str]:
    """柳荫小区 + 1栋 → 柳荫小区1, as people write it in one cell."""
    return [plain_building(f"{estate}{building.name}") for estate in building.estates]


def buildings_within(unit: Unit) -> Buildings:
    outside = Unit.objects.current().of_kind(Unit.Kind.BUILDING)
    outside = outside.exclude(pk__in=Unit.objects.within(unit).values("pk")).values_list("name", flat=True)
    return Buildings(listed(unit), outside)


def listed(unit: Unit) -> list[Building]:
    current = Unit.objects.current()
    above = {pk: (name, parent) for pk, name, parent in current.values_list("pk", "name", "parent")}
    buildings = current.of_kind(Unit.Kind.BUILDING).within(unit).order_by("code")
    return [
        Building(pk, name, tuple(estates(parent, above)))
        for pk, name, parent in buildings.values_list("pk", "name", "parent")
    ]


def building_names(unit: Unit) -> list[str]:
    """As a drop-down offers them: with the name of the estate where the bare name means several buildings."""
    buildings = listed(unit)
    times = Counter(plain_building(building.name) for building in buildings)
    return [
        building.name if times[plain_building(building.name)] == 1 else qualified(building, buildings)
        for building in buildings
    ]


def qualified(building: Building, buildings: Iterable[Building]) -> str:
    """With the nearest name above that only this one of its namesakes has."""
    namesakes = [other for other in buildings if plain_building(other.name) == plain_building(building.name)]
    for estate in building.estates:
        if sum(estate in other.estates for other in namesakes) == 1:
            return f"{estate}{building.name}"
    return building.name


def estates(pk: int | None, above: dict[int, tuple[str, int | None]]) -> Iterator[str]:
    """The names of the units above a building, as people may write them before its name."""
    while pk in above:
        name, pk = above[pk]
        yield plain(name)
