"""Which home a row means: its place cells, its address, the sheet's own building; answers about buildings (I39–I43)."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.text import clean_line
from community.imports.addresses import Address, read_address, read_building, taken_apart
from community.imports.places import (
    Building,
    Buildings,
    plain,
    plain_building,
    plain_entrance,
    plain_number,
    plain_room,
)
from community.imports.safe import tells_number
from community.imports.shapes import DATE, ERROR, NOTICE, REVIEW, Answers, Question

LONGEST_ROOM, LONGEST_ENTRANCE, LONGEST_WORD = 20, 10, 60
PLACE_KEYS = ("estate", "building", "entrance", "floor", "room", "address", "grid")
# what Excel made of 3-2 and 12-1, as a reader sees it
DATED = re.compile(r"\d{4}[-/年.](\d{1,2})[-/月.](\d{1,2})日?(?:\s.*)?|(\d{1,2})月(\d{1,2})日")
DASHED_ROOM = re.compile(r"(\d{1,2}|[A-Z])[-/]([A-Z]?\d{1,4}[A-Z]?)")
PLAIN_ROOM = re.compile(r"[A-Z]?\d{1,5}[A-Z]?")
FLOORLESS = re.compile(r"\d{1,2}")
MOST_KEPT = 5_000


class Blame(NamedTuple):
    key: str
    value: str
    code: str
    sentence: str
    level: str


class Found(NamedTuple):
    values: Mapping[str, object]
    blames: tuple[Blame, ...]
    # the question that waits for an answer
    asked: str = ""


class Homes:
    """Looks every home up once, however many people live there."""

    def __init__(self, buildings: Buildings, answers: Answers) -> None:
        self.buildings = buildings
        self.answered = {plain_building(word): int(pk) for word, pk in answers.buildings.items() if str(pk).isdecimal()}
        self.asked: dict[str, Question] = {}
        self.known: dict[tuple[str, ...], Found] = {}

    def find(self, cells: Mapping[str, str], typed: Mapping[str, str], hint: str) -> Found:
        dated = (key for key in PLACE_KEYS if typed.get(key) == DATE) if typed else ()
        said = (*(cells.get(key, "") for key in PLACE_KEYS), hint, *dated)
        found = self.known.get(said)
        if found is None:
            if len(self.known) > MOST_KEPT:
                self.known.clear()
            found = self.known[said] = self.look_up(dict(zip(PLACE_KEYS, said, strict=False)), typed, hint)
        if found.asked:
            self.asked[found.asked].count += 1
        return found

    def look_up(self, cells: dict[str, str], typed: Mapping[str, str], hint: str) -> Found:
        blames: list[Blame] = []
        undate(cells, typed, blames)
        where = whole_place(cells, hint, blames)
        values: dict[str, object] = {}
        asked = ""
        if where.building:
            asked = self.take_building(cells, where, values, blames)
        elif not blames:
            blames.append(Blame("building", "", "missing", _("没有写是哪栋楼，请补上。"), ERROR))
        if where.entrance:
            values["entrance"] = where.entrance
        if where.room:
            values["room"] = where.room
        elif not any(blame.level != NOTICE for blame in blames):
            blames.append(Blame("room", "", "missing", _("没有写室号，请补上。"), ERROR))
        return Found(values, tuple(blames), asked)

    def take_building(self, cells: dict[str, str], where: Address, values: dict, blames: list[Blame]) -> str:
        """The building, or a problem and the key of the question about it."""
        estate, before = cells["estate"], where.estate
        # 建设路12号 is that house, not the twelfth building of some estate
        if where.building.endswith("号") and not estate:
            estate, before = before, ""
        try:
            building = self.buildings.find(where.building, estate, before)
        except ValidationError as refusal:
            called = clean_line(f"{estate or before}{where.building}")[:LONGEST_WORD]
            answered = self.buildings.by_pk.get(self.answered.get(plain_building(called), 0))
            if answered is None or refusal.code == "out_of_scope":
                return self.refuse(called, where.building, refusal, cells, blames)
            building = answered
        values |= {"building": building.pk, "building_name": building.name}
        if cells["grid"] and building.grid and not same_grid(cells["grid"], building.grid):
            sentence = _("“%(name)s”属于%(grid)s，表里写的网格不同，按登记的网格为准。")
            sentence %= {"name": building.name, "grid": building.grid}
            blames.append(Blame("grid", cells["grid"], "other_grid", sentence, NOTICE))
        return ""

    def refuse(self, called: str, name: str, refusal: ValidationError, cells: dict, blames: list[Blame]) -> str:
        key = next((key for key in ("building", "address", "room") if cells[key]), "building")
        if refusal.code == "out_of_scope":
            blames.append(Blame(key, cells[key], refusal.code, refusal.messages[0], ERROR))
            return ""
        blames.append(Blame(key, cells[key], str(refusal.code), refusal.messages[0], REVIEW))
        plain_name = plain_building(called)
        # a column that was taken for another one
        if tells_number(called):
            return ""
        if plain_name not in self.asked:
            alike = self.buildings.alike(name)
            choices = [(str(building.pk), shown(building)) for building in alike]
            self.asked[plain_name] = Question("building", f"building:{called}", word=called, choices=choices)
        return plain_name


def shown(building: Building) -> str:
    return f"{building.name}（{building.estates[0]}）" if building.estates else building.name


def undate(cells: dict[str, str], typed: Mapping[str, str], blames: list[Blame]) -> None:
    """3-2 that Excel took for the second of March becomes 3-2 again (I40)."""
    for key in PLACE_KEYS:
        if typed.get(key) != DATE or not cells[key]:
            continue
        text = month_and_day(cells[key])
        sentence = _("这一格被表格软件当成了日期，已还原成 %(text)s，请核对。") % {"text": text}
        blames.append(Blame(key, cells[key], "from_date", sentence, NOTICE))
        cells[key] = text


def month_and_day(text: str) -> str:
    match = DATED.fullmatch(text) if len(text) < LONGEST_WORD else None
    return f"{int(match[1] or match[3])}-{int(match[2] or match[4])}" if match else text


def whole_place(cells: dict[str, str], hint: str, blames: list[Blame]) -> Address:
    """The parts from their own cells; what these leave open from the address, then from the sheet."""
    building, room = clean_line(cells["building"]), clean_line(cells["room"])
    entrance = plain_entrance(cells["entrance"])
    from_address = address_of(cells["address"], building or hint, blames) if not (building and room) else None
    if from_address is None and building and not room:
        from_address = taken_apart(building, "")
        building = "" if from_address else building
    parts = from_address or Address("", "", "", "")
    own = split_building(building) if building else parts if parts.building else split_building(hint)
    where = Address(own.estate, own.building, entrance or parts.entrance or own.entrance, parts.room)
    if room:
        where = with_room(where, room, cells, blames)
    if len(where.entrance) > LONGEST_ENTRANCE:
        sentence = _("看不懂这个单元，请写成 2 或 2单元 的样子。")
        blames.append(Blame("entrance", cells["entrance"], "long", sentence, ERROR))
        where = where._replace(entrance="")
    return where


def address_of(text: str, hint: str, blames: list[Blame]) -> Address | None:
    if not text:
        return None
    try:
        return read_address(text, hint)
    except ValidationError as refusal:
        blames.append(Blame("address", text, "ambiguous", refusal.messages[0], REVIEW))
        return None


def split_building(text: str) -> Address:
    """A cell may hold an estate and an entrance beside the building: 柳荫小区3栋2单元."""
    found = read_building(text)
    if found.estate or found.entrance:
        return found
    return Address("", clean_line(text), "", "")


def with_room(where: Address, text: str, cells: dict[str, str], blames: list[Blame]) -> Address:
    """501, 2-501 and 3-2-501 in the column of rooms; other names of rooms stay as they are."""
    bare = plain(text)
    dashed = DASHED_ROOM.fullmatch(bare)
    if dashed and where.building:
        entrance, room = plain_number(dashed[1]), plain_room(dashed[2])
        # whether 3-501 in building 3 names the building once more shows only beside the other rows
        if not where.entrance or entrance == where.entrance:
            return where._replace(entrance=entrance, room=room)
    whole = None if PLAIN_ROOM.fullmatch(bare) else taken_apart(bare, "")
    if whole and (not whole.building or agree(where, whole)):
        return Address(
            where.estate or whole.estate, where.building or whole.building, whole.entrance or where.entrance, whole.room
        )
    if dashed or whole:
        sentence = _("室号“%(text)s”与楼栋、单元对不上，请把楼栋、单元、室分开填写。") % {"text": text[:40]}
        blames.append(Blame("room", text, "ambiguous", sentence, REVIEW))
        return where
    return where._replace(room=plain_single(text, cells, blames))


def agree(where: Address, whole: Address) -> bool:
    same_building = not where.building or plain_building(where.building) == plain_building(whole.building)
    return same_building and (not where.entrance or not whole.entrance or where.entrance == whole.entrance)


def plain_single(text: str, cells: dict[str, str], blames: list[Blame]) -> str:
    room = plain_room(text)
    if not room or len(room) > LONGEST_ROOM:
        blames.append(Blame("room", text, "room", _("看不懂这个室号，请写成 101 的样子。"), ERROR))
        return ""
    floor = plain_number(plain(cells["floor"]).removesuffix("层").removesuffix("楼"))
    if FLOORLESS.fullmatch(room) and FLOORLESS.fullmatch(floor):
        sentence = _("室号只有 %(text)s，按楼层写成了 %(room)s，请核对。")
        made = f"{floor}{room:0>2}"
        blames.append(Blame("room", text, "ambiguous", sentence % {"text": text, "room": made}, REVIEW))
        return made
    return room


def same_grid(said: str, grid: str) -> bool:
    """第1网格, 网格1 and 01 are one; a name must be the name."""
    if plain(said) == plain(grid):
        return True
    numbers = [re.findall(r"\d+", plain(text)) for text in (said, grid)]
    return bool(numbers[0]) and [int(number[-9:]) for number in numbers[0][-1:]] == [
        int(number[-9:]) for number in numbers[1][-1:]
    ]
