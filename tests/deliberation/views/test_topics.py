"""The public list of topics: found by words and state, both in the address."""

import pytest
from django.utils import timezone

from accounts.models import User
from deliberation.actions import resolving
from tests.deliberation import made


@pytest.fixture
def topics(town):
    made.accepted(town, "小花园多放几张长椅")
    made.accepted(town, "楼道里装感应灯")
    made.resolved(town, "小花园装两盏灯")


def found(client, address: str) -> list[str]:
    text = client.get(f"/topics/{address}").text
    return [
        title for title in ("小花园多放几张长椅", "楼道里装感应灯", "小花园装两盏灯") if f"<strong>{title}<" in text
    ]


@pytest.mark.parametrize(
    ("address", "titles"),
    [
        ("", ["小花园多放几张长椅", "楼道里装感应灯", "小花园装两盏灯"]),
        ("?q=灯", ["楼道里装感应灯", "小花园装两盏灯"]),
        ("?q=灯 花园", ["小花园装两盏灯"]),
        ("?show=resolved", ["小花园装两盏灯"]),
        ("?q=灯&show=accepted", ["楼道里装感应灯"]),
        ("?show=nonsense&page=x", ["小花园多放几张长椅", "楼道里装感应灯", "小花园装两盏灯"]),
        ("?q=灯&show=done", []),
    ],
)
def test_words_and_state_narrow_the_list(topics, client, address, titles):
    assert found(client, address) == titles


def test_the_states_keep_the_words_and_count_what_they_would_show(topics, client):
    text = client.get("/topics/?q=灯&page=2").text
    assert 'href="?q=%E7%81%AF&amp;show=resolved"' in text
    assert '正在商议 <span class="figure-small">1<' in text


def test_finding_nothing_says_what_to_do_next(topics, client):
    text = client.get("/topics/?q=游泳池").text
    assert "没有找到这样的议题" in text and 'href="/topics/">看全部议题' in text
    assert 'value="游泳池"' in text


def test_what_waits_for_a_look_is_not_found(town, client):
    made.raised(town, "楼顶开个舞厅")
    assert "楼顶开个舞厅" not in client.get("/topics/?q=舞厅&show=raised").text


def test_grids_of_one_name_are_two_and_three_words_of_one_person_are_no_average(town, browser_of):
    type(town.south).objects.filter(pk=town.south.pk).update(name=town.north.name)
    for number, unit in enumerate((town.north, town.north, town.north, town.south)):
        topic = made.resolved(town, f"第{number}件事")
        resolving.nothing_to_do(made.effective(topic, town), by=town.clerk)
        type(topic).objects.filter(pk=topic.pk).update(unit=unit)
        topic.refresh_from_db()
        resolving.rate(topic, stars=5, by=town.stranger)
    text = browser_of(town.clerk).get("/desk/topics/figures/").text
    assert text.count("柳荫小区 第1网格</th>") == 2
    assert "<td>3 件</td><td>不到 3 人</td><td>—" in text and "<td>1 件</td><td>不到 3 人</td><td>—" in text


def test_stars_of_a_quarter_grid_by_grid_and_none_of_too_few(town, browser_of):
    for title, stars, unit in (("小花园多放几张长椅", (5, 4, 4), town.north), ("全社区的事", (1, 1), town.community)):
        topic = made.resolved(town, title)
        resolving.nothing_to_do(made.effective(topic, town), by=town.clerk)
        type(topic).objects.filter(pk=topic.pk).update(unit=unit)
        topic.refresh_from_db()
        for number, star in enumerate(stars):
            voice = User.objects.get_or_create(username=f"voice{number}", defaults={"name": f"居民{number}"})[0]
            resolving.rate(topic, stars=star, by=voice)
    text = browser_of(town.clerk).get("/desk/topics/figures/").text
    today = timezone.localdate()
    assert f"{today.year}年第{(today.month + 2) // 3}季度" in text
    assert "第1网格</th><td>1 件</td><td>3 人次</td><td><strong>4.3</strong>" in text
    assert "整个社区或片区</th><td>1 件</td><td>不到 3 人</td><td>—" in text
    assert "不到 3 人</td>" not in browser_of(town.north_leader).get("/desk/topics/figures/").text
