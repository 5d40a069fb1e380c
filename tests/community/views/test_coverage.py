import pytest
from django.urls import reverse

from community.actions import add_dwelling, add_person
from community.actions.coverage import GAPS


@pytest.fixture
def lin(client, town):
    client.force_login(town.north_worker)
    return client


def test_each_number_is_the_length_of_its_list(lin, town):
    add_dwelling(town.building, "1", "102", use="vacant", by=None)
    add_dwelling(town.building, "1", "103", by=None)
    gaps = lin.get(reverse("community:coverage")).context["gaps"]
    counts = {item["gap"].name: item["count"] for item in gaps}
    assert {name: n for name, n in counts.items() if n} == {"unknown": 1, "vacant": 1, "bare": 1, "odd": 1, "stale": 1}
    for item in gaps:
        assert lin.get(item["url"]).context["page"].paginator.count == item["count"], item["gap"].name


def test_the_grid_with_its_buildings(lin, town):
    add_dwelling(town.building, "1", "102", use="vacant", by=None)
    (grid,) = lin.get(reverse("community:coverage")).context["grids"]
    assert (grid["name"], grid["homes"], grid["vacant"], grid["households"], grid["people"]) == ("第1网格", 2, 1, 1, 2)
    assert [building["name"] for building in grid["buildings"]] == ["1栋", "2栋"]
    assert grid["odd"]


def test_the_bounds_are_a_setting(lin, town, settings):
    settings.GRID_HOUSEHOLDS = [1, 10]
    page = lin.get(reverse("community:coverage"))
    assert not page.context["grids"][0]["odd"]


def test_a_list_holds_no_names(lin, town):
    page = lin.get(reverse("community:coverage_list", args=["unknown"])).text
    assert "王小明" not in page


def test_narrowed_to_a_grid(client, town):
    add_dwelling(town.south_building, "2", "502", by=None)
    client.force_login(town.clerk)
    ask = {"unit": town.south.pk}
    assert client.get(reverse("community:coverage_list", args=["unknown"]), ask).context["page"].paginator.count == 1
    ask = {"unit": town.north.pk}
    assert client.get(reverse("community:coverage_list", args=["unknown"]), ask).context["page"].paginator.count == 0


def test_a_grid_that_is_not_mine_narrows_nothing(lin, town):
    page = lin.get(reverse("community:coverage"), {"unit": town.south.pk})
    assert [grid["name"] for grid in page.context["grids"]] == ["第1网格"]


@pytest.mark.parametrize("show", ["nothing", "x-y"])
def test_no_other_lists(lin, show):
    assert lin.get(reverse("community:coverage_list", args=[show])).status_code == 404


def test_one_dwelling_or_thirty_cost_the_same(lin, town, queries):
    for room in range(201, 231):
        add_person("何小北", dwelling=add_dwelling(town.building, "1", str(room), by=None), by=None)
        add_dwelling(town.building, "2", str(room), by=None)
    lin.get(reverse("community:coverage"))
    with queries(26):
        lin.get(reverse("community:coverage"))
    for name in GAPS:
        with queries(11):
            lin.get(reverse("community:coverage_list", args=[name]))
