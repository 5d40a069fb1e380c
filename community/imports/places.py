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
# more than this is no name of a place; nothing below looks at longer texts
LONGEST = 120
BUILDING_SUFFIX = re.compile(r"(?:号楼|楼栋|栋|幢|座|楼|号|#)+$")
ENTRANCE_SUFFIX = re.compile(r"(?:单元|门)$")
ROOM_SUFFIX = re.compile(r"(?<=[0-9A-Z〇○零一二三四五六七八九十])(?:号房|室|房|号|户)$")
DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
CHINESE_NUMBER = re.compile(r"([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)")
DASHES = str.maketrans(dict.fromkeys("—–‐‑‒―－﹣−", "-"))
# what the last word of a text that names an estate ends with; streets and house numbers name none
ESTATE = re.compile(r"(?:小区|新村|公寓|山庄|广场|宿舍|[A-Z\d一二三四五东西南北中]区|[苑院园城府庭湾邸里居])$")
# what stands before an estate in a postal address, and says nothing about which building is meant
STREET = re.compile(r"(?:省|市|区|县|镇|乡|街道|社区|居委会|网格|路|街|巷|道|弄|胡同|号|村|组)$")


def plain(text: str) -> str:
    """Half-width, upper case, without gaps; one kind of dash."""
    if len(text) > LONGEST:
        text = text[:LONGEST]
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper().translate(DASHES)


def plain_number(text: str) -> str:
    """``０３`` and ``三`` → ``3``, ``十二`` → ``12``, ``五〇一`` → ``501``; other words stay."""
    if text.isascii() and text.isdigit():
        return text.lstrip("0") or "0"
    if text and all(sign in DIGITS for sign in text):
        return "".join(str(DIGITS[sign]) for sign in text).lstrip("0") or "0"
    if match := CHINESE_NUMBER.fullmatch(text):
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
        return unpadded(number)
    ending = re.fullmatch(r"(.*?[^\d])(\d+)", bare) or re.fullmatch(
        r"(.*?[^〇零一二三四五六七八九十])([一二三四五六七八九十]{1,3})", bare
    )
    return f"{ending[1]}{plain_number(ending[2])}" if ending else whole


def unpadded(number: str) -> str:
    return number.lstrip("0") or "0" if number[:1] == "0" else number


def plain_entrance(text: str) -> str:
    bare = ENTRANCE_SUFFIX.sub("", plain(text).removeprefix("第"))
    return "" if bare in NONE_WORDS else plain_number(bare)


def plain_room(text: str) -> str:
    return unpadded(plain_number(ROOM_SUFFIX.sub("", plain(text))))


@dataclass(frozen=True)
class Building:
    """``estates``: the names of the units above it. ``grid``: the one it belongs to, as the tree calls it."""

    pk: int
    name: str
    estates: tuple[str, ...]
    grid: str = ""


