import json

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection

from community import actions as register
from community.actions import export as exports
from community.actions import report as reports
from community.actions import report_filling as actions
from community.actions.needs import add_need
from community.models import Person, Report, ReportRun
from community.reports.blank import Form
from community.reports.items import BY_ITEM
from jobs.work import drain
from tests.community.reports.made import report, sheet_of, simple_form, texts


def filled(row: Report, by) -> ReportRun:
    run = actions.begin(row, by=by)
    drain()
    run.refresh_from_db()
    return run


def type_in(run: ReportRun, person, by, **typed) -> None:
    row = run.rows.get(person=person)
    actions.save_typed(run, {row.pk: typed}, by=by)


def taken(run: ReportRun, by, *, marked=True, unmasked=False):
    export = actions.ask_for_file(run, marked=marked, unmasked=unmasked, by=by)
    if unmasked:
        exports.confirm(export, by=by)
    drain()
    export.refresh_from_db()
    return sheet_of(export.file.read())


def values(run: ReportRun, person) -> dict:
    return json.loads(run.rows.get(person=person).values)


def raw_values(run: ReportRun) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "values" FROM community_reportrow WHERE run_id = {run.pk}')
        return str(cursor.fetchall())


def test_people_are_collected_from_the_register(town):
    run = filled(report(town), town.clerk)
    assert run.state == "open"
    assert [row.person for row in run.rows.all()] == [town.wang, town.li]
    assert values(run, town.wang) == {"姓名": "王小明", "身份证号": "999999199003070012"}


def test_what_is_kept_is_sealed(town):
    run = filled(report(town), town.clerk)
    raw = raw_values(run)
    assert "王小明" not in raw
    assert raw


def test_beginning_twice_is_one_filling(town):
    row = report(town)
    assert actions.begin(row, by=town.clerk) == actions.begin(row, by=town.north_leader)


def test_only_what_the_register_does_not_know_is_typed(town):
    run = filled(report(town), town.clerk)
    type_in(run, town.wang, town.clerk, **{"银行卡号": "6222 021", "姓名": "王大明", "身份证号": "1"})
    row = run.rows.get(person=town.wang)
    assert json.loads(row.typed) == {"银行卡号": "6222 021"}
    assert values(run, town.wang)["姓名"] == "王小明"


def test_no_item_of_the_register_is_ever_asked(town):
    row = report(town, form=simple_form(*(str(item.heading) for item in BY_ITEM.values())))
    assert Form.from_json(row.layout).of_kind("ask") == []


def test_last_periods_typing_is_carried_over(town):
    row = report(town)
    with time_machine.travel("2027-03-06 10:00+08:00"):
        run = filled(row, town.clerk)
        type_in(run, town.wang, town.clerk, 银行卡号="6222")
    with time_machine.travel("2027-04-06 10:00+08:00"):
        later = filled(row, town.clerk)
    assert (run.label, later.label) == ("2027年3月", "2027年4月")
    assert json.loads(later.rows.get(person=town.wang).typed) == {"银行卡号": "6222"}


def test_cells_that_differ_from_the_last_period_are_marked(town):
    row = report(town)
    ways = [("count", ""), ("item", "name"), ("item", "id_number"), ("ask", ""), ("item", "note")]
    reports.map_columns(row, [{"kind": kind, "key": key} for kind, key in ways], by=town.clerk)
    with time_machine.travel("2027-03-06 10:00+08:00"):
        filled(row, town.clerk)
    Person.objects.filter(pk=town.wang.pk).update(name="王大明")
    register.add_person("新来的", dwelling=town.home, by=None)
    with time_machine.travel("2027-04-06 10:00+08:00"):
        later = filled(row, town.clerk)
        type_in(later, town.li, town.clerk, 银行卡号="6222")
        sheet = taken(later, town.clerk)
    fills = {(cell.row, cell.column) for line in sheet.iter_rows(3, 5) for cell in line if cell.fill.fill_type}
    assert fills == {(3, 2), (4, 4), (5, 2), (5, 3), (5, 4), (5, 5)}
    assert "改动 2 处，新增 1 人，减少 0 人" in texts(sheet)[-1][0]


