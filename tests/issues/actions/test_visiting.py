"""Points 25–27: asked once by a link that works once, unhappy begins again by itself, silence is never satisfied."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Message
from issues import actions
from issues.actions import visiting
from issues.models import Approval, Category, Issue, Policy, Visit
from jobs.work import carry, enqueue

S = Issue.State


@pytest.fixture
def closed(answered, town):
    actions.close(answered, by=town.north_leader)
    return answered


def refused(code, deed, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        deed(*args, **kwargs)
    assert caught.value.code == code


def test_closing_asks_the_reporter_once_by_the_number_that_was_left(closed):
    visit = Visit.objects.get()
    assert (visit.issue, visit.round, visit.answered_at) == (closed, 1, None)
    message = Message.objects.get(key=f"issue-visit:{visit.pk}")
    assert (message.address, visit.token in message.link) == ("19900000012", True)


def test_a_word_ends_the_matter(closed):
    visiting.answer_visit(Visit.objects.get(), solved="yes", stars=5, text="谢谢")
    closed.refresh_from_db()
    assert (closed.state, closed.rating, closed.rating_text) == (S.ENDED, 5, "谢谢")


def test_the_link_works_once(closed):
    visit = Visit.objects.get()
    visiting.answer_visit(visit, solved="yes", stars=5)
    refused("used", visiting.answer_visit, visit, solved="no", stars=1)
    assert Visit.objects.get().stars == 5


def test_the_link_expires(closed):
    Visit.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    refused("used", visiting.answer_visit, Visit.objects.get(), solved="yes")


@pytest.mark.parametrize("word", [{"solved": "no"}, {"solved": "yes", "stars": 2}, {"solved": "no", "stars": 5}])
def test_unsolved_or_unhappy_begins_again_with_the_same_unit_and_a_supervisor(closed, town, word):
    visiting.answer_visit(Visit.objects.get(), **word)
    closed.refresh_from_db()
    assert (closed.state, closed.handler, closed.reopened) == (S.ASSIGNED, town.north_worker, 1)
    assert closed.raised_to is not None
    assert closed.due_at > timezone.now()


def test_each_closing_asks_anew(closed, town):
    visiting.answer_visit(Visit.objects.get(), solved="no")
    closed.refresh_from_db()
    actions.answer(closed, text="又换了一个灯", by=town.north_worker)
    actions.close(closed, by=town.north_leader)
    assert list(Visit.objects.order_by("round").values_list("round", flat=True)) == [1, 2]


def test_silence_is_kept_as_unrated_and_counts_for_nobody(closed):
    past = timezone.now() - timedelta(days=Policy.current().rate_days, minutes=1)
    Issue.objects.update(closed_at=past)
    Visit.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    carry(enqueue("issues.end_unrated").pk, alone=False)
    closed.refresh_from_db()
    assert (closed.state, closed.rating) == (S.ENDED, None)
    assert closed.steps.last().verb == "lapse"
    assert not Visit.objects.answered().exists()


def test_while_the_link_is_good_the_matter_waits(closed):
    Issue.objects.update(closed_at=timezone.now() - timedelta(days=60))
    carry(enqueue("issues.end_unrated").pk, alone=False)
    assert Issue.objects.get().state == S.CLOSED


def test_a_marked_category_is_asked_about_again_some_weeks_later(matter, town):
    Category.objects.filter(code="facility").update(ask_again_weeks=4)
    issue = matter(category=Category.objects.get(code="facility"))
    actions.assign(issue, to=town.north_worker, by=town.north_leader)
    actions.answer(issue, text="好了", by=town.north_worker)
    actions.rate(issue, stars=5)
    Issue.objects.update(closed_at=timezone.now() - timedelta(weeks=4))
    for _twice in range(2):
        carry(enqueue("issues.end_unrated").pk, alone=False)
    second = Visit.objects.get(again=True)
    visiting.answer_visit(second, solved="no", text="又坏了")
    issue.refresh_from_db()
    assert (issue.state, issue.reopened) == (S.ASSIGNED, 1)


def test_a_rating_on_the_receipt_is_a_word_too(answered):
    actions.rate(answered, stars=4)
    visit = Visit.objects.get()
    assert (visit.solved, visit.stars) == ("yes", 4)


def test_leaving_a_matter_out_needs_a_second_person(closed, town):
    approval = visiting.ask_exclusion(closed, reason="电话打错", by=town.north_leader)
    refused("own", visiting.decide_exclusion, approval, grant=True, by=town.north_leader)
    visiting.decide_exclusion(approval, grant=True, by=town.clerk)
    refused("moved_on", visiting.decide_exclusion, approval, grant=False, by=town.clerk)
    assert Approval.objects.get().state == "granted"


def test_leaving_out_is_asked_once(closed, town):
    visiting.ask_exclusion(closed, reason="电话打错", by=town.north_leader)
    refused("asked", visiting.ask_exclusion, closed, reason="再来", by=town.clerk)
