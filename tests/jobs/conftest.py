"""Kinds of work that only tests know, and a fixture that forgets them again."""

import pytest

from jobs import work as works


@pytest.fixture
def kind(monkeypatch):
    """``kind("test.x", function)`` makes a kind of work for this test alone."""
    for table in ("WORK", "LONG", "CLOCK"):
        monkeypatch.setattr(works, table, getattr(works, table).copy())

    def declare(name: str, function, *, long: bool = False):
        return works.work(name, long=long)(function)

    return declare
