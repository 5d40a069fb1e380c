"""One word per household under one frozen wording; both numbers in whole households."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from deliberation.actions import conventions as rules
from deliberation.actions import signing
from deliberation.models import ConventionSignature
from tests.deliberation import contests, votes

DOOR = {"channel": "door", "assisted": "周师傅"}


@pytest.fixture
def world(town):
    town.people = contests.neighbours(town.building2, ["赵甲", "钱乙", "孙丙", "李丁"])
    town.version = contests.signing(town, contests.convention(town))
    town.homes = list(signing.homes_of(town.version))
    return town


def say(world, number, word, **facts):
    return signing.sign(world.version, world.homes[number], word=word, by=world.north_worker, **DOOR | facts)


def test_asked_again_the_last_word_counts_and_all_of_them_are_kept(world):
    say(world, 0, "not_home")
    say(world, 0, "conditions", conditions="夜里关机", explained="说了噪音的事")
    last = say(world, 0, "agree")
    assert signing.standing(world.version)["agree"] == 1
    known = signing.tries(world.version)[world.homes[0].pk]
    assert (known["word"], known["tries"]) == (last, 3)


def test_two_of_a_household_are_one_word(world):
    person = world.people[0]
    home = signing.home_of(person, world.version)
    for word in ("agree", "disagree"):
        signing.sign(world.version, home, word=word, channel="online", person=person, by=world.stranger)
    found = signing.standing(world.version)
    assert (found["agree"], found["disagree"], found["homes"]) == (0, 1, 4)


def test_more_than_half_of_all_households_and_a_condition_is_no_agreement(world):
    say(world, 0, "agree")
    say(world, 1, "agree")
    say(world, 2, "conditions", conditions="先修门禁")
    with pytest.raises(ValidationError, match="共 4 户，已有 2 户同意，还差 1 户"):
        rules.take_effect(world.version, on=timezone.localdate(), by=world.north_leader)
    say(world, 2, "agree")
    version = rules.take_effect(world.version, on=timezone.localdate(), by=world.north_leader)
    assert (version.outcome["agree"], version.outcome["homes"]) == (3, 4)


@pytest.mark.parametrize(("needed", "homes", "least"), [
    ("half", 4, 3), ("half", 5, 3), ("thirds", 3, 2), ("thirds", 4, 3), ("all", 4, 4), ("none", 4, 0),
])  # fmt: skip
def test_how_many_are_missing_in_whole_households(world, needed, homes, least):
    world.version.needed = needed
    assert signing.missing(world.version, {"homes": homes, "agree": 0}) == least


def test_who_asked_or_helped_stands_beside_it_and_a_paper_is_there(world):
    with pytest.raises(ValidationError, match="谁"):
        say(world, 0, "agree", assisted="")
    with pytest.raises(ValidationError, match="照片"):
        say(world, 0, "agree", channel="paper")
    say(world, 0, "agree", channel="paper", paper=votes.scan())
    with pytest.raises(ValidationError, match="什么条件"):
        say(world, 1, "conditions")
    with pytest.raises(ValidationError, match="已经表过态"):
        say(world, 0, "not_home")


def test_nobody_signs_for_a_house_elsewhere_or_under_words_that_are_not_frozen(world, town):
    with pytest.raises(ValidationError, match="不在这份公约的范围"):
        signing.sign(world.version, town.home.households.get(), word="agree", by=world.clerk, **DOOR)
    draft = contests.version_of(contests.convention(town))
    with pytest.raises(ValidationError, match="不收签名"):
        signing.sign(draft, world.homes[0], word="agree", by=world.clerk, **DOOR)


def test_who_moved_out_counts_on_neither_side(world):
    say(world, 0, "agree")
    type(world.homes[0]).objects.filter(pk=world.homes[0].pk).update(until=timezone.localdate())
    found = signing.standing(world.version)
    assert (found["homes"], found["agree"]) == (3, 0)


def test_the_database_keeps_one_current_word_and_changes_none(world):
    first = say(world, 0, "agree")
    say(world, 0, "disagree")
    facts = {"version": first.version, "household": first.household, "word": "agree", "by": world.clerk, **DOOR}
    for fork in ({"previous": first}, {"previous": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ConventionSignature.objects.create(**facts, **fork)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ConventionSignature.objects.filter(pk=first.pk).update(word="disagree")
