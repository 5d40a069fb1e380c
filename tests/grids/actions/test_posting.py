from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry, User
from grids import actions
from grids.models import Posting, Unit

Role = Posting.Role


@pytest.fixture
def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def refusal_of(act, *args, **fields) -> str:
    with pytest.raises(ValidationError) as refusal:
        act(*args, **fields)
    return refusal.value.code


def flags(user) -> tuple[bool, bool]:
    user.refresh_from_db()
    return user.is_staff, user.is_superuser


def posting_of(user) -> Posting:
    return Posting.objects.get(user=user)


def test_a_post_opens_the_unit_and_is_recorded(town):
    posting = actions.post(Role.GRID_WORKER, town.north, user=town.stranger, by=town.secretary)
    assert posting.name == "路人"
    assert town.north in Unit.objects.overseen_by(town.stranger)
    assert AuditEntry.objects.get(verb="grids.posted").target == f"posting:{posting.pk}"


def test_a_post_of_tomorrow_opens_nothing_today(town, tomorrow):
    actions.post(Role.GRID_WORKER, town.north, user=town.stranger, since=tomorrow, by=None)
    assert not Unit.objects.overseen_by(town.stranger).exists()


def test_the_same_post_is_given_once(town):
    post = actions.post
    assert refusal_of(post, Role.GRID_WORKER, town.north, user=town.north_worker, by=None) == "post_twice"
    fields = {"name": "周师傅", "public_phone": "199-0000-0001"}
    assert refusal_of(post, Role.BUILDING_HEAD, town.building, by=None, **fields) == "post_twice"


def test_posts_that_cannot_be(town, tomorrow):
    post = actions.post
    assert refusal_of(post, Role.BUILDING_HEAD, town.building, by=None) == "post_nobody"
    assert refusal_of(post, Role.GRID_WORKER, town.north, name="没有账号", by=None) == "post_account"
    dates = {"since": tomorrow, "until": tomorrow}
    assert refusal_of(post, Role.GRID_WORKER, town.north, user=town.stranger, by=None, **dates) == "post_dates"
    User.objects.filter(pk=town.stranger.pk).update(is_active=False)
    town.stranger.refresh_from_db()
    assert refusal_of(post, Role.GRID_WORKER, town.north, user=town.stranger, by=None) == "post_inactive"


def test_an_ended_unit_takes_no_posts(town):
    actions.end_unit(town.building2, by=None)
    assert refusal_of(actions.post, Role.BUILDING_HEAD, town.building2, name="老李", by=None) == "unit_ended"


def test_an_ended_post_closes_the_door(town):
    actions.end_posting(posting_of(town.north_worker), by=town.secretary)
    assert not Unit.objects.overseen_by(town.north_worker).exists()


def test_a_post_ends_once(town):
    posting = posting_of(town.north_worker)
    actions.end_posting(posting, by=None)
    assert refusal_of(actions.end_posting, posting, by=None) == "posting_ended"


def test_an_administrators_flags_follow_the_post(town):
    second = actions.post(Role.ADMIN, town.street, user=town.stranger, by=town.admin)
    assert flags(town.stranger) == (True, True)
    actions.end_posting(second, by=town.admin)
    assert flags(town.stranger) == (False, False)


def test_two_administrator_posts_are_ended_one_by_one(town):
    first = actions.post(Role.ADMIN, town.street, user=town.stranger, by=None)
    actions.post(Role.ADMIN, town.community, user=town.stranger, by=None)
    actions.end_posting(first, by=None)
    assert flags(town.stranger) == (True, True)


def test_the_last_administrator_stays(town):
    assert refusal_of(actions.end_posting, posting_of(town.admin), by=town.admin) == "last_admin"


def test_a_future_post_of_an_administrator_waits_for_its_day(town, tomorrow):
    actions.post(Role.ADMIN, town.street, user=town.stranger, since=tomorrow, by=None)
    assert flags(town.stranger) == (False, False)
    Posting.objects.filter(user=town.stranger).update(since=timezone.localdate())
    assert actions.settle_admin_flags() == 1
    assert flags(town.stranger) == (True, True)


def test_superusers_of_the_command_line_keep_their_flags(town):
    root = User.objects.create_superuser("root", name="机房")
    actions.settle_admin_flags()
    assert flags(root) == (True, True)


def test_a_deputy_has_the_scope_until_the_day(town, tomorrow):
    leader = posting_of(town.north_leader)
    deputy = actions.deputise(leader, user=town.south_worker, until=tomorrow, by=town.secretary)
    assert (deputy.role, deputy.deputy_for) == (Role.GRID_LEADER, leader)
    assert town.north in Unit.objects.overseen_by(town.south_worker, Role.GRID_LEADER)
    assert not Posting.objects.current(tomorrow).filter(pk=deputy.pk).exists()


def test_deputies_that_cannot_be(town, tomorrow):
    leader = posting_of(town.north_leader)
    assert refusal_of(actions.deputise, leader, user=town.north_leader, until=tomorrow, by=None) == "deputy_self"
    deputy = actions.deputise(leader, user=town.stranger, until=tomorrow, by=None)
    fields = {"user": town.south_worker, "until": tomorrow, "by": None}
    assert refusal_of(actions.deputise, deputy, **fields) == "deputy_of_deputy"


def test_a_deputy_ends_with_the_holder(town, tomorrow):
    leader = posting_of(town.north_leader)
    actions.deputise(leader, user=town.stranger, until=tomorrow, by=None)
    actions.end_posting(leader, by=None)
    assert not Unit.objects.overseen_by(town.stranger).exists()


def test_a_line_on_the_board_holds_no_hidden_number(town):
    """S05: the public phone has a field of its own"""
    with pytest.raises(ValidationError) as refusal:
        actions.post(Role.LANE_HEAD, town.north, name="周师傅", public_note="打一三八一二三四五六七八", by=None)
    assert refusal.value.error_list[0].code == "private"
