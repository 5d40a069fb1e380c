"""One person one vote per category, none for oneself, none outside the hours, by whatever way it comes."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

import community.actions
from community.models import Person
from deliberation.actions import awarding
from deliberation.models import Contest, ContestBallot
from tests.deliberation import contests, votes


@pytest.fixture
def world(town):
    return contests.running(town)


def words(world, voter) -> list[str]:
    current = ContestBallot.objects.current().filter(voter=world.people[voter])
    return [ballot.nominee.name for ballot in current.select_related("nominee").order_by("category__number")]


def test_one_word_in_each_category_and_a_new_one_follows_the_old(world):
    [first] = contests.say(world, 4, world.good[0])
    contests.say(world, 4, world.family[0])
    [second] = contests.say(world, 4, world.good[1])
    assert words(world, 4) == ["钱乙", "孙丙"]
    assert (second.previous, ContestBallot.objects.count()) == (first, 3)
    assert first.receipt != second.receipt


def test_the_same_word_again_is_no_new_ballot(world):
    [first] = contests.say(world, 4, world.good[0])
    [again] = contests.say(world, 4, world.good[0])
    assert first == again


def test_nobody_votes_for_themselves(world):
    with pytest.raises(ValidationError, match="不能投给自己"):
        contests.say(world, 0, world.good[0])
    contests.say(world, 0, world.good[1])
    assert words(world, 0) == ["钱乙"]


def test_where_a_family_is_judged_nobody_of_it_votes_for_it(town, world):
    home = world.people[2].residences.get().dwelling
    wife = community.actions.add_person("孙太太", dwelling=home, id_number=votes.id_number(7), by=None)
    choices = {world.family[0].category: world.family[0]}
    with pytest.raises(ValidationError, match="自己家"):
        awarding.vote(world.contest, wife, choices, channel="online", by=None)


def test_nobody_votes_for_nobody_or_for_somebody_who_does_not_stand_there(world):
    with pytest.raises(ValidationError, match="至少在一个奖项里选一位"):
        awarding.vote(world.contest, world.people[4], {}, channel="online", by=None)
    wrong = {world.good[0].category: world.family[0]}
    with pytest.raises(ValidationError, match="从列出的候选人里选"):
        awarding.vote(world.contest, world.people[4], wrong, channel="online", by=None)


def test_only_those_who_live_there_and_are_of_age_vote(town, world):
    choices = {world.good[0].category: world.good[0]}
    child = community.actions.add_person("小宝", dwelling=town.home, born=timezone.localdate(), by=None)
    for person, sentence in ((child, "满 18 岁"), (town.li, "没有出生日期"), (town.zeng, "住在这里的居民")):
        with pytest.raises(ValidationError, match=sentence):
            awarding.vote(world.contest, person, choices, channel="online", by=None)
    Contest.objects.filter(pk=world.contest.pk).update(min_age=0)
    world.contest.refresh_from_db()
    assert awarding.vote(world.contest, town.li, choices, channel="online", by=None)


def test_who_turns_eighteen_on_the_first_day_votes(world):
    opens = timezone.localdate(world.contest.opens_at)
    born = opens.replace(year=opens.year - 18)
    Person.objects.filter(pk=world.people[4].pk).update(born=born)
    assert awarding.voters_of(world.contest).filter(pk=world.people[4].pk).exists()
    Person.objects.filter(pk=world.people[4].pk).update(born=born + timedelta(days=1))
    assert not awarding.voters_of(world.contest).filter(pk=world.people[4].pk).exists()


def test_nobody_votes_before_the_first_or_after_the_last_second(world):
    contests.close(world.contest)
    with pytest.raises(ValidationError, match="已经截止"):
        contests.say(world, 4, world.good[0])
    later = timezone.now() + timedelta(days=1)
    Contest.objects.filter(pk=world.contest.pk).update(opens_at=later, closes_at=later + timedelta(days=1))
    with pytest.raises(ValidationError, match="还没有开始"):
        contests.say(world, 4, world.good[0])
    assert not ContestBallot.objects.exists()


def test_two_ways_of_one_person_never_both_count(town, world):
    contests.say(world, 4, world.good[0])
    with pytest.raises(ValidationError, match="以先到的为准"):
        contests.say(world, 4, world.good[1], channel="door", by=town.north_worker, assisted="林小满")
    assert words(world, 4) == ["赵甲"]


def test_who_helped_stands_beside_the_ballot_and_nobody_helps_themselves(town, world):
    [ballot] = contests.say(world, 5, world.good[0], channel="door", by=town.north_worker, assisted="林小满在家里念的")
    assert (ballot.assisted, ballot.by) == ("林小满在家里念的", town.north_worker)
    Person.objects.filter(pk=world.people[4].pk).update(user=town.north_worker)
    world.people[4].refresh_from_db()
    with pytest.raises(ValidationError, match="自己的票"):
        contests.say(world, 4, world.good[0], channel="door", by=town.north_worker, assisted="林小满")


def test_the_database_keeps_one_current_ballot_and_changes_none(town, world):
    [first] = contests.say(world, 4, world.good[0])
    contests.say(world, 4, world.good[1])
    facts = {"category": first.category, "voter": first.voter, "nominee": first.nominee, "channel": "online"}
    for fork in ({"previous": first}, {"previous": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ContestBallot.objects.create(receipt="fork", **facts, **fork)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ContestBallot.objects.filter(pk=first.pk).update(nominee=world.good[1])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ContestBallot.objects.filter(pk=first.pk)._raw_delete("default")
