"""Ballots that meet at the same moment, as real parallel transactions."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEntry
from deliberation import actions
from deliberation.actions import petitions, signing
from deliberation.models import Ballot, ContestBallot, ConventionSignature, OwnersVote, Paper, RollHead
from tests.deliberation import contests, made, votes
from tests.issues.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def vote(town):
    votes.estate(town, [9000] * 2)
    return votes.open_vote(town.building2, town.clerk)


def test_fifty_requests_of_one_voter_leave_one_current_ballot_and_all_that_was_said(vote):
    head = votes.head(vote, 1)

    def say(choice):
        return lambda: actions.cast(head, choice, channel="online", by=None).pk

    answers = together(*[say("yes" if number % 2 else "no") for number in range(50)])
    assert len(set(answers)) == 50
    assert Ballot.objects.filter(head=head).count() == 50
    assert Ballot.objects.current().filter(head=head).count() == 1
    assert Ballot.objects.filter(head=head, previous=None).count() == 1


def test_of_two_ways_at_once_one_counts_and_the_other_is_listed(vote, town):
    head = votes.head(vote, 1)
    answers = together(
        lambda: actions.cast(head, "yes", channel="online", by=None).choice,
        lambda: actions.cast(head, "no", channel="phone", by=town.clerk).choice,
    )
    assert sorted(map(str, answers))[-1] in ("twice", "yes")
    assert answers.count("twice") == 1
    assert head.turned_away.count() == 1


def test_a_paper_is_counted_once_however_many_look_at_it_at_once(vote, town):
    paper = actions.enter_paper(votes.head(vote, 1), "yes", scan=votes.scan(), by=town.clerk)
    looks = [Paper.objects.select_related("head__vote").get(pk=paper.pk) for _one in range(2)]
    answers = together(
        lambda: actions.second_look(looks[0], "yes", by=town.secretary).state,
        lambda: actions.second_look(looks[1], "yes", by=town.admin).state,
    )
    assert sorted(map(str, answers)) == ["counted", "moved_on"]
    assert Ballot.objects.count() == 1


def test_fifty_votes_of_one_person_leave_one_current_ballot(town):
    world = contests.running(town)

    def say(number):
        return lambda: contests.say(world, 4, world.good[number % 2])[0].pk

    together(*[say(number) for number in range(50)])
    ballots = ContestBallot.objects.filter(voter=world.people[4])
    assert ballots.current().count() == 1
    assert ballots.filter(previous=None).count() == 1
    assert ballots.count() == len({ballot.previous_id for ballot in ballots})


def test_a_household_that_signs_many_times_at_once_has_one_word(town):
    person = contests.neighbours(town.building2, ["赵甲"])[0]
    version = contests.signing(town, contests.convention(town))
    home = signing.home_of(person, version)

    def say(word):
        facts = {"word": word, "channel": "online", "person": person, "by": town.stranger}
        return lambda: signing.sign(version, home, **facts).pk

    together(*[say(("agree", "disagree")[number % 2]) for number in range(10)])
    assert (ConventionSignature.objects.count(), ConventionSignature.objects.current().count()) == (10, 1)


def test_no_ballot_comes_after_the_closing_second(vote):
    """Half a second before the end until half a second after it, as fast as it goes."""
    OwnersVote.objects.filter(pk=vote.pk).update(closes_at=timezone.now() + timedelta(milliseconds=500))
    vote.refresh_from_db()
    head = RollHead.objects.select_related("vote").get(pk=votes.head(vote, 1).pk)

    def until_refused():
        while True:
            actions.cast(head, "yes", channel="online", by=None)

    assert together(until_refused, until_refused) == ["closed", "closed"]
    late = Ballot.objects.filter(at__gt=vote.closes_at + timedelta(milliseconds=slack()))
    assert not late.exists()


def slack() -> int:
    """SQLite's clock has whole seconds only; a ballot whose statement began in time may be written a moment later."""
    return 1500 if connection.vendor == "sqlite" else 300


def test_those_who_sign_at_the_same_moment_open_the_duty_once(town):
    votes.estate(town, [9000] * 9)
    petition = made.petition(town)
    heads = [petition.heads.get(label=f"业主{number}") for number in range(1, 7)]

    def sign(head):
        return lambda: petitions.sign(head, channel="online", by=town.clerk).pk

    answers = together(*[sign(head) for head in (*heads, *heads)])
    petition.refresh_from_db()
    assert answers.count("twice") == 6
    assert (petition.state, petitions.numbers(petition)["signed_heads"]) == ("reached", 6)
    assert AuditEntry.objects.filter(verb="petition.reached").count() == 1
