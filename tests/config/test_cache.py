import pytest

from config.cache import CalmRedisCache


@pytest.fixture
def nobody_there() -> CalmRedisCache:
    """A cache whose server does not answer: nothing listens on port 1."""
    return CalmRedisCache("redis://127.0.0.1:1/0", {})


def test_reading_finds_nothing(nobody_there):
    assert nobody_there.get("key", "default") == "default"


def test_get_or_set_still_gives_the_value(nobody_there):
    assert nobody_there.get_or_set("key", lambda: "fresh", 60) == "fresh"


def test_writing_does_nothing(nobody_there):
    assert nobody_there.set("key", "value", 60) is None
    assert nobody_there.add("key", "value", 60) is False
    assert nobody_there.delete("key") is False


def test_counting_says_that_nothing_was_counted(nobody_there):
    with pytest.raises(ValueError, match="key"):
        nobody_there.incr("key")


def test_home_opens_while_the_cache_is_away(client, town, nobody_there, monkeypatch):
    monkeypatch.setattr("grids.publish.cache", nobody_there)
    monkeypatch.setattr("config.context.cache", nobody_there)
    assert client.get("/").status_code == 200
