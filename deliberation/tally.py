"""Counting an owners' vote by article 278 of the Civil Code: whole numbers only, areas in 0.01 m², never a percentage.

Who counts as one head stands in article 9 of the Supreme Court's interpretation on separate ownership (2020-12-29): one
owner with several flats is one, everything the developer still holds is one. "Two thirds or more" includes two thirds
(article 1259); "more than half" leaves half out. Owners' sets are heads of their own: {A} and {A, B} are two.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

Choice = Literal["yes", "no", "abstain"]
# the developer alone, or the word "owners" and whoever holds it together, sorted
Key = tuple[str, ...]
CHOICES: tuple[Choice, ...] = ("yes", "no", "abstain")
DEVELOPER: Key = ("developer",)


class Gate(NamedTuple):
    """``top`` of ``bottom`` parts must be reached; with ``more`` reaching is not enough."""

    top: int
    bottom: int
    more: bool = False

    def least(self, whole: int) -> int:
        """The smallest whole number that passes."""
        if self.more:
            return self.top * whole // self.bottom + 1
        return -(-self.top * whole // self.bottom)

    def passes(self, part: int, whole: int) -> bool:
        return self.bottom * part > self.top * whole if self.more else self.bottom * part >= self.top * whole


QUORUM = Gate(2, 3)
# 物业管理条例 article 13: so many owners may ask for a meeting
PETITION = Gate(1, 5)
AGREEMENT = {"ordinary": Gate(1, 2, more=True), "special": Gate(3, 4)}


class Flat(NamedTuple):
    """``area`` in 0.01 m²; ``owners`` are keys that stand for verified people, in any order."""

    id: str
    area: int
    owners: tuple[str, ...] = ()
    developer_held: bool = False
    counted: bool = True


class Side(NamedTuple):
    """One measure of the vote; areas in 0.01 m², or heads."""

    total: int
    part: int
    yes: int
    no: int
    abstain: int

    @property
    def silent(self) -> int:
        return self.total - self.part


def lacking(part: int, total: int) -> int:
    """What must still take part for the first gate."""
    return max(0, QUORUM.least(total) - part)


class Tally(NamedTuple):
    kind: str
    area: Side
    heads: Side

    def quorum(self, side: Side) -> bool:
        return QUORUM.passes(side.part, side.total)

    def agreed(self, side: Side) -> bool:
        return AGREEMENT[self.kind].passes(side.yes, side.part)

    @property
    def outcome(self) -> str:
        if not (self.quorum(self.area) and self.quorum(self.heads)):
            return "no_quorum"
        return "passed" if self.agreed(self.area) and self.agreed(self.heads) else "rejected"

    def quorum_margin(self, side: Side) -> int:
        """How far above the least that passes; below zero: so much is missing."""
        return side.part - QUORUM.least(side.total)

    def agreed_margin(self, side: Side) -> int:
        return side.yes - AGREEMENT[self.kind].least(side.part)

    def still_missing(self) -> tuple[int, int]:
        """Area and heads that must still take part for the first gate, whatever they say."""
        return lacking(self.area.part, self.area.total), lacking(self.heads.part, self.heads.total)

    def as_dict(self) -> dict[str, Any]:
        """The keys of the published vectors."""
        sides = {"area": self.area, "heads": self.heads}
        counted = {
            f"{name}_{measure}": getattr(side, name)
            for name in ("total", "part", "yes", "no", "abstain")
            for measure, side in sides.items()
        }
        gates = {f"quorum_{measure}": self.quorum(side) for measure, side in sides.items()}
        gates |= {f"approve_{measure}": self.agreed(side) for measure, side in sides.items()}
        return counted | gates | {"outcome": self.outcome}


def square_metres(area: int) -> str:
    """0.01 m² in words: 64002 → 640.02."""
    whole_part, rest = divmod(abs(area), 100)
    return f"{'-' if area < 0 else ''}{whole_part}.{rest:02}"


def head_key(flat: Flat) -> Key:
    return DEVELOPER if flat.developer_held else ("owners", *sorted(set(flat.owners)))


def electorate(flats: Iterable[Flat]) -> dict[Key, int]:
    """Head → area of everything that head holds."""
    heads: dict[Key, int] = {}
    for flat in flats:
        if not flat.counted:
            continue
        if flat.area < 0 or not (flat.owners or flat.developer_held):
            raise ValueError(f"flat {flat.id}: no owner, or an area below zero")
        key = head_key(flat)
        heads[key] = heads.get(key, 0) + flat.area
    return heads


def tally(kind: str, heads: Mapping[Key, int], ballots: Mapping[Key, str]) -> Tally:
    """One current ballot per head, for all it holds; a head without one did not take part.

    Raises ValueError for a ballot of nobody on the register, an unknown choice or an unknown kind.
    """
    if kind not in AGREEMENT:
        raise ValueError(f"unknown kind: {kind}")
    area, count = dict.fromkeys(CHOICES, 0), dict.fromkeys(CHOICES, 0)
    for key, choice in ballots.items():
        if key not in heads:
            raise ValueError(f"not on the register: {'/'.join(key)}")
        if choice not in CHOICES:
            raise ValueError(f"unknown choice: {choice}")
        area[choice] += heads[key]
        count[choice] += 1
    return Tally(
        kind,
        Side(sum(heads.values()), sum(area.values()), **area),
        Side(len(heads), sum(count.values()), **count),
    )


def read_case(case: Mapping[str, Any]) -> Tally:
    """A case of the published file: ``{"kind", "units": [...], "ballots": [{"key": [...], "choice"}]}``.

    The later ballot of a head replaces the earlier one. Areas must be whole numbers.
    """
    flats = [
        Flat(
            str(unit["id"]),
            whole(unit["area"]),
            tuple(map(str, unit.get("owners") or ())),
            bool(unit.get("developer_held", False)),
            bool(unit.get("counted", True)),
        )
        for unit in case["units"]
    ]
    ballots = {ballot_key(ballot["key"]): str(ballot["choice"]) for ballot in case["ballots"]}
    return tally(str(case["kind"]), electorate(flats), ballots)


def ballot_key(words: Iterable[Any]) -> Key:
    name, *owners = map(str, words)
    return (name, *sorted(set(owners)))


def whole(number: Any) -> int:
    if isinstance(number, bool) or not isinstance(number, int):
        raise ValueError(f"not a whole number of 0.01 m²: {number!r}")
    return number
