"""Neighbours who tap at the same moment, as real parallel transactions."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.points.together import together
from tests.volunteers.neighbours import neighbour, volunteer
from volunteers.actions import helping, pairing, reporting, rostering, wishing
from volunteers.models import Duty, Help, HelpOffer, PairLine, Turn, Wish, WishClaim

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


def test_one_of_many_who_claim_a_wish_at_once_wins(town):
    wish = wishing.make_wish(town.wang, unit=town.building, text="想要一台收音机", shown_as="王爷爷", by=town.clerk)
    wishing.publish(wish, how="问过", by=town.clerk)
    users = [neighbour(town, f"邻居{number}").user for number in range(AT_ONCE)]
    rows = [Wish.objects.select_related("person").get(pk=wish.pk) for _user in users]
    answers = together(
        *[lambda row=row, user=user: wishing.claim(row, by=user).state for row, user in zip(rows, users, strict=True)]
    )
    assert sorted(answers) == ["open"] + ["taken"] * (AT_ONCE - 1)
    assert WishClaim.objects.count() == 1


def test_yes_and_no_at_once_are_one_answer(town):
    volunteer(town, "陈师傅")
    row = helping.ask_for_help(town.building, text="搬柜子", by=town.clerk)
    offer = helping.ask_next(row)
    answers = together(
        lambda: helping.accept(HelpOffer.objects.get(pk=offer.pk)).state,
        lambda: helping.decline(HelpOffer.objects.get(pk=offer.pk)),
    )
    assert "used" in answers
    offer.refresh_from_db()
    state = Help.objects.get().state
    assert (offer.answer, state) in {("yes", Help.State.ACCEPTED), ("no", Help.State.OPEN)}


def test_one_of_many_stands_in(town):
    roster = rostering.make_roster(town.north, name="监控室", place="一楼", by=town.clerk)
    start = timezone.now() + timedelta(days=3)
    duty = Duty.objects.create(roster=roster, starts_at=start, ends_at=start + timedelta(hours=4), needed=1)
    turn = rostering.take_turn(duty, town.wang, by=town.clerk)
    rostering.seek_stand_in(Turn.objects.select_related("duty__roster").get(pk=turn.pk))
    others = [neighbour(town, f"邻居{number}", account=False) for number in range(4)]
    answers = together(
        *[
            lambda person=person: (
                rostering.stand_in(Turn.objects.select_related("duty__roster", "person").get(pk=turn.pk), person).pk
                and "stands in"
            )
            for person in others
        ]
    )
    assert sorted(answers) == ["stands in", "taken", "taken", "taken"]
    assert duty.turns.held().count() == 1


def test_one_neighbour_put_on_two_rosters_at_one_hour_is_on_one(town):
    start = timezone.now() + timedelta(days=3)
    rosters = [rostering.make_roster(town.north, name=name, place="一楼", by=town.clerk) for name in ("监控室", "门岗")]
    span = {"starts_at": start, "ends_at": start + timedelta(hours=4)}
    duties = [Duty.objects.create(roster=roster, needed=1, **span) for roster in rosters]
    answers = together(
        *[lambda duty=duty: rostering.take_turn(duty, town.wang, by=town.clerk) and "on duty" for duty in duties]
    )
    assert sorted(answers) == ["on duty", "overlap"]
    assert Turn.objects.held().count() == 1


def test_two_who_share_out_at_once_ask_everybody_once(town):
    for name in ("陈师傅", "赵师傅"):
        volunteer(town, name)
    for text in ("搬柜子", "修凳子"):
        helping.ask_for_help(town.building, text=text, by=town.clerk)
    answers = together(*[lambda: len(helping.share_out(town.north, by=town.clerk)) for _clerk in range(2)])
    assert sum(answers) == HelpOffer.objects.count() == 2


def test_two_organisations_that_take_a_need_at_once_do_not_both_have_it(town):
    partners = [reporting.add_partner(town.north, name=name, by=town.clerk) for name in ("学校", "银行")]
    line = pairing.add_line(pairing.pair(town.north, partners, by=town.clerk), kind=PairLine.Kind.NEED, title="修路灯")
    answers = together(
        *[
            lambda partner=partner: pairing.take_line(PairLine.objects.get(pk=line.pk), partner).state
            for partner in partners
        ]
    )
    assert sorted(answers) == ["claimed", "taken"]
