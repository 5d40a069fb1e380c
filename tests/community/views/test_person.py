import re

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from community.models import Dwelling, Person
from grids import actions as grids
from grids.models import Posting
from tests.community.rosters.made import CHEN, apply, take_in
from tests.community.views.test_people import WHOLE_NUMBER


@pytest.fixture
def lin(client, town):
    client.force_login(town.north_worker)
    return client


def at(name, person):
    return reverse(f"community:{name}", args=[person.pk])


def test_the_page_is_masked(lin, town):
    page = lin.get(at("person", town.wang)).text
    assert "王小明" in page
    assert not WHOLE_NUMBER.search(page)


def test_the_forms_are_masked_too(lin, town):
    assert not WHOLE_NUMBER.search(lin.get(at("person_edit", town.wang)).text)


def test_reveal_shows_one_value_once_and_is_recorded(lin, town):
    form = {"field": "doc_number", "reason": "上门核对"}
    shown = lin.post(at("person_reveal", town.wang), form)
    assert "999999199003070012" in shown.text
    assert "19900000012" not in shown.text
    assert "no-store" in shown["Cache-Control"]
    assert "999999199003070012" not in lin.get(at("person", town.wang)).text
    assert AuditEntry.objects.get(verb="person.revealed").reason == "上门核对"


def test_reveal_without_reason_shows_nothing(lin, town):
    refused = lin.post(at("person_reveal", town.wang), {"field": "doc_number", "reason": " "})
    assert refused.status_code == 422
    assert not WHOLE_NUMBER.search(refused.text)
    assert not AuditEntry.objects.filter(verb="person.revealed").exists()


def test_the_history_tells_what_was_looked_at(lin, town):
    lin.post(at("person_reveal", town.wang), {"field": "doc_number", "reason": "上门核对"})
    page = lin.get(at("person", town.wang)).text
    assert "查看隐藏的资料" in page
    assert "上门核对" in page


OTHERS = ["person", "person_edit", "move_in", "death"]


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("verb", ["get", "post"])
def test_another_grids_people_do_not_exist_here(lin, town, name, verb):
    assert getattr(lin, verb)(at(name, town.zeng)).status_code in (
        (404,) if name != "person" or verb == "get" else (405,)
    )


@pytest.mark.parametrize("name", ["person_reveal", "person_verify"])
def test_another_grids_people_cannot_be_acted_on(lin, town, name):
    form = {"field": "doc_number", "reason": "上门核对"}
    assert lin.post(at(name, town.zeng), form).status_code == 404
    assert lin.get(at(name, town.wang)).status_code == 405


def test_anothers_stay_cannot_be_ended_through_ones_own_person(lin, town):
    stay = town.zeng.residences.get()
    for person in (town.wang, town.zeng):
        assert (
            lin.post(reverse("community:move_out", args=[person.pk, stay.pk]), {"on": "2026-01-01"}).status_code == 404
        )


def new(town, **changed):
    form = {
        "name": "赵有田",
        "doc_type": "111",
        "sex": "0",
        "building": town.building.pk,
        "entrance": "1",
        "room": "101",
    }
    return form | changed


def test_somebody_new_is_registered(lin, town):
    form = new(town, id_number="１１０１０１１９９００３０７００１１", new_phone="139 1234 5678", relation="99")
    answer = lin.post(reverse("community:person_new"), form)
    zhao = Person.objects.get(name="赵有田")
    assert answer["Location"] == at("person", zhao)
    assert (zhao.doc_number, zhao.sex, zhao.phones.get().number) == ("110101199003070011", "1", "13912345678")


def test_what_was_typed_stays_after_a_refusal(lin, town):
    answer = lin.post(reverse("community:person_new"), new(town, id_number="110101199003070012", note="会手语"))
    assert answer.status_code == 422
    assert "会手语" in answer.text
    assert "末位" in answer.text
    assert not Person.objects.filter(name="赵有田").exists()


def test_another_grids_building_cannot_be_chosen(lin, town):
    answer = lin.post(reverse("community:person_new"), new(town, building=town.south_building.pk, room="501"))
    assert answer.status_code == 422
    assert not Person.objects.filter(name="赵有田").exists()


def test_nothing_half_done_stays(lin, town):
    form = new(town, room="999", new_dwelling="on", id_number=town.wang.doc_number)
    assert lin.post(reverse("community:person_new"), form).status_code == 422
    assert not Dwelling.objects.filter(room="999").exists()