def test_the_first_period_marks_nothing(town):
    sheet = taken(filled(report(town), town.clerk), town.clerk)
    assert "相比" not in str(texts(sheet))


def test_the_superiors_own_form_comes_back_masked(town):
    run = filled(report(town), town.north_worker)
    type_in(run, town.wang, town.north_worker, 银行卡号="6222021234567890123")
    sheet = taken(run, town.north_worker)
    assert texts(sheet)[1:4] == [
        ["序号", "姓名", "身份证号", "银行卡号", "备注"],
        ["1", "王小明", "9999**********0012", "6222***********0123", ""],
        ["2", "李翠花", "", "", ""],
    ]


def test_whole_numbers_with_the_right_and_a_second_look(town):
    run = filled(report(town), town.clerk)
    assert texts(taken(run, town.clerk, unmasked=True))[2][2] == "999999199003070012"
    for who in (town.north_worker, town.north_leader):
        with pytest.raises(ValidationError) as refused:
            actions.ask_for_file(run, marked=True, unmasked=True, by=who)
        assert refused.value.code == "unmasked"


def test_collecting_again_keeps_what_was_typed(town):
    run = filled(report(town), town.clerk)
    type_in(run, town.wang, town.clerk, 银行卡号="6222")
    Person.objects.filter(pk=town.wang.pk).update(name="王大明")
    actions.collect_again(run, by=town.clerk)
    drain()
    run.refresh_from_db()
    assert run.state == "open"
    assert values(run, town.wang)["姓名"] == "王大明"
    assert json.loads(run.rows.get(person=town.wang).typed) == {"银行卡号": "6222"}


def test_columns_said_otherwise_are_collected_anew(town):
    row = report(town, form=simple_form("姓名", "联系人电话"))
    run = filled(row, town.clerk)
    reports.map_columns(row, [{"kind": "item", "key": "name"}, {"kind": "item", "key": "phone"}], by=town.clerk)
    actions.follow(row, by=town.clerk)
    drain()
    assert values(run, town.wang)["联系人电话"] == "19900000012"


def test_a_finished_period_takes_no_more_typing(town):
    run = filled(report(town), town.clerk)
    actions.finish(run, by=town.clerk)
    with pytest.raises(ValidationError):
        type_in(run, town.wang, town.clerk, 银行卡号="6222")
    actions.reopen(run, by=town.clerk)
    type_in(run, town.wang, town.clerk, 银行卡号="6222")


def test_a_stopped_report_is_not_begun(town):
    row = report(town)
    reports.stop(row, by=town.clerk)
    row.refresh_from_db()
    with pytest.raises(ValidationError) as refused:
        actions.begin(row, by=town.clerk)
    assert refused.value.code == "stopped"


def test_the_export_names_the_report_as_its_purpose(town):
    run = filled(report(town), town.clerk)
    export = actions.ask_for_file(run, marked=True, unmasked=False, by=town.clerk)
    assert (export.purpose, export.count) == (f"报表：高龄津贴表 {run.label}", 2)


# --- who may know ------------------------------------------------------------------------------


@pytest.fixture
def ill(town, settings):
    settings.RESTRICTED_GROUPS_ON = True
    add_need(town.wang, group="mental_illness", basis="医院证明", by=town.north_leader)
    return town.wang


def test_a_report_about_a_restricted_group_is_for_those_who_may_know(town, ill):
    run = filled(report(town, whom={"list": "need:mental_illness"}), town.clerk)
    seen = {
        name: ReportRun.objects.visible_to(getattr(town, name)).exists() for name in ("north_worker", "north_leader")
    }
    assert run.rows.get().person == ill
    assert seen == {"north_worker": False, "north_leader": True}
    assert not Report.objects.visible_to(town.north_worker).exists()


def test_no_other_report_tells_of_a_restricted_group(town, ill):
    add_need(ill, group="disabled", basis="残疾证", by=town.north_leader)
    run = filled(report(town, form=simple_form("姓名", "服务类别")), town.clerk)
    assert values(run, ill)["服务类别"] == "残疾人"
