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
from deliberation.actions import resolving, sitting, topics
from deliberation.models import ActionItem, Resolution, Topic
from issues.actions import opinions, submit
from tests.deliberation import made, sat, votes

DESK = re.compile(r"^/desk/(topics|votes|issues|meetings)/\d+/(minutes/)?$")
PUBLIC = re.compile(r"^/(topics|votes|meetings)/\d+/$")


@pytest.fixture
def chain(town) -> SimpleNamespace:
    """A matter, its topic, sent to the owners by a meeting, their vote, what is late of it, the meeting that asks."""
    issue = submit(key=uuid4(), text="2栋老人上下楼难，想装电梯", unit=town.building2, phone="19900000012")
    opinions.take_up(opinions.propose(issue, by=town.north_leader), by=town.secretary, answer="下周商量")
    topic = topics.plan(Topic.objects.get(), owners_matter=True, by=town.clerk)
    meeting = sent_to_the_owners(town, topic)
    topic.refresh_from_db()
    vote = voted_on(town, topic)
    resolution = vote.resolution
    resolving.publish(resolution, by=town.clerk)
    Resolution.objects.filter(pk=resolution.pk).update(until=timezone.now() - timedelta(minutes=1))
    resolution.refresh_from_db()
    resolving.take_effect(resolution, by=town.clerk)
    due = timezone.localdate() + timedelta(days=9)
    facts = {"text": "选施工单位", "measure": "合同签好", "who": town.north_worker, "due_on": due}
    item = resolving.add_action(resolution, by=town.clerk, **facts)
    ActionItem.objects.filter(pk=item.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    asks = sat.noticed(town, days=30, title="四月五方例会")
    return SimpleNamespace(issue=issue, topic=topic, meeting=meeting, vote=vote, item=item, asks=asks)


def sent_to_the_owners(town, topic):
    meeting = sat.in_session(town, topic=topic)
    motion = sat.motion(meeting, town, text="提请 2 栋业主表决。", how="owners")
    sat.vote(motion, town, yes=sat.PARTIES)
    return sitting.close(meeting, by=town.clerk)


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
    names = ("topic_desk", "vote", "meeting_desk") if desk else ("topic", "vote_public", "meeting")
    names, rows = (*names, names[-1]), (chain.topic, chain.vote, chain.meeting, chain.asks)
    return {reverse(f"deliberation:{name}", args=[row.pk]) for name, row in zip(names, rows, strict=True)}


def test_from_every_page_of_the_chain_staff_reach_every_other(chain, client, town):
    client.force_login(town.clerk)
    every = pages(chain, desk=True) | {reverse("issues:issue", args=[chain.issue.pk])}
    every.add(reverse("deliberation:meeting_minutes", args=[chain.meeting.pk]))
    both = re.compile(f"{DESK.pattern}|{PUBLIC.pattern}")
    for start in every:
        assert every <= set(walked(client, start, both)), start


def test_a_grid_worker_reads_meetings_above_the_grid_on_their_public_page(chain, client, town):
    client.force_login(town.north_worker)
    kept = walked(client, reverse("deliberation:topic_desk", args=[chain.topic.pk]), re.compile(r".*/meetings/\d+/$"))
    assert reverse("deliberation:meeting", args=[chain.meeting.pk]) in kept


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


def test_a_motion_names_its_resolution_and_the_resolution_its_motion(chain, client, town):
    client.force_login(town.clerk)
    motion = chain.meeting.motions.get()
    there, here = f"#motion-{motion.pk}", f"#resolution-{motion.resolution_id}"
    for topic, meeting in (("topic_desk", "meeting_desk"), ("topic", "meeting")):
        topic, meeting = (
            reverse(f"deliberation:{name}", args=[row.pk])
            for name, row in ((topic, chain.topic), (meeting, chain.meeting))
        )
        page = client.get(topic).content.decode()
        assert f'href="{meeting}{there}"' in page and f'id="{here[1:]}"' in page
        page = client.get(meeting).content.decode()
        assert f'href="{topic}{here}"' in page and f'id="{there[1:]}"' in page


def test_the_meeting_that_asks_about_what_is_late_leads_to_its_line(chain, client, town):
    client.force_login(town.clerk)
    for meeting, topic in (("meeting_desk", "topic_desk"), ("meeting", "topic")):
        page = client.get(reverse(f"deliberation:{meeting}", args=[chain.asks.pk])).content.decode()
        assert f'href="{reverse(f"deliberation:{topic}", args=[chain.topic.pk])}#action-{chain.item.pk}"' in page


def test_what_comes_back_names_the_topic_before(chain, client, town):
    again = made.raised(town, "再议一次")
    Topic.objects.filter(pk=again.pk).update(earlier=chain.topic, state="accepted", public_title="再议一次")
    before, after = (reverse("deliberation:topic", args=[row.pk]) for row in (chain.topic, again))
    assert after in walked(client, before, PUBLIC)[before]
    assert before in walked(client, after, PUBLIC)[after]
