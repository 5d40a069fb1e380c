from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import record
from accounts.models import AuditEntry
from community import actions
from community.actions import rights
from community.models import Export, Report, ReportRow, ReportRun, RosterImport, RosterRow
from tests.community.views.test_people import WHOLE_NUMBER


@pytest.fixture
def lin(client, town):
    client.force_login(town.north_worker)
    return client


@pytest.fixture
def touched(town):
    """王小明 was revealed, exported, reported, taken from a roster and changed."""
    person = town.wang
    actions.reveal(person, "doc_number", reason="上门核对", by=town.north_worker)
    export = Export.objects.create(
        unit=town.north, by=town.clerk, purpose="重阳慰问", unmasked=True, expires_at=timezone.now()
    )
    rights.disclose(export, [person.pk])
    report = Report.objects.create(unit=town.north, name="高龄名单", asked_by="青石街道", basis="通知")
    run = ReportRun.objects.create(report=report, label="2026-11", by=town.clerk)
    ReportRow.objects.create(run=run, person=person, position=1)
    roster = RosterImport.objects.create(unit=town.north, by=town.clerk, file_name="第1网格.xlsx", sha256="0" * 64)
    RosterRow.objects.create(
        roster=roster, sheet="1", number=2, outcome="new", person=person, written_at=timezone.now()
    )
    return person


@pytest.mark.parametrize("who", ["north_worker", "north_leader"])
def test_a_list_about_a_restricted_group_is_told_to_those_who_may_know(client, town, touched, settings, who):
    settings.RESTRICTED_GROUPS_ON = True
    Report.objects.update(whom={"list": "need:mental_illness"}, name="患者名单")
    Export.objects.update(chosen={"whom": {"list": "need:mental_illness"}}, purpose="患者走访")
    client.force_login(getattr(town, who))
    shown = client.get(page_of(touched)).content.decode()
    assert ("患者名单" in shown, "患者走访" in shown) == ((who == "north_leader"),) * 2


def page_of(person):
    return reverse("community:person_seen", args=[person.pk])


def test_one_page_tells_who_has_it(lin, touched):
    """S14"""
    page = lin.get(page_of(touched)).text
    for words in ("查看隐藏的资料：证件号码", "上门核对", "林小满", "导出名单（完整号码）", "重阳慰问", "文件没有下载",
                  "高龄名单", "青石街道", "第1网格.xlsx", "文社工"):  # fmt: skip
        assert words in page
    assert not WHOLE_NUMBER.search(page)


def test_what_left_can_be_seen_alone(lin, touched):
    page = lin.get(page_of(touched) + "?kind=left").text
    assert "重阳慰问" in page
    assert "上门核对" not in page


def test_a_made_up_kind_is_all_of_it(lin, touched):
    assert "上门核对" in lin.get(page_of(touched) + "?kind='--").text


def test_only_the_last_six_months_are_told(lin, touched):
    Export.objects.update(created_at=timezone.now() - timedelta(days=184))
    assert "重阳慰问" not in lin.get(page_of(touched)).text


def test_opening_the_page_of_a_person_is_no_entry(lin, town):
    before = AuditEntry.objects.count()
    lin.get(reverse("community:person", args=[town.wang.pk]))
    assert AuditEntry.objects.count() == before


def test_a_verb_of_tomorrow_is_told_in_words(lin, town):
    record("person.teleported", by=town.clerk, target=f"person:{town.wang.pk}")
    assert "其他处理" in lin.get(page_of(town.wang)).text


def test_another_grids_people_do_not_exist_here(lin, town):
    assert lin.get(page_of(town.zeng)).status_code == 404


def test_it_costs_the_same_however_often(lin, touched, town, queries):
    lin.get(page_of(touched))
    with queries(14):
        lin.get(page_of(touched))
    for number in range(30):
        actions.reveal(touched, "doc_number", reason=f"核对{number}次", by=town.north_worker)
    with queries(14):
        lin.get(page_of(touched))
