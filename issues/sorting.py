"""Which kind of matter a text is about: a suggestion for people who do not know the list, never a decision.

Multinomial naive Bayes over the features of issues/texts/grams.py, learnt from the shipped sentences and keywords.
Each feature counts once a text, and less the more kinds it appears in (inverse class frequency), because half of
what residents write (我们, 没人管) says nothing about the kind. Acceptance point 2 of domain/issues.md asks for the right kind
among the first three in 80 of 100 texts that the model has never seen.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import exp, log

from issues.texts import Kind, kinds, training
from issues.texts.grams import features

# added to every count; this and the next two were found with cross-validation over the training texts alone
SMOOTHING = 10.0
# a keyword, a name, a hint is worth so many sentences
WORTH = 3
# naive Bayes takes neighbouring pieces for independent and is too sure of itself; this makes the shares honest
TEMPERATURE = 1.4


@dataclass(frozen=True, slots=True)
class Model:
    """Logarithms: ``heard[feature]`` what each kind (by place) gains by it, ``unheard`` what every feature costs."""

    codes: tuple[str, ...]
    heard: dict[str, tuple[tuple[int, float], ...]]
    weights: dict[str, float]
    unheard: tuple[float, ...]


def suggest(text: str) -> list[tuple[str, float]]:
    """Every code with a share of 1, best first; [] when nothing in the text was ever heard of."""
    return ranked(shipped(), text)


def accuracy(rows: Iterable[tuple[str, str]]) -> tuple[float, float]:
    """Share of the (code, text) rows whose code comes first, and whose code is among the first three."""
    places = [place(code, suggest(text)) for code, text in rows]
    return sum(at < 1 for at in places) / len(places), sum(at < 3 for at in places) / len(places)


def place(code: str, suggested: list[tuple[str, float]]) -> int:
    return next((at for at, (other, _) in enumerate(suggested) if other == code), len(suggested) or 3)


@cache
def shipped() -> Model:
    """Learnt once a process, when the first text is read."""
    return learn(training(), kinds())


def learn(texts: Iterable[tuple[str, str]], kinds: Iterable[Kind]) -> Model:
    codes = tuple(kind.code for kind in kinds)
    places = {code: at for at, code in enumerate(codes)}
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    said = [(kind.code, words, WORTH) for kind in kinds for words in (kind.name, kind.hint, *kind.keywords)]
    for code, text, worth in [*((code, text, 1) for code, text in texts), *said]:
        for feature in features(text):
            counts[feature][places[code]] += worth
    totals = Counter[int]()
    for count in counts.values():
        totals.update(count)
    gains = {
        at: {number: log(1 + number / SMOOTHING) for number in set(count.values())} for at, count in counts.items()
    }
    weights = {feature: log(1 + len(codes) / len(count)) for feature, count in counts.items()}
    heard = {
        feature: tuple((at, weights[feature] * gains[feature][number]) for at, number in count.items())
        for feature, count in counts.items()
    }
    unheard = tuple(-log(totals[at] + SMOOTHING * len(counts)) for at in range(len(codes)))
    return Model(codes, heard, weights, unheard)


def ranked(model: Model, text: str) -> list[tuple[str, float]]:
    known = [feature for feature in features(text) if feature in model.heard]
    if not known:
        return []
    weight = sum(model.weights[feature] for feature in known)
    scores = [weight * cost for cost in model.unheard]
    for feature in known:
        for at, gain in model.heard[feature]:
            scores[at] += gain
    best = max(scores)
    shares = [exp((score - best) / TEMPERATURE) for score in scores]
    whole = sum(shares)
    return sorted(zip(model.codes, (share / whole for share in shares), strict=True), key=lambda pair: -pair[1])
