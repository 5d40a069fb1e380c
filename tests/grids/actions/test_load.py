import pytest
from django.core.exceptions import ValidationError

from grids.actions import UnitRow, load_units, rebuild_tree, tree_faults
from grids.models import Unit, UnitPlace

STREET, COMMUNITY = "999999002000", "999999002001"


def rows(grids: int, buildings: int) -> list[UnitRow]:
    """Children stand before their parents, as in badly sorted files."""
    listed = [UnitRow("street", "红旗街道", STREET), UnitRow("community", "红旗社区", COMMUNITY, STREET)]
    for g in range(1, grids + 1):
        grid = f"{COMMUNITY}{g:03d}"
        listed.append(UnitRow("grid", f"第{g}网格", grid, COMMUNITY))
        listed += [UnitRow("building", f"{b}栋", f"{grid}{b:03d}", grid) for b in range(1, buildings + 1)]
    return listed[::-1]


def test_a_load_beside_an_older_tree_leaves_both_whole(town):
    made = load_units(rows(3, 4), by=None)
    assert len(made) == 17
    assert not list(tree_faults())


def test_a_load_below_known_units_makes_room(town):
    load_units([UnitRow("building", "4栋", town.north.code + "009", town.north.code)], by=None)
    town.north.refresh_from_db()
    assert town.north.get_descendant_count() == 3
    assert not list(tree_faults())


def test_loaded_buildings_have_short_codes_and_history(db):
    load_units(rows(2, 3), by=None)
    assert Unit.objects.of_kind("building").exclude(slug=None).values("slug").distinct().count() == 6
    assert UnitPlace.objects.filter(until=None).count() == Unit.objects.count()


def test_two_thousand_units_cost_few_statements(db, queries):
    with queries(60):
        load_units(rows(20, 100), by=None)
    assert Unit.objects.count() == 2022
    assert not list(tree_faults())


def test_a_refusal_names_every_bad_row_and_leaves_nothing(town):
    before = Unit.objects.count()
    bad = [
        UnitRow("grid", "好的", town.community.code + "005", town.area.code),
        UnitRow("grid", " ", town.community.code + "006", town.area.code),
        UnitRow("building", "孤楼", "999999001001777001", "999999001001777"),
        UnitRow("grid", "重复", town.north.code, town.area.code),
        UnitRow("building", "错层", town.area.code + "001", town.area.code),
    ]
    with pytest.raises(ValidationError) as refusal:
        load_units(bad, by=None)
    assert [line[:3] for line in refusal.value.messages] == ["第2行", "第3行", "第4行", "第5行"]
    assert Unit.objects.count() == before


def test_a_load_is_the_tree_that_single_adds_would_make(town):
    load_units([UnitRow("building", "4栋", town.north.code + "000", town.north.code)], by=None)
    assert rebuild_tree() == 0
