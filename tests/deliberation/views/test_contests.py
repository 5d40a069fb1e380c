"""What pages of a contest tell, and what they keep to themselves."""

import pytest

from community.models import Person
from deliberation.actions import honours
from deliberation.models import ContestBallot
from tests.deliberation import contests


@pytest.fixture
def world(town):
    world = contests.running(town)
    Person.objects.filter(pk=world.people[4].pk).update(user=town.stranger)
    return world


def test_no_number_before_the_end_for_anybody(world, town, browser_of):
    """With 3 : 1 inside, every page says the same as with nothing inside."""
    pages = ("/contests/{0}/", "/desk/contests/{0}/", "/desk/contests/{0}/papers/", "/contests/{0}/recount.jsonl")

    def read(user):
        browser = browser_of(user)
        return [browser.get(page.format(world.contest.pk)).status_code for page in pages], "".join(
            browser.get(page.format(world.contest.pk)).text for page in pages[:2]
        )

    for voter in (2, 3, 5):
        contests.say(world, voter, world.good[0])
    contests.say(world, 0, world.good[1])
    for user in (None, town.stranger, town.north_worker, town.north_leader, town.secretary, town.admin):
        statuses, text = read(user)
        assert statuses[-1] == 404
        assert "3 票" not in text
        assert "第 1 名" not in text


def test_the_list_a_person_sees_does_not_hold_themselves(world, town, browser_of):
    Person.objects.filter(pk=world.people[4].pk).update(user=None)
    Person.objects.filter(pk=world.people[0].pk).update(user=town.stranger)
    page = browser_of(town.stranger).get(f"/contests/{world.contest.pk}/ballot/").text
    assert "钱乙" in page
    assert "赵甲" not in page
    answer = browser_of(town.stranger).post(f"/contests/{world.contest.pk}/ballot/", {"c1": "1", "c2": "0"})
    assert answer.status_code == 422
    assert not ContestBallot.objects.exists()


def test_choosing_nobody_everywhere_is_no_vote(world, town, browser_of):
    answer = browser_of(town.stranger).post(f"/contests/{world.contest.pk}/ballot/", {"c1": "0", "c2": "0"})
    assert answer.status_code == 422
    assert "至少在一个奖项里选一位" in answer.text


@pytest.mark.parametrize("who", ["north_worker", "north_leader", "clerk", "secretary", "admin"])
def test_after_the_closing_second_no_role_votes_through_any_page(world, town, browser_of, who):
    user = getattr(town, who)
    Person.objects.filter(pk=world.people[5].pk).update(user=user)
    contests.close(world.contest)
    browser, form = browser_of(user), {"c1": "1", "c2": "0", "assisted": "林小满"}
    browser.post(f"/contests/{world.contest.pk}/ballot/", form)
    browser.post(f"/desk/contests/{world.contest.pk}/voters/{world.people[4].pk}/", form)
    assert not ContestBallot.objects.exists()


def test_a_grid_worker_helps_their_own_neighbours_with_the_communitys_ballot(town, browser_of):
    people = contests.neighbours(town.building2, ["周戊"])
    contest = contests.open_now(contests.announced(town, unit=town.community))
    page = f"/desk/contests/{contest.pk}/voters/{people[0].pk}/"
    assert browser_of(town.north_worker).get(page).status_code == 200
    assert browser_of(town.south_worker).get(page).status_code == 404
    assert browser_of(town.south_worker).get(f"/desk/contests/{contest.pk}/edit/").status_code == 403


def test_an_objection_is_made_where_the_result_is_shown(world, town, browser_of):
    contests.say(world, 4, world.good[0])
    contest = honours.count(contests.close(world.contest), by=town.north_leader)
    page = browser_of().get(f"/contests/{contest.pk}/").text
    assert f"/topics/{contest.topic_id}/" in page
    answer = browser_of().post(f"/topics/{contest.topic_id}/object/", {"text": "事迹不实。", "name": "邻居"})
    assert answer.status_code == 302
    assert contest.topic.resolution.objections.count() == 1
