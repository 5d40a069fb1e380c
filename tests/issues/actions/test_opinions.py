"""Both sides of a matter, and what should be talked over by all (B11; point 24)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from issues import actions
from issues.actions import opinions
from issues.actions.joining import join
from issues.actions.merging import merge
from issues.models import Category, Issue, Policy, Proposal
from jobs.work import CLOCK, drain, enqueue


@pytest.fixture
def trees(matter):
    return matter(text="窗前的樟树太高，屋里白天也要开灯", category=Category.objects.get(code="property.greening"))


@pytest.fixture
def stand(trees, town):
    def take(side="for", who="1 到 3 层的住户", count=12, text="白天也要开灯", issue=trees):
        return opinions.record_stand(issue, side=side, who=who, count=count, text=text, by=town.north_worker)

    return take


@pytest.fixture
def policy():
    Policy.current()
    Policy.objects.update(topic_joiners=2, topic_similar=3, similar_days=30)


@pytest.fixture
def makers():
    kept = list(opinions.MAKERS)
    opinions.MAKERS.clear()
    yield
    opinions.MAKERS[:] = kept


def refusal(deed, *args, **facts) -> str:
    with pytest.raises(ValidationError) as caught:
        deed(*args, **facts)
    return caught.value.error_list[0].code


def test_both_sides_stand_beside_each_other_with_their_counts(trees, stand):
    stand()
    stand("against", "5 层以上的住户", 9, "夏天没有树荫")
    stand("for", "底楼商户", 3, "招牌被挡住")
    found = {side["label"]: (side["total"], [row["who"] for row in side["rows"]]) for side in opinions.sides(trees)}
    assert found == {"赞成": (15, ["1 到 3 层的住户", "底楼商户"]), "反对": (9, ["5 层以上的住户"])}


def test_side_nobody_took_is_shown_empty(trees, stand):
    stand()
    assert [(side["side"], side["total"]) for side in opinions.sides(trees)] == [("for", 12), ("against", 0)]


def test_where_nobody_took_a_side_there_are_none(trees):
    assert opinions.sides(trees) == []


@pytest.mark.parametrize("field", ["who", "text"])
def test_private_numbers_do_not_get_into_a_position(stand, field):
    assert refusal(stand, **{field: "电话 13812345678"}) == "private"


@pytest.mark.parametrize(
    ("facts", "code"), [({"who": " "}, "required"), ({"text": ""}, "required"), ({"count": 0}, "count")]
)
def test_position_says_who_why_and_how_many(stand, facts, code):
    assert refusal(stand, **facts) == code


def test_position_on_a_merged_matter_stands_with_its_main(trees, matter, stand, town):
    other = matter(text="树太高")
    merge(other, into=trees, by=town.north_leader)
    assert stand(issue=other).issue == trees


def test_position_that_no_longer_holds_goes_but_stays_on_record(trees, stand, town):
    row = stand()
    opinions.end_stand(row, by=town.north_worker)
    assert opinions.sides(trees) == []
    assert "1 到 3 层的住户" in trees.steps.last().text
    assert refusal(opinions.end_stand, row, by=town.north_worker) == "moved_on"


def test_no_positions_after_the_end(trees, stand, town):
    actions.decline(trees, reason="归园林局管", by=town.north_leader)
    assert refusal(stand) == "ended"


def test_by_hand_twice_is_one_proposal(trees, town):
    assert opinions.propose(trees, by=town.north_leader) == opinions.propose(trees, by=town.clerk)
    assert Proposal.objects.get().title == "1栋：绿化养护"


def test_family_matter_is_no_topic(matter, town):
    private = matter(text="家里的事", category=Category.objects.filter(confidential=True).first())
    assert refusal(opinions.propose, private, by=town.north_leader) == "confidential"


def test_merged_reporters_count_for_the_rule(trees, matter, policy, town):
    for _ in range(2):
        assert not Proposal.objects.exists()
        merge(matter(text="树挡光"), into=Issue.objects.get(pk=trees.pk), by=town.north_leader)
    assert Proposal.objects.get().why == "3 人反映同一件事"


def test_what_was_dropped_is_not_proposed_again_by_rule_but_by_hand(trees, policy, town):
    proposal = opinions.propose(trees, by=town.north_leader)
    opinions.drop(proposal, by=town.secretary, answer="已经修剪")
    for tail in "345":
        join(trees, key=uuid4(), phone=f"1990000001{tail}")
    assert Proposal.objects.count() == 1
    assert opinions.propose(trees, by=town.north_leader) != proposal


def test_same_kind_again_and_again_in_one_grid_proposes_a_topic(matter, policy, town):
    kind = Category.objects.get(code="facility.stairlight")
    for place in (town.building, town.building2, town.north):
        matter(unit=place, category=kind)
    (proposal,) = opinions.propose_similar()
    assert (proposal.kind, proposal.unit, proposal.category) == ("topic", town.north, kind)
    assert proposal.why == "最近 30 天有 3 件同类的事"
    assert opinions.propose_similar() == []


def test_same_kind_all_over_the_community_is_dealt_with_before_somebody_complains(matter, policy, town):
    kind = Category.objects.get(code="facility.stairlight")
    for place in (town.building, town.building2, town.south_building):
        matter(unit=place, category=kind)
    (proposal,) = opinions.propose_similar()
    assert (proposal.kind, proposal.unit) == ("prevent", town.community)
    assert proposal.why == "最近 30 天 2 个网格共 3 件，先查原因、先办"


def test_old_merged_declined_private_and_split_matters_are_not_counted(matter, policy, town):
    kind = Category.objects.get(code="facility.stairlight")
    old, declined, merged, main = [matter(category=kind, phone="") for _ in range(4)]
    Issue.objects.filter(pk=old.pk).update(received_at=timezone.now() - timedelta(days=31))
    actions.decline(declined, reason="重复", by=town.north_leader)
    merge(merged, into=main, by=town.north_leader)
    for _ in range(3):
        matter(category=Category.objects.filter(confidential=True).first())
    assert opinions.propose_similar() == []


def test_dropped_place_rests_for_the_days_that_are_counted(matter, policy, town, time_machine):
    kind = Category.objects.get(code="facility.stairlight")
    for _ in range(3):
        matter(category=kind)
    (proposal,) = opinions.propose_similar()
    opinions.drop(proposal, by=town.north_leader, answer="已报大修")
    assert opinions.propose_similar() == []
    time_machine.move_to(timezone.now() + timedelta(days=31))
    for _ in range(3):
        matter(category=kind)
    assert len(opinions.propose_similar()) == 1


def test_finding_what_comes_again_costs_the_same_for_many(matter, town, cost):
    kinds = list(Category.objects.filter(confidential=False, parent__isnull=False)[:30])
    assert cost(opinions.propose_similar, lambda: matter(category=kinds.pop()), 30)


def test_clock_proposes_every_night(trees, policy, town):
    Issue.objects.update(joined=2)
    assert CLOCK["issues.propose_topics"] == timedelta(days=1)
    for key in ("one", "two"):
        enqueue("issues.propose_topics", key=key)
        drain()
    assert Proposal.objects.get().issue == trees


def test_taking_up_makes_the_topic_and_keeps_the_link_both_ways(trees, makers, town):
    taken = []

    def meeting(proposal):
        taken.append(proposal.pk)
        return "/topics/7/"

    opinions.register_topic_maker(meeting)
    opinions.register_topic_maker(meeting)
    proposal = opinions.take_up(opinions.propose(trees, by=town.north_leader), by=town.secretary, answer="下周开会")
    proposal.refresh_from_db()
    assert taken == [proposal.pk]
    assert (proposal.state, proposal.topic, proposal.decided_by) == ("taken", "/topics/7/", town.secretary)
    assert "转议事已采纳：下周开会" in trees.steps.last().text


def test_proposal_is_decided_once(trees, makers, town):
    proposal = opinions.propose(trees, by=town.north_leader)
    opinions.take_up(proposal, by=town.secretary)
    assert refusal(opinions.drop, proposal, by=town.secretary, answer="不用了") == "moved_on"


def test_dropping_needs_words(trees, town):
    assert (
        refusal(opinions.drop, opinions.propose(trees, by=town.north_leader), by=town.secretary, answer=" ")
        == "required"
    )


def test_without_an_app_for_meetings_it_is_taken_all_the_same(trees, makers, town):
    proposal = opinions.take_up(opinions.propose(trees, by=town.north_leader), by=town.secretary)
    assert (proposal.state, proposal.topic) == ("taken", "")
