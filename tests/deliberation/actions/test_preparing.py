"""An owners' vote before its first ballot: what may still change, and what freezes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

import community.actions
from accounts.models import Message
from community.models import Dwelling, Ownership
from deliberation import actions
from deliberation.actions.rolls import namesakes
from deliberation.models import OwnersVote
from tests.deliberation import votes


def test_a_draft_copies_flats_owners_and_areas(town):
    votes.estate(town, [9000, 8001])
    vote = votes.begin(town.building2, town.secretary)
    assert [(flat.address, flat.area, flat.owners[0]["name"]) for flat in vote.flats.in_order()] == [
        ("2栋 9单元101", 9000, "业主1"),
        ("2栋 9单元102", 8001, "业主2"),
    ]


def test_the_same_key_gives_the_same_vote(town):
    votes.estate(town, [9000])
    key, now = uuid4(), timezone.now()
    facts = {"title": "甲", "question": "乙", "matter": "other"}
    facts |= {"opens_at": now + timedelta(days=16), "closes_at": now + timedelta(days=20)}
    assert actions.begin(town.building2, key=key, by=town.clerk, **facts) == actions.begin(
        town.building2, key=key, by=town.clerk, **facts
    )


def test_opening_before_fifteen_days_is_refused_and_the_committee_is_told(town):
    votes.estate(town, [9000])
    vote = votes.begin(town.building2, town.clerk, opens_at=timezone.now() + timedelta(days=14))
    with pytest.raises(ValidationError, match="提前 15 天"):
        actions.announce(vote, by=town.clerk)
    actions.change(vote, by=town.clerk, **facts_of(vote) | {"opens_at": timezone.now() + timedelta(days=15)})
    actions.announce(vote, by=town.clerk)
    assert Message.objects.filter(recipient=town.secretary, title__contains="业主共同决定").count() == 1


def facts_of(vote: OwnersVote) -> dict:
    return {name: getattr(vote, name) for name in ("title", "question", "matter", "opens_at", "closes_at")}


def test_a_flat_without_area_or_owner_must_be_looked_up_first(town):
    home = votes.estate(town, [9000, 9000]).flats[0]
    Dwelling.objects.filter(pk=home.pk).update(area=None)
    community.actions.add_dwelling(town.building2, "9", "999", by=None)
    now = timezone.now()
    times = {"opens_at": now + timedelta(days=16), "closes_at": now + timedelta(days=20)}
    vote = actions.begin(town.building2, key=uuid4(), by=town.clerk, title="甲", question="乙", matter="other", **times)
    with pytest.raises(ValidationError, match="还有 2 套房"):
        actions.announce(vote, by=town.clerk)
    missing_area, missing_owner = vote.flats.wanting().in_order()
    actions.set_flat(missing_area, area=8837, area_source="实测", by=town.clerk)
    actions.set_flat(missing_owner, area=9000, developer_held=True, by=town.clerk)
    actions.announce(vote, by=town.clerk)
    assert sorted(vote.heads.values_list("label", "area")) == [("业主1", 8837), ("业主2", 9000), ("建设单位", 9000)]


def test_a_flat_is_left_out_for_a_reason_only(town):
    votes.estate(town, [9000])
    flat = votes.begin(town.building2, town.clerk).flats.get()
    with pytest.raises(ValidationError, match="为什么不计入"):
        actions.set_flat(flat, area=9000, counted=False, by=town.clerk)


def test_one_owner_of_several_flats_is_one_head(town):
    _first, second, third = votes.estate(town, [9000, 8000, 7000]).flats
    for home in (second, third):
        Ownership.objects.filter(dwelling=home).delete()
        community.actions.add_owner(home, name="业主1", id_number=votes.id_number(1), by=None)
    community.actions.add_owner(third, name="业主9", id_number=votes.id_number(9), by=None)
    vote = actions.announce(votes.begin(town.building2, town.clerk), by=town.clerk)
    assert sorted(vote.heads.values_list("label", "area")) == [("业主1", 17000), ("业主1、业主9", 7000)]


def test_namesakes_are_shown_and_may_be_made_one(town):
    for home in votes.estate(town, [9000, 8000]).flats:
        Ownership.objects.filter(dwelling=home).delete()
        community.actions.add_owner(home, name="张伟", by=None)
    vote = votes.begin(town.building2, town.clerk)
    (pair,) = namesakes(vote)
    assert pair["name"] == "张伟"
    one, other = pair["keys"]
    assert actions.same_owner(vote, one=one, other=other, by=town.clerk) == 1
    actions.announce(vote, by=town.clerk)
    assert [(head.label, head.area) for head in vote.heads.all()] == [("张伟", 17000)]


def test_what_changes_in_the_register_afterwards_changes_nothing_in_the_vote(town):
    home = votes.estate(town, [9000, 8000]).flats[0]
    vote = actions.announce(votes.begin(town.building2, town.clerk), by=town.clerk)
    before = vote.register_digest, list(vote.heads.values_list("label", "area"))
    Dwelling.objects.filter(pk=home.pk).update(area=20)
    Ownership.objects.filter(dwelling=home).update(name="新业主")
    with pytest.raises(ValidationError, match="定下来"):
        actions.draw_roll(vote, by=town.clerk)
    with pytest.raises(ValidationError, match="定下来"):
        actions.set_flat(vote.flats.first(), area=1, by=town.clerk)
    vote.refresh_from_db()
    assert (vote.register_digest, list(vote.heads.values_list("label", "area"))) == before


def test_after_the_announcement_another_wording_is_another_vote(town):
    votes.estate(town, [9000])
    vote = actions.announce(votes.begin(town.building2, town.clerk), by=town.clerk)
    with pytest.raises(ValidationError, match="另外发起一次"):
        actions.change(vote, by=town.clerk, **facts_of(vote) | {"question": "别的问题"})


def test_cancelling_needs_a_reason_and_comes_before_the_end(town):
    votes.estate(town, [9000])
    vote = votes.open_vote(town.building2, town.clerk)
    with pytest.raises(ValidationError, match="为什么取消"):
        actions.cancel(vote, reason=" ", by=town.clerk)
    votes.close(vote)
    with pytest.raises(ValidationError, match="已经截止"):
        actions.cancel(vote, reason="改期", by=town.clerk)
