"""pairs.tsv: invented pairs; those that are not the same are mostly near misses of one kind in one building."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from issues.likeness import DAYS, MOST, THRESHOLD, Matter, rank, score, similarity
from issues.texts import kinds, rows

TODAY = date(2026, 5, 20)
PAIRS = list(rows(Path(__file__).parent / "pairs.tsv"))


def matter(text, *, category="facility.streetlight", building=None, grid="甲", days=0, key=None):
    return Matter(text, category, building, grid, TODAY - timedelta(days), key)


def pair(row):
    other_building = 1 if row["same_building"] == "1" else 2
    other_grid = 1 if row["same_grid"] == "1" else 2
    one = matter(row["one"], category=row["one_category"], building=1, grid=1)
    return one, matter(
        row["other"], category=row["other_category"], building=other_building, grid=other_grid, days=int(row["days"])
    )


def test_the_same_is_found_and_little_else():
    shown = [bool(rank(one, [other])) for one, other in map(pair, PAIRS)]
    same = [row["same"] == "1" for row in PAIRS]
    right = sum(one and other for one, other in zip(shown, same, strict=True))
    recall, precision = right / sum(same), right / sum(shown)
    print(f"\n{len(PAIRS)} pairs, {sum(same)} the same, threshold {THRESHOLD}: {recall=:.3f} {precision=:.3f}")
    assert recall >= 0.85
    assert precision >= 0.6


def test_there_are_enough_pairs_and_near_misses():
    misses = [row for row in PAIRS if row["same"] == "0"]
    near = [row for row in misses if row["same_building"] == "1" and row["one_category"] == row["other_category"]]
    assert len(PAIRS) >= 180
    assert len(near) >= 50
    assert {row["one_category"] for row in PAIRS} <= {kind.code for kind in kinds()}


@pytest.mark.parametrize(
    ("one", "near", "far"),
    [
        ("路灯坏了", "东门口的灯不亮", "电梯坏了"),
        ("楼道有老鼠", "过道看到耗子", "楼道灯不亮"),
        ("电梯卡住了", "升降梯停在半空", "单元门卡住了"),
        ("下水道堵了", "污水返上来了", "消防通道堵了"),
    ],
)
def test_other_words_for_one_thing_are_nearer_than_the_same_words_for_another(one, near, far):
    assert similarity(one, near) > similarity(one, far)


def test_similarity_is_one_for_the_same_text_and_none_for_nothing_shared():
    assert similarity("路灯坏了", "路灯坏了") == pytest.approx(1)
    assert similarity("路灯坏了", "社保怎么交") == 0
    assert similarity("", "") == 0
    assert similarity("楼道的灯坏了", "楼梯灯不亮") == similarity("楼梯灯不亮", "楼道的灯坏了")


def test_the_likeliest_come_first_and_no_more_than_five():
    others = [matter("路灯不亮", key=number, days=number) for number in range(8)]
    found = rank(matter("路灯坏了"), [matter("门口的灯不亮", key="other words"), *others])
    assert len(found) == MOST
    assert [candidate.matter.key for candidate in found][:2] == [0, 1]
    assert [candidate.score for candidate in found] == sorted((c.score for c in found), reverse=True)


def test_a_month_later_it_is_another_matter():
    assert rank(matter("路灯坏了"), [matter("路灯坏了", days=DAYS)])
    assert rank(matter("路灯坏了"), [matter("路灯坏了", days=DAYS + 1)]) == []
    assert rank(matter("路灯坏了", days=DAYS + 1), [matter("路灯坏了")]) == []


def test_the_lift_of_the_next_house_is_another_lift():
    here = matter("电梯坏了", category="facility.lift", building=1)
    there = matter("电梯坏了", category="facility.lift", building=2)
    assert rank(here, [there]) == []
    assert rank(here, [matter("电梯坏了", category="facility.lift", building=1)])


def test_two_houses_see_the_same_street_light():
    assert rank(matter("小路的路灯坏了", building=1), [matter("小路路灯不亮", building=2)])


@pytest.mark.parametrize(
    ("one", "other", "nowhere"),
    [
        ("三楼灯坏了", "６楼灯坏了", "灯坏了"),
        ("东门的灯不亮", "西门的灯不亮", "灯不亮"),
        ("一单元没灯", "2单元没灯", "没灯"),
        ("3层灯坏", "五层灯坏", "灯坏"),
    ],
)
def test_another_named_place_speaks_against_it(one, other, nowhere):
    assert score(matter(one), matter(other)) < score(matter(one), matter(nowhere))


def test_the_same_place_written_otherwise_is_the_same():
    assert score(matter("三楼灯坏了"), matter("３层灯坏了")) > score(matter("三楼灯坏了"), matter("6层灯坏了"))


def test_without_a_kind_the_text_decides():
    assert rank(matter("路灯坏了", category=""), [matter("路灯坏了不亮", category="")])
    assert rank(matter("路灯坏了", category=""), [matter("物业费怎么交", category="")]) == []


def test_nothing_to_compare_with():
    assert rank(matter("路灯坏了"), []) == []
