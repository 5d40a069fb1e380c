import pytest
from django.urls import reverse

from community.models import Report
from community.reports.blank import Form
from tests.community.reports.made import report, simple_form, upload
from tests.community.rosters.made import as_file, signed_in

NEW = "/desk/reports/new/"


@pytest.fixture
def clerk(town):
    return signed_in(town.clerk)


def facts(town, **typed) -> dict:
    known = {"name": "高龄津贴表", "asked_by": "街道民政办", "basis": "民政〔2026〕1号", "period": "month"}
    return known | {"unit": town.north.pk, "list": "aged_80"} | typed


def page(row, name="report") -> str:
    return reverse(f"community:{name}", args=[row.pk])


def text(answer) -> str:
    return answer.content.decode()


def test_a_form_is_uploaded_and_its_columns_are_said(town, clerk):
    answer = clerk.post(NEW, facts(town, file=upload(simple_form("序号", "姓名", "银行卡号", "单位"))))
    row = Report.objects.get()
    assert answer.url == page(row, "report_columns")
    asked = clerk.get(answer.url).context["form"]
    assert [way.value() for _column, way, _text in asked.rows()] == ["count", "item:name", "ask", "item:workplace"]
    said = {"way-1": "count", "way-2": "item:name", "way-3": "ask", "way-4": "fixed", "text-4": "青石社区"}
    assert clerk.post(answer.url, said).url == page(row)
    row.refresh_from_db()
    assert Form.from_json(row.layout).columns[3].text == "青石社区"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"way-1": "item:password"}, "way-1"),
        ({"way-1": "fixed", "text-1": ""}, "text-1"),
        ({}, "way-1"),
        ({"way-1": "ask", "text-1": "长" * 101}, "text-1"),
    ],
)
def test_columns_that_make_no_sense_get_a_sentence(town, clerk, said, field):
    row = report(town, form=simple_form("姓名", "备注"))
    answer = clerk.post(page(row, "report_columns"), {"way-2": "ask"} | said)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "空的"),
        (b"PK\x03\x04" + bytes(99), "打不开"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "xlsx"),
        ("姓名,电话\n".encode(), "xlsx"),
    ],
)
def test_other_files_get_a_sentence_at_the_field(town, clerk, content, sentence):
    answer = clerk.post(NEW, facts(town, file=as_file(content)))
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors["file"][0]


@pytest.mark.parametrize("field", ["name", "asked_by", "basis", "period", "unit", "file"])
def test_every_fact_is_asked_for(town, clerk, field):
    typed = facts(town, file=upload(simple_form("姓名", "电话"))) | {field: ""}
    answer = clerk.post(NEW, typed)
    assert field in answer.context["form"].errors


def test_the_catalogue_says_who_asks_and_what_overlaps(town, clerk):
    report(town, form=simple_form("序号", "姓名", "身份证号", "银行卡号"))
    report(town, name="残疾人补贴表", form=simple_form("姓名", "身份证号", "残疾等级"))
    shown = text(clerk.get("/desk/reports/"))
    assert "街道民政办" in shown
    assert "民政〔2026〕1号" in shown
    assert "与“残疾人补贴表”有 2 列相同" in shown
    assert "1 列（共 4 列）" in shown


def test_the_catalogue_costs_the_same_for_one_and_for_twenty(town, clerk, queries):
    for number in range(20):
        report(town, name=f"第{number}张表")
    clerk.get("/desk/reports/")
    with queries(14):
        clerk.get("/desk/reports/")


def test_facts_can_be_changed_without_a_new_form(town, clerk):
    row = report(town)
    typed = facts(town, name="改名的表", period="quarter", age_from="85")
    assert clerk.post(page(row, "report_edit"), typed).url == page(row)
    row.refresh_from_db()
    assert (row.name, row.period, row.whom) == ("改名的表", "quarter", {"list": "aged_80", "age_from": 85})


def test_a_new_form_leads_to_its_columns(town, clerk):
    row = report(town)
    answer = clerk.post(page(row, "report_edit"), facts(town, file=upload(simple_form("姓名", "残疾证号"))))
    assert answer.url == page(row, "report_columns")
    row.refresh_from_db()
    assert [column.heading for column in Form.from_json(row.layout).columns] == ["姓名", "残疾证号"]


def test_grid_workers_fill_what_others_set_up(town):
    worker, row = signed_in(town.north_worker), report(town)
    assert worker.get(NEW).status_code == 403
    for name in ("report_edit", "report_columns"):
        assert worker.get(page(row, name)).status_code == 403
    assert worker.post(page(row, "report_stop")).status_code == 403
    assert "开始填这一期" in text(worker.get(page(row)))


def test_reports_of_the_community_are_not_shown_to_a_grid(town):
    row = report(town, unit=town.community)
    leader = signed_in(town.north_leader)
    assert leader.get(page(row)).status_code == leader.post(page(row, "report_fill")).status_code == 404


def test_a_stopped_report_stays_readable(town, clerk):
    row = report(town)
    clerk.post(page(row, "report_stop"))
    assert "已停报" in text(clerk.get(page(row)))
    assert "已停报的报表" in text(clerk.get("/desk/reports/"))
    assert "不用再填" in text(clerk.post(page(row, "report_fill"), follow=True))
