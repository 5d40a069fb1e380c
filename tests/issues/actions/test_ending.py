"""The end of a matter, and its beginning again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from issues import actions
from issues.models import Issue
from tests.issues.conftest import refused

S = Issue.State


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_rating_is_one_to_five(answered, stars):
    refused("stars", actions.rate, answered, stars=stars)


def test_rating_counts_once(answered):
    actions.rate(answered, stars=4)
    refused("rated", actions.rate, answered, stars=5)
    assert Issue.objects.get().rating == 4


def test_rating_after_closing_is_still_heard(answered, town):
    actions.close(answered, by=town.north_leader)
    actions.rate(answered, stars=3)
    assert Issue.objects.get().rating == 3


def test_an_unhappy_rating_begins_again_with_whoever_had_it_and_a_new_limit(answered, town):
    Issue.objects.update(due_at=timezone.now() - timedelta(days=9))
    answered.refresh_from_db()
    actions.rate(answered, stars=2, text="又不亮了")
    assert (answered.state, answered.rating, answered.handler) == (S.ASSIGNED, None, town.north_worker)
    assert answered.due_on == timezone.localdate() + timedelta(days=7)
    assert list(answered.steps.values_list("verb", flat=True))[-3:] == ["rate", "reopen", "raise"]


def test_resident_reopens_twice_and_is_then_asked_to_call(answered, town):
    Issue.objects.update(reopened=2)
    answered.refresh_from_db()
    refused("too_often", actions.reopen, answered, reason="又坏了")


def test_staff_may_reopen_once_more(answered, town):
    Issue.objects.update(reopened=2)
    answered.refresh_from_db()
    actions.reopen(answered, reason="居民来电", by=town.north_leader)
    assert answered.reopened == 3


def test_after_thirty_days_it_is_a_new_matter(answered):
    Issue.objects.update(answered_at=timezone.now() - timedelta(days=31))
    answered.refresh_from_db()
    refused("too_late", actions.reopen, answered, reason="又坏了")
