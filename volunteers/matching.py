"""Who could help with what: a score that says why, and the best way to share many needs among many helpers.

Plain numbers in, plain numbers out; nothing here knows the database. Each point of a score has a reason that is shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# the smallest part of the tree in which both homes lie
NEAR = {"building": 40, "grid": 30, "area": 20, "community": 10, "street": 5}
NEAR_WORDS = {
    "building": gettext_lazy("住在同一栋楼"),
    "grid": gettext_lazy("住在同一个网格"),
    "area": gettext_lazy("住在同一个小区"),
    "community": gettext_lazy("住在同一个社区"),
    "street": gettext_lazy("住在同一个街道"),
}
SKILLED, PROVEN = 20, 30
FREE, NOT_SAID = 20, 5
BUSY, BUSIEST = 8, 40
THANKED, MOST_THANKED = 2, 10
# one more need served counts for more than any score
SERVED = 1000


class Urgency(IntEnum):
    """Where there are too few helpers, what is more urgent goes first."""

    NORMAL = 1
    SOON = 2
    TODAY = 4


@dataclass(frozen=True)
class Need:
    pk: int
    # kind of unit → key, from the street down to the building
    place: Mapping[str, int]
    skill: int | None = None
    needs_proof: bool = False
    # part of the week ("6am" is Saturday morning); None: any time will do
    when: str | None = None
    urgency: Urgency = Urgency.NORMAL
    # who said no already, or asks for themselves
    not_these: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Helper:
    pk: int
    place: Mapping[str, int]
    # skill → whether a proof is on file and still valid
    skills: Mapping[int, bool] = field(default_factory=dict)
    # None: has not said when
    free: frozenset[str] | None = None
    load: int = 0
    thanks: int = 0


class Match(NamedTuple):
    score: int
    reasons: tuple[str, ...]


def shared_place(need: Need, helper: Helper) -> str:
    """The kind of the smallest unit both live in; "" for none."""
    return next((kind for kind in NEAR if kind in need.place and need.place[kind] == helper.place.get(kind)), "")


def fitness(need: Need, helper: Helper) -> int | None:
    """How well they fit; ``None`` when it cannot be them. Each part has its sentence in ``reasons``."""
    if helper.pk in need.not_these or not able(need, helper) or not has_time(need, helper):
        return None
    score = NEAR.get(shared_place(need, helper), 0)
    if need.skill is not None:
        score += PROVEN if helper.skills[need.skill] else SKILLED
    score += NOT_SAID if helper.free is None else FREE
    return max(1, score - min(BUSY * helper.load, BUSIEST) + min(THANKED * helper.thanks, MOST_THANKED))


def able(need: Need, helper: Helper) -> bool:
    if need.skill is None:
        return True
    return helper.skills.get(need.skill, False) or (need.skill in helper.skills and not need.needs_proof)


def has_time(need: Need, helper: Helper) -> bool:
    if need.when is None or helper.free is None:
        return True
    return need.when in helper.free


def reasons(need: Need, helper: Helper) -> tuple[str, ...]:
    near = shared_place(need, helper)
    said = [str(NEAR_WORDS[near])] if near else []
    if need.skill is not None:
        said.append(_("会这门手艺，证件有效") if helper.skills[need.skill] else _("会这门手艺"))
    if helper.free is None:
        said.append(_("没有登记空闲时间，要问一问"))
    elif need.when is not None:
        said.append(_("这个时间有空"))
    said.append(_("手上已有 %(count)d 件") % {"count": helper.load} if helper.load else _("手上没有别的求助"))
    if helper.thanks:
        said.append(_("邻居感谢过 %(count)d 次") % {"count": helper.thanks})
    return tuple(said)


def match(need: Need, helper: Helper) -> Match | None:
    score = fitness(need, helper)
    return None if score is None else Match(score, reasons(need, helper))


def ranked(need: Need, helpers: Iterable[Helper], most: int | None = None) -> list[tuple[Helper, Match]]:
    """Who could go, the best first (so many of them); equal ones in the order of their keys, so that it stays so."""
    scored = [(score, helper) for helper in helpers if (score := fitness(need, helper)) is not None]
    scored.sort(key=lambda pair: (-pair[0], pair[1].pk))
    return [(helper, Match(score, reasons(need, helper))) for score, helper in scored[:most]]


def share(needs: Sequence[Need], helpers: Sequence[Helper]) -> dict[int, tuple[Helper, Match]]:
    """One helper for each need where that is possible, so that most is served, the urgent first, and best fitted."""
    worth = [[worth_of(need, helper) for helper in helpers] for need in needs]
    found = {}
    for need, column in zip(needs, best_columns(worth), strict=True):
        helper = helpers[column] if column is not None else None
        if helper and (fit := match(need, helper)):
            found[need.pk] = (helper, fit)
    return found


def worth_of(need: Need, helper: Helper) -> int:
    score = fitness(need, helper)
    return 0 if score is None else SERVED * need.urgency + score


def best_columns(worth: Sequence[Sequence[int]]) -> list[int | None]:
    """For each row a column of its own so that the sum is greatest; a pair worth nothing is no pair.

    The Hungarian method with potentials: a cost never lies below what its row and its column have paid.
    """
    rows, columns = len(worth), len(worth[0]) if worth else 0
    width = max(rows, columns)
    costs = [[-value for value in row] + [0] * (width - columns) for row in worth]
    board = Board(costs, [min(row, default=0) for row in costs], [0] * width, [-1] * width)
    for row in range(rows):
        if not board.settle(row):
            board.make_room(row)
    found: list[int | None] = [None] * rows
    for column, row in enumerate(board.row_at):
        if row >= 0 and column < columns and worth[row][column]:
            found[row] = column
    return found


@dataclass
class Board:
    """Who sits where (``row_at``: column → row, -1 for free) and what rows and columns have paid so far."""

    costs: list[list[int]]
    of_row: list[int]
    of_column: list[int]
    row_at: list[int]

    def settle(self, row: int) -> bool:
        """Take a free column that is as cheap as any."""
        level = self.of_row[row]
        for column, (cost, paid, taken) in enumerate(zip(self.costs[row], self.of_column, self.row_at, strict=True)):
            if taken < 0 and cost - paid == level:
                self.row_at[column] = row
                return True
        return False

    def make_room(self, row: int) -> None:
        """Others move on along the cheapest path, so that this row finds a column too."""
        cost, level = self.costs[row], self.of_row[row]
        away = [price - level - paid for price, paid in zip(cost, self.of_column, strict=True)]
        came_from = [-1] * len(away)
        left, passed = list(range(len(away))), []
        while True:
            column = min(left, key=lambda each: (away[each], self.row_at[each] >= 0))
            if self.row_at[column] < 0:
                break
            left.remove(column)
            passed.append(column)
            self.look_from(column, left, away, came_from)
        self.pay(row, passed, away, away[column])
        while column >= 0:
            before = came_from[column]
            self.row_at[column] = self.row_at[before] if before >= 0 else row
            column = before

    def look_from(self, column: int, left: list[int], away: list[int], came_from: list[int]) -> None:
        cost, base = self.costs[self.row_at[column]], away[column] - self.of_row[self.row_at[column]]
        paid = self.of_column
        for each in left:
            distance = base + cost[each] - paid[each]
            if distance < away[each]:
                away[each], came_from[each] = distance, column

    def pay(self, row: int, passed: list[int], away: list[int], whole: int) -> None:
        self.of_row[row] += whole
        for column in passed:
            self.of_row[self.row_at[column]] += whole - away[column]
            self.of_column[column] -= whole - away[column]
