import shutil
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from accounts import keys
from community.actions import report as actions
from community.models import Report
from community.reports.blank import Form
from tests.community.reports.made import report, simple_form, upload


def columns(row: Report) -> list[tuple[str, str, str]]:
    row.refresh_from_db()
    return [(column.heading, column.kind, column.key) for column in Form.from_json(row.layout).columns]


def said(*pairs) -> list[dict]:
    return [dict(zip(("kind", "key", "text"), pair, strict=False)) for pair in pairs]


def test_a_blank_form_becomes_a_report(town):
    row = report(town, form=simple_form("序号", "姓名", "身份证号", "是否独居"))
    assert columns(row) == [
        ("序号", "count", ""),
        ("姓名", "item", "name"),
        ("身份证号", "item", "id_number"),
        ("是否独居", "ask", ""),
    ]
    assert row.form_name == "空白表.xlsx"


def test_columns_can_be_said_otherwise(town):
    row = report(town, form=simple_form("序号", "姓名", "填报单位"))
    actions.map_columns(row, said(("count",), ("item", "name"), ("fixed", "", "青石社区")), by=town.clerk)
    assert Form.from_json(row.layout).columns[2].text == "青石社区"


@pytest.mark.parametrize(
    ("pair", "code"),
    [(("item", "password"), "columns"), (("fixed", "", " "), "text"), (("magic", ""), "columns")],
)
def test_columns_that_make_no_sense_are_refused(town, pair, code):
    row = report(town, form=simple_form("姓名", "备注"))
    with pytest.raises(ValidationError) as refused:
        actions.map_columns(row, said(("item", "name"), pair), by=town.clerk)
    assert refused.value.code == code


def test_another_form_keeps_what_was_said_of_columns_of_the_same_name(town):
    row = report(town, form=simple_form("姓名", "单位", "银行卡号"))
    actions.map_columns(row, said(("item", "name"), ("fixed", "", "青石"), ("ask",)), by=town.clerk)
    actions.replace_form(row, upload(simple_form("序号", "姓名", "单位", "残疾等级")), by=town.clerk)
    assert columns(row) == [
        ("序号", "count", ""),
        ("姓名", "item", "name"),
        ("单位", "fixed", ""),
        ("残疾等级", "item", "group_grade"),
    ]


def test_two_running_reports_of_one_name_are_refused(town):
    row = report(town)
    with pytest.raises(ValidationError) as refused:
        report(town)
    assert refused.value.code == "name"
    actions.stop(row, by=town.clerk)
    assert report(town).pk


def test_leaders_set_up_for_their_own_grid_only(town):
    assert report(town, by=town.north_leader).pk
    for who in (town.north_worker, town.south_leader):
        with pytest.raises(ValidationError) as refused:
            report(town, by=who, name="别的表")
        assert refused.value.code == "unit"


def test_a_superiors_form_lies_sealed_on_the_disk_and_survives_new_keys(town, settings, tmp_path):
    settings.SECRETS_FILE = shutil.copy(settings.SECRETS_FILE, tmp_path / "secrets.json")
    form = simple_form("姓名", "备注").getvalue()
    row = report(town, form=BytesIO(form))
    sealed = Path(row.form.path).read_bytes()
    assert not sealed.startswith(b"PK")
    keys.rotate()
    keys.drop_old_keys()
    assert Path(row.form.path).read_bytes() != sealed
    assert Report.objects.get(pk=row.pk).form.open("rb").read() == form


def test_a_form_from_before_forms_were_sealed_is_still_read_and_then_sealed(town):
    row = report(town)
    form = row.form.open("rb").read()
    path = Path(row.form.path)
    path.write_bytes(form)
    assert Report.objects.get(pk=row.pk).form.open("rb").read() == form
    keys.reseal_all()
    assert not path.read_bytes().startswith(b"PK")


def test_stopping_twice_says_so(town):
    row = report(town)
    actions.stop(row, by=town.clerk)
    with pytest.raises(ValidationError):
        actions.stop(row, by=town.clerk)


def test_facts_can_be_changed(town):
    row = report(town)
    actions.change(row, by=town.clerk, period="year", whom={"list": "aged_80"})
    row.refresh_from_db()
    assert (row.period, row.whom) == ("year", {"list": "aged_80"})


def test_an_unknown_list_is_refused(town):
    with pytest.raises(ValidationError) as refused:
        report(town, whom={"list": "suspects"})
    assert refused.value.code == "whom"
