"""What a counted vote leaves behind: a resolution with its numbers, on a topic that goes on to the work."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from deliberation import actions
from deliberation.actions import resolving
from deliberation.models import Resolution, Topic
from tests.deliberation import made, votes


def counted(town, topic=None, **choices):
    votes.estate(town, [9000] * 3)
    vote = votes.open_vote(town.building2, town.clerk, topic=topic)
    votes.say(vote, town.clerk, **choices)
    return actions.count(votes.close(vote), by=town.clerk)


def test_the_result_stands_on_the_topic_it_came_from_beside_what_was_talked_over(town):
    topic = made.accepted(town, "换电梯", owners_matter=True)
    resolving.resolve(topic, kind="owners", text="提请业主表决。", by=town.clerk)
    vote = counted(town, topic, yes=[1, 2], no=[3])
    assert [row.kind for row in topic.resolutions.all()] == ["owners", "voted"]
    assert "同意 180.00，不同意 90.00" in vote.resolution.text
    assert "共 3 人，参加 3 人，同意 2 人" in vote.resolution.text
    assert topic.resolution == vote.resolution


def test_a_vote_without_a_topic_gets_one_and_a_refusal_is_published_too(town):
    vote = counted(town, yes=[1], no=[2, 3])
    topic = Topic.objects.public().get()
    assert (topic, topic.source, topic.state) == (vote.topic, "vote", "resolved")
    assert vote.resolution.kind == "refused"
    assert "没有通过" in vote.resolution.text


def test_what_was_counted_is_worded_by_nobody_and_decided_by_nobody_else(town):
    vote = counted(town, yes=[1, 2, 3])
    with pytest.raises(ValidationError, match="文字不能改"):
        resolving.reword(vote.resolution, text="通过了，另外再修车棚。", by=town.clerk)
    with pytest.raises(ValidationError, match="由表决产生"):
        resolving.resolve(made.accepted(town), kind="voted", text="通过。", by=town.clerk)


def test_a_topic_sent_to_the_owners_is_not_done_before_they_have_decided(town):
    topic = made.accepted(town, "换电梯", owners_matter=True)
    resolving.resolve(topic, kind="owners", text="提请业主表决。", by=town.clerk)
    resolving.publish(topic.resolution, by=town.clerk)
    made.effective(topic, town)
    votes.estate(town, [9000])
    vote = votes.open_vote(town.building2, town.clerk, topic=topic)
    with pytest.raises(ValidationError, match="等计票以后"):
        resolving.nothing_to_do(Resolution.objects.get(), by=town.clerk)
    votes.say(vote, town.clerk, no=[1])
    vote = actions.count(votes.close(vote), by=town.clerk)
    resolving.publish(vote.resolution, by=town.clerk)
    past = timezone.now() - timedelta(minutes=1)
    Resolution.objects.filter(pk=vote.resolution.pk).update(until=past)
    vote.resolution.refresh_from_db()
    resolving.nothing_to_do(resolving.take_effect(vote.resolution, by=town.clerk), by=town.clerk)
    assert Topic.objects.get().state == "done"


def test_a_vote_comes_from_a_topic_for_the_owners_only(town):
    votes.estate(town, [9000])
    with pytest.raises(ValidationError, match="要由业主共同决定"):
        votes.begin(town.building2, town.clerk, topic=made.accepted(town))
