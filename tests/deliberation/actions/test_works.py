"""Point 37: the log of works, and money that two others agree to."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from deliberation.actions import works
from deliberation.models import WorksEntry, WorksPayment
from tests.deliberation import made, votes


@pytest.fixture
def begun(town):
    item = made.with_action(made.resolved(town), town)
    return works.begin_works(item, began_on=timezone.localdate(), by=town.north_worker)


def asked(begun, town) -> WorksPayment:
    return works.ask_payment(begun, key=uuid4(), stage="设备到场", fen=1_200_050, by=town.clerk)


def refused(deed, *args, **facts) -> str:
    with pytest.raises(ValidationError) as error:
        deed(*args, **facts)
    return error.value.code


def test_with_one_approval_nothing_is_paid(begun, town):
    payment = asked(begun, town)
    assert refused(works.approve_payment, payment, by=town.clerk) == "same_person"
    works.approve_payment(payment, by=town.north_leader)
    assert refused(works.pay, payment, by=town.clerk) == "approvals"
    assert refused(works.approve_payment, payment, by=town.north_leader) == "same_person"
    works.approve_payment(payment, by=town.secretary)
    assert works.pay(payment, by=town.clerk).paid_on == timezone.localdate()
    assert refused(works.pay, payment, by=town.clerk) == "moved_on"
    assert payment.yuan == "12,000.50"
    assert AuditEntry.objects.filter(verb__in=("works.payment", "works.approved", "works.paid")).count() == 4


def test_the_database_itself_wants_two_others(begun, town):
    row = WorksPayment.objects.filter(pk=asked(begun, town).pk)
    for facts in (
        {"first": town.clerk},
        {"second": town.secretary},
        {"first": town.secretary, "second": town.secretary},
        {"first": town.secretary, "paid_on": timezone.localdate()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**facts)


def test_an_entry_sent_twice_is_one_and_has_its_day_within_the_works(begun, town):
    facts = {"text": "挖好了地基。", "percent": 10, "by": town.north_worker}
    key, today = uuid4(), timezone.localdate()
    assert works.write_log(begun, key=key, day=today, **facts) == works.write_log(begun, key=key, day=today, **facts)
    assert refused(works.write_log, begun, key=uuid4(), day=today + timedelta(days=1), **facts) == "day"


def test_staff_of_the_place_walk_it_on_the_page(begun, town, browser_of):
    page, worker, leader = (
        f"/desk/actions/{begun.item_id}/works/",
        browser_of(town.north_worker),
        browser_of(town.clerk),
    )
    facts = {"key": uuid4(), "day": timezone.localdate().isoformat(), "text": "挖好了地基。", "percent": "10"}
    told = worker.post(f"{page}log/", facts | {"photo": votes.scan()}, follow=True).text
    assert "挖好了地基。" in told
    photo = f"{page}photos/{WorksEntry.objects.get().pk}/"
    assert photo in told and worker.get(photo)["Content-Type"] == "image/jpeg"
    money = {"key": uuid4(), "stage": "设备到场", "yuan": "12000.50", "evidence": "清点单三方已签字"}
    assert worker.post(f"{page}ask/", money).status_code == 403
    text = leader.post(f"{page}ask/", money, follow=True).text
    assert "12,000.50 元" in text and "清点单三方已签字" in text
    payment = f"/desk/actions/{begun.item_id}/payments/{WorksPayment.objects.get().pk}"
    assert "还差一位审批" in browser_of(town.north_leader).post(f"{payment}/approve/", follow=True).text
    assert "现在还不够，不能付" in leader.post(f"{payment}/pay/", follow=True).text