def test_sent_twice_is_registered_once(lin, town):
    for _time in range(2):
        answer = lin.post(reverse("community:person_new"), new(town))
    assert "同名" in answer.text
    assert Person.objects.filter(name="赵有田").count() == 1
    lin.post(reverse("community:person_new"), new(town, namesake="on"))
    assert Person.objects.filter(name="赵有田").count() == 2


def test_fields_nobody_offered_change_nothing(lin, town):
    form = new(town, user=town.stranger.pk, died_on="2020-01-01", is_staff="1", doc_index="0" * 40, initials="zzz")
    lin.post(reverse("community:person_new"), form)
    zhao = Person.objects.get(name="赵有田")
    assert (zhao.user, zhao.died_on, zhao.doc_index, zhao.initials) == (None, None, None, "zyt")


def edit_form(client, person):
    page = client.get(at("person_edit", person)).text
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    form = {"name": person.name, "doc_type": person.doc_type, "sex": person.sex, "seen": seen}
    return form | {"kept_phones": [str(phone.pk) for phone in person.phones.all()]}


def test_an_empty_number_means_that_it_stays(lin, town):
    assert lin.post(at("person_edit", town.wang), edit_form(lin, town.wang) | {"note": "独居"}).status_code == 302
    wang = Person.objects.get(pk=town.wang.pk)
    assert (wang.note, wang.doc_number, wang.phones.get().number) == ("独居", "999999199003070012", "19900000012")


def test_a_phone_is_dropped_and_another_added(lin, town):
    form = edit_form(lin, town.wang) | {"kept_phones": [], "new_phone": "0734-1234567", "new_phone_label": "家里"}
    lin.post(at("person_edit", town.wang), form)
    assert [(phone.number, phone.label) for phone in town.wang.phones.all()] == [("07341234567", "家里")]


def test_the_slower_editor_is_told(lin, town):
    form = edit_form(lin, town.li)
    lin.post(at("person_edit", town.li), form | {"note": "先来"})
    answer = lin.post(at("person_edit", town.li), form | {"note": "后到"})
    assert "刚刚被别人改过" in answer.text
    assert Person.objects.get(pk=town.li.pk).note == "先来"


def test_a_building_head_sees_no_register(client, town):
    town.stranger.postings.all().delete()
    grids.post(Posting.Role.BUILDING_HEAD, town.building, user=town.stranger, by=None)
    client.force_login(town.stranger)
    assert client.get(at("person", town.wang)).status_code == 403


def test_the_further_facts_are_typed_and_shown(lin, town):
    facts = {
        "former_name": "王大明",
        "marriage": "20",
        "education": "60",
        "workplace": "青石小学",
        "born": "1990-03-07",
    }
    form = edit_form(lin, town.wang) | facts | {"doc_expires_on": "2020-01-01"}
    assert lin.post(at("person_edit", town.wang), form).status_code == 302
    page = lin.get(at("person", town.wang)).text
    for words in ("王大明", "已婚", "普通高中", "青石小学", "2020-01-01（已过期）"):
        assert words in page


@pytest.mark.parametrize(
    ("typed", "shown"), [("1960", "1960（约 "), ("1960-05", "1960-05（约 "), ("1960年5月3日", "1960-05-03（")]
)
def test_a_birth_is_typed_as_exactly_as_it_is_known(lin, town, typed, shown):
    lin.post(at("person_edit", town.li), edit_form(lin, town.li) | {"born": typed})
    assert shown in lin.get(at("person", town.li)).text
    assert typed[:4] in lin.get(at("person_edit", town.li)).text


def test_hukou_is_taken_with_somebody_new(lin, town):
    form = new(town, relation="99", unit=town.building.pk, address="柳荫路1号", number="12")
    lin.post(reverse("community:person_new"), form | {"marriage": "10"})
    zhao = Person.objects.get(name="赵有田")
    assert (zhao.hukou.address, zhao.hukou.unit, zhao.marriage) == ("柳荫路1号", town.building, "10")


def test_the_page_tells_which_row_of_which_roster_said_it(client, town):
    """Registry 6, point 10."""
    apply(take_in(town.clerk, town.community, CHEN), town.clerk)
    client.force_login(town.clerk)
    page = client.get(f"/desk/people/{Person.objects.get(name='陈一').pk}/")
    assert "《花名册.xlsx》Sheet第 2 行" in page.text
    [line] = page.context["sources"]
    assert {"姓名", "身份证号", "联系电话"} <= set(line["fields"].split("、"))
