from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from community.actions import consent, rights
from community.models import Consent, DataRequest, Person, Residence, ServiceNeed
from tests.community.views.test_people import WHOLE_NUMBER


@pytest.fixture
def wen(client, town):
    client.force_login(town.clerk)
    return client


@pytest.fixture
def asked(town):
    return rights.ask(town.wang, "copy", by=town.clerk)


def at(name, *args):
    return reverse(f"community:{name}", args=args)


def answer(**changed):
    return {"result": "done", "reply": "已经当面给了副本"} | changed


def test_open_requests_stand_first_and_the_most_overdue_on_top(wen, town):
    for person, kind, days in ((town.wang, "copy", 3), (town.li, "copy", -2), (town.zeng, "copy", -9)):
        made = rights.ask(person, kind, by=town.clerk)
        due = timezone.localdate() + timedelta(days=days)
        DataRequest.objects.filter(pk=made.pk).update(due_on=due)
    rights.answer(DataRequest.objects.get(person=town.li), result="done", reply="好", by=town.clerk)
    page = wen.get(at("requests")).text
    assert page.index("曾*山") < page.index("王*明") < page.index("李*花")
    assert "1 件已过期" in page


def test_the_list_costs_the_same_for_one_and_for_thirty(wen, town, queries):
    rights.ask(town.wang, "copy", by=town.clerk)
    wen.get(at("requests"))
    with queries(12):
        wen.get(at("requests"))
    people = Person.objects.bulk_create([Person(name=f"赵{number}") for number in range(30)])
    Residence.objects.bulk_create([Residence(person=person, dwelling=town.home) for person in people])
    for person in people:
        rights.ask(person, "copy", by=town.clerk)
    with queries(12):
        wen.get(at("requests"))


def test_an_answer_needs_its_reason(wen, asked):
    refused = wen.post(at("request", asked.pk), answer(reply=" "))
    assert refused.status_code == 422
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_an_answer_closes_the_request(wen, town, asked):
    assert wen.post(at("request", asked.pk), answer())["Location"] == at("requests")
    assert "已办理" in wen.get(at("request", asked.pk)).text
    assert wen.post(at("request", asked.pk), answer(result="refused")).status_code == 422


def test_grid_staff_see_a_request_and_do_not_answer_it(client, town, asked):
    client.force_login(town.north_worker)
    assert "由社区工作者" in client.get(at("request", asked.pk)).text
    assert client.post(at("request", asked.pk), answer()).status_code == 403


def test_another_grids_requests_do_not_exist(client, town, asked):
    client.force_login(town.south_leader)
    assert client.get(at("request", asked.pk)).status_code == 404
    assert "王*明" not in client.get(at("requests")).text


def test_a_copy_is_made_for_the_visitor(wen, town, asked):
    copy = wen.post(at("request_copy", asked.pk))
    assert "999999199003070012" in copy.text
    assert "no-store" in copy["Cache-Control"]
    assert AuditEntry.objects.get(verb="person.copied").actor == town.clerk


def test_no_copy_without_an_open_request(wen, town, asked):
    rights.answer(asked, result="done", reply="好", by=town.clerk)
    refused = wen.post(at("request_copy", asked.pk), follow=True)
    assert not WHOLE_NUMBER.search(refused.text)
    assert not AuditEntry.objects.filter(verb="person.copied").exists()


def test_who_moved_away_is_erased_with_the_answer(wen, town):
    made = rights.ask(town.zeng, "delete", text="全部", by=town.clerk)
    assert "整份资料" not in wen.get(at("request", made.pk)).text
    Residence.objects.filter(person=town.zeng).update(until=timezone.localdate())
    assert "整份资料" in wen.get(at("request", made.pk)).text
    wen.post(at("request", made.pk), answer(erased="on"))
    assert Person.objects.get(pk=town.zeng.pk).name == "（已删除）"


