"""Point 26: whoever stands anywhere between a resident's matter and the work done walks to all the rest, both ways."""

import re
from collections import deque
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from deliberation import actions
from deliberation.actions import resolving, topics
from deliberation.models import Resolution, Topic
from issues.actions import opinions, submit
from tests.deliberation import made, votes

DESK = re.compile(r"^/desk/(topics|votes|issues)/\d+/$")
PUBLIC = re.compile(r"^/(topics|votes)/\d+/$")


@pytest.fixture
def chain(town) -> SimpleNamespace:
    """A matter, the topic made of it, sent to the owners, their vote, what it made, and something done about it."""
    issue = submit(key=uuid4(), text="2栋老人上下楼难，想装电梯", unit=town.building2, phone="19900000012")
    opinions.take_up(opinions.propose(issue, by=town.north_leader), by=town.secretary, answer="下周商量")
    topic = topics.plan(Topic.objects.get(), owners_matter=True, by=town.clerk)
    resolving.resolve(topic, kind="owners", text="提请 2 栋业主表决。", by=town.clerk)
    vote = voted_on(town, topic)
    resolution = vote.resolution
    resolving.publish(resolution, by=town.clerk)
    Resolution.objects.filter(pk=resolution.pk).update(until=timezone.now() - timedelta(minutes=1))
    resolution.refresh_from_db()
    resolving.take_effect(resolution, by=town.clerk)
    due = timezone.localdate() + timedelta(days=9)
    facts = {"text": "选施工单位", "measure": "合同签好", "who": town.north_worker, "due_on": due}
    item = resolving.add_action(resolution, by=town.clerk, **facts)
    return SimpleNamespace(issue=issue, topic=topic, vote=vote, item=item)


def voted_on(town, topic):
    votes.estate(town, [9000] * 3)
    vote = votes.open_vote(town.building2, town.clerk, topic=topic, matter="rebuild")
    votes.say(vote, town.clerk, yes=[1, 2, 3])
    return actions.count(votes.close(vote), by=town.clerk)


def walked(client, start: str, kind: re.Pattern) -> dict[str, set[str]]:
    """Page → the pages of the chain it links to; every one of them opens."""
    found, waiting = {}, deque([start])
    while waiting:
        path = waiting.popleft()
        if path in found:
            continue
        answer = client.get(path)
        assert answer.status_code == 200, path
        links = {link.partition("#")[0] for link in re.findall(r'href="(/[^"?]*)', answer.content.decode())}
        found[path] = {link for link in links if kind.match(link)}
        waiting.extend(found[path])
    return found


def pages(chain, desk: bool) -> set[str]:
    names = ("topic_desk", "vote") if desk else ("topic", "vote_public")
    rows = (chain.topic, chain.vote)
    return {reverse(f"deliberation:{name}", args=[row.pk]) for name, row in zip(names, rows, strict=True)}


def test_from_every_page_of_the_chain_staff_reach_every_other(chain, client, town):
    client.force_login(town.clerk)
    every = pages(chain, desk=True) | {reverse("issues:issue", args=[chain.issue.pk])}
    both = re.compile(f"{DESK.pattern}|{PUBLIC.pattern}")
    for start in every:
        assert every <= set(walked(client, start, both)), start


def test_residents_walk_between_topic_and_vote_both_ways(chain, client):
    for start in pages(chain, desk=False):
        assert pages(chain, desk=False) <= set(walked(client, start, PUBLIC)), start


def test_the_page_of_the_topic_holds_what_is_done_and_both_resolutions(chain, client, town):
    client.force_login(town.clerk)
    text = client.get(reverse("deliberation:topic_desk", args=[chain.topic.pk])).content.decode()
    assert f'id="action-{chain.item.pk}"' in text
    for resolution in chain.topic.resolutions.all():
        assert f'id="resolution-{resolution.pk}"' in text
    assert f'href="#resolution-{chain.vote.resolution.pk}"' in text


def test_what_comes_back_names_the_topic_before(chain, client, town):
    again = made.raised(town, "再议一次")
    Topic.objects.filter(pk=again.pk).update(earlier=chain.topic, state="accepted", public_title="再议一次")
    before, after = (reverse("deliberation:topic", args=[row.pk]) for row in (chain.topic, again))
    assert after in walked(client, before, PUBLIC)[before]
    assert before in walked(client, after, PUBLIC)[after]