class Buildings:
    """The buildings of one unit by every exact name they go by, and the names of those outside it.

    ``outside``: bare names in the same community, that nobody may write into. ``far``: buildings elsewhere, which
    are meant only when their estate is named: every estate has a 3栋, and a new one must be possible to register.
    """

    def __init__(self, inside: Iterable[Building], outside: Iterable[str] = (), far: Iterable[Building] = ()) -> None:
        self.by_pk: dict[int, Building] = {}
        self.by_name: dict[str, list[Building]] = defaultdict(list)
        self.estates: set[str] = set()
        for building in inside:
            self.by_pk[building.pk] = building
            self.estates.update(building.estates)
            for name in names_of(building):
                self.by_name[name].append(building)
        self.outside = {plain_building(name) for name in outside}
        self.outside |= {name for building in far for name in full_names(building)}

    def find(self, name: str, estate: str = "", before: str = "") -> Building:
        """``estate`` was said to be one; ``before`` is whatever stands before the building in an address.

        Raises ValidationError: several_buildings, out_of_scope, unknown_building.
        """
        hits = self.hits(plain_building(name), plain(estate), plain(before))
        if len(hits) == 1:
            return hits[0]
        called = f"{estate or before}{name}"
        if hits:
            sentence = _("有 %(count)s 栋楼都叫“%(name)s”，请在“小区”一列写上小区名，或选择是哪一栋。")
            raise ValidationError(sentence % {"count": len(hits), "name": called}, code="several_buildings")
        if plain_building(called) in self.outside:
            sentence = _("“%(name)s”不在您负责的范围内，请删去这一行，或交给负责这栋楼的人导入。")
            raise ValidationError(sentence % {"name": called}, code="out_of_scope")
        raise ValidationError(self.unknown(name, called), code="unknown_building")

    def hits(self, key: str, estate: str, before: str) -> list[Building]:
        """A whole address may stand before a building, or a street that says nothing about its estate."""
        bare = self.by_name.get(key, [])
        said = estate or before
        if not said:
            return bare
        named = [building for building in bare if any(said.endswith(above) for above in building.estates)]
        if named := named or self.by_name.get(plain_building(said + key), []):
            return named
        told = estate or ESTATE.search(before) or any(before.endswith(above) for above in self.estates)
        # 老3栋 and 红砖3栋 are names of their own: asked about, never taken for the third building
        return bare if STREET.search(before) and not told else []

    def unknown(self, name: str, called: str) -> str:
        if likely := self.alike(name):
            sentence = _("没有找到“%(name)s”这栋楼，请写全楼名，例如：%(likely)s。")
            return sentence % {"name": called, "likely": "、".join(building.name for building in likely)}
        return _("没有找到“%(name)s”这栋楼，请选择是哪一栋，或先在网格树里登记这栋楼。") % {"name": called}

    def alike(self, name: str) -> list[Building]:
        """Names that end like the one typed are offered, never taken (I41)."""
        key = plain_building(name)
        same = self.by_name.get(key, [])
        longer = [] if same else [known for known in self.by_name if ends_with(known, key)]
        found = [*same, *(building for known in longer for building in self.by_name[known])]
        return list({building.pk: building for building in found}.values())[:3]


def ends_with(known: str, key: str) -> bool:
    before = known.removesuffix(key)
    return before != known and bool(before) and not (before[-1].isascii() and before[-1].isalnum())


def names_of(building: Building) -> set[str]:
    """1栋, 柳荫小区1栋 where 柳荫小区 stands above it, and 1栋 for what the tree calls 柳荫小区1栋 below 柳荫小区."""
    whole = plain(building.name)
    names = {plain_building(building.name), *full_names(building)}
    return names | {
        plain_building(whole.removeprefix(estate))
        for estate in building.estates
        if estate and whole.startswith(estate) and whole != estate
    }


def full_names(building: Building) -> list[str]:
    """柳荫小区 + 1栋 → 柳荫小区1, as people write it in one cell."""
    return [plain_building(f"{estate}{building.name}") for estate in building.estates]


def buildings_within(unit: Unit) -> Buildings:
    community = Unit.objects.above(unit).of_kind(Unit.Kind.COMMUNITY).first() or unit
    everything = listed()
    own, near = pks_within(unit), pks_within(community)
    outside = [building for building in everything if building.pk not in own]
    return Buildings(
        [building for building in everything if building.pk in own],
        [building.name for building in outside if building.pk in near],
        outside,
    )


def pks_within(unit: Unit) -> set[int]:
    return set(Unit.objects.of_kind(Unit.Kind.BUILDING).within(unit).values_list("pk", flat=True))


def listed() -> list[Building]:
    """All buildings of the town, each with the names above it, the nearest first."""
    units = Unit.objects.current().order_by("code").values_list("pk", "name", "parent", "kind")
    above = {pk: (name, parent) for pk, name, parent, _kind in units}
    grids = {pk for pk, _name, _parent, kind in units if kind == Unit.Kind.GRID}
    return [
        Building(pk, name, tuple(estates(parent, above)), above[parent][0] if parent in grids else "")
        for pk, name, parent, kind in units
        if kind == Unit.Kind.BUILDING
    ]


def building_names(unit: Unit) -> list[str]:
    """As a drop-down offers them: with the name of the estate where the bare name means several buildings."""
    own = pks_within(unit)
    buildings = [building for building in listed() if building.pk in own]
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
