"""The invented people of the eight messy roster families, and what a register must hold after each of them.

Families as in committees' folders: (a) resident roster, (b) door-to-door survey, (c) hukou ledger, (d) migrants,
(e) special lists, (f) one wide row per household, (g) the property company's list, (h) one sheet per building.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.community.rosters.make_roster import id_number

PEOPLE = 300
SURNAMES = "赵钱孙李周吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "建国 秀兰 晓峰 雨欣 志强 桂英 俊杰 佳怡 海涛 丽娟 子涵 浩然 玉梅 国庆 思远 春花".split()
RARE = {7: "买买提·吐尔逊", 41: "张䶮", 77: "欧阳㛃", 120: "李𠮷", 133: "单于小明"}
BUILDINGS = ("1栋", "2栋", "3栋")
RELATIONS = ("户主", "配偶", "子", "儿媳", "孙女")
SIZES = (1, 2, 3, 4, 5, 3, 2)


@dataclass
class Somebody:
    """One invented person; ``number`` "" means that nobody knows it."""

    name: str
    number: str
    sex: str
    born: date
    phone: str
    building: str
    entrance: str
    room: str
    relation: str
    home: int
    marks: dict = field(default_factory=dict)

    @property
    def place(self) -> str:
        return f"{self.building}{self.entrance}单元{self.room}"

    @property
    def key(self) -> tuple[str, str, str]:
        """How a test finds the person again: name, number, place."""
        return self.name, self.number, self.place


def homes() -> Iterator[tuple[str, str, str]]:
    for floor in range(1, 10):
        for building in BUILDINGS:
            for entrance in ("1", "2"):
                for door in ("02", "03"):
                    yield building, entrance, f"{floor}{door}"


def people(family: str, total: int = PEOPLE) -> list[Somebody]:
    """The same people for the same letter, always."""
    dice = random.Random(f"roster-{family}")
    found: list[Somebody] = []
    for home, (building, entrance, room) in enumerate(homes()):
        surname = dice.choice(SURNAMES)
        for place in range(SIZES[home % len(SIZES)]):
            if len(found) == total:
                return found
            found.append(somebody(family, dice, len(found), surname, place, (building, entrance, room), home))
    return found


def somebody(family, dice, index, surname, place, where, home) -> Somebody:
    sex = "女" if place in (1, 3, 4) else "男"
    years = (58, 55, 30, 29, 4)[place] + dice.randrange(8)
    born = date(2026, 1, 1) - timedelta(days=years * 365 + dice.randrange(365))
    serial = (ord(family) * 37 + index) % 450 * 2 + (sex == "男")
    own = surname if place in (0, 2, 4) else dice.choice(SURNAMES)
    name = RARE.get(index) or own + GIVEN[(home * 7 + place * 3) % len(GIVEN)]
    number = "" if index % 29 == 28 else id_number(born, serial)
    phone = f"1990000{(ord(family) - 97) * 1000 + index:04}"
    return Somebody(name, number, sex, born, phone, *where, RELATIONS[place], home)


def by_home(found: list[Somebody]) -> list[list[Somebody]]:
    households: dict[int, list[Somebody]] = {}
    for person in found:
        households.setdefault(person.home, []).append(person)
    return list(households.values())
