import pytest
from django.http import Http404
from django.utils import timezone

from community.models import Person
from grids.actions import add_unit, end_posting, propose_code
from grids.models import Posting, Unit
from grids.scope import carry_posts, get_visible, on_staff


def test_grid_worker_oversees_own_grid_and_buildings(town):
    names = set(Unit.objects.overseen_by(town.north_worker).values_list("name", flat=True))
    assert names == {"第1网格", "1栋", "2栋"}


def test_stranger_oversees_nothing(town):
    assert not Unit.objects.overseen_by(town.stranger).exists()


def test_person_of_another_grid_is_not_found(town):
    with pytest.raises(Http404):
        get_visible(Person, town.north_worker, town.zeng.pk)


@pytest.fixture
def reader(town):
    """The secretary as a request has them: with the posts carried along."""
    carry_posts(town.secretary)
    return town.secretary


def test_a_readers_posts_are_asked_for_once(reader, queries):
    with queries(1):
        assert on_staff(reader)
        list(Unit.objects.overseen_by(reader, Posting.Role.SECRETARY).values_list("pk"))


def test_whoever_ends_their_own_post_is_asked_anew(reader):
    end_posting(Posting.objects.get(user=reader), by=reader)
    assert not on_staff(reader)


def test_a_tree_redrawn_by_the_reader_is_seen_as_it_is_now(reader, town):
    added = add_unit("building", "30栋", propose_code("building", town.north), parent=town.north, by=reader)
    assert Unit.objects.overseen_by(reader).filter(pk=added.pk).exists()


def test_nothing_is_carried_from_one_request_to_the_next(client, town):
    client.force_login(town.north_worker)
    assert client.get("/desk/tree/").status_code == 200
    Posting.objects.filter(user=town.north_worker).update(until=timezone.localdate())
    assert client.get("/desk/tree/").status_code == 403
