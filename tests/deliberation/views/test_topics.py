"""The public list of topics: found by words and state, both in the address."""

import pytest

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
