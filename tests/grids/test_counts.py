import pytest

from grids import counts


@pytest.fixture
def counters(monkeypatch):
    monkeypatch.setattr(counts, "COUNTERS", {})


def test_every_registered_counter_is_asked(counters):
    counts.register("people", "人", lambda buildings: {1: len(buildings)})
    assert counts.count([7, 8]) == {"people": {1: 2}}


def test_without_counters_there_are_no_figures(counters):
    assert counts.count([7]) == {}
