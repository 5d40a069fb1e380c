import pytest
from rules import has_perm

from grids.models import Posting
from issues.models import Issue
from issues.rules import BY_NAME, candidates, verbs_open_to


def names(user, issue) -> set[str]:
    return {verb.name for verb in verbs_open_to(user, issue)}


MAY = {
    "north_leader": {"assign", "take", "note", "publish", "reveal"},
    "north_worker": {"take", "note"},
    "secretary": {"assign", "take", "note", "publish", "reveal"},
    "clerk": {"assign", "take", "note", "publish", "reveal"},
    "south_leader": set(),
    "south_worker": set(),
    "stranger": set(),
}


@pytest.mark.parametrize(("person", "verbs"), MAY.items())
def test_what_each_may_do_to_a_new_matter(matter, town, person, verbs):
    assert names(getattr(town, person), matter()) == verbs


def test_handler_answers_or_hands_back(assigned, town):
    assert names(town.north_worker, assigned) == {"answer", "hand_back", "note", "reveal"}


def test_who_answered_does_not_close(matter, town):
    issue = matter()
    Issue.objects.update(state="answered", handler=town.north_leader)
    issue.refresh_from_db()
    assert "close" not in names(town.north_leader, issue)
    assert "close" in names(town.clerk, issue)


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
        assert all(state in BY_NAME[name].states for name in names(town.north_leader, issue))


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
