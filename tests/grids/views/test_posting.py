from datetime import timedelta

import pytest
from django.utils import timezone

from grids.models import Posting

Role = Posting.Role


@pytest.fixture
def secretary(client, town):
    client.force_login(town.secretary)
    return client


def day(ahead: int = 0) -> str:
    return str(timezone.localdate() + timedelta(days=ahead))


def add(client, unit, **sent):
    return client.post(f"/desk/tree/{unit.pk}/postings/add/", {"since": day()} | sent)


def test_a_worker_is_posted_by_login_name(secretary, town):
    add(secretary, town.north, role=Role.GRID_WORKER, user=" LUREN ")
    assert Posting.objects.get(user=town.stranger).unit == town.north


def test_an_unknown_login_name_is_explained_and_stays(secretary, town):
    page = add(secretary, town.north, role=Role.GRID_WORKER, user="nobody").text
    assert "没有这个登录名" in page
    assert 'value="nobody"' in page


def test_a_secretary_cannot_make_an_administrator(secretary, town):
    response = add(secretary, town.community, role=Role.ADMIN, user="luren")
    assert "role" in response.context["form"].errors
    town.stranger.refresh_from_db()
    assert not town.stranger.is_superuser


def test_flags_are_not_taken_from_the_form(secretary, town):
    add(secretary, town.north, role=Role.GRID_WORKER, user="luren", is_staff=1, is_superuser=1, deputy_for=1)
    town.stranger.refresh_from_db()
    assert not town.stranger.is_staff
    assert Posting.objects.get(user=town.stranger).deputy_for is None


def test_a_head_without_account_goes_on_the_board(secretary, town):
    add(secretary, town.building2, role=Role.BUILDING_HEAD, name="李师傅", public_phone="199-0000-0002", on_board="on")
    assert list(Posting.objects.public().filter(unit=town.building2).values_list("name", flat=True)) == ["李师傅"]


def test_a_post_is_ended_on_the_page(secretary, town):
    posting = Posting.objects.get(user=town.north_worker)
    assert secretary.get(f"/desk/postings/{posting.pk}/end/").status_code == 200
    secretary.post(f"/desk/postings/{posting.pk}/end/", {"on": day()})
    assert not Posting.objects.current().filter(pk=posting.pk).exists()


def test_a_deputy_is_arranged_on_the_page(secretary, town):
    posting = Posting.objects.get(user=town.north_leader)
    url = f"/desk/postings/{posting.pk}/deputy/"
    assert secretary.get(url).status_code == 200
    secretary.post(url, {"user": "qiao", "since": day(), "until": day(7)})
    assert Posting.objects.get(deputy_for=posting).user == town.south_worker
    assert "代理 莫北" in secretary.get(f"/desk/tree/{town.north.pk}/").text


@pytest.mark.parametrize("act", ["end", "deputy"])
def test_another_grids_post_is_not_found(client, town, act):
    posting = Posting.objects.get(user=town.south_worker)
    client.force_login(town.north_leader)
    assert client.get(f"/desk/postings/{posting.pk}/{act}/").status_code == 404
    assert client.post(f"/desk/postings/{posting.pk}/{act}/").status_code == 404


@pytest.mark.parametrize("act", ["end", "deputy"])
def test_leaders_do_not_end_their_own_workers_posts(client, town, act):
    posting = Posting.objects.get(user=town.north_worker)
    client.force_login(town.north_leader)
    assert client.post(f"/desk/postings/{posting.pk}/{act}/").status_code == 403


def test_a_secretary_does_not_end_the_administrators_post(secretary, town):
    posting = Posting.objects.create(user=town.stranger, name="路人", role=Role.ADMIN, unit=town.community)
    assert secretary.post(f"/desk/postings/{posting.pk}/end/", {"on": day()}).status_code == 403
