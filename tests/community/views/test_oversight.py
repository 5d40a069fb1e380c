import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from community import actions
from community.actions import erasing, retention, rights
from community.models import DataRequest, Export, Person, Residence
from community.views.oversight import of_year
from jobs.models import Job
from jobs.work import carry, enqueue

YEAR = timezone.localdate().year


@pytest.fixture
def wen(client, town):
    client.force_login(town.clerk)
    return client


def test_the_page_says_what_goes_when_and_what_went(wen, town):
    page = wen.get(reverse("community:data_kept")).text
    assert "还没有清理过" in page
    Residence.objects.filter(person=town.zeng).update(until="2015-01-01")
    retention.forget()
    page = wen.get(reverse("community:data_kept")).text
    assert "上一次清理" in page
    assert "搬走的居民" in page


def test_the_clock_forgets(town):
    Residence.objects.filter(person=town.zeng).update(until="2015-01-01")
    job = enqueue("community.forget")
    carry(job.pk, alone=False)
    assert Job.objects.get(pk=job.pk).state == Job.State.DONE
    assert Person.objects.get(pk=town.zeng.pk).name == erasing.ERASED


def printed(*words, **options) -> str:
    out = StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


def test_a_dry_run_says_and_does_nothing(town):
    """S12"""
    Residence.objects.filter(person=town.zeng).update(until="2015-01-01")
    rows = {row["key"]: row for row in json.loads(printed("forget", "--dry-run", "--json"))}
    assert (rows["left"]["due"], rows["left"]["gone"]) == (1, 0)
    assert Person.objects.get(pk=town.zeng.pk).name == "曾南山"


def test_the_command_forgets_and_says_so(town):
    Residence.objects.filter(person=town.zeng).update(until="2015-01-01")
    assert "搬走的居民：现在到期 1，清理了 1" in printed("forget")


def touch(town):
    for _time in range(2):
        actions.reveal(town.wang, "doc_number", reason="上门核对", by=town.north_worker)
    export = Export.objects.create(
        unit=town.north, by=town.clerk, purpose="慰问", unmasked=True, expires_at=timezone.now()
    )
    rights.disclose(export, [town.wang.pk, town.li.pk])
    asked = rights.ask(town.wang, "copy", by=town.clerk)
    rights.answer(asked, result="refused", reply="不是本人", by=town.clerk)
    DataRequest.objects.update(due_on="2020-01-01")


def test_a_year_is_counted_from_the_portals_own_traces(town):
    """S13"""
    touch(town)
    year = {key: count for (key, month), count in of_year(YEAR).items() if month == 0}
    assert year == {
        "reveals": 2, "revealers": 1, "exports": 1, "full": 1, "exported": 2, "asked": 1, "refused": 1, "late": 1,
    }  # fmt: skip
    assert not of_year(YEAR - 1)


def test_the_yearly_page_ranks_and_names_nobody(wen, town):
    touch(town)
    page = wen.get(reverse("community:data_year")).text
    assert "查看隐藏的资料（次）" in page
    assert "林小满" not in page


@pytest.mark.parametrize("year", ["1", "9999", "x", "２０２６", "-1"])
def test_a_strange_year_is_a_year_there_is(wen, year):
    assert wen.get(reverse("community:data_year"), {"year": year}).status_code == 200


def test_the_report_is_printed_too(town):
    touch(town)
    assert "导出名单（份）\t" in printed("self_audit", year=YEAR)


def test_grid_staff_do_not_see_the_committees_own_audit(client, town):
    client.force_login(town.north_leader)
    for name in ("data_kept", "data_year"):
        assert client.get(reverse(f"community:{name}")).status_code == 403
