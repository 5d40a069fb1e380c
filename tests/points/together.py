"""Deeds at the same moment, each in its own thread and connection."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.core.exceptions import ValidationError
from django.db import connection


def together(*deeds, at_once: int | None = None) -> list:
    """All let go at the same moment (or so many at a time); refusals come back as their code."""
    hands = at_once or len(deeds)
    gate = Barrier(hands)
    # the first ones start together; whoever comes later runs as soon as a hand is free
    first = set(range(hands))

    def run(number, deed):
        try:
            if number in first:
                gate.wait(20)
            return deed()
        except ValidationError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(hands) as pool:
        return list(pool.map(run, range(len(deeds)), deeds))
