from datetime import date
from fractions import Fraction

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from community import actions
from community.models import Ownership, Pet, Vehicle
from tests.community.views.test_people import WHOLE_NUMBER


@pytest.fixture
def lin(client, town):
    client.force_login(town.north_worker)
    return client


def at(name, *keys):
    return reverse(f"community:{name}", args=keys)


def owner_form(**changed):
    return {"kind": "person", "name": "赵有田", "share": "1/3"} | changed


def page(client, town):
    return client.get(at("dwelling", town.home.pk)).text


def test_an_owner_is_registered_and_masked(lin, town):
    form = owner_form(id_number="110101199003070011", phone="139 1234 5678", basis="不动产权证")
    assert lin.post(at("owner_new", town.home.pk), form)["Location"] == at("dwelling", town.home.pk)
    shown = page(lin, town)
    assert "赵有田" in shown
    assert "1/3" in shown
    assert not WHOLE_NUMBER.search(shown)


def test_shares_that_do_not_add_up_are_told_and_not_refused(lin, town):
    for share in ("1/2", "1/3"):
        lin.post(at("owner_new", town.home.pk), owner_form(share=share))
    assert "份额合计是 5/6，不等于 1" in page(lin, town)
    lin.post(at("owner_new", town.home.pk), owner_form(share="1/6"))
    assert "不等于 1" not in page(lin, town)


def test_a_resident_of_the_flat_is_chosen_as_owner(lin, town):
    lin.post(at("owner_new", town.home.pk), owner_form(person=town.wang.pk, name="", share="1"))
    assert Ownership.objects.get().person == town.wang
    assert "名下的房屋" in lin.get(at("person", town.wang.pk)).text


def test_a_resident_of_another_grid_cannot_be_linked(lin, town):
    for address in (at("owner_new", town.home.pk), at("owner_new", town.home.pk) + f"?person={town.zeng.pk}"):
        assert "曾南山" not in lin.get(address).text
        assert lin.post(address, owner_form(person=town.zeng.pk)).status_code == 422
    assert not Ownership.objects.exists()


def test_an_owner_elsewhere_is_found_by_searching(client, town):
    client.force_login(town.clerk)
    sent = client.post(at("owner_find", town.home.pk), {"q": "曾南山"})
    assert "曾" not in sent["Location"]
    found = client.get(sent["Location"]).text
    assert "曾*山" in found
    assert f"{at('owner_new', town.home.pk)}?person={town.zeng.pk}" in found


def test_an_owner_is_revealed_with_a_reason_and_once(lin, town):
    owner = actions.add_owner(town.home, name="赵有田", phone="13912345678", by=None)
    form = {"field": "phone", "reason": "漏水联系业主"}
    assert "13912345678" in lin.post(at("owner_reveal", owner.pk), form).text
    assert "13912345678" not in page(lin, town)
    entry = AuditEntry.objects.get(verb="owner.revealed")
    assert (entry.reason, entry.target) == ("漏水联系业主", f"owner:{owner.pk}")
    assert lin.post(at("owner_reveal", owner.pk), form | {"reason": ""}).status_code == 422


def test_a_correction_keeps_what_was_not_typed(lin, town):
    owner = actions.add_owner(town.home, name="赵有田", phone="13912345678", share=Fraction(1, 2), by=None)
    lin.post(at("owner_edit", owner.pk), owner_form(name="赵有天", share="1/2"))
    owner.refresh_from_db()
    assert (owner.name, owner.phone) == ("赵有天", "13912345678")
    lin.post(at("owner_edit", owner.pk), owner_form(no_phone="on"))
    owner.refresh_from_db()
    assert owner.phone == ""


def test_a_link_nobody_here_may_see_stays(lin, town):
    owner = actions.add_owner(town.home, person=town.zeng, by=None)
    lin.post(at("owner_edit", owner.pk), owner_form(name="曾南山"))
    owner.refresh_from_db()
    assert owner.person == town.zeng


def test_an_owner_ends_and_is_still_told_of(lin, town):
    owner = actions.add_owner(town.home, name="赵有田", by=None)
    assert lin.post(at("owner_end", owner.pk), {"on": "2026-01-05"}).status_code == 302
    assert "到 2026-01-05" in page(lin, town)
    assert lin.get(at("owner_end", owner.pk)).status_code == 302


BAD = [{"share": "3/2"}, {"share": ""}, {"name": ""}, {"id_number": "110101199003070012"}, {"since": "2999-01-01"}]


@pytest.mark.parametrize("wrong", BAD)
def test_a_wrong_owner_is_refused_and_what_was_typed_stays(lin, town, wrong):
    answer = lin.post(at("owner_new", town.home.pk), owner_form(basis="购房合同") | wrong)
    assert answer.status_code == 422
    assert "购房合同" in answer.text
    assert not Ownership.objects.exists()


def test_a_plate_is_masked_and_revealed(lin, town):
    lin.post(at("vehicle_new", town.home.pk), {"plate": "湘D12345", "kind": "car"})
    assert "湘D***45" in page(lin, town)
    vehicle = Vehicle.objects.get()
    shown = lin.post(at("vehicle_reveal", vehicle.pk), {"field": "plate", "reason": "挪车"}).text
    assert "湘D12345" in shown
    lin.post(at("vehicle_end", vehicle.pk), {"on": "2026-01-05"})
    assert Vehicle.objects.get().until == date(2026, 1, 5)


def test_a_vehicle_is_corrected_without_its_plate_on_the_form(lin, town):
    vehicle = actions.add_vehicle(town.home, plate="湘D12345", kind="car", by=None)
    assert "12345" not in lin.get(at("vehicle_edit", vehicle.pk)).text
    assert lin.post(at("vehicle_edit", vehicle.pk), {"kind": "electric", "note": "白色"}).status_code == 302
    assert all(words in page(lin, town) for words in ("电动自行车的车牌号", "湘D***45", "白色", "更正车辆"))
    lin.post(at("vehicle_edit", vehicle.pk), {"kind": "electric", "plate": "湘D54321"})
    assert "湘D***21" in page(lin, town)


def test_a_pet_is_registered_corrected_and_ended(lin, town):
    lin.post(at("pet_new", town.home.pk), {"kind": "dog", "name": "旺财", "licence": "Q123"})
    pet = Pet.objects.get()
    lin.post(at("pet_edit", pet.pk), {"kind": "dog", "name": "旺财", "vaccinated_on": "2026-01-05"})
    assert "2026-01-05 免疫" in page(lin, town)
    lin.post(at("pet_end", pet.pk), {"on": "2026-01-06"})
    assert "没有登记宠物" in page(lin, town)


@pytest.mark.parametrize("name", ["owner_edit", "owner_end", "vehicle_edit", "vehicle_end", "pet_edit", "pet_end"])
def test_another_grids_things_do_not_exist_here(lin, town, name):
    home = town.south_home
    made = {
        "owner": lambda: actions.add_owner(home, name="某", by=None),
        "vehicle": lambda: actions.add_vehicle(home, plate="湘D12345", kind="car", by=None),
        "pet": lambda: actions.add_pet(home, kind="dog", by=None),
    }[name.split("_")[0]]()
    assert (
        lin.get(at(name, made.pk)).status_code == lin.post(at(name, made.pk), {"on": "2026-01-05"}).status_code == 404
    )
