import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community.actions import add_dwelling, add_person, move_in, move_out
from community.models import Dwelling, Household, Residence


@pytest.fixture
def lin(client, town):
    client.force_login(town.north_worker)
    return client


def at(name, *keys):
    return reverse(f"community:{name}", args=keys)


def household(home):
    return Household.objects.get(dwelling=home)


def test_the_household_shows_its_members(lin, town):
    page = lin.get(at("household", household(town.home).pk)).text
    assert "王小明" in page
    assert "李翠花" in page


@pytest.mark.parametrize("verb", ["get", "post"])
def test_another_grids_homes_do_not_exist_here(lin, town, verb):
    ask = getattr(lin, verb)
    assert ask(at("household", household(town.south_home).pk)).status_code == 404
    assert ask(at("dwelling_new", town.south_building.pk)).status_code == 404
    assert ask(at("dwelling_edit", town.south_home.pk)).status_code == 404


def test_another_grids_building_does_not_exist_here(lin, town):
    assert lin.get(at("building", town.south_building.pk)).status_code == 404
    assert lin.get(at("building", town.north.pk)).status_code == 404


def test_the_head_is_changed(lin, town):
    lin.post(at("household", household(town.home).pk), {"head": town.li.pk})
    assert household(town.home).head == town.li


def test_a_stranger_to_the_household_cannot_become_head(lin, town):
    assert lin.post(at("household", household(town.home).pk), {"head": town.zeng.pk}).status_code == 422
    assert household(town.home).head == town.wang


def test_the_head_names_a_successor_when_moving_out(lin, town):
    stay = Residence.objects.get(person=town.wang)
    form = {"on": "2026-01-05"}
    assert lin.post(at("move_out", town.wang.pk, stay.pk), form).status_code == 422
    form[f"new_head_{stay.household_id}"] = town.li.pk
    assert lin.post(at("move_out", town.wang.pk, stay.pk), form).status_code == 302
    assert household(town.home).head == town.li


def test_a_second_home_is_registered(lin, town):
    form = {"building": town.building2.pk, "entrance": "", "room": "8", "new_dwelling": "on", "since": "2026-01-05"}
    assert lin.post(at("move_in", town.li.pk), form).status_code == 302
    assert Residence.objects.current().filter(person=town.li).count() == 2


def test_a_death_is_registered_on_the_page(lin, town):
    assert lin.post(at("death", town.li.pk), {"on": "2026-01-05"}).status_code == 302
    assert "2026-01-05 去世" in lin.get(at("person", town.li.pk)).text


@pytest.fixture
def elsewhere(town):
    """王小明 is head of a second household too, in the south, where 何小南 lives with him."""
    flat = add_dwelling(town.south_building, "2", "601", by=None)
    move_in(town.wang, flat, by=None)
    return add_person("何小南", dwelling=flat, relation="20", by=None)


def test_a_death_shows_nobody_of_another_grid(lin, town, elsewhere):
    page = lin.get(at("death", town.wang.pk)).text
    assert "李翠花" in page
    assert "何小南" not in page


def test_a_household_of_another_grid_waits_for_its_own_staff(lin, town, elsewhere):
    own = town.home.households.get()
    lin.post(at("death", town.wang.pk), {"on": "2026-01-05", f"new_head_{own.pk}": town.li.pk})
    town.wang.refresh_from_db()
    own.refresh_from_db()
    assert (str(town.wang.died_on), own.head) == ("2026-01-05", town.li)
    assert elsewhere.residences.get().household.head is None


def test_flats_of_a_building_are_listed_with_masked_heads(lin, town):
    page = lin.get(at("building", town.building.pk)).text
    assert "王*明" in page
    assert "王小明" not in page


def cost(client, town):
    with CaptureQueriesContext(connection) as counted:
        client.get(at("building", town.building.pk))
    return len(counted)


def test_a_building_costs_the_same_for_one_flat_and_for_thirty(lin, town):
    lin.get(at("building", town.building.pk))
    few = cost(lin, town)
    for room in range(102, 132):
        add_person(f"甲{room}", dwelling=add_dwelling(town.building, "1", str(room), by=None), by=None)
    assert cost(lin, town) == few


def test_a_flat_is_registered_and_changed(lin, town):
    assert lin.post(at("dwelling_new", town.building.pk), {"entrance": "1", "room": "102"}).status_code == 302
    home = Dwelling.objects.get(room="102")
    form = {"floor": "1", "area": "88.50", "use": "let", "room": "999", "building": town.south_building.pk}
    assert lin.post(at("dwelling_edit", home.pk), form).status_code == 302
    home.refresh_from_db()
    assert (str(home.area), home.use, home.room, home.building) == ("88.50", "let", "102", town.building)


def test_a_second_tab_is_told_that_somebody_moved_out_already(client, town):
    client.force_login(town.clerk)
    page = f"/desk/people/{town.li.pk}/move-out/{town.li.residences.get().pk}/"
    move_out(town.li.residences.get(), by=town.clerk)
    assert "已经登记搬离了" in client.post(page, {"on": "2026-11-20"}, follow=True).text
    assert town.li.residences.count() == 1
