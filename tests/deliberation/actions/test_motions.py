"""Motions: frozen before the vote, counted in whole numbers, never deciding for the owners."""

from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from deliberation.actions import motions, topics
from deliberation.models import Majority, MeetingKind, Motion, Topic
from tests.deliberation import made, sat


def test_a_passed_motion_is_a_resolution_with_the_same_words_and_hash(town):
    topic = made.accepted(town)
    meeting = sat.in_session(town, topic=topic)
    motion = sat.vote(sat.motion(meeting, town, "放四张长椅。"), town, yes=sat.PARTIES)
    resolution = motion.resolution
    assert (motion.state, resolution.topic, resolution.text) == ("passed", topic, "放四张长椅。")
    assert motion.digest == resolution.digest == sha256("放四张长椅。".encode()).hexdigest()


def test_a_free_item_becomes_a_topic_with_its_resolution(town):
    motion = sat.vote(sat.motion(sat.in_session(town), town), town, yes=sat.PARTIES)
    topic = Topic.objects.get()
    assert (topic.title, topic.state, motion.resolution.topic) == ("小区大门修不修", "resolved", topic)


def test_the_text_stays_once_the_vote_has_begun(town):
    motion = sat.motion(sat.in_session(town), town)
    motions.reword_motion(motion, text="五月底前修好。", kind="decided", by=town.clerk)
    motions.open_voting(motion, by=town.clerk)
    with pytest.raises(ValidationError, match="文字不能再改"):
        motions.reword_motion(motion, text="不修了。", kind="decided", by=town.clerk)
    with pytest.raises(ValidationError, match="已经有人处理过"):
        motions.withdraw(motion, by=town.clerk)
    motion.refresh_from_db()
    assert motion.digest == sha256("五月底前修好。".encode()).hexdigest()


@pytest.mark.parametrize("marked", ["topic", "item"])
def test_what_the_owners_decide_leaves_as_opinion_deferred_or_sent_to_their_vote(town, marked):
    topic = made.accepted(town, "用维修资金修屋顶", owners_matter=True) if marked == "topic" else None
    meeting = sat.in_session(town, topic=topic)
    if topic is None:
        meeting.items.update(owners_matter=True)
    with pytest.raises(ValidationError, match="业主共同决定"):
        sat.motion(meeting, town, "修。", "decided")
    motion = sat.motion(meeting, town, "提请业主表决。", "owners")
    with pytest.raises(ValidationError, match="业主共同决定"):
        motions.reword_motion(motion, text="修。", kind="decided", by=town.clerk)
    Motion.objects.filter(pk=motion.pk).update(kind="decided")
    with pytest.raises(ValidationError, match="业主共同决定"):
        motions.open_voting(motion, by=town.clerk)
    Motion.objects.filter(pk=motion.pk).update(kind="owners")
    assert sat.vote(motion, town, yes=sat.PARTIES).resolution.kind == "owners"


@pytest.mark.parametrize(
    ("rule", "entitled", "needed"),
    [("half", 4, 3), ("half", 5, 3), ("thirds", 3, 2), ("thirds", 4, 3), ("thirds", 6, 4), ("all", 5, 5)],
)
def test_majorities_in_whole_numbers(rule, entitled, needed):
    assert Majority(rule).needed(entitled) == needed


def test_half_is_not_more_than_half_and_silence_does_not_agree(town):
    meeting = sat.in_session(town)
    motion = sat.vote(sat.motion(meeting, town), town, yes=sat.PARTIES[:2], abstain=["业委会"])
    assert (motion.state, motion.yes, motion.abstain, motion.silent, motion.needed) == ("failed", 2, 1, 2, 3)
    assert motion.resolution is None
    again = sat.motion(meeting, town, "六月底前修好。")
    assert sat.vote(again, town, yes=sat.PARTIES[:3], no=sat.PARTIES[3:]).state == "passed"


def test_one_voice_a_party_and_its_last_word_counts(town):
    meeting = sat.in_session(town)
    motion = motions.open_voting(sat.motion(meeting, town), by=town.clerk)
    key = motions.voice_of(motion, sat.seat(meeting, "物业"))
    for choice in ("no", "yes"):
        motions.say(motion, key=key, choice=choice, by=None)
    assert [voice.choice for voice in motion.said_by.all()] == ["yes"]
    assert motion.entitled == 5


def test_where_each_seat_votes_it_is_by_name(town):
    meeting = sat.in_session(town, name="居民会议")
    MeetingKind.objects.filter(pk=meeting.kind_id).update(least=2)
    meeting = type(meeting).objects.get(pk=meeting.pk)
    motion = motions.open_voting(sat.motion(meeting, town), by=town.clerk)
    assert [voice["name"] for voice in motion.voices] == ["文社工", "居民代表甲"]


def test_who_has_an_interest_takes_no_part_and_not_in_the_base(town):
    meeting = sat.in_session(town)
    motion, seat = sat.motion(meeting, town), sat.seat(meeting, "物业")
    with pytest.raises(ValidationError, match="为什么回避"):
        motions.recuse(motion, seat=seat, reason="", by=town.clerk)
    motions.recuse(motion, seat=seat, reason="这家公司是他弟弟的", by=town.clerk)
    motion = motions.open_voting(motion, by=town.clerk)
    assert (motion.entitled, motions.voice_of(motion, seat)) == (4, None)
    with pytest.raises(ValidationError, match="不能表决"):
        motions.say(motion, key="party:3", choice="yes", by=town.clerk)
    with pytest.raises(ValidationError, match="不能再登记回避"):
        motions.recuse(motion, seat=sat.seat(meeting, "业委会"), reason="也有关系", by=town.clerk)


def test_nobody_says_anything_after_the_count(town):
    motion = sat.vote(sat.motion(sat.in_session(town), town), town, yes=sat.PARTIES[:1])
    with pytest.raises(ValidationError, match="没有在表决"):
        motions.say(motion, key="party:1", choice="yes", by=town.clerk)
    with pytest.raises(ValidationError):
        motions.close_voting(motion, by=town.clerk)


def test_a_topic_that_must_walk_on_gets_its_resolution_later(town):
    topic = made.accepted(town, procedure=made.pavilion())
    motion = sat.vote(sat.motion(sat.in_session(town, topic=topic), town), town, yes=sat.PARTIES)
    assert (motion.state, motion.resolution) == ("passed", None)
    for number in (1, 2, 3):
        topics.walk(topic, number=number, text="走完。", photo=made.picture(), by=town.north_leader)
    assert motions.make_resolution(motion, by=town.clerk).digest == motion.digest
    with pytest.raises(ValidationError, match="已经有人处理过"):
        motions.make_resolution(motion, by=town.clerk)


def test_the_database_itself_refuses_a_vote_without_its_hash(town):
    motion = sat.motion(sat.in_session(town), town)
    with pytest.raises(IntegrityError), transaction.atomic():
        Motion.objects.filter(pk=motion.pk).update(state="voting")
