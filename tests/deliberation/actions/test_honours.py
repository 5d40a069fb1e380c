"""Counted once, ties as ties, counted again by anybody, objected to, then honoured once."""

import json
import subprocess
import sys
from datetime import timedelta
from random import Random

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from deliberation.actions import honours, resolving
from deliberation.models import Resolution
from points.actions.opening import account_of
from tests.deliberation import contests

SCRIPT = settings.BASE / "static" / "downloads" / "recount_contest.py"


@pytest.fixture
def world(town):
    return contests.running(town)


def counted(world, town):
    world.contest = honours.count(contests.close(world.contest), by=town.north_leader)
    return world.contest


def after_the_period(contest) -> None:
    Resolution.objects.filter(topic=contest.topic).update(until=timezone.now() - timedelta(minutes=1))
    contest.topic.resolution.refresh_from_db()


def test_the_most_votes_win_and_the_result_is_shown_for_objections(world, town):
    for voter in (2, 3, 4):
        contests.say(world, voter, world.good[1])
    contests.say(world, 5, world.good[0])
    contest = counted(world, town)
    first = contest.result["categories"][0]
    assert (first["winners"], first["tied"], contest.result["voters"]) == ([2], [], 4)
    resolution = contest.topic.resolution
    assert resolution.published_at is not None
    assert "最美邻居：钱乙（3 票）" in resolution.text
    assert "文明家庭：没有人得票" in resolution.text


def test_a_tie_is_shown_as_a_tie_and_both_win(world, town):
    contests.say(world, 4, world.good[0])
    contests.say(world, 5, world.good[1])
    contest = counted(world, town)
    assert contest.result["categories"][0]["winners"] == [1, 2]
    assert contest.result["categories"][0]["tied"] == [1, 2]
    assert "赵甲（1 票，并列）、钱乙（1 票，并列）" in contest.topic.resolution.text


def test_nobody_counts_before_the_end_or_twice(world, town):
    with pytest.raises(ValidationError, match="还没有截止"):
        honours.count(world.contest, by=town.north_leader)
    stale = type(world.contest).objects.get(pk=contests.close(world.contest).pk)
    counted(world, town)
    with pytest.raises(ValidationError, match="已经计过票"):
        honours.count(stale, by=town.north_leader)


def test_whoever_has_as_many_votes_as_a_winner_wins_too():
    """Against the sentence, on two thousand random counts."""
    dice = Random(40)
    for _case in range(2000):
        votes = {number: dice.randrange(5) for number in range(1, dice.randrange(2, 10))}
        struck, places = [number for number in votes if dice.random() < 0.2], dice.randrange(1, 5)
        winners, tied = honours.winners_of(votes, places, struck)
        standing = {number: found for number, found in votes.items() if found and number not in struck}
        least = min((standing[number] for number in winners), default=1)
        assert {number for number, found in standing.items() if found >= least} == set(winners)
        assert len(winners) >= min(places, len(standing))
        assert bool(tied) == (len(winners) > places)
        assert all(standing[number] == least for number in tied)
        assert len(winners) - len(tied) < places or not tied


# --- publicity ---------------------------------------------------------------------------------
def test_no_honour_before_the_end_or_with_an_unanswered_objection(world, town):
    contests.say(world, 4, world.good[0])
    contest = counted(world, town)
    objection = resolving.object_to(contest.topic.resolution, text="他去年被处罚过。", name="邻居")
    with pytest.raises(ValidationError, match="公示期还没有满"):
        honours.honour(contest, by=town.north_leader)
    after_the_period(contest)
    with pytest.raises(ValidationError, match="没有答复"):
        honours.honour(contest, by=town.north_leader)
    resolving.answer_objection(objection, answer="查过了，没有这回事。", by=town.north_leader)
    assert honours.honour(contest, by=town.north_leader).state == "honoured"


def test_points_follow_once_and_through_the_door_of_the_book(world, town):
    contests.say(world, 4, world.good[0])
    contest = counted(world, town)
    after_the_period(contest)
    honours.honour(contest, by=town.north_leader)
    with pytest.raises(ValidationError, match="已经公布过"):
        honours.honour(contest, by=town.north_leader)
    account = account_of(world.people[0], town.north)
    account.refresh_from_db()
    assert account.balance == 20


def test_an_objection_that_holds_takes_them_out_and_the_period_begins_again(world, town):
    for voter in (2, 3):
        contests.say(world, voter, world.good[0])
    contests.say(world, 4, world.good[1])
    contest = counted(world, town)
    with pytest.raises(ValidationError, match="写明为什么"):
        honours.strike(world.good[0], reason="", by=town.north_leader)
    contest = honours.strike(world.good[0], reason="事迹不实", by=town.north_leader)
    resolution = Resolution.objects.get(topic=contest.topic)
    assert contest.result["categories"][0]["winners"] == [2]
    assert (resolution.restarted, "钱乙（1 票）" in resolution.text, "赵甲" in resolution.text) == (1, True, False)
    assert recounted(contest).returncode == 0


# --- counting again ----------------------------------------------------------------------------
def recounted(contest, text=None, tmp=None):
    text = "".join(honours.recount_lines(contest)) if text is None else text
    path = settings.MEDIA_ROOT + "/contest.jsonl"
    with open(path, "w", encoding="utf8", newline="") as file:
        file.write(text)
    return subprocess.run([sys.executable, SCRIPT, path], check=False, capture_output=True, text=True, encoding="utf8")


@pytest.fixture
def contest(world, town):
    for voter in (2, 3, 5):
        contests.say(world, voter, world.good[voter % 2])
        contests.say(world, voter, world.family[voter % 2 if voter == 5 else 1 - voter % 2])
    return counted(world, town)


def test_the_script_counts_the_same_in_at_most_forty_lines(contest):
    again = recounted(contest)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)[0]["winners"] == contest.result["categories"][0]["winners"]
    assert len(SCRIPT.read_text("utf8").splitlines()) <= 40


def test_an_altered_line_is_named(contest):
    lines = list(honours.recount_lines(contest))
    altered = lines[2].replace('"choice": 1', '"choice": 2') if '"choice": 1' in lines[2] else None
    altered = altered or lines[2].replace('"choice": 2', '"choice": 1')
    again = recounted(contest, "".join([*lines[:2], altered, *lines[3:]]))
    assert again.returncode == 1
    assert "第 3 行被改动过" in again.stderr
    missing = recounted(contest, "".join([*lines[:2], *lines[3:]]))
    assert "第 3 行" in missing.stderr


def test_two_ballots_of_one_person_are_found_in_a_file_that_is_whole(contest):
    """A chain made anew around a double ballot is caught by the count itself."""
    chain, facts = honours.Chain(), [json.loads(line) for line in honours.recount_lines(contest)]
    kept = [{name: value for name, value in row.items() if name not in ("previous", "digest")} for row in facts]
    kept.insert(2, kept[1] | {"receipt": "zzzzzzzzzz"})
    again = recounted(contest, "".join(chain.line(row) for row in kept))
    assert "有人投了两票" in again.stderr


def test_the_file_names_no_voter_and_ties_no_two_categories(contest, world):
    text = "".join(honours.recount_lines(contest))
    assert not any(person.name in text for person in world.people[4:])
    voters = [json.loads(line)["voter"] for line in text.splitlines()[1:-1]]
    assert len(voters) == len(set(voters)) == 6
