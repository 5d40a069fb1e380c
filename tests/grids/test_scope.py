import pytest
from django.http import Http404

from community.models import Person
from grids.models import Unit
from grids.scope import get_visible


def test_grid_worker_oversees_own_grid_and_buildings(town):
    names = set(Unit.objects.overseen_by(town.north_worker).values_list("name", flat=True))
    assert names == {"第1网格", "1栋", "2栋"}


def test_stranger_oversees_nothing(town):
    assert not Unit.objects.overseen_by(town.stranger).exists()


def test_person_of_another_grid_is_not_found(town):
    with pytest.raises(Http404):
        get_visible(Person, town.north_worker, town.zeng.pk)
