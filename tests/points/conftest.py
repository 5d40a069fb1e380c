"""Short ways to points for the tests of the book."""

from uuid import uuid4

import pytest

from points import actions
from points.models import Account, Item


@pytest.fixture
def cleaning(db):
    """3 points an hour, at most 12 a day."""
    return Item.objects.get(code="cleaning")


@pytest.fixture
def give(town):
    """Award points as upper apps do: ``give(town.wang, 30)``."""

    def make(person, points, **facts):
        return actions.award(person, points, **{"key": f"test:{uuid4()}", "by": town.clerk} | facts)

    return make


@pytest.fixture
def balance():
    return lambda person: Account.objects.open().get(person=person).balance
