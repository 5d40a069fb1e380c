from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry, User
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
    add(secretary, town.north, role=Role.GRID_WORKER, username=" LUREN ")
    assert Posting.objects.get(user=town.stranger).unit == town.north


def test_an_unknown_login_name_is_explained_and_stays(secretary, town):
    page = add(secretary, town.north, role=Role.GRID_WORKER, username="nobody").text
    assert "没有这个登录名" in page
    assert 'value="nobody"' in page


def test_a_secretary_cannot_make_an_administrator(secretary, town):
    response = add(secretary, town.community, role=Role.ADMIN, username="luren")
    assert "role" in response.context["form"].errors
    town.stranger.refresh_from_db()
    assert not town.stranger.is_superuser


def test_flags_are_not_taken_from_the_form(secretary, town):
    add(secretary, town.north, role=Role.GRID_WORKER, username="luren", is_staff=1, is_superuser=1, deputy_for=1)
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


def newcomer(client, town, **sent):
    return add(client, town.north, role=Role.GRID_WORKER, name="王小明", new_account="on", **sent)


def test_a_login_is_opened_with_the_post_and_its_password_shown_once(secretary, client, town):
    newcomer(secretary, town)
    page = secretary.get(f"/desk/tree/{town.north.pk}/")
    first = page.context["first"]
    assert first["password"] in page.text
    assert "no-store" in page["Cache-Control"]
    user = User.objects.get(username="wangxiaoming")
    assert user.check_password(first["password"])
    assert user.must_change_password
    assert first["password"] not in secretary.get(f"/desk/tree/{town.north.pk}/").text


def test_the_password_does_not_stand_in_the_session(secretary, town):
    newcomer(secretary, town)
    stored = str(dict(secretary.session))
    assert secretary.get(f"/desk/tree/{town.north.pk}/").context["first"]["password"] not in stored


def test_a_taken_login_name_is_explained_beside_it(secretary, town):
    form = newcomer(secretary, town, username="luren").context["form"]
    assert "已经有人用了" in form.errors["username"][0]
    assert not Posting.objects.filter(name="王小明").exists()


def test_a_refused_post_leaves_no_account(secretary, town):
    newcomer(secretary, town, until=day(-3))
    assert not User.objects.filter(username="wangxiaoming").exists()


def test_a_login_needs_a_name(secretary, town):
    form = add(secretary, town.north, role=Role.GRID_WORKER, new_account="on").context["form"]
    assert form.errors["name"] == ["开通账号要填写姓名。"]


def test_what_is_missing_is_asked_for_by_name(secretary, town):
    form = secretary.post(f"/desk/tree/{town.north.pk}/postings/add/", {"name": "王小明"}).context["form"]
    assert form.errors["role"] == ["请选择岗位。"]
    assert form.errors["since"] == ["请填写任职日期。"]


def password_page(client, town, holder):
    return client.post(f"/desk/postings/{Posting.objects.get(user=holder).pk}/password/", {"sure": "1"})


def test_an_administrator_gives_a_new_password(client, town):
    client.force_login(town.admin)
    assert password_page(client, town, town.north_worker).status_code == 302
    first = client.get(f"/desk/tree/{town.north.pk}/").context["first"]
    town.north_worker.refresh_from_db()
    assert town.north_worker.check_password(first["password"])
    assert AuditEntry.objects.filter(verb="account.password_given", actor=town.admin).exists()


@pytest.mark.parametrize("who", ["secretary", "clerk", "north_leader", "north_worker"])
def test_nobody_else_does(client, town, who):
    client.force_login(getattr(town, who))
    assert password_page(client, town, town.north_worker).status_code == 403


def test_an_administrators_own_password_is_changed_elsewhere(client, town):
    client.force_login(town.admin)
    assert password_page(client, town, town.admin).status_code == 403


def test_powers_above_ones_own_are_not_lent_by_a_new_password(client, town):
    """Whoever administers the community resets nobody who also serves the street."""
    Posting.objects.filter(user=town.admin).update(unit=town.community)
    Posting.objects.create(user=town.north_worker, name="林小满", role=Role.WORKER, unit=town.street)
    client.force_login(town.admin)
    posting = Posting.objects.get(user=town.north_worker, unit=town.north)
    assert client.post(f"/desk/postings/{posting.pk}/password/", {"sure": "1"}).status_code == 403
