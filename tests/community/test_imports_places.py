import pytest
from django.core.exceptions import ValidationError

from community.imports.places import (
    Building,
    Buildings,
    building_names,
    buildings_within,
    plain_building,
    plain_entrance,
    plain_room,
)

NORTH = Building(1, "1栋", ("第1网格", "北苑", "青石社区"), "第1网格")
TWO = Building(2, "2栋", ("第1网格", "北苑", "青石社区"), "第1网格")
ELEVEN = Building(11, "11栋", ("第1网格", "北苑", "青石社区"), "第1网格")
LANE = Building(12, "12弄3号", ("第1网格", "幸福里"), "第1网格")
BUILDINGS = Buildings([NORTH, TWO, ELEVEN, LANE], ["3栋"], [Building(30, "3栋", ("第2网格", "南苑"))])


def refusal(name, estate="", before="", buildings=BUILDINGS) -> str:
    with pytest.raises(ValidationError) as refused:
        buildings.find(name, estate, before)
    return refused.value.code


@pytest.mark.parametrize(
    "name",
    ["1栋", "01号楼", "１幢", "一栋", "1#", "北苑1栋", "第1栋", "1号", "1座", "01", " 1 栋 ", "北苑一号楼", "1#楼"],
)
def test_one_building_by_all_its_names(name):
    assert BUILDINGS.find(name) == NORTH


@pytest.mark.parametrize("name", ["3号楼", "3栋", "3幢", "三栋", "3#", "03栋", "3"])
def test_nouns_numerals_and_padding_say_nothing(name):
    assert plain_building(name) == "3"


@pytest.mark.parametrize("name", ["11栋", "十一栋", "11#"])
def test_one_is_never_eleven(name):
    assert BUILDINGS.find(name) == ELEVEN


@pytest.mark.parametrize("name", ["21栋", "银杏楼", "1栋东", "12", "栋"])
def test_nothing_is_taken_because_it_looks_alike(name):
    assert refusal(name) == "unknown_building"


def test_a_house_in_a_lane():
    assert (
        BUILDINGS.find("12弄3号")
        == BUILDINGS.find("幸福里12弄3号")
        == BUILDINGS.find("12弄3号", before="幸福里")
        == LANE
    )


@pytest.mark.parametrize("name", ["3号楼", "南苑3栋"])
def test_buildings_outside_are_out_of_scope(name):
    assert refusal(name) == "out_of_scope"


def test_another_estate_is_another_building():
    assert refusal("1栋", "南苑") == "unknown_building"
    assert refusal("1栋", before="幸福小区") == "unknown_building"
    assert BUILDINGS.find("1栋", "北苑") == BUILDINGS.find("1栋", before="青石街道北苑") == NORTH


@pytest.mark.parametrize("before", ["湖南省衡阳市石鼓区", "人民路88号", "青石社区"])
def test_a_street_before_the_building_names_no_estate(before):
    assert BUILDINGS.find("1栋", before=before) == NORTH


@pytest.mark.parametrize("before", ["老", "红砖", "后", "甲"])
def test_a_name_of_its_own_is_asked_about_never_taken_for_the_number_in_it(before):
    """I41"""
    assert refusal("1栋", before=before) == "unknown_building"


@pytest.mark.parametrize("before", ["青石街道", "幸福路", "衡阳市雁峰区"])
def test_a_postal_address_before_a_building_says_nothing_about_it(before):
    assert BUILDINGS.find("1栋", before=before) == NORTH


def test_one_name_of_several_buildings_needs_the_estate():
    twice = Buildings([Building(1, "1栋", ("北苑",)), Building(2, "1幢", ("南苑",))])
    assert refusal("1号楼", buildings=twice) == "several_buildings"
    assert twice.find("1号楼", "南苑").pk == twice.find("南苑1栋").pk == twice.find("1栋", before="某路南苑").pk == 2


def test_names_that_end_alike_are_offered_never_taken():
    buildings = Buildings([Building(1, "柳荫小区1栋", ()), Building(2, "柳荫小区11栋", ())])
    with pytest.raises(ValidationError, match="例如：柳荫小区1栋。"):
        buildings.find("1栋")


def test_an_estate_in_the_name_of_the_building_may_be_left_out_where_the_tree_says_it():
    buildings = Buildings([Building(1, "柳荫小区1栋", ("第1网格", "柳荫小区"))])
    assert buildings.find("1栋").pk == buildings.find("柳荫小区1号楼").pk == 1


@pytest.mark.parametrize(
    ("entrance", "plain"),
    [("2单元", "2"), ("二单元", "2"), ("02", "2"), ("2门", "2"), ("无", ""), ("-", ""), ("", ""), ("A单元", "A")],
)
def test_entrances(entrance, plain):
    assert plain_entrance(entrance) == plain


@pytest.mark.parametrize(
    ("room", "plain"),
    [
        ("501室", "501"),
        ("０５０１", "501"),
        ("五〇一", "501"),
        ("501号房", "501"),
        ("b101", "B101"),
        ("商铺105", "商铺105"),
    ],
)
def test_rooms(room, plain):
    assert plain_room(room) == plain


@pytest.mark.parametrize("text", ["栋" * 50_000, "一" * 50_000, "1" * 50_000, "小区" * 25_000])
def test_endless_names_are_cut_before_they_are_compared(text):
    assert len(plain_building(text)) <= 120
    assert refusal(text) == "unknown_building"


@pytest.mark.django_db
def test_a_grid_sees_its_own_buildings_and_refuses_its_neighbours(town):
    buildings = buildings_within(town.north)
    assert buildings.find("1号楼") == Building(
        town.building.pk, "1栋", ("第1网格", "柳荫小区", "青石社区", "青石街道"), "第1网格"
    )
    assert refusal("3栋", buildings=buildings) == "out_of_scope"
    assert refusal("4栋", buildings=buildings) == "unknown_building"


@pytest.mark.django_db
def test_the_buildings_of_a_unit_cost_few_queries(town, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        buildings_within(town.north)
    assert building_names(town.community) == ["1栋", "2栋", "3栋"]
