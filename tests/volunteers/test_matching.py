"""Who is proposed for what, and why; and that sharing out is the best there is."""

import random
from itertools import permutations

import pytest

from volunteers.matching import Helper, Need, Urgency, best_columns, match, ranked, share

HERE = {"street": 1, "community": 2, "area": 3, "grid": 4, "building": 5}
SAME_GRID = HERE | {"building": 6}
SAME_ESTATE = HERE | {"grid": 7, "building": 8}
PLUMBER, BARBER = 1, 2
SATURDAY_MORNING = "6am"


def test_the_smallest_part_of_the_tree_in_which_both_live_counts():
    need = Need(1, HERE)
    flat = {"community": 2, "grid": 9, "building": 10}
    homes = (HERE, SAME_GRID, SAME_ESTATE, flat, {"street": 90})
    scores = [match(need, Helper(1, home, free=frozenset({"6am"}))).score for home in homes]
    assert scores == [60, 50, 40, 30, 20]


def test_the_nearer_of_two_plumbers_comes_first_and_it_is_said_why():
    need = Need(1, HERE, skill=PLUMBER, when=SATURDAY_MORNING)
    far = Helper(1, SAME_ESTATE, {PLUMBER: True}, free=frozenset({"6am"}), thanks=3)
    near = Helper(2, SAME_GRID, {PLUMBER: True}, free=frozenset({"6am"}))
    found = ranked(need, [far, near])
    assert [helper.pk for helper, _fit in found] == [2, 1]
    assert found[0][1].reasons == ("住在同一个网格", "会这门手艺，证件有效", "这个时间有空", "手上没有别的求助")
    assert "邻居感谢过 3 次" in found[1][1].reasons


@pytest.mark.parametrize(
    "helper",
    [
        Helper(1, HERE, {BARBER: True}),
        Helper(1, HERE, {PLUMBER: False}),
        Helper(1, HERE, {PLUMBER: True}, free=frozenset({"6pm"})),
        Helper(1, HERE, {PLUMBER: True}, free=frozenset()),
        Helper(9, HERE, {PLUMBER: True}),
    ],
    ids=["another trade", "proof missing", "free in the afternoon", "never free", "said no already"],
)
def test_who_cannot_be_asked(helper):
    need = Need(1, HERE, skill=PLUMBER, needs_proof=True, when=SATURDAY_MORNING, not_these=frozenset({9}))
    assert match(need, helper) is None


def test_who_has_much_to_do_is_asked_later():
    need = Need(1, HERE)
    assert [helper.pk for helper, _fit in ranked(need, [Helper(1, HERE, load=2), Helper(2, SAME_GRID)])] == [2, 1]


def test_what_is_urgent_goes_first_when_helpers_are_few():
    needs = [Need(1, HERE), Need(2, SAME_ESTATE, urgency=Urgency.TODAY)]
    assert list(share(needs, [Helper(7, HERE)])) == [2]


def test_sharing_out_serves_more_than_best_first_would():
    """Best first gives the only plumber to the one who needs any neighbour."""
    needs = [Need(1, HERE), Need(2, SAME_ESTATE, skill=PLUMBER)]
    plumber, other = Helper(1, HERE, {PLUMBER: True}), Helper(2, SAME_ESTATE)
    found = share(needs, [plumber, other])
    assert {need: helper.pk for need, (helper, _fit) in found.items()} == {1: 2, 2: 1}


def by_brute_force(worth: list[list[int]]) -> int:
    rows, columns = len(worth), len(worth[0])
    padded = [row + [0] * rows for row in worth]
    ways = permutations(range(columns + rows), rows)
    return max(sum(padded[row][column] for row, column in enumerate(way)) for way in ways)


def test_best_columns_equal_brute_force():
    """Point 38: small random cases, more needs than helpers and the other way round, with many equal values."""
    rng = random.Random(38)
    for _case in range(120):
        rows, columns = rng.randint(1, 4), rng.randint(1, 4)
        worth = [[rng.choice((0, 0, 1, 2, 3, 5, 8, 1000)) for _column in range(columns)] for _row in range(rows)]
        found = best_columns(worth)
        taken = [column for column in found if column is not None]
        assert len(taken) == len(set(taken))
        total = sum(worth[row][column] for row, column in enumerate(found) if column is not None)
        assert total == by_brute_force(worth)


def test_nothing_to_share():
    assert best_columns([]) == []
    assert share([], [Helper(1, HERE)]) == {}
    assert share([Need(1, HERE)], []) == {}