def test_who_lives_here_is_not_erased_by_a_made_up_form(wen, town):
    made = rights.ask(town.wang, "delete", text="全部", by=town.clerk)
    wen.post(at("request", made.pk), answer(erased="on"))
    assert Person.objects.get(pk=town.wang.pk).name == "王小明"


def test_staff_type_in_what_a_visitor_asks(wen, town):
    sent = wen.post(at("person_ask", town.wang.pk), {"kind": "correct", "text": "学历写错了"})
    assert sent["Location"] == at("person_data", town.wang.pk)
    assert DataRequest.objects.get().by == town.clerk


def test_a_wrong_request_shows_its_form_again(wen, town):
    refused = wen.post(at("person_ask", town.wang.pk), {"kind": "delete"})
    assert refused.status_code == 422
    assert "具体" in refused.text or "写明" in refused.text


def test_consents_are_given_and_withdrawn_at_the_desk(wen, town):
    form = {"purpose": "photo", "how": "签了同意书", "given_on": "2026-01-05"}
    assert wen.post(at("consent_give", town.wang.pk), form)["Location"] == at("person_data", town.wang.pk)
    given = Consent.objects.get()
    assert "签了同意书" in wen.get(at("person_data", town.wang.pk)).text
    wen.post(at("consent_withdraw", given.pk))
    assert Consent.objects.get().withdrawn_on == timezone.localdate()


def test_a_consent_without_a_way_is_refused(wen, town):
    assert wen.post(at("consent_give", town.wang.pk), {"purpose": "photo"}).status_code == 422


def test_another_grids_consents_do_not_exist(client, town):
    given = consent.give(town.wang, "photo", how="当面", by=town.clerk)
    client.force_login(town.south_leader)
    assert client.post(at("consent_withdraw", given.pk)).status_code == 404


def test_an_account_is_linked_only_after_a_look(wen, town):
    user = User(username="neighbour-1", name="小明", phone_verified=True)
    user.set_phone("19900000012")
    user.save()
    wen.post(at("account_link", town.wang.pk))
    assert Person.objects.get(pk=town.wang.pk).user is None
    wen.post(at("account_link", town.wang.pk), {"checked": "on"})
    assert Person.objects.get(pk=town.wang.pk).user == user
    page = wen.get(at("person_data", town.wang.pk)).text
    assert "199****0012" in page
    wen.post(at("account_unlink", town.wang.pk))
    assert Person.objects.get(pk=town.wang.pk).user is None


def test_a_child_without_guardian_is_warned_of(wen, town):
    """S10"""
    born = timezone.localdate() - timedelta(days=8 * 365)
    Person.objects.filter(pk=town.li.pk).update(born=born)
    assert "请先登记监护人" in wen.get(at("person_data", town.li.pk)).text
    Person.objects.filter(pk=town.li.pk).update(guardian=town.wang)
    page = wen.get(at("person_data", town.li.pk)).text
    assert "未满十四周岁" in page
    assert "请先登记监护人" not in page


@pytest.fixture
def need(town):
    facts = {"group": "disabled", "basis": "残疾人证", "review_on": timezone.localdate()}
    return ServiceNeed.objects.create(person=town.wang, note="左耳听不见", **facts)


def test_a_need_is_read_once_for_a_reason(wen, town, need):
    assert "左耳听不见" not in wen.get(at("person_data", town.wang.pk)).text
    shown = wen.post(at("need_reveal", need.pk), {"reason": "上门前了解"})
    assert "左耳听不见" in shown.text
    assert "no-store" in shown["Cache-Control"]


def test_a_need_is_not_read_without_a_reason(wen, need):
    refused = wen.post(at("need_reveal", need.pk), {"reason": " "})
    assert refused.status_code == 422
    assert "左耳听不见" not in refused.text


def test_the_page_of_one_person_costs_little(wen, town, queries):
    for purpose in ("photo", "wechat", "pet", "vehicle"):
        consent.give(town.wang, purpose, how="当面", by=town.clerk)
    wen.get(at("person_data", town.wang.pk))
    with queries(14):
        wen.get(at("person_data", town.wang.pk))
