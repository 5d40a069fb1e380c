import pytest
from django.urls import reverse

from community import actions
from community.models import Dwelling
from community.views.dwelling import mask_plate


@pytest.fixture
def lin(client, town):
    client.force_login(town.north_worker)
    return client


def at(name, *keys):
    return reverse(f"community:{name}", args=keys)


def test_a_flat_shows_what_is_known_of_it(lin, town):
    facts = {"floor": 1, "area": "88.50", "area_source": "房产证", "use": "owner"}
    lin.post(at("dwelling_edit", town.home.pk), facts)
    page = lin.get(at("dwelling", town.home.pk)).text
    for words in ("88.50 平方米", "房产证", "自住", "王小明", "李翠花", "修改房屋资料"):
        assert words in page


def test_another_grids_flat_does_not_exist_here(lin, town):
    assert lin.get(at("dwelling", town.south_home.pk)).status_code == 404


def test_an_empty_flat_has_a_page_too(lin, town):
    empty = actions.add_dwelling(town.building, "1", "102", by=None)
    page = lin.get(at("dwelling", empty.pk)).text
    assert "现在没有人在住" in page
    assert at("dwelling", empty.pk) in lin.get(at("building", town.building.pk)).text


def test_a_new_flat_takes_the_source_of_its_area(lin, town):
    form = {"entrance": "1", "room": "103", "area": "60", "area_source": "住户自报"}
    assert lin.post(at("dwelling_new", town.building.pk), form).status_code == 302
    assert Dwelling.objects.get(room="103").area_source == "住户自报"


def test_a_flat_costs_the_same_for_one_owner_and_for_twenty(lin, town, queries):
    for number in range(20):
        actions.add_owner(town.home, name=f"甲{number}", phone="19900000012", by=None)
        actions.add_vehicle(town.home, plate=f"湘D{number:05}", kind="car", by=None)
    with queries(24):
        lin.get(at("dwelling", town.home.pk))


@pytest.mark.parametrize(("plate", "shown"), [("湘D12345", "湘D***45"), ("湘112", "***2"), ("D12", "**2")])
def test_a_short_plate_shows_one_sign_only(plate, shown):
    assert mask_plate(plate) == shown
