"""Articles by version, comments with answers, one frozen wording, the next version from the last."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from deliberation.actions import conventions as rules
from deliberation.actions import signing
from deliberation.models import Article, Convention, ConventionVersion
from tests.deliberation import contests

TODAY = timezone.localdate


@pytest.fixture
def row(town):
    return contests.convention(town)


def in_force(town, row, on=None):
    version = contests.signing(town, row)
    contests.neighbours(town.building2, ["赵甲"])
    for home in signing.homes_of(version):
        facts = {"word": "agree", "channel": "door", "assisted": "周师傅"}
        signing.sign(version, home, by=town.north_worker, **facts)
    return rules.take_effect(version, on=on or TODAY(), by=town.north_leader)


def test_one_article_a_paragraph_numbered_by_the_portal(town):
    text = "第一条、不高空抛物。\n第二条 不占通道，\n不堆杂物。\n\n爱护绿化。"
    row = contests.convention(town, text=text)
    texts = list(contests.version_of(row).articles.values_list("number", "text"))
    assert texts == [(1, "不高空抛物。"), (2, "不占通道， 不堆杂物。"), (3, "爱护绿化。")]


def test_the_same_key_is_one_convention(town):
    key = uuid4()
    facts = {"unit": town.building2, "title": "公约", "kind": "lift", "text": "一条。", "needed": "half"}
    first, again = (rules.begin(key=key, by=town.clerk, **facts) for _time in range(2))
    assert first == again


def test_a_comment_is_public_with_its_answer_and_freezing_waits_for_all(town, row):
    one = contests.commented(town, row)
    version = contests.version_of(row)
    with pytest.raises(ValidationError, match="没有答复"):
        rules.freeze(version, by=town.north_leader)
    rules.answer_comment(one, answer="周末到十一点。", by=town.north_leader)
    with pytest.raises(ValidationError, match="已经有人答复"):
        rules.answer_comment(one, answer="再答。", by=town.north_leader)
    assert rules.freeze(version, by=town.north_leader).state == "signing"
    with pytest.raises(ValidationError, match="不在征求意见"):
        rules.comment(Article.objects.get(pk=one.article_id), key=uuid4(), text="晚了", name="我")


def test_frozen_words_are_named_by_their_digest_and_never_change(town, row):
    version = contests.signing(town, row)
    assert version.digest == rules.digest_of(version)
    with pytest.raises(ValidationError, match="文字不能再改"):
        rules.rewrite(version, text="换一条。", needed="half", by=town.north_leader)
    contests.neighbours(town.building2, ["赵甲"])
    signing.sign(version, signing.homes_of(version)[0], word="agree", channel="door", assisted="周", by=town.clerk)
    Article.objects.filter(version=version, number=1).update(text="偷偷换掉。")
    with pytest.raises(ValidationError, match="和定稿时不一样"):
        rules.take_effect(version, on=TODAY(), by=town.north_leader)


def test_in_force_from_its_day_and_the_older_one_until_then(town, row):
    first = in_force(town, row)
    second = rules.next_version(row, why="加一条电动车", by=town.north_leader)
    rules.rewrite(second, text=f"{contests.ARTICLES}\n\n电动车停进车棚。", needed="half", by=town.north_leader)
    version = contests.signing(town, row)
    home = signing.homes_of(version)[0]
    signing.sign(version, home, word="agree", channel="door", assisted="周师傅", by=town.north_worker)
    tomorrow = TODAY() + timedelta(days=1)
    rules.take_effect(version, on=tomorrow, by=town.north_leader)
    assert (row.in_force(), row.in_force(tomorrow)) == (first, version)
    assert list(first.articles.values_list("text", flat=True)) == contests.ARTICLES.split("\n\n")


def test_a_change_is_a_new_version_from_the_last_one_and_one_at_a_time(town, row):
    with pytest.raises(ValidationError, match="还没有走完"):
        rules.next_version(row, why="改", by=town.north_leader)
    first = in_force(town, row)
    with pytest.raises(ValidationError, match="为什么要改"):
        rules.next_version(row, why="", by=town.north_leader)
    second = rules.next_version(row, why="加一条", by=town.north_leader)
    assert [article.origin.version for article in second.articles.all()] == [first] * 3
    with pytest.raises(ValidationError, match="还没有走完"):
        rules.next_version(row, why="再改", by=town.north_leader)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConventionVersion.objects.create(convention=row, number=9, by=town.clerk)


def test_a_reworded_article_follows_its_elder_wherever_it_moved(town, row):
    first = in_force(town, row)
    second = rules.next_version(row, why="改", by=town.north_leader)
    text = "宠物出门牵绳。\n\n晚上九点以后不大声喧哗。\n\n快递放进柜子。"
    rules.rewrite(second, text=text, needed="half", by=town.north_leader)
    old = {article.number: article for article in first.articles.all()}
    assert [article.origin for article in second.articles.all()] == [old[3], old[1], None]


def test_numbers_of_people_stay_out_of_articles_and_answers(town, row):
    with pytest.raises(ValidationError):
        contests.convention(town, text="有事打 19900000012。")
    one = contests.commented(town, row)
    with pytest.raises(ValidationError):
        rules.answer_comment(one, answer="请打 19900000012。", by=town.north_leader)


def test_dropped_for_a_reason_and_its_words_go_on_in_the_next(town, row):
    version = contests.signing(town, row)
    with pytest.raises(ValidationError, match="写明原因"):
        rules.drop(version, why="", by=town.north_leader)
    rules.drop(version, why="多数人不同意", by=town.north_leader)
    assert rules.next_version(row, why="重新商量", by=town.north_leader).number == 2
    assert Convention.objects.public().filter(pk=row.pk).exists()
