"""Where the story happens: 6 quarters of an old town centre, 10 grids, 110 buildings. Nothing here is a real address."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from grids.actions import UnitRow
from grids.models import Unit

Kind = Unit.Kind
# 999999 is no region of GB/T 2260
STREET, COMMUNITY = "999999001000", "999999001001"
PHONE = "0734-0000000"
# quarter, whether a company manages it, then for each grid the names and numbers of its buildings
QUARTERS = (
    ("赤帝巷片区", False, (("赤帝巷小区{}栋", range(1, 7)), ("赤帝巷{}号", range(2, 12, 2))), (("赤帝巷{}号", range(12, 34, 2)),)),
    ("桥湾巷片区", False, (("桥湾巷{}栋", range(1, 12)),), (("桥湾巷{}号", range(1, 23, 2)),)),
    ("人民路片区", False, (("人民路{}号", range(2, 24, 2)),), (("人民路{}号", range(1, 23, 2)),)),
    ("银杏苑片区", True, (("银杏苑{}栋", range(1, 12)),), (("银杏苑{}栋", range(12, 19)), ("银杏楼{}座", range(1, 5)))),
    ("建设里片区", False, (("建设里{}号", range(1, 23, 2)),)),
    ("雁城家园片区", True, (("雁城家园{}栋", range(1, 12)),)),
)  # fmt: skip
# entrances, floors, doors on a floor; buildings take them in turn
SHAPES = ((3, 6, 2), (2, 8, 2), (2, 7, 2), (3, 5, 2), (2, 6, 2))
# the estate of the story has 180 and more households, so nothing stands empty there
FULL = "赤帝巷小区"


def rows(since: date) -> list[UnitRow]:
    return [replace(row, since=since) for row in units()]


def units() -> Iterator[UnitRow]:
    """Parents first; buildings get their Party home when somebody takes it."""
    yield UnitRow(Kind.STREET, "人民街道", STREET, None, "人民街道党工委", "邹远山")
    yield UnitRow(Kind.COMMUNITY, "人民路社区", COMMUNITY, STREET, "人民路社区党委", "彭慧敏", PHONE)
    number = 0
    for place, (quarter, _managed, *grids) in enumerate(QUARTERS, start=1):
        area = f"{COMMUNITY}{place:02d}"
        yield UnitRow(Kind.AREA, quarter, area, COMMUNITY, f"{quarter.removesuffix('片区')}党支部")
        for buildings in grids:
            number += 1
            grid = f"{COMMUNITY}{number:03d}"
            yield UnitRow(Kind.GRID, f"第{number}网格", grid, area, f"第{number}网格党小组")
            names = [name.format(n) for name, numbers in buildings for n in numbers]
            for order, name in enumerate(names, start=1):
                yield UnitRow(Kind.BUILDING, name, f"{grid}{order:03d}", grid)


def managed_quarters() -> list[str]:
    return [quarter for quarter, managed, *_grids in QUARTERS if managed]


def doors(order: int) -> Iterator[tuple[str, int, str]]:
    """Entrance, floor and room of each flat of the building with that order number."""
    entrances, floors, beside = SHAPES[order % len(SHAPES)]
    for entrance in range(1, entrances + 1):
        for floor in range(1, floors + 1):
            for door in range(1, beside + 1):
                yield str(entrance), floor, f"{floor}{door:02d}"
