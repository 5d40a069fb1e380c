"""Certificates: from the records alone, numbered, checked, revoked; export in the order of the law."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from openpyxl import load_workbook

from accounts.models import AuditEntry
from community.models import Disclosure, Export, Person
from jobs.worker import carry
from tests.volunteers.served import agree, confirmed
from volunteers.actions import certifying, record_export, recording
from volunteers.models import Certificate, ServiceRecord

pytestmark = pytest.mark.usefixtures("november")

YEAR = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}


@pytest.fixture
def asked(town) -> Certificate:
    """Two mornings of service and one meeting, all confirmed."""
    agree(town, town.wang)
    confirmed(town, town.wang)
    confirmed(town, town.wang, day="2026-11-11", minutes=90)
    confirmed(town, town.wang, day="2026-11-12", code="council", title="议事会")
    return certifying.ask(town.wang, unit=town.north, by=town.clerk, **YEAR)


def refused(deed) -> str:
    with pytest.raises(ValidationError) as refusal:
        deed()
    return refusal.value.code


def test_the_sum_equals_the_records_and_meetings_stay_out(asked, town):
    issued = certifying.issue(asked, responsible="周书记", by=town.secretary)
    assert issued.minutes == 210 == sum(line.minutes for line in issued.lines.all())
    assert [line.activity_name for line in issued.lines.all()] == ["楼道清洁", "楼道清洁"]
    assert (issued.organiser, issued.responsible, issued.number) == ("青石社区", "周书记", "证2026-00001")


def test_numbers_follow_each_other(asked, town):
    first = certifying.issue(asked, responsible="周书记", by=town.secretary)
    again = certifying.ask(town.wang, unit=town.north, by=town.clerk, **YEAR)
    second = certifying.issue(again, responsible="周书记", by=town.secretary)
    assert (first.number[-1], second.number[-1]) == ("1", "2")


def test_nobody_issues_their_own_and_nobody_twice(asked, town):
    Person.objects.filter(pk=town.wang.pk).update(user=town.secretary)
    asked = Certificate.objects.get()
    assert refused(lambda: certifying.issue(asked, responsible="周", by=town.secretary)) == "own"
    certifying.issue(asked, responsible="周书记", by=town.clerk)
    assert refused(lambda: certifying.issue(asked, responsible="周书记", by=town.clerk)) == "moved_on"


def test_nothing_to_certify(town):
    assert refused(lambda: certifying.ask(town.wang, unit=town.north, by=town.clerk, **YEAR)) == "nothing"


def test_a_later_correction_is_seen_and_a_revocation_stays(asked, town):
    issued = certifying.issue(asked, responsible="周书记", by=town.secretary)
    assert not certifying.changed_since(issued)
    record = ServiceRecord.objects.service().first()
    recording.correct(record, minutes=30, reason="核对后更正", by=town.clerk)
    assert certifying.changed_since(issued)
    certifying.revoke(issued, reason="记录有更正", by=town.clerk)
    assert refused(lambda: certifying.revoke(issued, reason="再作废", by=town.clerk)) == "moved_on"
    assert Certificate.objects.get().state == "revoked"


@pytest.fixture
def export(asked, town):
    """``export("xlsx")`` makes the file through the door of all lists."""

    def make(kind: str) -> bytes:
        Person.objects.filter(pk=town.wang.pk).update(name='=HYPERLINK("http://x","王")')
        facts = {"purpose": "上传中国志愿服务网", "unmasked": False, "by": town.clerk}
        row = record_export.ask(town.community, kind=kind, **YEAR, **facts)
        carry(row.job_id, alone=False)
        return Export.objects.get(pk=row.pk).file.read()

    return make


def test_export_in_the_order_of_the_law_without_formulas(export):
    sheet = load_workbook(BytesIO(export("xlsx"))).active
    headings = [cell.value for cell in sheet[2]]
    first = ["姓名", "性别", "出生日期", "身份证件号码", "居住区域", "联系方式", "专业技能", "服务类别"]
    then = ["活动名称", "日期", "地点", "服务内容", "服务时间（小时）", "活动组织单位", "活动负责人"]
    assert headings == first + then
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3) if row[8].value]
    assert [row[12] for row in rows] == ["2", "1.5"]
    assert rows[0][3] == "9999**********0012"
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert rows[0][0].startswith("'=")


def test_export_as_csv_begins_with_a_mark_and_is_on_record(export, town):
    content = export("csv")
    assert content.startswith(b"\xef\xbb\xbf")
    assert "'=HYPERLINK" in content.decode("utf-8-sig")
    assert AuditEntry.objects.filter(verb="people.exported").count() == 1
    assert Disclosure.objects.get().person == town.wang
