from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry, User
from grids import actions
from grids.models import Posting, Unit, UnitPlace

TODAY = timezone.localdate


def refusal_of(act, *args, **fields) -> str:
    with pytest.raises(ValidationError) as refusal:
        act(*args, **fields)
    return refusal.value.code


def new_grid(town, number="003", name="第3网格"):
    return actions.add_unit("grid", name, town.community.code + number, parent=town.area, by=town.secretary)


def test_a_new_unit_stands_in_its_place(town):
    grid = new_grid(town)
    assert (grid.parent, grid.level) == (town.area, 3)
    assert not list(actions.tree_faults())


def test_a_new_building_has_a_short_code(town):
    assert len(town.building.slug) == 6
    assert new_grid(town).slug is None


def test_a_new_unit_is_recorded(town):
    grid = new_grid(town)
    entry = AuditEntry.objects.get(verb="grids.unit_added")
    assert (entry.actor, entry.target) == (town.secretary, f"unit:{grid.pk}")


def test_names_are_cleaned(town):
    assert new_grid(town, name=" 第３\x07网格\n").name == "第3网格"


def test_a_building_hangs_below_a_grid_only(town):
    code = town.community.code + "777"
    assert refusal_of(actions.add_unit, "building", "7栋", code, parent=town.area, by=None) == "kind_below"


def test_a_grid_cannot_be_a_root(town):
    assert refusal_of(actions.add_unit, "grid", "第9网格", "999999001001009", by=None) == "kind_below"


def test_a_code_is_given_once(town):
    assert refusal_of(new_grid, town, number="001") == "code_taken"


def test_a_name_stands_once_below_its_parent(town):
    assert refusal_of(new_grid, town, name="第1网格") == "name_twin"


def test_a_name_is_needed(town):
    assert refusal_of(new_grid, town, name=" \x00 ") == "name_missing"


def test_the_code_of_an_ended_unit_is_never_given_again(town):
    actions.end_unit(new_grid(town), by=town.secretary)
    assert refusal_of(new_grid, town) == "code_taken"
    assert actions.propose_code("grid", town.area) == town.community.code + "004"


def test_words_change_and_nothing_else(town):
    grid = actions.edit_unit(town.north, name="北一网格", party_name="北一党小组", by=town.secretary)
    assert (grid.name, grid.party_name, grid.code) == ("北一网格", "北一党小组", town.north.code)
    with pytest.raises(TypeError):
        actions.edit_unit(town.north, code="1", by=town.secretary)


def test_the_record_does_not_hold_the_heads_name(town):
    actions.edit_unit(town.north, party_head="刘建国", by=town.secretary)
    assert "刘建国" not in str(AuditEntry.objects.get(verb="grids.unit_edited").detail)


def test_renaming_to_a_siblings_name_is_refused(town):
    assert refusal_of(actions.rename_unit, town.north, "第2网格", by=town.secretary) == "name_twin"


def test_a_moved_building_keeps_its_code_and_the_tree_is_whole(town):
    code = town.building.code
    moved = actions.move_unit(town.building, town.south, by=town.secretary)
    assert (moved.parent, moved.code) == (town.south, code)
    assert not list(actions.tree_faults())


def test_a_moved_grid_takes_its_buildings_along(town):
    area = actions.add_unit("area", "桂花园", town.community.code + "02", parent=town.community, by=None)
    actions.move_unit(town.north, area, by=None)
    area.refresh_from_db()
    assert set(Unit.objects.within(area).values_list("name", flat=True)) == {"桂花园", "第1网格", "1栋", "2栋"}


def test_last_year_stays_explainable(town):
    UnitPlace.objects.update(since=date(2025, 1, 1))
    actions.move_unit(town.building, town.south, on=date(2026, 3, 1), by=None)
    before, after = date(2026, 2, 28), date(2026, 3, 1)
    assert town.building.pk in UnitPlace.objects.within(town.north, before)
    assert town.building.pk not in UnitPlace.objects.within(town.north, after)
    assert town.building.pk in UnitPlace.objects.within(town.south, after)
    assert town.building.pk in UnitPlace.objects.within(town.street, before)


def test_a_move_of_the_same_day_leaves_one_row(town):
    actions.move_unit(town.building, town.south, by=None)
    assert UnitPlace.objects.filter(unit=town.building).count() == 1


def test_moves_that_cannot_be(town):
    move = actions.move_unit
    assert refusal_of(move, town.building, town.north, by=None) == "move_nowhere"
    assert refusal_of(move, town.building, town.area, by=None) == "kind_below"
    assert refusal_of(move, town.street, town.community, by=None) == "move_root"
    assert refusal_of(move, town.area, town.north, by=None) == "kind_below"
    tomorrow = TODAY() + timedelta(days=1)
    assert refusal_of(move, town.building, town.south, on=tomorrow, by=None) == "move_future"
    assert refusal_of(move, town.building, town.south, on=date(2020, 1, 1), by=None) == "move_early"


def test_a_unit_with_children_is_not_ended(town):
    assert refusal_of(actions.end_unit, town.north, by=None) == "end_children"


def test_a_unit_with_people_in_post_is_not_ended(town):
    assert refusal_of(actions.end_unit, town.building, by=None) == "end_postings"


def test_an_ended_unit_is_no_longer_current(town):
    actions.end_unit(town.building2, by=town.secretary)
    assert not Unit.objects.current().filter(pk=town.building2.pk).exists()
    assert refusal_of(actions.end_unit, town.building2, by=None) == "unit_ended"
    assert not list(actions.tree_faults())


def test_nothing_is_added_below_an_ended_unit(town):
    grid = new_grid(town)
    actions.end_unit(grid, by=None)
    assert refusal_of(actions.add_unit, "building", "9栋", grid.code + "001", parent=grid, by=None) == "parent_ended"


def test_a_unit_does_not_end_tomorrow(town):
    tomorrow = TODAY() + timedelta(days=1)
    assert refusal_of(actions.end_unit, town.building2, on=tomorrow, by=None) == "end_date"


def test_the_first_superuser_lays_the_root_and_administers_it(db):
    user = User.objects.create_superuser("first", name="首位")
    root = actions.found_tree("人民街道", "999999001000", by=user)
    assert Posting.objects.get(user=user).unit == root
    assert refusal_of(actions.found_tree, "另一个", "999999002000", by=user) == "tree_founded"


@pytest.mark.parametrize("wrong", [{"lft": 9, "rght": 3}, {"name": ""}, {"parent": None}])
def test_the_database_refuses_too(town, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=town.north.pk).update(**wrong)
