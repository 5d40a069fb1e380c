"""Proxies: by letter, within dates, so many per agent, taken back at will."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from deliberation import actions
from deliberation.models import Ballot
from tests.deliberation import votes

TODAY = timezone.localdate


@pytest.fixture
def vote(town):
    votes.estate(town, [9000] * 3)
    return votes.open_vote(town.building2, town.clerk, proxy_limit=2)


def give(vote, number, town, **facts):
    usual = {"agent": "周师傅", "phone": "19900000099", "since": TODAY(), "until": TODAY() + timedelta(days=9)}
    return actions.give_proxy(votes.head(vote, number), letter=votes.scan(), by=town.clerk, **usual | facts)


def test_the_owners_area_and_head_count_not_the_agents(vote, town):
    proxy = give(vote, 1, town)
    actions.cast(votes.head(vote, 1), "yes", channel="phone", by=town.clerk, proxy=proxy)
    result = actions.count(votes.close(vote), by=town.clerk).result
    assert (result["yes_heads"], result["yes_area"]) == (1, 9000)


def test_an_agent_holds_only_so_many_households(vote, town):
    give(vote, 1, town)
    give(vote, 2, town)
    with pytest.raises(ValidationError, match="已经受 2 户委托"):
        give(vote, 3, town)


def test_a_household_has_one_agent_at_a_time(vote, town):
    give(vote, 1, town)
    with pytest.raises(ValidationError, match="先收回"):
        give(vote, 1, town, phone="19900000098", agent="别人")


def test_a_letter_taken_back_or_out_of_date_opens_nothing(vote, town):
    proxy = give(vote, 1, town)
    actions.revoke_proxy(proxy, by=town.clerk)
    old = give(vote, 2, town, since=TODAY() - timedelta(days=9), until=TODAY() - timedelta(days=1))
    for number, one in ((1, proxy), (2, old), (3, old)):
        with pytest.raises(ValidationError, match="委托书"):
            actions.cast(votes.head(vote, number), "yes", channel="phone", by=town.clerk, proxy=one)
    assert not Ballot.objects.exists()
