"""Where each unit stands in the tree (tree_id, lft, rght, level), computed from parents alone. Knows no models."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import NamedTuple


class Place(NamedTuple):
    tree_id: int
    lft: int
    rght: int
    level: int


def lay_out(rows: Iterable[tuple[Hashable, Hashable | None, str]]) -> dict[Hashable, Place]:
    """``(key, parent's key, sort word)`` → place. Units that hang on themselves have no place and are left out."""
    below: dict[Hashable | None, list] = defaultdict(list)
    for key, parent, word in rows:
        below[parent].append((word, key))
    for children in below.values():
        children.sort()
    places: dict[Hashable, Place] = {}
    for tree_id, (_, root) in enumerate(below[None], start=1):
        number_tree(root, tree_id, below, places)
    return places


def number_tree(root: Hashable, tree_id: int, below: dict, places: dict[Hashable, Place]) -> None:
    """Walk one tree in order, counting a step at each way in and each way out."""
    step, entered = 0, {}
    waiting: list[tuple[Hashable, int, bool]] = [(root, 0, False)]
    while waiting:
        key, level, leaving = waiting.pop()
        step += 1
        if leaving:
            places[key] = Place(tree_id, entered[key], step, level)
            continue
        entered[key] = step
        waiting.append((key, level, True))
        waiting.extend((child, level + 1, False) for _, child in reversed(below.get(key, ())))
