import pytest

from config.demo import town as small_town


@pytest.fixture
def town(db):
    return small_town.build()
