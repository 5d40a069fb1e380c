"""Paper ballots: two people, one scan, nothing counted in between."""

import pytest
from django.core.exceptions import ValidationError

from deliberation import actions
from deliberation.models import Ballot, Paper
from tests.deliberation import votes


@pytest.fixture
def vote(town):
    votes.estate(town, [9000] * 3)
    return votes.open_vote(town.building2, town.clerk)


def enter(vote, town, choice="yes") -> Paper:
    return actions.enter_paper(votes.head(vote, 1), choice, scan=votes.scan(), by=town.clerk)


def test_it_waits_until_a_second_person_types_the_same(vote, town):
    paper = enter(vote, town)
    assert not Ballot.objects.exists()
    with pytest.raises(ValidationError, match="另一位工作人员"):
        actions.second_look(paper, "yes", by=town.clerk)
    paper = actions.second_look(paper, "yes", by=town.secretary)
    assert (paper.state, paper.ballot.choice, paper.ballot.channel) == ("counted", "yes", "paper")
    with pytest.raises(ValidationError, match="核对过了"):
        actions.second_look(paper, "yes", by=town.admin)


def test_two_who_read_different_things_count_nothing(vote, town):
    paper = actions.second_look(enter(vote, town, "yes"), "no", by=town.secretary)
    assert paper.state == "differs"
    assert not Ballot.objects.exists()


def test_a_paper_after_an_online_ballot_is_listed_with_its_reason(vote, town):
    actions.cast(votes.head(vote, 1), "no", channel="online", by=None)
    paper = actions.second_look(enter(vote, town), "yes", by=town.secretary)
    assert (paper.state, "以先到的为准" in paper.why_void) == ("void", True)
    assert votes.head(vote, 1).turned_away.count() == 1
    assert Ballot.objects.current().get(head=votes.head(vote, 1)).choice == "no"


def test_a_void_paper_needs_a_reason_and_a_second_person(vote, town):
    paper = enter(vote, town)
    with pytest.raises(ValidationError, match="为什么是无效票"):
        actions.void_paper(paper, why="", by=town.secretary)
    assert actions.void_paper(paper, why="两个框都打了勾", by=town.secretary).state == "void"


def test_nothing_is_typed_or_checked_after_the_end(vote, town):
    paper = enter(vote, town)
    votes.close(vote)
    with pytest.raises(ValidationError, match="已经截止"):
        actions.second_look(paper, "yes", by=town.secretary)
    with pytest.raises(ValidationError, match="已经截止"):
        enter(vote, town)
    assert actions.count(vote, by=town.secretary).result["papers_waiting"] == 1


def test_the_scan_lies_sealed_on_the_disk(vote, town):
    paper = enter(vote, town)
    with open(paper.scan.path, "rb") as file:
        assert not file.read().startswith(b"\xff\xd8")
    assert paper.scan.open().read().startswith(b"\xff\xd8")
