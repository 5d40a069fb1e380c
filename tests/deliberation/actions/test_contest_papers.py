"""Paper ballots of a contest: nothing counts until a second person has read the same."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from deliberation.actions import contest_papers
from deliberation.models import ContestBallot, ContestPaper
from tests.deliberation import contests, votes


@pytest.fixture
def world(town):
    return contests.running(town)


def entered(world, town, voter=4) -> ContestPaper:
    choices = {world.good[0].category: world.good[0], world.family[0].category: world.family[0]}
    return contest_papers.enter(world.contest, world.people[voter], choices, scan=votes.scan(), by=town.north_worker)


def test_it_waits_until_a_second_person_reads_the_same(world, town):
    paper = entered(world, town)
    assert not ContestBallot.objects.exists()
    choices = contest_papers.chosen(world.contest, paper.choices)
    with pytest.raises(ValidationError, match="另一位工作人员"):
        contest_papers.second_look(paper, choices, by=town.north_worker)
    paper = contest_papers.second_look(paper, choices, by=town.north_leader)
    assert paper.state == "counted"
    assert set(ContestBallot.objects.values_list("channel", "paper")) == {("paper", paper.pk)}
    with pytest.raises(ValidationError, match="已经有人核对"):
        contest_papers.second_look(paper, choices, by=town.clerk)


def test_two_who_read_different_things_count_nothing(world, town):
    paper = entered(world, town)
    other = contest_papers.chosen(world.contest, {"1": 2, "2": 1})
    assert contest_papers.second_look(paper, other, by=town.north_leader).state == "differs"
    assert not ContestBallot.objects.exists()


def test_a_paper_of_somebody_who_voted_already_is_void_and_says_why(world, town):
    contests.say(world, 4, world.good[1])
    paper = entered(world, town)
    choices = contest_papers.chosen(world.contest, paper.choices)
    paper = contest_papers.second_look(paper, choices, by=town.north_leader)
    assert paper.state == "void"
    assert "网上" in paper.why_void
    assert ContestBallot.objects.count() == 1


def test_void_for_a_reason_only_and_never_by_one_person(world, town):
    paper = entered(world, town)
    with pytest.raises(ValidationError, match="写明为什么"):
        contest_papers.void(paper, why="", by=town.north_leader)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContestPaper.objects.filter(pk=paper.pk).update(state="counted", second=town.north_worker)
    assert contest_papers.void(paper, why="打了两个勾", by=town.north_leader).state == "void"


def test_nothing_is_typed_or_checked_after_the_end(world, town):
    paper = entered(world, town)
    contests.close(world.contest)
    choices = contest_papers.chosen(world.contest, paper.choices)
    with pytest.raises(ValidationError, match="已经截止"):
        contest_papers.second_look(paper, choices, by=town.north_leader)
    with pytest.raises(ValidationError, match="已经截止"):
        entered(world, town, voter=5)
