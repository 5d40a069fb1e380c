from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry, Message, User
from community.actions import rights
from community.actions.person import is_under_age
from community.models import DataRequest, Disclosure, Export, Phone, ServiceNeed

KIND = DataRequest.Kind


def refused(code, act, *args, **fields):
    with pytest.raises(ValidationError) as refusal:
        act(*args, **fields)
    assert refusal.value.code == code


@pytest.fixture
def account(town):
    """王小明 signed in once by a code sent to his number."""
    user = User(username="neighbour-1", name="小明", phone_verified=True)
    user.set_phone("19900000012")
    user.save()
    return user


def test_a_request_has_a_clock_of_fifteen_days(town):
    asked = rights.ask(town.wang, KIND.COPY, by=town.clerk)
    assert asked.due_on == timezone.localdate() + timedelta(days=15)
    assert (asked.by, AuditEntry.objects.latest("pk").verb) == (town.clerk, "request.asked")


def test_the_same_request_is_not_opened_twice(town):
    rights.ask(town.wang, KIND.CORRECT, text="电话换了", by=town.clerk)
    refused("open_already", rights.ask, town.wang, KIND.CORRECT, text="电话换了", by=town.clerk)


@pytest.mark.parametrize(("kind", "code"), [("steal", "no_kind"), ("correct", "no_text"), ("delete", "no_text")])
def test_a_request_says_what_is_meant(town, kind, code):
    refused(code, rights.ask, town.wang, kind, text=" ", by=town.clerk)


def test_what_was_asked_stands_in_no_record(town):
    rights.ask(town.wang, KIND.CORRECT, text="电话是 19900000099", by=town.clerk)
    assert "19900000099" not in str(AuditEntry.objects.latest("pk").detail)


@time_machine.travel(date(2026, 3, 20))
def test_an_unanswered_request_is_overdue_on_the_day_after_its_last(town):
    with time_machine.travel(date(2026, 3, 1)):
        rights.ask(town.wang, KIND.COPY, by=town.clerk)
    assert DataRequest.objects.overdue(date(2026, 3, 16)).count() == 0
    assert DataRequest.objects.overdue(date(2026, 3, 17)).count() == 1


def test_an_answer_is_told_to_the_person(town, account):
    rights.link_account(town.wang, by=town.clerk)
    town.wang.refresh_from_db()
    asked = rights.ask(town.wang, KIND.CORRECT, text="电话换了", by=account)
    assert asked.by is None
    rights.answer(asked, result="done", reply="已改成新号码", by=town.clerk)
    assert Message.objects.get(recipient=account, key=f"request:{asked.pk}:answered").link == "/my/data/"
    assert (asked.answer, asked.reply, asked.answered_by) == ("done", "已改成新号码", town.clerk)


def test_those_who_answer_hear_of_it_without_a_name(town, account):
    rights.link_account(town.wang, by=town.clerk)
    town.wang.refresh_from_db()
    asked = rights.ask(town.wang, KIND.COPY, by=account)
    told = Message.objects.filter(link=f"/desk/requests/{asked.pk}/")
    assert {message.recipient.username for message in told} == {"wen", "zhou"}
    assert "王" not in told[0].title


def test_a_request_is_answered_once(town):
    asked = rights.ask(town.wang, KIND.COPY, by=town.clerk)
    rights.answer(asked, result="done", reply="已当面给了副本", by=town.clerk)
    refused("moved_on", rights.answer, asked, result="refused", reply="不行", by=town.secretary)


@pytest.mark.parametrize(("result", "reply", "code"), [("", "好", "no_result"), ("done", " ", "no_reply")])
def test_an_answer_has_a_result_and_a_reason(town, result, reply, code):
    asked = rights.ask(town.wang, KIND.COPY, by=town.clerk)
    refused(code, rights.answer, asked, result=result, reply=reply, by=town.clerk)


def test_who_lives_here_is_not_erased_and_the_request_stays_open(town):
    asked = rights.ask(town.wang, KIND.DELETE, text="全部删除", by=town.clerk)
    refused("still_here", rights.answer, asked, result="done", reply="已删除", erased=True, by=town.clerk)
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_an_account_is_linked_by_the_number_it_proved(town, account):
    assert rights.link_account(town.wang, by=town.clerk) == account
    town.wang.refresh_from_db()
    assert town.wang.user == account
    assert AuditEntry.objects.latest("pk").verb == "person.account_linked"


def test_an_account_with_another_number_is_not_linked(town, account):
    refused("no_account", rights.link_account, town.li, by=town.clerk)


def test_an_unproved_number_links_nothing(town, account):
    User.objects.filter(pk=account.pk).update(phone_verified=False)
    refused("no_account", rights.link_account, town.wang, by=town.clerk)


def test_one_account_is_one_person(town, account):
    """A family shares a number: whoever was linked first keeps the account."""
    rights.link_account(town.wang, by=town.clerk)
    phone = town.wang.phones.get()
    Phone.objects.create(person=town.li, number=phone.number, number_index=phone.number_index, tail=phone.tail)
    refused("no_account", rights.link_account, town.li, by=town.clerk)


def test_a_link_can_be_undone_once(town, account):
    rights.link_account(town.wang, by=town.clerk)
    rights.unlink_account(town.wang, by=town.clerk)
    refused("moved_on", rights.unlink_account, town.wang, by=town.clerk)


def test_a_note_on_a_need_is_read_for_a_reason_only(town):
    """S15"""
    need = ServiceNeed.objects.create(
        person=town.wang, group="disabled", basis="残疾人证", note="左耳听不见", review_on=timezone.localdate()
    )
    refused("no_reason", rights.reveal_need, need, reason=" ", by=town.clerk)
    assert rights.reveal_need(need, reason="上门前了解", by=town.clerk) == "左耳听不见"
    entry = AuditEntry.objects.get(verb="person.revealed")
    assert (entry.reason, entry.detail, entry.target) == (
        "上门前了解", {"field": f"need:{need.pk}"}, f"person:{town.wang.pk}",
    )  # fmt: skip


def test_an_empty_note_is_no_reason_to_look(town):
    need = ServiceNeed.objects.create(person=town.wang, group="disabled", basis="证", review_on=timezone.localdate())
    refused("nothing_there", rights.reveal_need, need, reason="上门前了解", by=town.clerk)


def test_who_stands_in_a_file_is_remembered_once(town):
    export = Export.objects.create(unit=town.north, by=town.clerk, purpose="慰问", expires_at=timezone.now())
    assert rights.disclose(export, [town.wang.pk, town.li.pk]) == 2
    assert rights.disclose(export, iter([town.wang.pk])) == 1
    assert Disclosure.objects.filter(export=export).count() == 2


@pytest.mark.parametrize(("years", "under"), [(13, True), (14, False), (40, False)])
def test_under_fourteen_ends_on_the_birthday(town, years, under):
    today = timezone.localdate()
    town.li.born = today.replace(year=today.year - years, day=min(today.day, 28))
    assert is_under_age(town.li) is under
