"""Topics: from whoever raises one to the last step of its procedure."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Message
from deliberation.actions import topics
from deliberation.actions.procedures import write_procedure
from deliberation.models import Procedure, Topic
from issues.actions import opinions, submit
from tests.deliberation import made


def test_what_is_raised_is_read_by_staff_alone_until_it_is_looked_at(town):
    topic = made.raised(town)
    assert not Topic.objects.public().exists()
    assert list(Topic.objects.visible_to(town.north_worker)) == [topic]
    assert not Topic.objects.visible_to(town.south_worker).exists()


def test_the_same_form_sent_twice_is_one_topic(town):
    key = uuid4()
    assert made.raised(town, key=key) == made.raised(town, key=key)


def test_a_topic_is_not_refused_or_merged_without_a_reason_and_the_proposer_reads_it(town):
    topic = made.raised(town)
    with pytest.raises(ValidationError, match="为什么不列入"):
        topics.reject(topic, answer=" ", by=town.north_leader)
    with pytest.raises(ValidationError, match="为什么合并"):
        topics.merge(topic, into=made.accepted(town, "另一个"), answer="", by=town.north_leader)
    topics.reject(topic, answer="已经在今年的计划里", by=town.north_leader)
    assert Message.objects.filter(recipient=town.stranger, title__contains="已经在今年的计划里").exists()
    with pytest.raises(ValidationError, match="处理过了"):
        topics.accept(topic, title="长椅", by=town.clerk)


def test_what_names_somebody_is_not_published(town):
    with pytest.raises(ValidationError):
        topics.accept(made.raised(town), title="让 19900000012 搬走", by=town.north_leader)


def test_merging_takes_the_supporters_along_once(town):
    one, other = made.accepted(town), made.accepted(town, "加几张石凳")
    for topic in (one, other, other):
        topics.support(topic, by=town.stranger)
    topics.support(other, by=town.clerk)
    topics.merge(other, into=one, answer="说的是同一件事", by=town.north_leader)
    assert one.supports.count() == 2


def test_steps_come_in_order_each_once_and_with_the_paper_they_ask_for(town):
    topic = made.accepted(town, procedure=made.pavilion())
    with pytest.raises(ValidationError, match="记过了"):
        topics.walk(topic, number=2, text="先商量", photo=made.picture(), by=town.clerk)
    topics.walk(topic, number=1, text="老王提的", by=town.clerk)
    with pytest.raises(ValidationError, match="记过了"):
        topics.walk(topic, number=1, text="再来一次", by=town.clerk)
    with pytest.raises(ValidationError, match="要有照片"):
        topics.walk(topic, number=2, text="二十户到场", by=town.clerk)
    topics.walk(topic, number=2, text="二十户到场", photo=made.picture(), by=town.clerk)
    assert [(row.number, row.name) for row in topic.walked.all()] == [(1, "提出想法"), (2, "大家商量")]


def test_a_committee_writes_a_procedure_of_its_own(town):
    own = write_procedure(town.community, name="民事直说", steps="直说，居民\n商议，议事会，要照片", by=town.clerk)
    with pytest.raises(ValidationError, match="换一个名称"):
        write_procedure(town.community, name="民事直说", steps="别的", by=town.clerk)
    topic = made.accepted(town, procedure=own)
    assert own in Procedure.objects.open_to(topic.unit)
    topics.walk(topic, number=1, text="说了", by=town.clerk)
    with pytest.raises(ValidationError, match="要有照片"):
        topics.walk(topic, number=2, text="商量过了", by=town.clerk)
    newer = write_procedure(town.community, name="民事直说", steps="直说", by=town.clerk, old=own)
    topic.refresh_from_db()
    assert (len(topic.procedure.steps), len(newer.steps)) == (2, 1)


def test_one_click_on_a_matter_makes_the_topic_and_the_link_goes_both_ways(town, client):
    issue = submit(key=uuid4(), text="樟树挡光，请修剪", unit=town.building, phone="19900000012")
    proposal = opinions.propose(issue, by=town.north_leader)
    opinions.take_up(proposal, by=town.secretary, answer="下周开会")
    topic = Topic.objects.get(proposal=proposal)
    proposal.refresh_from_db()
    assert proposal.topic == f"/topics/{topic.pk}/"
    assert topic.proposal.issue == issue
    assert client.get(proposal.topic).status_code == 200
