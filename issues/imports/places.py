"""The unit that somebody else's words mean: a building or grid named in them, never a guess, else the community."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from community.imports.places import Buildings, buildings_within, plain
from grids.boundary import contains
from grids.models import Unit

# 3栋, 十二号楼, A座, 5#; what stands before it in the same stretch of text may name its estate
BUILDING = re.compile(
    r"(?<![\dA-Z])(?P<number>\d{1,4}[A-Z]?|[A-Z]\d{0,3}|[〇零一二两三四五六七八九十]{1,3})(?P<noun>号楼|栋|幢|座|#楼|#)"
)
STRETCH = re.compile(r"[，。、；：！？,.;:!?()（）【】\[\]“”\"'/]+")
LONGEST_JOINT = 2
# in front of a building these say nothing about its estate
FILLER = re.compile(r"(?:住在|位于|反映|家住|地址|小区内|院内|本小区|我们|请问|的|在|到|于|内|里|第)+$")


@dataclass
class Places:
    """Everything below one unit, asked of the database once."""

    unit: Unit
    buildings: Buildings
    # open grids and estates, the lowest first
    above: list[Unit]
    seen: dict[int, Unit] = field(default_factory=dict)
    # buildings without a number, by the name that addresses say
    worded: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        names = {pk: plain(building.name) for pk, building in self.buildings.by_pk.items()}
        self.worded = {pk: name for pk, name in names.items() if not BUILDING.search(name)}

    def named_in(self, text: str) -> Unit:
        """The one building of the text; else the one grid, or estate; else the whole."""
        stretches = [plain(piece) for piece in STRETCH.split(text) if piece]
        found = {pk for piece in stretches for pk in self.hits(piece, stretches)}
        if len(found) == 1:
            return self.building(found.pop())
        return self.grid_or_estate(stretches)

    def building(self, pk: int) -> Unit:
        if pk not in self.seen:
            self.seen[pk] = Unit.objects.get(pk=pk)
        return self.seen[pk]

    def hits(self, piece: str, stretches: list[str]) -> set[int]:
        found, before, end = set(), "", 0
        for match in BUILDING.finditer(piece):
            between = piece[end : match.start()]
            # 1栋和2栋: what was said of the first holds for the second
            before = before if end and len(between) <= LONGEST_JOINT else FILLER.sub("", between)
            found |= self.numbered(match[0], before, stretches)
            end = match.end()
        return found or {pk for pk, name in self.worded.items() if name in piece}

    def numbered(self, name: str, before: str, stretches: list[str]) -> set[int]:
        estate = "" if before else next((each for each in self.estates() if each in stretches), "")
        try:
            return {self.buildings.find(name, estate=estate, before=before).pk}
        except ValidationError:
            # unknown, or one of several: people decide
            return set()

    def estates(self) -> list[str]:
        return [plain(unit.name) for unit in self.above]

    def grid_or_estate(self, stretches: list[str]) -> Unit:
        named = [unit for unit in self.above if any(plain(unit.name) in piece for piece in stretches)]
        lowest = [unit for unit in named if unit.level == named[0].level]
        return lowest[0] if len(lowest) == 1 else self.unit


def places_of(unit: Unit) -> Places:
    around = Unit.objects.within(unit).current().filter(kind__in=(Unit.Kind.GRID, Unit.Kind.AREA))
    return Places(unit, buildings_within(unit), list(around.order_by("-level", "code")))


def unit_at(unit: Unit, longitude: float, latitude: float) -> Unit | None:
    """The smallest unit below (or the unit itself) whose boundary holds the point; None where it lies outside.

    Where no boundary of the unit itself is drawn nothing can be said to lie outside, and the unit is the answer.
    """
    drawn = Unit.objects.within(unit).current().exclude(boundary=None).order_by("-level", "code")
    for each in drawn:
        if contains(each.boundary, longitude, latitude):
            return each
    return None if unit.boundary else unit
