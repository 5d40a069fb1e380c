"""One word per head, by whatever way it comes, and none outside the hours."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

import community.actions
from deliberation import actions
from deliberation.models import Ballot, TurnedAway
from tests.deliberation import votes


@pytest.fixture
def vote(town):
    votes.estate(town, [9000] * 4)
    return votes.open_vote(town.building2, town.clerk)


def words(vote, number) -> list[str]:
    current = Ballot.objects.current().filter(head=votes.head(vote, number))
    return list(current.values_list("choice", flat=True))


def test_a_new_word_follows_the_old_one_and_changes_no_row(vote, town):
    head = votes.head(vote, 1)
    first = actions.cast(head, "yes", channel="online", by=None)
    second = actions.cast(head, "no", channel="online", by=None)
    assert words(vote, 1) == ["no"]
    first.refresh_from_db()
    assert (first.choice, second.previous, first.receipt != second.receipt) == ("yes", first, True)


def test_the_database_keeps_one_current_ballot_whoever_writes(vote):
    first = actions.cast(votes.head(vote, 1), "yes", channel="online", by=None)
    actions.cast(votes.head(vote, 1), "no", channel="online", by=None)
    for fork in ({"previous": first}, {"previous": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Ballot.objects.create(head=first.head, choice="yes", channel="online", receipt="fork", **fork)


def test_two_ways_of_one_household_never_both_count_and_the_loser_is_listed(vote, town):
    actions.cast(votes.head(vote, 1), "yes", channel="online", by=None)
    with pytest.raises(ValidationError, match="以先到的为准"):
        actions.cast(votes.head(vote, 1), "no", channel="phone", by=town.clerk)
    assert words(vote, 1) == ["yes"]
    assert "网上" in TurnedAway.objects.get(head=votes.head(vote, 1)).why


def test_where_the_last_one_counts_the_later_way_replaces_the_earlier(town):
    votes.estate(town, [9000])
    vote = votes.open_vote(town.building2, town.clerk, twice="last")
    actions.cast(votes.head(vote, 1), "yes", channel="online", by=None)
    actions.cast(votes.head(vote, 1), "no", channel="door", by=town.clerk)
    assert words(vote, 1) == ["no"]


def test_nobody_votes_before_the_first_or_after_the_last_second(town):
    votes.estate(town, [9000])
    vote = actions.announce(votes.begin(town.building2, town.clerk), by=town.clerk)
    with pytest.raises(ValidationError, match="还没有开始"):
        actions.cast(votes.head(vote, 1), "yes", channel="online", by=None)
    later = votes.close(votes.open_vote(town.building2, town.clerk))
    town.admin.is_superuser = True
    for by in (None, town.clerk, town.secretary, town.admin):
        with pytest.raises(ValidationError, match="已经截止"):
            actions.cast(votes.head(later, 1), "yes", channel="phone", by=by)
    assert not Ballot.objects.filter(head__vote=later).exists()


def test_co_owners_who_contradict_each_other_count_for_nothing_until_all_sign(town):
    (home,) = votes.estate(town, [9000]).flats
    community.actions.add_owner(home, name="业主2", id_number=votes.id_number(2), by=None)
    vote = votes.open_vote(town.building2, town.clerk)
    (head,) = vote.heads.all()
    one, other = head.owners.order_by("name")
    actions.cast(head, "yes", channel="online", by=None, owner=one)
    with pytest.raises(ValidationError, match="另一位共有人"):
        actions.cast(head, "no", channel="online", by=None, owner=other)
    assert actions.turnout(vote)[0]["voted"] == 1
    assert actions.still_missing(vote)["heads"] == 1
    with pytest.raises(ValidationError, match="共有人的意见不一致"):
        actions.cast(head, "yes", channel="online", by=None, owner=one)
    actions.cast(head, "no", channel="paper", by=town.clerk, signed_by_all=True)
    assert actions.still_missing(vote)["heads"] == 0
    assert list(Ballot.objects.current().filter(head=head).values_list("choice", flat=True)) == ["no"]


def test_co_owners_of_one_mind_need_no_paper(town):
    (home,) = votes.estate(town, [9000]).flats
    community.actions.add_owner(home, name="业主2", id_number=votes.id_number(2), by=None)
    vote = votes.open_vote(town.building2, town.clerk)
    (head,) = vote.heads.all()
    for owner in head.owners.all():
        actions.cast(head, "yes", channel="online", by=None, owner=owner)
    head.refresh_from_db()
    assert not head.frozen


def test_a_door_is_visited_by_two_and_only_while_the_vote_runs(vote, town):
    flat = vote.flats.first()
    with pytest.raises(ValidationError, match="两个人"):
        actions.note_visit(flat, "reached", companion=town.north_worker.name, by=town.north_worker)
    actions.note_visit(flat, "not_home", companion="周师傅", by=town.north_worker)
    votes.close(vote)
    with pytest.raises(ValidationError, match="已经截止"):
        actions.note_visit(flat, "returned", companion="周师傅", by=town.north_worker)
