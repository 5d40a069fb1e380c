"""Neighbours are asked one after the other until somebody goes; what came of it is told to where it came from."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Message
from points.models import Item, Transfer
from tests.volunteers.neighbours import volunteer
from volunteers.actions import helping, proposing
from volunteers.models import Help, HelpOffer, Skill

S, Answer = Help.State, HelpOffer.Answer


@pytest.fixture
def plumber(town):
    return volunteer(town, "陈水管", unit=town.building, skill="水管维修")


@pytest.fixture
def second(town):
    return volunteer(town, "赵水管", unit=town.south, skill="水管维修")


@pytest.fixture
def leak(town, plumber, second):
    skill = Skill.objects.get(name="水管维修")
    return helping.ask_for_help(
        town.building, person=town.wang, text="厨房水管漏水", skill=skill, details="101 室", by=town.north_worker
    )


def refused(act, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        act()
    assert refusal.value.code == code


def test_proposals_are_ranked_with_reasons(leak, plumber, second):
    found = proposing.proposals(leak)
    assert [helper.pk for helper, _fit in found] == [plumber.pk, second.pk]
    assert found[0][1].reasons[:2] == ("住在同一栋楼", "会这门手艺")


def test_proposals_cost_the_same_however_many_volunteers(town, leak, queries):
    with queries(12):
        proposing.proposals(leak)
    for number in range(12):
        volunteer(town, f"志愿者{number}", skill="水管维修")
    with queries(12):
        assert len(proposing.proposals(leak)) == 14


def test_who_declines_is_followed_by_the_next(leak, plumber, second):
    offer = helping.ask_next(leak)
    assert offer.volunteer == plumber
    after = helping.decline(offer)
    assert after.volunteer == second
    helping.accept(after)
    leak.refresh_from_db()
    assert (leak.state, leak.helper) == (S.ACCEPTED, second)


def test_an_answer_counts_once(leak):
    offer = helping.ask_next(leak)
    helping.accept(offer)
    refused(lambda: helping.decline(offer), "used")


def test_who_is_silent_is_followed_by_the_next_by_the_clock(leak, second, run_job):
    offer = helping.ask_next(leak)
    HelpOffer.objects.filter(pk=offer.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    run_job("volunteers.pass_silent")
    run_job("volunteers.pass_silent")
    offer.refresh_from_db()
    assert offer.answer == Answer.SILENT
    assert [each.volunteer for each in leak.offers.open()] == [second]


def test_staff_hear_once_when_nobody_is_left(town, leak, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        helping.decline(helping.decline(helping.ask_next(leak)))
        leak.refresh_from_db()
        assert helping.ask_next(leak) is None
    assert leak.state == S.OPEN
    stuck = Message.objects.filter(recipient=town.north_worker, title__startswith="还没找到能帮忙的邻居")
    assert stuck.count() == 1


def test_nobody_is_asked_for_their_own_need(town, plumber):
    own = helping.ask_for_help(town.building, person=plumber.person, text="搬柜子", by=town.clerk)
    assert plumber.pk not in [helper.pk for helper, _fit in proposing.proposals(own)]


def test_sharing_out_asks_each_neighbour_once(town, leak, plumber, second):
    other = helping.ask_for_help(town.south, text="水龙头坏了", skill=leak.skill, by=town.clerk)
    offers = helping.share_out(town.community, by=town.secretary)
    assert {offer.help_id: offer.volunteer for offer in offers} == {leak.pk: plumber, other.pk: second}


def test_the_same_subject_asks_once_while_it_is_open(town, leak):
    first = helping.ask_for_help(town.building, text="漏水", subject="issue:7", by=town.clerk)
    assert helping.ask_for_help(town.building, text="漏水", subject="issue:7", by=town.clerk) == first
    helping.cancel(first, reason="自己修好了", by=town.clerk)
    assert helping.ask_for_help(town.building, text="又漏", subject="issue:7", by=town.clerk) != first


def test_what_became_of_it_is_told_where_it_came_from(town, leak, monkeypatch):
    heard = []
    monkeypatch.setitem(helping.LISTENERS, "test", lambda row, event, words: heard.append((event, words)))
    Help.objects.filter(pk=leak.pk).update(subject="test:1")
    leak.refresh_from_db()
    row = helping.accept(helping.ask_next(leak))
    helping.report(row, result="换了一段管子")
    assert heard == [("accepted", "邻居答应上门帮忙"), ("done", "换了一段管子")]


def test_a_helper_who_cannot_come_after_all_is_replaced(leak, plumber, second):
    row = helping.accept(helping.ask_next(leak))
    assert helping.give_up(row).volunteer == second
    row.refresh_from_db()
    assert (row.state, row.helper) == (S.ASKED, None)


def test_thanks_pay_the_helper_once_by_the_rule(town, leak, plumber):
    Help.objects.filter(pk=leak.pk).update(item=Item.objects.get(code="company"))
    row = helping.report(helping.accept(helping.ask_next(leak)), result="修好了", minutes=60)
    refused(lambda: helping.confirm(row, by=plumber.person.user), "own")
    helping.confirm(row, by=town.clerk, stars=5, thanks="谢谢师傅")
    refused(lambda: helping.confirm(row, by=town.clerk), "moved_on")
    paid = Transfer.objects.filter(key=f"help:{row.pk}")
    assert [transfer.amount for transfer in paid] == [3]


def test_a_result_is_asked_for_but_no_picture(leak):
    row = helping.accept(helping.ask_next(leak))
    refused(lambda: helping.report(row, result="  "), "no_result")
    assert helping.report(row, result="好了").state == S.DONE
