"""The rows of the access table for pages of deliberation, and the things they are opened with."""

from types import SimpleNamespace

TABLE = ""


def fill(town: SimpleNamespace) -> None:
    """One thing of each kind in the north grid, made as people make it."""


def things(world: SimpleNamespace) -> dict[str, dict]:
    """What the pages with an argument are opened with, by the start of their names; longer starts decide."""
    return {}
