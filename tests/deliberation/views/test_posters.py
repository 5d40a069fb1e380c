"""The poster of a publicity: masked for everybody, in full for those entitled, with a reason that stays on record."""

import pytest

from accounts.models import AuditEntry
from deliberation import actions
from deliberation.actions import resolving
from deliberation.models import Resolution, RollOwner
from tests.deliberation import made, votes


@pytest.fixture
def voted(town):
    """业主1 said yes in a vote of three flats, counted and in publicity."""
    votes.estate(town, [9000] * 3)
    vote = votes.open_vote(town.building2, town.clerk)
    RollOwner.objects.filter(name="业主1").update(name="张小明")
    votes.say(vote, town.clerk, yes=[1])
    actions.count(votes.close(vote), by=town.clerk)
    topic = Resolution.objects.get(vote=vote).topic
    resolving.publish(topic.resolution, by=town.clerk)
    return topic


def test_visitors_read_masked_names_and_flats(voted, client):
    text = client.get(f"/topics/{voted.pk}/poster/").text
    assert "张**　2栋 9单元*01" in text
    assert "张小明" not in text and "9单元101" not in text
    assert "业主2" not in text and "业**" not in text


def test_it_says_what_until_when_and_how_to_object(town, client):
    topic = made.resolved(town)
    text = client.get(f"/topics/{topic.pk}/poster/").text
    resolution = topic.resolution
    assert f"第 {resolution.pk} 号" in text and topic.public_title in text and resolution.text in text
    assert "公示期" in text and "有意见怎么提" in text
    assert f"http://testserver/topics/{topic.pk}/<" in text and 'src="data:image/png' in text
    assert "<b>一**</b>：离窗户太近会吵。" in text and "一楼住户" not in text


def test_full_names_for_those_entitled_with_a_reason_on_record(voted, town, client):
    client.force_login(town.clerk)
    page = f"/desk/topics/{voted.pk}/poster/"
    assert "请写明查看的理由" in client.post(page, {"reason": ""}, follow=True).text
    assert not AuditEntry.objects.filter(verb="resolution.names_read").exists()
    text = client.post(page, {"reason": "业主来核对名单"}).text
    flat = RollOwner.objects.get(name="张小明").head.flats.get()
    assert f"张小明　{flat.address}<" in text and "不要张贴" in text
    entry = AuditEntry.objects.get(verb="resolution.names_read")
    facts = (entry.actor, entry.target, entry.reason)
    assert facts == (town.clerk, f"resolution:{voted.resolution.pk}", "业主来核对名单")


@pytest.mark.parametrize("who", ["stranger", "north_worker", "south_worker"])
def test_nobody_else_reads_them(voted, town, client, who):
    client.force_login(getattr(town, who))
    answer = client.post(f"/desk/topics/{voted.pk}/poster/", {"reason": "想看看"})
    assert answer.status_code in (403, 404)
    assert not AuditEntry.objects.filter(verb="resolution.names_read").exists()


def test_no_poster_before_the_publicity(town, client):
    topic = made.accepted(town)
    assert client.get(f"/topics/{topic.pk}/poster/").status_code == 404
    resolving.resolve(topic, kind="opinion", text="再看看。", by=town.clerk)
    assert client.get(f"/topics/{topic.pk}/poster/").status_code == 404


def test_it_is_a_file_too(drawer, town, client):
    answer = client.get(f"/topics/{made.resolved(town).pk}/poster/?pdf=1")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
