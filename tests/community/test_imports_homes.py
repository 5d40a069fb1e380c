import pytest

from community.imports.homes import Homes
from community.imports.places import Building, Buildings
from community.imports.shapes import DATE, Answers

ESTATES = ("第1网格", "柳荫小区")
THREE = Building(3, "3栋", ESTATES, "第1网格")
INSIDE = [Building(1, "1栋", ESTATES, "第1网格"), THREE, Building(5, "5栋", ESTATES, "第1网格")]
BUILDINGS = Buildings(INSIDE, ["9栋"])


def found(typed=None, hint="", answers=None, **cells):
    return Homes(BUILDINGS, answers or Answers()).find(cells, typed or {}, hint)


def home(*args, **kwargs):
    values = found(*args, **kwargs).values
    return values.get("building"), values.get("entrance", ""), values.get("room", "")


def blames(*args, **kwargs) -> list[tuple[str, str, str]]:
    return [(blame.key, blame.code, blame.level) for blame in found(*args, **kwargs).blames]


@pytest.mark.parametrize(
    "cells",
    [
        {"building": "3栋", "entrance": "2单元", "room": "501室"},
        {"building": "三号楼", "entrance": "02", "room": "0501"},
        {"building": "3栋2单元", "room": "501"},
        {"building": "柳荫小区3栋", "entrance": "2", "room": "501"},
        {"building": "3栋2单元501"},
        {"building": "3栋", "room": "2-501"},
        {"building": "3栋", "entrance": "2", "room": "2-501"},
        {"building": "3栋", "room": "2单元501"},
        {"hint": "3栋", "room": "2-501"},
        {"hint": "3栋", "address": "2-501"},
        {"building": "3栋", "room": "3-2-501"},
        {"room": "3-2-501"},
        {"room": "3栋2单元501室"},
        {"address": "柳荫小区3栋2单元501"},
        {"building": "3栋", "address": "2单元501"},
        {"building": "3栋", "entrance": "2单元", "address": "501室"},
        {"estate": "柳荫小区", "building": "3栋", "entrance": "2", "room": "501", "address": "看不懂的住址"},
    ],
)
def test_one_home_however_it_is_spread_over_the_cells(cells):
    assert home(**cells) == (3, "2", "501")
    assert blames(**cells) == []


def test_the_sheet_says_the_building_where_no_cell_does():
    assert home(hint="3栋", entrance="2", room="501") == (3, "2", "501")
    assert home(hint="柳荫小区3栋2单元", room="501") == (3, "2", "501")
    assert home(hint="1栋", address="3栋501") == (3, "", "501")


def test_no_entrance_is_none():
    assert home(building="3栋", entrance="无", room="501") == (3, "", "501")


@pytest.mark.parametrize("room", ["商铺105", "东户", "负一层", "501-2"])
def test_odd_rooms_in_their_own_column_are_names_of_rooms(room):
    assert home(building="3栋", entrance="2", room=room) == (3, "2", room)


@pytest.mark.parametrize(
    ("cells", "blame"),
    [
        ({"address": "3栋2单元5楼01室"}, ("address", "ambiguous", "review")),
        ({"building": "3栋", "room": "5-2-501"}, ("room", "ambiguous", "review")),
        ({"building": "3栋", "entrance": "1", "room": "2-501"}, ("room", "ambiguous", "review")),
        ({"building": "3栋", "floor": "5", "room": "1"}, ("room", "ambiguous", "review")),
        ({"building": "4栋", "room": "501"}, ("building", "unknown_building", "review")),
        ({"address": "幸福小区3栋501"}, ("address", "unknown_building", "review")),
        ({"address": "建设路3号501室"}, ("address", "unknown_building", "review")),
        ({"building": "9栋", "room": "501"}, ("building", "out_of_scope", "error")),
        ({"building": "3栋"}, ("room", "missing", "error")),
        ({"room": "501"}, ("building", "missing", "error")),
        ({"building": "3栋", "room": "很" * 30}, ("room", "room", "error")),
        ({"building": "3栋", "entrance": "很" * 30, "room": "501"}, ("entrance", "long", "error")),
        ({"building": "3栋", "room": "501", "grid": "第2网格"}, ("grid", "other_grid", "notice")),
    ],
)
def test_what_is_said_about_places(cells, blame):
    assert blames(**cells) == [blame]


def test_a_room_without_its_floor_is_proposed_with_it():
    assert home(building="3栋", floor="5层", room="1") == (3, "", "501")


@pytest.mark.parametrize("grid", ["第1网格", "1网格", "01", "网格1"])
def test_a_grid_by_its_number(grid):
    assert blames(building="3栋", room="501", grid=grid) == []


@pytest.mark.parametrize("text", ["3-2", "2026-03-02", "3月2日", "2026/3/2"])
def test_what_excel_took_for_a_date_is_turned_back(text):
    cells = {"building": "1栋", "room": text, "typed": {"room": DATE}}
    assert home(**cells) == (1, "3", "2")
    assert blames(**cells) == [("room", "from_date", "notice")]


def test_a_building_that_became_a_date():
    cells = {"building": "2026-03-02", "room": "501", "typed": {"building": DATE}}
    assert ("building", "from_date", "notice") in blames(**cells)


def test_an_unknown_building_is_asked_about_once_and_counted():
    homes = Homes(BUILDINGS, Answers())
    for room, name in (("501", "4栋"), ("502", "4号楼"), ("501", "4栋")):
        homes.find({"building": name, "room": room}, {}, "")
    (question,) = homes.asked.values()
    assert (question.kind, question.key, question.word, question.count) == ("building", "building:4栋", "4栋", 3)


@pytest.mark.parametrize("word", ["4栋", "4号楼", "四栋"])
def test_the_answer_holds_for_every_writing(word):
    answers = Answers(buildings={word: 5})
    assert home(answers=answers, building="4幢", room="501") == (5, "", "501")


def test_an_answer_that_is_still_to_be_registered_leads_nowhere():
    assert home(answers=Answers(buildings={"4栋": "5"}), building="4栋", room="501") == (5, "", "501")
    assert blames(answers=Answers(buildings={"4栋": "new"}), building="4栋", room="501")[0][1] == "unknown_building"


def test_an_answer_never_leads_out_of_the_unit():
    assert blames(answers=Answers(buildings={"4栋": 99}), building="4栋", room="501")[0][1] == "unknown_building"
    assert blames(answers=Answers(buildings={"9栋": 3}), building="9栋", room="501")[0][1] == "out_of_scope"


def test_several_buildings_of_one_name_are_offered():
    twice = Buildings([Building(1, "1栋", ("北苑",)), Building(2, "1栋", ("南苑",))])
    homes = Homes(twice, Answers())
    assert homes.find({"building": "1栋", "room": "501"}, {}, "").blames[0].code == "several_buildings"
    assert homes.asked["1"].choices == [("1", "1栋（北苑）"), ("2", "1栋（南苑）")]


@pytest.mark.parametrize("key", ["building", "room", "entrance", "address", "floor", "grid", "estate"])
@pytest.mark.parametrize("text", ["3" * 50_000, "3栋" * 25_000, "3-" * 25_000, "（" * 50_000])
def test_endless_cells_find_no_home(key, text):
    cells = {"building": "3栋", "entrance": "2", "room": ""} | {key: text}
    assert blames(**cells)
