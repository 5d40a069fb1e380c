"""Whether two residents tell of the same thing, before a second matter is opened (domain/issues.md, point 7).

Two texts are alike when they name the same things (路灯, 电梯门), the same troubles (不亮, 漏) and share pieces of words;
issues/texts/alike.tsv holds the words that residents use for one another. Where it happened and when count beside the
text. The weights were fitted to tests/issues/pairs.tsv by logistic regression and rounded; nothing is joined without
a person who says so.
"""

import re
import unicodedata
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from math import exp, sqrt

from issues.sorting import shipped
from issues.texts import FOLDER, rows
from issues.texts.grams import Vocabulary, features, plain, vocabulary

MOST = 5
DAYS = 30
# what is shown as perhaps the same; chosen for recall, a person looks at every candidate
THRESHOLD = 0.45
# parts of the similarity of two texts
THINGS, TROUBLES, PIECES = 0.5, 0.25, 0.25
# of a piece that no shipped text holds; as much as of one that a single kind holds
RARE = 4.06
# of the logarithm of the odds that two matters are one
START = -2.7
TEXT = 2.4
OTHER_THING = -1.2
SAME_TROUBLE = 0.6
OTHER_PLACE = -1.2
SAME_BUILDING = 0.7
OTHER_BUILDING_INDOORS = -2.6
SAME_GRID = 0.6
SAME_CATEGORY = 0.8
SAME_GROUP = 0.5
MONTH = -0.5
# inside a house, what happens in the next one is another matter
INDOORS = frozenset(
    "facility.lift facility.stairlight ebike.cluttered_stairs ebike.fire_equipment ebike.indoors property.gate "
    "property.cleaning noise.renovation noise.living falling.thrown falling.facade falling.balcony dispute.leak "
    "dispute.shared_space dispute.violence building.load_wall".split()
)
PLACE = re.compile(r"(\d{1,3}|[一二三四五六七八九十])(楼|层|单元|栋|号楼)|([东西南北])(门)")
ONE_KIND = {"层": "楼", "号楼": "栋"}
NUMERALS = dict(zip("一二三四五六七八九", "123456789", strict=True)) | {"十": "10"}


@dataclass(frozen=True, slots=True)
class Matter:
    """What is compared of a case; ``category`` a code or "", building and grid any key or None when unknown."""

    text: str
    category: str
    building: Hashable | None
    grid: Hashable | None
    received: date
    key: Hashable | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """``score`` from 0 to 1: how likely the two are one."""

    matter: Matter
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What is compared of a text."""

    pieces: set[str]
    things: set[str]
    troubles: set[str]
    places: dict[str, set[str]]


def rank(new: Matter, others: Iterable[Matter]) -> list[Candidate]:
    """At most five that may be the same, the likeliest first; nothing from more than 30 days away."""
    near = (other for other in others if abs((new.received - other.received).days) <= DAYS)
    told = read(new.text)
    scored = (Candidate(other, likelihood(told, read(other.text), circumstances(new, other))) for other in near)
    alike = [candidate for candidate in scored if candidate.score >= THRESHOLD]
    return sorted(alike, key=lambda candidate: -candidate.score)[:MOST]


def similarity(one: str, other: str) -> float:
    """0 for texts that share nothing, 1 for the same text. Symmetric."""
    return shared(read(one), read(other))


def score(one: Matter, other: Matter) -> float:
    return likelihood(read(one.text), read(other.text), circumstances(one, other))


# the open matters of a community are compared with every new one
@lru_cache(maxsize=1000)
def read(text: str) -> Reading:
    bare = plain(text)
    things, troubles = (words.heard_in(bare) for words in vocabularies())
    return Reading(features(text), things, troubles, places(text))


def shared(one: Reading, other: Reading) -> float:
    shares = [(PIECES, cosine(one.pieces, other.pieces))]
    for worth, named, also in ((THINGS, one.things, other.things), (TROUBLES, one.troubles, other.troubles)):
        if named or also:
            shares.append((worth, len(named & also) / len(named | also)))
    return sum(worth * share for worth, share in shares) / sum(worth for worth, share in shares)


def likelihood(one: Reading, other: Reading, around: float) -> float:
    """``around``: the logarithm of the odds by the circumstances."""
    odds = START + TEXT * shared(one, other) + around
    if one.things and other.things and one.things.isdisjoint(other.things):
        odds += OTHER_THING
    if not one.troubles.isdisjoint(other.troubles):
        odds += SAME_TROUBLE
    if elsewhere(one.places, other.places):
        odds += OTHER_PLACE
    return 1 / (1 + exp(-odds))


def circumstances(one: Matter, other: Matter) -> float:
    odds = MONTH * abs((one.received - other.received).days) / DAYS
    if one.grid is not None and one.grid == other.grid:
        odds += SAME_GRID
    if one.category and other.category:
        odds += SAME_CATEGORY * (one.category == other.category)
        odds += SAME_GROUP * (one.category.partition(".")[0] == other.category.partition(".")[0])
    if one.building is None or other.building is None:
        return odds
    if one.building == other.building:
        return odds + SAME_BUILDING
    return odds + OTHER_BUILDING_INDOORS * bool(INDOORS & {one.category, other.category})


def cosine(one: set[str], other: set[str]) -> float:
    """Of weighted pieces; what every kind of matter has (我们, 没人管) weighs little, as in issues/sorting.py."""
    lengths = sqrt(weight(one) * weight(other))
    return weight(one & other) / lengths if lengths else 0.0


def weight(pieces: set[str]) -> float:
    weights = shipped().weights
    return sum(weights.get(piece, RARE) ** 2 for piece in pieces)


@cache
def vocabularies() -> tuple[Vocabulary, Vocabulary]:
    """Of things and of troubles."""
    read = list(rows(FOLDER / "alike.tsv"))
    things, troubles = (
        vocabulary((row["name"], row["words"]) for row in read if row["sort"] == sort) for sort in ("thing", "trouble")
    )
    return things, troubles


def elsewhere(here: dict[str, set[str]], there: dict[str, set[str]]) -> bool:
    """Both name a floor, an entrance, a house or a gate, and not the same one."""
    return any(here[kind].isdisjoint(there[kind]) for kind in here.keys() & there.keys())


def places(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for number, kind, side, gate in PLACE.findall(unicodedata.normalize("NFKC", text)):
        value = NUMERALS.get(number, number) or side
        found.setdefault(ONE_KIND.get(kind, kind) or gate, set()).add(value)
    return found
