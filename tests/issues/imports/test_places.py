"""Which unit somebody else's words mean."""

import pytest

from grids import actions as grids
from issues.imports.places import places_of, unit_at
from tests.issues.api.conftest import square


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("柳荫小区1栋2单元楼道", "1栋"),
        ("青石街道青石社区柳荫小区 1 号楼", "1栋"),
        ("一栋门口", "1栋"),
        ("反映：3幢电梯困人", "3栋"),
        ("我们小区内2栋旁边的井盖", "2栋"),
        ("1栋和2栋之间", "青石社区"),
        ("柳荫小区1栋和2栋之间", "柳荫小区"),
        ("第2网格的花坛", "第2网格"),
        ("柳荫小区北门", "柳荫小区"),
        ("99栋", "青石社区"),
        ("老1栋", "青石社区"),
        ("11栋", "青石社区"),
        ("人民公园", "青石社区"),
        ("", "青石社区"),
    ],
)
def test_named_places_are_found_and_nothing_is_guessed(town, text, name):
    assert places_of(town.community).named_in(text).name == name


def test_a_building_with_a_name_of_its_own_is_found(town):
    grids.add_unit("building", "银杏楼", "999999001001001003", parent=town.north, by=None)
    assert places_of(town.community).named_in("柳荫小区银杏楼下").name == "银杏楼"


def test_two_buildings_of_one_number_are_told_apart_by_their_estate(town):
    other = grids.add_unit("area", "红砖小区", "99999900100102", parent=town.community, by=None)
    grid = grids.add_unit("grid", "第3网格", "999999001001003", parent=other, by=None)
    twin = grids.add_unit("building", "1栋", "999999001001003001", parent=grid, by=None)
    town.community.refresh_from_db()
    places = places_of(town.community)
    assert places.named_in("红砖小区1栋") == twin
    assert places.named_in("红砖小区，1栋") == twin
    assert places.named_in("柳荫小区1栋") == town.building
    assert places.named_in("1栋") == town.community


def test_a_point_lies_in_the_smallest_drawn_unit(town):
    grids.set_boundary(town.north, square(112.6, 26.9), by=None)
    assert unit_at(town.community, 112.605, 26.905) == town.north
    assert unit_at(town.community, 110.0, 26.905) == town.community
    grids.set_boundary(town.community, square(112.6, 26.9, 0.1), by=None)
    town.community.refresh_from_db()
    assert unit_at(town.community, 112.65, 26.95) == town.community
    assert unit_at(town.community, 110.0, 26.905) is None
