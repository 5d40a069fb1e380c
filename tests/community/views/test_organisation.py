import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from community import actions
from community.models import Organisation

CODE = "92999999MA12345678"


@pytest.fixture
def lin(client, town):
    client.force_login(town.north_worker)
    return client


@pytest.fixture
def shop(town):
    facts = {"kind": "shop", "name": "柳荫便利店", "trade": "超市", "operator": "赵有田", "phone": "19900000031"}
    return actions.add_organisation(town.building, dwelling=town.home, by=None, **facts)


def at(name, *keys):
    return reverse(f"community:{name}", args=keys)


def listed(client, **query):
    return client.get(at("organisations"), query).text


def form(town, **changed):
    return {"building": town.building.pk, "kind": "firm", "name": "青石公司", "credit_code": CODE} | changed


def test_shops_of_the_own_area_are_listed_masked(lin, town, shop):
    actions.add_organisation(town.south_building, kind="shop", name="南区药店", by=None)
    page = listed(lin)
    assert "柳荫便利店" in page
    assert "赵*田" in page
    assert "199****0031" in page
    assert "南区药店" not in page


def test_the_list_is_narrowed_by_kind_place_and_state(lin, town, shop):
    assert "柳荫便利店" not in listed(lin, kind="firm")
    assert "柳荫便利店" in listed(lin, kind="shop", unit=town.building.pk)
    assert "柳荫便利店" not in listed(lin, unit=town.building2.pk)
    actions.end_organisation(shop, by=None)
    assert "柳荫便利店" not in listed(lin)
    assert "柳荫便利店" in listed(lin, state="ended")


@pytest.mark.parametrize("word", ["便利", "赵有田", "超市 柳荫", "1栋"])
def test_what_is_searched_for_stands_in_no_address(lin, shop, word):
    sent = lin.post(at("organisations"), {"q": word, "kind": "shop"})
    assert word not in sent["Location"]
    assert "柳荫便利店" in lin.get(sent["Location"]).text


def test_a_search_that_nothing_fits_says_so(lin, shop):
    sent = lin.post(at("organisations"), {"q": "药店"})
    assert "没有符合的商铺和单位" in lin.get(sent["Location"]).text


def test_a_firm_is_registered(lin, town):
    lin.post(at("organisation_new"), form(town, entrance="1", room="101", phone="0734-1234567"))
    firm = Organisation.objects.get()
    assert (firm.name, firm.credit_code, firm.dwelling, firm.phone) == ("青石公司", CODE, town.home, "07341234567")


BAD = [{"credit_code": CODE[:-1] + "0"}, {"name": ""}, {"room": "999"}, {"phone": "12"}, {"kind": "cat"}]


@pytest.mark.parametrize("wrong", BAD)
def test_a_wrong_firm_is_refused(lin, town, wrong):
    assert lin.post(at("organisation_new"), form(town) | wrong).status_code == 422
    assert not Organisation.objects.exists()


def test_a_firm_is_not_put_into_another_grid(lin, town, shop):
    elsewhere = {"building": town.south_building.pk}
    assert lin.post(at("organisation_new"), form(town) | elsewhere).status_code == 422
    assert lin.post(at("organisation_edit", shop.pk), form(town) | elsewhere).status_code == 422
    assert lin.get(at("organisation_new") + f"?dwelling={town.south_home.pk}").status_code == 200


def test_the_phone_is_revealed_with_a_reason(lin, shop):
    assert "19900000031" not in lin.get(at("organisation", shop.pk)).text
    answer = lin.post(at("organisation_reveal", shop.pk), {"field": "phone", "reason": "消防通知"})
    assert "19900000031" in answer.text
    assert AuditEntry.objects.get(verb="organisation.revealed").reason == "消防通知"


def test_a_change_keeps_the_phone_and_an_end_keeps_the_page(lin, town, shop):
    lin.post(at("organisation_edit", shop.pk), form(town, name="新柳荫"))
    shop.refresh_from_db()
    assert (shop.name, shop.phone, shop.dwelling) == ("新柳荫", "19900000031", None)
    lin.post(at("organisation_end", shop.pk), {"on": "2026-01-05"})
    assert "2026-01-05 停业或搬离" in lin.get(at("organisation", shop.pk)).text


def test_another_grids_shop_does_not_exist_here(lin, town):
    south = actions.add_organisation(town.south_building, kind="shop", name="南区药店", by=None)
    for name in ("organisation", "organisation_edit", "organisation_end"):
        assert lin.get(at(name, south.pk)).status_code == 404


def test_the_list_costs_the_same_for_one_shop_and_for_thirty(lin, town, queries):
    for number in range(40):
        actions.add_organisation(town.building, kind="shop", name=f"甲{number}", by=None)
    with queries(18):
        assert "下一页" in listed(lin)
