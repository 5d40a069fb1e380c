from rules import has_perm

from grids import actions
from grids.models import Posting
from grids.rules import roles_open_to

Role = Posting.Role


def test_keepers_edit_what_is_theirs_and_below(town):
    assert has_perm("grids.edit_unit", town.secretary, town.building)
    assert has_perm("grids.edit_unit", town.secretary, town.community)
    assert has_perm("grids.edit_unit", town.admin, town.community)


def test_nobody_edits_above_or_beside(town):
    other = actions.add_unit("community", "红星社区", "999999001002", parent=town.street, by=None)
    assert not has_perm("grids.edit_unit", town.secretary, town.street)
    assert not has_perm("grids.edit_unit", town.secretary, other)


def test_workers_and_leaders_look_only(town):
    for user in (town.clerk, town.north_leader, town.north_worker):
        assert has_perm("grids.view_unit", user, town.north)
        assert not has_perm("grids.edit_unit", user, town.north)
        assert not has_perm("grids.post_people", user, town.north)


def test_nobody_moves_or_ends_their_own_unit(town):
    assert not has_perm("grids.move_unit", town.secretary, town.community)
    assert has_perm("grids.move_unit", town.secretary, town.area)
    assert has_perm("grids.move_unit", town.admin, town.community)
    assert not has_perm("grids.move_unit", town.admin, town.street)


def test_a_secretary_makes_neither_administrators_nor_secretaries(town):
    assert set(roles_open_to(town.secretary, town.community)) == set(Role) - {Role.ADMIN, Role.SECRETARY}
    assert set(roles_open_to(town.admin, town.community)) == set(Role)
    assert roles_open_to(town.north_leader, town.north) == []


def test_a_flag_opens_nothing(town):
    town.stranger.is_superuser = True
    assert not has_perm("grids.edit_unit", town.stranger, town.north)


def test_an_inactive_account_opens_nothing(town):
    town.secretary.is_active = False
    assert not has_perm("grids.edit_unit", town.secretary, town.north)


def test_an_ended_post_opens_nothing(town):
    actions.end_posting(Posting.objects.get(user=town.secretary), by=town.admin)
    assert not has_perm("grids.edit_unit", town.secretary, town.north)
