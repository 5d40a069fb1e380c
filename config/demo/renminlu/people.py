"""Who lives there: invented households with plausible names, ages and ties, the same at every run of a day."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from community.actions import NewHukou, NewPerson
from community.codes import HEAD
from community.ids import check_character
from community.models import Dwelling, Residence

# common surnames in order, about as often as in the national count: 李 eight in a hundred, the rarer ones far fewer
RANKED = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
SURNAMES = {name: round(80 / (1 + rank * 0.3)) for rank, name in enumerate(RANKED)} | {"欧阳": 2, "上官": 1, "司马": 1}
# given names by when one was born: until 1959, until 1984, later
MALE = (
    ("国", "建", "德", "志", "文", "光", "明", "福", "生", "云", "清", "华", "林", "忠", "义", "荣", "庆", "贵"),
    ("伟", "强", "军", "勇", "斌", "辉", "刚", "涛", "鹏", "波", "峰", "海", "建", "志", "文", "俊", "宏", "平"),
    ("浩", "宇", "轩", "子", "俊", "泽", "晨", "睿", "博", "嘉", "一", "天", "梓", "铭", "逸", "航", "涵", "辰"),
)
FEMALE = (
    ("秀", "英", "兰", "桂", "珍", "玉", "梅", "凤", "菊", "淑", "芳", "贞", "莲", "翠", "清", "素", "香", "云"),
    ("丽", "敏", "静", "燕", "艳", "娟", "霞", "红", "玲", "芬", "慧", "萍", "琴", "晓", "文", "雪", "颖", "倩"),
    ("欣", "怡", "雨", "萱", "诗", "梓", "涵", "可", "佳", "思", "语", "彤", "妍", "悦", "若", "馨", "晴", "一"),
)
MAN, WOMAN = "1", "2"
REGISTERED, SEPARATED, MIGRANT = Residence.Kind.REGISTERED, Residence.Kind.SEPARATED, Residence.Kind.MIGRANT
# an old town centre: many who grew old there, few large families
HOUSEHOLDS = {
    "elder": 14,
    "elders": 18,
    "couple": 9,
    "child": 24,
    "children": 12,
    "generations": 12,
    "single": 7,
    "sharing": 4,
}
SON, DAUGHTER, FATHER, MOTHER, NOT_KIN, SPOUSE = "20", "30", "51", "52", "99", "10"


@dataclass(frozen=True, slots=True)
class Member:
    relation: str
    sex: str
    age: int
    surname: str


class Invention:
    """Names, numbers and households out of one seed."""

    def __init__(self, seed: int, today: date) -> None:
        self.dice, self.today = Random(seed), today
        self.sequence: Counter = Counter()
        self.phones = [f"1990000{n:04d}" for n in range(9000)]
        self.dice.shuffle(self.phones)

    def household(self, home: Dwelling) -> Iterator[NewPerson]:
        kind = self.pick(HOUSEHOLDS)
        stay = MIGRANT if kind == "sharing" or (kind == "single" and self.dice.random() < 0.5) else ""
        since = self.today - timedelta(days=self.dice.randrange(200, 3000 if stay else 11000))
        for member in self.members(kind):
            yield self.person(member, home, stay or (REGISTERED if self.dice.random() < 0.82 else SEPARATED), since)

    def members(self, kind: str) -> list[Member]:
        name, roll = self.surname(), self.dice.randint
        if kind == "elder":
            return [Member(HEAD, self.dice.choice((MAN, WOMAN, WOMAN)), roll(66, 93), name)]
        if kind == "elders":
            return self.couple(name, roll(62, 88))
        if kind == "single":
            return [Member(HEAD, self.dice.choice((MAN, WOMAN)), roll(24, 58), name)]
        if kind == "sharing":
            others = [Member(NOT_KIN, self.dice.choice((MAN, WOMAN)), roll(21, 34), self.surname()) for _ in range(2)]
            return [Member(HEAD, MAN, roll(22, 35), name), *others]
        age = roll(28, 58)
        two = self.couple(name, age)
        if kind == "couple":
            return two
        number = 2 if kind == "children" else 1
        young = [self.child(name, max(0, age - roll(24, 33))) for _ in range(number)]
        old = []
        if kind == "generations":
            old = [Member(MOTHER, WOMAN, min(95, age + roll(22, 30)), self.surname())]
            old += [Member(FATHER, MAN, min(96, age + roll(23, 32)), name)] * (self.dice.random() < 0.6)
        return two + young + old

    def couple(self, name: str, age: int) -> list[Member]:
        wife = Member(SPOUSE, WOMAN, max(22, age - self.dice.randint(-1, 5)), self.surname())
        return [Member(HEAD, MAN, age, name), wife]

    def child(self, name: str, age: int) -> Member:
        sex = self.dice.choice((MAN, WOMAN))
        return Member(SON if sex == MAN else DAUGHTER, sex, age, name)

    def person(self, member: Member, home: Dwelling, kind: str, since: date) -> NewPerson:
        born = self.today - timedelta(days=member.age * 365 + self.dice.randrange(1, 364))
        facts = {"ethnicity": "01" if self.dice.random() < 0.97 else self.dice.choice(("08", "15", "03", "06"))}
        facts["politics"] = self.politics(member.age)
        known = self.dice.random() < 0.98
        facts |= {} if known else {"sex": member.sex, "born": born}
        hukou = NewHukou(unit=home.building, address=f"{home.building.name}{home}", relation=member.relation)
        return NewPerson(
            name=member.surname + self.given(member.sex, born.year),
            dwelling=home,
            id_number=self.number(born, member.sex) if known else None,
            phones=[self.phones.pop()] if self.reachable(member.age) else [],
            relation=member.relation,
            kind=kind,
            since=max(since, born),
            hukou=hukou if kind == REGISTERED else None,
            facts=facts,
        )

    def reachable(self, age: int) -> bool:
        return bool(self.phones) and self.dice.random() < (0.9 if 18 <= age < 75 else 0.35 if age >= 75 else 0.02)

    def politics(self, age: int) -> str:
        roll = self.dice.random()
        if age >= 22 and roll < (0.16 if age >= 60 else 0.09):
            return "01"
        return "03" if 14 <= age <= 28 and roll > 0.6 else "13"

    def number(self, born: date, sex: str) -> str:
        """An identity number of an unassigned region; odd sequences are men's (GB 11643)."""
        self.sequence[born, sex] += 1
        seventeen = f"999999{born:%Y%m%d}{2 * self.sequence[born, sex] - (sex == MAN):03d}"
        return seventeen + check_character(seventeen)

    def surname(self) -> str:
        return self.pick(SURNAMES)

    def given(self, sex: str, year: int) -> str:
        signs = (MALE if sex == MAN else FEMALE)[0 if year < 1960 else 1 if year < 1985 else 2]
        return "".join(self.dice.sample(signs, 1 if self.dice.random() < 0.22 else 2))

    def full_name(self, sex: str, year: int = 1972) -> str:
        return self.surname() + self.given(sex, year)

    def pick(self, shares: dict[str, int]) -> str:
        return self.dice.choices(list(shares), weights=list(shares.values()))[0]
