import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from grids import actions
from grids.models import ExternalCode, Posting, Unit

SQUARE = [[[112.6, 26.9], [112.7, 26.9], [112.7, 27.0], [112.6, 26.9]]]
FORMS = ["add", "edit", "move", "end", "boundary", "codes/add", "postings/add"]


@pytest.fixture
def secretary(client, town):
    client.force_login(town.secretary)
    return client


def page_of(unit, tail: str = "") -> str:
    return f"/desk/tree/{unit.pk}/{tail}/" if tail else f"/desk/tree/{unit.pk}/"


def refused(response) -> str:
    """The sentences of a form that was not accepted."""
    assert response.status_code == 200
    return str(response.context["form"].errors)


def test_a_unit_shows_both_chains(secretary, town):
    actions.edit_unit(town.area, party_name="柳荫党支部", party_head="何书记", by=None)
    page = secretary.get(page_of(town.building)).text
    for words in ("青石街道", "柳荫小区", "柳荫党支部", "何书记", "党员中心户", "党工委"):
        assert words in page


@pytest.mark.parametrize("tail", ["", *FORMS, "stickers"])
def test_another_grids_unit_is_not_found(client, town, tail):
    client.force_login(town.north_leader)
    assert client.get(page_of(town.south, tail)).status_code == 404
    assert client.post(page_of(town.south, tail)).status_code in (404, 405)


@pytest.mark.parametrize("tail", FORMS)
def test_grid_leaders_see_their_grid_and_change_nothing(client, town, tail):
    client.force_login(town.north_leader)
    assert client.get(page_of(town.north)).status_code == 200
    assert client.post(page_of(town.north, tail)).status_code == 403


@pytest.mark.parametrize("tail", FORMS)
def test_forms_open_for_the_secretary(secretary, town, tail):
    assert secretary.get(page_of(town.north, tail)).status_code == 200
    assert secretary.put(page_of(town.north, tail)).status_code == 405


def test_a_new_building_gets_the_next_code(secretary, town):
    form = secretary.get(page_of(town.north, "add"), {"kind": "building"}).context["form"]
    assert form["code"].value() == town.north.code + "003"
    secretary.post(page_of(town.north, "add"), {"kind": "building", "name": "４栋", "code": ""})
    assert Unit.objects.get(parent=town.north, name="4栋").code == town.north.code + "003"


def test_a_double_tap_makes_one_building(secretary, town):
    for _tap in range(2):
        response = secretary.post(page_of(town.north, "add"), {"kind": "building", "name": "4栋"})
    assert "已经有" in refused(response)
    assert Unit.objects.filter(parent=town.north, name="4栋").count() == 1


def test_adding_takes_no_more_than_the_form_asks(secretary, town):
    sent = {
        "kind": "building",
        "name": "5栋",
        "slug": "mine",
        "lft": 1,
        "parent": town.south.pk,
        "valid_until": "2020-01-01",
    }
    secretary.post(page_of(town.north, "add"), sent)
    made = Unit.objects.get(name="5栋")
    assert (made.parent, made.valid_until) == (town.north, None)
    assert made.slug != "mine"


def test_a_kind_that_does_not_belong_is_refused(secretary, town):
    refused(secretary.post(page_of(town.north, "add"), {"kind": "grid", "name": "第9网格"}))


def test_editing_changes_words_only(secretary, town):
    sent = {"name": "北网格", "code": "1", "kind": "street", "parent": town.south.pk, "phone": "0734-1234567"}
    secretary.post(page_of(town.north, "edit"), sent)
    town.north.refresh_from_db()
    assert (town.north.name, town.north.kind, town.north.parent) == ("北网格", "grid", town.area)
    assert town.north.phone == "0734-1234567"


@pytest.mark.parametrize("phone", ["打我电话", "0734-12", "1" * 40])
def test_a_phone_nobody_can_call_is_refused(secretary, town, phone):
    refused(secretary.post(page_of(town.north, "edit"), {"name": "第1网格", "phone": phone}))


def test_moving_goes_where_the_user_keeps(secretary, town):
    other = actions.add_unit("community", "红星社区", "999999001002", parent=town.street, by=None)
    refused(secretary.post(page_of(town.north, "move"), {"parent": other.pk, "on": "2026-01-01"}))


def test_moving_a_building(secretary, town):
    sent = {"parent": town.south.pk, "on": str(town.building.valid_from)}
    assert secretary.post(page_of(town.building, "move"), sent).status_code == 302
    assert Unit.objects.get(pk=town.building.pk).parent == town.south
    assert "第2网格" in secretary.get(page_of(town.building)).text


def test_ending_a_building_with_a_head_says_what_to_do(secretary, town):
    assert "卸任" in refused(secretary.post(page_of(town.building, "end"), {"on": str(town.building.valid_from)}))


def test_an_ended_building_is_shown_as_such(secretary, town):
    secretary.post(page_of(town.building2, "end"), {"on": str(town.building2.valid_from)})
    assert "已停用" in secretary.get(page_of(town.building2)).text


def boundary(found) -> dict:
    return {"file": SimpleUploadedFile("a.geojson", json.dumps(found).encode())}


def test_a_boundary_is_drawn(secretary, town):
    secretary.post(page_of(town.north, "boundary"), boundary({"type": "Polygon", "coordinates": SQUARE}))
    assert "<path d=" in secretary.get(page_of(town.north)).text


def test_a_wrong_boundary_changes_nothing(secretary, town):
    assert "Polygon" in refused(secretary.post(page_of(town.north, "boundary"), boundary({"type": "Point"})))
    assert Unit.objects.get(pk=town.north.pk).boundary is None


def test_external_codes_come_and_go(secretary, town):
    secretary.post(page_of(town.north, "codes/add"), {"system": "公安一标三实", "code": "A-17"})
    code = ExternalCode.objects.get(unit=town.north)
    assert "A-17" in secretary.get(page_of(town.north)).text
    secretary.post(page_of(town.north, f"codes/{code.pk}/remove"))
    assert not ExternalCode.objects.exists()


def test_an_external_code_stands_on_one_unit(secretary, town):
    actions.add_external_code(town.south, "公安", "A-17", by=None)
    assert "A-17" in refused(secretary.post(page_of(town.north, "codes/add"), {"system": "公安", "code": "A-17"}))


def test_an_external_code_is_removed_from_its_own_unit_only(secretary, town):
    code = actions.add_external_code(town.south, "公安", "A-17", by=None)
    assert secretary.post(page_of(town.north, f"codes/{code.pk}/remove")).status_code == 404
    assert secretary.get(page_of(town.south, f"codes/{code.pk}/remove")).status_code == 405


def test_a_unit_costs_the_same_for_more_children_and_posts(secretary, town, queries):
    url = page_of(town.north)
    secretary.get(url)
    with queries(40) as few:
        secretary.get(url)
    for number in range(1, 21):
        code = f"{town.north.code}{100 + number}"
        actions.add_unit("building", f"{code[-3:]}栋", code, parent=town.north, by=None)
        actions.post(Posting.Role.REPRESENTATIVE, town.north, name=f"代表{number}", by=None)
    with queries(len(few)):
        secretary.get(url)


def test_a_unit_shows_its_own_figures(secretary, town):
    figures = secretary.get(page_of(town.area)).context["figures"]
    assert {figure["label"]: figure["number"] for figure in figures} == {"栋楼": 3, "户": 2, "人": 3}


def test_only_units_one_may_see_are_linked_above(secretary, town):
    assert secretary.get(page_of(town.north)).context["seen"] == {town.community.pk, town.area.pk, town.north.pk}
