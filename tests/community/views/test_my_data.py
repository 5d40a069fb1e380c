import json

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from community import actions
from community.actions import consent, erasing
from community.models import Consent, DataRequest, Dwelling, Person, ServiceNeed, Vehicle
from grids.models import Unit
from tests.community.views.test_people import WHOLE_NUMBER

PAGE = reverse("community:my_data")
NUMBER, PHONE = "999999199003070012", "19900000012"


def at(name, *args):
    return reverse(f"community:{name}", args=args)


@pytest.fixture
def wang(client, town):
    """王小明 signed in as himself."""
    Person.objects.filter(pk=town.wang.pk).update(user=town.stranger, workplace="青石小学", ethnicity="01")
    client.force_login(town.stranger)
    return client


def test_nobody_sees_it_without_signing_in(client, db):
    assert client.get(PAGE).status_code == 302


def test_an_account_without_a_person_is_told_what_to_do(client, town):
    client.force_login(town.stranger)
    answer = client.get(PAGE)
    assert answer.status_code == 200
    assert "关联账号" in answer.text
    assert "李翠花" not in answer.text


def test_everything_is_there_and_numbers_are_masked(wang):
    page = wang.get(PAGE).text
    for words in ("王小明", "青石小学", "汉族", "1栋 1单元101", "9999**********0012", "199****0012"):
        assert words in page
    assert not WHOLE_NUMBER.search(page)


def test_nobody_elses_data_are_there(wang, town):
    page = wang.get(PAGE).text
    assert "李翠花" not in page
    assert "曾南山" not in page


def test_whole_numbers_stand_on_one_answer_and_are_recorded(wang, town):
    """14.2.6, 14.3.2"""
    shown = wang.post(at("my_data_show"))
    assert NUMBER in shown.text
    assert PHONE in shown.text
    assert "no-store" in shown["Cache-Control"]
    assert not WHOLE_NUMBER.search(wang.get(PAGE).text)
    entry = AuditEntry.objects.get(verb="person.seen_by_self")
    assert (entry.actor, entry.target) == (town.stranger, f"person:{town.wang.pk}")


def test_a_copy_as_a_page_is_a_file_that_needs_no_portal(wang):
    copy = wang.post(at("my_data_copy"), {"form": "html"})
    assert copy["Content-Disposition"].startswith("attachment")
    assert NUMBER in copy.text
    assert "/static/" not in copy.text
    assert AuditEntry.objects.get(verb="person.copied").detail == {"form": "html"}


def test_a_copy_for_programs_holds_the_same(wang):
    copy = wang.post(at("my_data_copy"), {"form": "json"})
    facts = json.loads(copy.content)
    assert facts["内容"]["基本情况"][0]["证件号码"] == NUMBER
    assert facts["内容"]["电话"] == [{"号码": PHONE}]


def test_a_head_is_told_of_the_cars_of_the_flat_and_a_lodger_is_not(wang, town):
    Vehicle.objects.create(dwelling=town.home, plate="湘D12345", plate_index="1")
    assert "车辆" in wang.get(PAGE).text
    town.home.households.update(head=town.li)
    assert "车辆" not in wang.get(PAGE).text


def test_a_request_is_sent_and_its_answer_seen(wang, town):
    sent = wang.post(at("my_data_ask"), {"kind": "correct", "text": "电话换了"})
    assert sent["Location"] == PAGE
    asked = DataRequest.objects.get()
    assert asked.by is None
    DataRequest.objects.update(answer="done", reply="已改", answered_at=asked.opened_at)
    page = wang.get(PAGE).text
    assert "已办理" in page
    assert "已改" in page


def test_a_wrong_request_keeps_the_words(wang):
    answer = wang.post(at("my_data_ask"), {"kind": "steal", "text": "想删掉备注"})
    assert answer.status_code == 422
    assert "想删掉备注" in answer.text
    assert not DataRequest.objects.exists()


def test_a_consent_is_taken_back(wang, town):
    given = consent.give(town.wang, "photo", how="当面", by=town.clerk)
    assert wang.post(at("my_consent_withdraw", given.pk))["Location"] == PAGE
    given.refresh_from_db()
    assert given.withdrawn_on
    assert "撤回" in wang.get(PAGE).text


def test_anothers_consent_cannot_be_taken_back(wang, town):
    given = consent.give(town.li, "photo", how="当面", by=town.clerk)
    assert wang.post(at("my_consent_withdraw", given.pk)).status_code == 404
    assert Consent.objects.get().withdrawn_on is None


def test_one_sees_who_looked(wang, town):
    actions.reveal(town.wang, "doc_number", reason="上门核对低保", by=town.north_worker)
    assert "上门核对低保" in wang.get(PAGE).text


def test_posted_extras_change_nothing(wang, town):
    """ASVS 15.3.3"""
    wang.post(at("my_data_ask"), {"kind": "copy", "person": town.zeng.pk, "due_on": "2099-01-01", "answer": "done"})
    asked = DataRequest.objects.get()
    assert (asked.person, asked.answer, asked.due_on.year < 2099) == (town.wang, "", True)


def test_the_page_costs_the_same_however_much_there_is(wang, town, queries):
    wang.get(PAGE)
    with queries(24):
        wang.get(PAGE)
    building = Unit.objects.get(pk=town.building.pk)
    for number in range(8):
        home = Dwelling.objects.create(building=building, room=str(900 + number))
        town.wang.residences.create(dwelling=home)
        facts = {"group": f"g{number}", "basis": "证", "review_on": "2027-01-01"}
        ServiceNeed.objects.create(person=town.wang, **facts)
    with queries(24):
        wang.get(PAGE)


def test_an_erased_person_lets_go_of_the_account(wang, town):
    town.wang.residences.update(until="2026-01-01")
    erasing.erase(town.wang, reason="本人请求", by=town.clerk)
    assert "关联账号" in wang.get(PAGE).text
