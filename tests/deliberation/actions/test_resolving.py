"""From a resolution to satisfaction: nothing takes effect early, and nobody takes over their own work."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from deliberation.actions import resolving, topics
from deliberation.models import Resolution, Topic
from tests.deliberation import made

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_what_only_owners_may_decide_leaves_as_opinion_deferred_or_sent_to_their_vote(town):
    topic = made.accepted(town, "用维修资金修屋顶", owners_matter=True)
    with pytest.raises(ValidationError, match="业主共同决定"):
        resolving.resolve(topic, kind="decided", text="修。", by=town.clerk)
    assert resolving.resolve(topic, kind="owners", text="提请业主表决。", by=town.clerk).kind == "owners"


def test_no_resolution_before_the_last_step(town):
    topic = made.accepted(town, procedure=made.pavilion())
    with pytest.raises(ValidationError, match="下一步是“提出想法”"):
        resolving.resolve(topic, kind="decided", text="装。", by=town.clerk)


@pytest.mark.parametrize(
    ("start", "days", "kind", "last"),
    [
        ("2026-02-13 10:00", 3, "wd", "2026-02-25"),
        ("2026-02-13 10:00", 3, "nd", "2026-02-16"),
        ("2026-09-30 18:00", 5, "wd", "2026-10-13"),
    ],
    ids=["over Spring Festival", "natural days", "over National Day"],
)
def test_the_period_ends_with_the_last_moment_of_its_last_day(town, start, days, kind, last):
    topic = made.accepted(town)
    with time_machine.travel(datetime.fromisoformat(start).replace(tzinfo=SHANGHAI), tick=False):
        resolution = resolving.resolve(topic, kind="decided", text="装。", days=days, day_kind=kind, by=town.clerk)
        resolving.publish(resolution, by=town.clerk)
    end = timezone.localtime(resolution.until)
    assert (end.date().isoformat(), (end + timedelta(seconds=1)).date() > end.date()) == (last, True)


def test_nothing_takes_effect_early_or_with_an_unanswered_objection(town):
    resolution = made.resolved(town).resolution
    with pytest.raises(ValidationError, match="公示期还没有满"):
        resolving.take_effect(resolution, by=town.clerk)
    Resolution.objects.filter(pk=resolution.pk).update(until=timezone.now() - timedelta(minutes=1))
    resolution.refresh_from_db()
    with pytest.raises(ValidationError, match="还有 1 条意见"):
        resolving.take_effect(resolution, by=town.clerk)
    resolving.answer_objection(resolution.objections.get(), answer="移远一些。", by=town.clerk)
    assert resolving.take_effect(resolution, by=town.clerk).effective_at


def test_another_text_is_published_from_the_first_day_again(town):
    resolution = made.resolved(town).resolution
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        before = resolution.until
        resolving.reword(resolution, text="放三张长椅。", by=town.clerk)
        assert (resolution.restarted, resolution.until - before >= timedelta(days=3)) == (1, True)
        with pytest.raises(ValidationError, match="文字没有变化"):
            resolving.reword(resolution, text="放三张长椅。", by=town.clerk)


def test_an_objection_comes_within_the_period_only(town):
    resolution = made.resolved(town).resolution
    with time_machine.travel(timezone.now() + timedelta(days=8)), pytest.raises(ValidationError, match="公示期"):
        resolving.object_to(resolution, text="晚了", name="某某")


def test_nobody_takes_over_what_they_did_themselves(town):
    item = made.with_action(made.resolved(town), town)
    with pytest.raises(ValidationError, match="照片"):
        resolving.finish_action(item, result="装好了", by=town.north_worker)
    resolving.finish_action(item, result="装好了", photo=made.picture(), by=town.north_worker)
    with pytest.raises(ValidationError, match="请另一个人"):
        resolving.accept_action(item, by=town.north_worker)
    resolving.return_action(item, why="有一张晃", by=town.north_leader)
    resolving.finish_action(item, result="都稳了", photo=made.picture(), by=town.north_worker)
    resolving.accept_action(item, by=town.north_leader)
    assert Topic.objects.get(pk=item.resolution.topic_id).state == "done"


def test_every_resolution_has_something_to_do_or_says_that_there_is_nothing(town):
    resolution = made.effective(made.resolved(town), town)
    assert Topic.objects.get(pk=resolution.topic_id).state == "resolved"
    resolving.nothing_to_do(resolution, by=town.clerk)
    assert Topic.objects.get(pk=resolution.topic_id).state == "done"


def test_under_three_stars_the_topic_comes_back_once(town):
    resolution = made.effective(made.resolved(town), town)
    resolving.nothing_to_do(resolution, by=town.clerk)
    topic = Topic.objects.get(pk=resolution.topic_id)
    with pytest.raises(ValidationError, match="落实以后"):
        resolving.rate(made.accepted(town, "别的"), stars=5, by=town.stranger)
    resolving.rate(topic, stars=5, by=town.stranger)
    resolving.rate(topic, stars=2, by=town.stranger)
    again = resolving.reopen_if_unhappy(topic)
    assert again.title.startswith("重新商议")
    assert resolving.reopen_if_unhappy(topic) is None


def test_supporting_ends_with_the_resolution(town):
    topic = made.resolved(town)
    with pytest.raises(ValidationError, match="已经有结论"):
        topics.support(topic, by=town.stranger)
