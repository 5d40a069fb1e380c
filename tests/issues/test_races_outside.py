"""What other systems send at the same moment, as real parallel transactions."""

import pytest
from django.test import Client

from issues.actions import order_rows, orders
from issues.actions.keys import make_key
from issues.models import Batch, Issue, Order
from jobs.work import carry, drain
from tests.issues.imports.made import csv_file, order
from tests.issues.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_files_with_the_same_orders_brought_in_at_once_make_one_matter_of_each(town, monkeypatch):
    monkeypatch.setattr(order_rows, "AT_ONCE", 3)
    rows = [order(f"A{number}") for number in range(12)]
    for part in (rows, rows[::-1]):
        orders.upload(csv_file(*part), unit=town.community, system="12345", by=town.clerk)
    drain()
    batches = list(Batch.objects.order_by("pk"))
    for batch in batches:
        orders.confirm(batch, by=town.clerk)
    together(*(lambda pk=batch.job_id: carry(pk, alone=False) for batch in batches))
    # whoever met the other on the way is put off and goes on
    for batch in Batch.objects.filter(state="bringing").select_related("job"):
        type(batch.job).objects.filter(pk=batch.job_id).update(not_before=batch.job.created_at)
    drain()
    assert sorted(Order.objects.values_list("number", flat=True)) == sorted(f"A{number}" for number in range(12))
    assert Issue.objects.count() == 12
    assert set(Batch.objects.values_list("state", flat=True)) == {"done"}
    assert sum(batch.counts["brought"] for batch in Batch.objects.all()) == 12


@pytest.mark.parametrize("_again", range(5))
def test_a_file_dropped_while_somebody_brings_it_in_is_either_gone_or_brought_in(town, _again):
    pk = orders.upload(csv_file(order("A1")), unit=town.community, system="12345", by=town.clerk).pk
    drain()
    one, other = Batch.objects.get(pk=pk), Batch.objects.get(pk=pk)
    answers = together(lambda: orders.drop(one, by=town.clerk), lambda: orders.confirm(other, by=town.clerk))
    drain()
    assert sorted(map(str, answers)) == ["None", "moved_on"]
    assert list(Batch.objects.values_list("state", flat=True)) == (["done"] if Order.objects.exists() else [])


def test_the_same_case_posted_at_once_is_one_case(town):
    key = make_key(town.community, name="市城管应用", by=town.admin)[1]
    form = {"api_key": key, "service_code": "other", "address_string": "1栋", "description": "楼道灯不亮"}

    def post() -> str:
        return Client().post("/open311/v2/requests.json", form).json()[0]["service_request_id"]

    assert len(set(together(*[post] * 6))) == 1
    assert Issue.objects.count() == 1
