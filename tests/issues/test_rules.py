import pytest
from rules import has_perm

from grids.models import Posting
from issues import actions
from issues.flow import MOVES
from issues.models import Issue
from issues.rules import candidates, moves_open_to


def names(user, issue) -> set[str]:
    return {move.name for move in moves_open_to(user, issue)}


OVERSEES = {"assign", "take", "file", "sort", "merge", "split", "decline", "note", "publish", "reveal"}
MAY = {
    "north_leader": OVERSEES,
    "north_worker": {"take", "note"},
    "secretary": OVERSEES,
    "clerk": OVERSEES,
    "south_leader": set(),
    "south_worker": set(),
    "stranger": set(),
}


@pytest.mark.parametrize(("person", "verbs"), MAY.items())
def test_what_each_may_do_to_a_new_matter(matter, town, person, verbs):
    assert names(getattr(town, person), matter()) == verbs


HANDLES = {"answer", "contact", "ask_more_time", "hand_back", "sort", "note", "reveal"}


def test_handler_signs_answers_or_hands_back(assigned, town):
    assert names(town.north_worker, assigned) == HANDLES | {"sign"}


def test_handler_who_signed_may_stop_the_clock_too(working, town):
    assert names(town.north_worker, working) == HANDLES | {"ask", "pause"}


def test_who_handles_does_not_verify(matter, town):
    issue = matter()
    Issue.objects.update(state="answered", handler=town.north_leader)
    issue.refresh_from_db()
    assert not names(town.north_leader, issue) & {"close", "rework"}
    assert names(town.clerk, issue) >= {"close", "rework"}


def test_who_answered_for_the_handler_does_not_verify_either(working, town):
    actions.answer(working, text="好了", by=town.clerk)
    assert not names(town.clerk, working) & {"close", "rework"}
    assert names(town.secretary, working) >= {"close", "rework"}


def test_nobody_decides_their_own_request(matter, town):
    issue = matter()
    actions.assign(issue, to=town.north_leader, by=town.clerk)
    actions.hand_back(issue, reason="归物业", by=town.north_leader)
    assert not names(town.north_leader, issue) & {"allow_return", "refuse_return"}
    assert names(town.clerk, issue) >= {"allow_return", "refuse_return"}


def test_handler_who_left_the_grid_may_nothing(assigned, town):
    Posting.objects.filter(user=town.north_worker).update(until=town.building.valid_from)
    assert names(town.north_worker, assigned) == set()


def test_superuser_flag_alone_opens_nothing(matter, town):
    town.stranger.is_superuser = True
    assert not has_perm("issues.assign_issue", town.stranger, matter())


def test_nothing_to_reveal_offers_no_reveal(matter, town):
    assert "reveal" not in names(town.north_leader, matter(phone="", name=""))


def test_buttons_never_offer_what_the_state_refuses(matter, town):
    issue = matter()
    for state in Issue.State:
        issue.state = state
        assert all(state in MOVES[name].before for name in names(town.north_leader, issue))


def test_own_grid_worker_comes_first(matter, town):
    people = [posting.user for posting in candidates(matter(), town.secretary)]
    assert people[:2] == [town.north_worker, town.north_leader]
    assert town.clerk in people


def test_neighbouring_grid_is_not_offered(matter, town):
    people = {posting.user for posting in candidates(matter(), town.secretary)}
    assert not people & {town.south_worker, town.south_leader, town.stranger}


def test_leader_offers_people_of_the_own_scope_only(matter, town):
    people = {posting.user for posting in candidates(matter(), town.north_leader)}
    assert people == {town.north_worker, town.north_leader}


def test_person_with_two_posts_is_offered_once(matter, town):
    Posting.objects.create(user=town.north_worker, name="林小满", role="worker", unit=town.community)
    people = [posting.user for posting in candidates(matter(), town.secretary)]
    assert people.count(town.north_worker) == 1
