"""``manage.py import_roster``: the page's engine from the command line."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from community.models import Person, RosterImport
from tests.community.rosters.made import CHEN, LIBREOFFICE, ZHAO, workbook

COMMUNITY, NORTH = "999999001001", "999999001001001"


@pytest.fixture
def bring(town, tmp_path):
    """``bring(row, row, …)``: the report of importing a file of these rows."""

    def run(*rows, unit=COMMUNITY, by="wen", **options):
        path = tmp_path / "花名册.xlsx"
        path.write_bytes(workbook(*rows))
        out = StringIO()
        call_command("import_roster", str(path), unit=unit, by=by, stdout=out, **{"json": True} | options)
        return json.loads(out.getvalue()) if options.get("json", True) else out.getvalue()

    return run


def refusal(capsys, *args, **options) -> str:
    err = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("import_roster", *args, stderr=err, **options)
    assert stopped.value.code == 2
    (sentence,) = err.getvalue().splitlines()
    return sentence


def test_good_rows_go_in_and_the_report_adds_up(bring):
    nobody = ["", CHEN[1], "", "1栋", "1", "202", ""]
    report = bring(CHEN, nobody, ["李翠花", "", "", "2栋", "1", "101", ""])
    (problems,) = [report.pop("problems")]
    assert report == {
        "rows_read": 4, "new": 1, "changed": 0, "unchanged": 0, "review": 1, "error": 1, "not_data": 1,
    }  # fmt: skip
    assert Person.objects.count() == 4
    assert {(one["row"], one["column"]) for one in problems} >= {(3, "姓名"), (4, "姓名")}
    assert set(problems[0]) == {"sheet", "row", "column", "value", "code", "message"}


def test_a_second_run_changes_nothing(bring):
    bring(CHEN, ZHAO)
    report = bring(CHEN, ZHAO)
    assert (report["new"], report["changed"], report["unchanged"]) == (0, 0, 2)
    assert Person.objects.count() == 5


def test_a_dry_run_writes_nothing_and_may_be_repeated(bring):
    assert [bring(CHEN, dry_run=True)["new"] for _time in range(2)] == [1, 1]
    assert Person.objects.count() == 3
    assert set(RosterImport.objects.values_list("state", flat=True)) == {"dropped"}


def test_rows_outside_the_users_grid_are_errors(bring):
    report = bring(CHEN, ["钱三", "", "", "3栋", "2", "501", ""], unit=NORTH, by="mo")
    assert (report["new"], report["error"], report["problems"][0]["code"]) == (1, 1, "out_of_scope")
    assert not Person.objects.filter(name="钱三").exists()


def test_without_json_it_says_it_in_words(bring):
    said = bring(CHEN, ["", CHEN[1], "", "1栋", "1", "202", ""], json=False)
    assert "共读到 3 行" in said
    assert "第 3 行" in said


def test_a_left_over_preview_of_an_earlier_run_is_put_away(bring):
    bring(CHEN)
    RosterImport.objects.update(state="preview")
    assert bring(CHEN)["unchanged"] == 1


@pytest.mark.parametrize(
    ("unit", "by", "said"),
    [
        (COMMUNITY, "nobody", "没有“nobody”这个账号"),
        ("12345", "wen", "没有编码为“12345”的单元"),
        (COMMUNITY, "mo", "不能往编码为"),
        (COMMUNITY, "lin", "不能往编码为"),
        (COMMUNITY, "luren", "不能往编码为"),
    ],
)
def test_who_may_not_import_there_is_told_in_one_sentence(town, capsys, unit, by, said):
    assert said in refusal(capsys, str(LIBREOFFICE), unit=unit, by=by)


def test_a_file_that_is_not_there_or_no_roster_is_told_in_one_sentence(town, capsys, tmp_path):
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04" + b"x" * 200)
    nothing = tmp_path / "空.xlsx"
    nothing.write_bytes(workbook(["苹果", "3"], headings=["品名", "数量"]))
    for path in (tmp_path / "没有.xlsx", tmp_path, broken, nothing):
        assert refusal(capsys, str(path), unit=COMMUNITY, by="wen")
    assert Person.objects.count() == 3
