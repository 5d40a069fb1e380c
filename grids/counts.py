"""Figures other apps hang on buildings. Knows no models.

An app above registers a counter in its ``AppConfig.ready``::

    counts.register("people", _("人"), people_by_building)

``people_by_building(buildings)`` takes a queryset of building units and answers ``{building pk: number}`` in one
query; the tree page adds the numbers up. So grids shows how many live where without knowing who counts.
"""

from collections.abc import Callable
from typing import Any, NamedTuple


class Counter(NamedTuple):
    label: Any
    by_building: Callable[[Any], dict[int, int]]


COUNTERS: dict[str, Counter] = {}


def register(name: str, label: Any, by_building: Callable[[Any], dict[int, int]]) -> None:
    COUNTERS[name] = Counter(label, by_building)


def count(buildings: Any) -> dict[str, dict[int, int]]:
    """``{"people": {building pk: number}}`` of every registered counter."""
    return {name: counter.by_building(buildings) for name, counter in COUNTERS.items()}
