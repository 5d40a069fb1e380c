"""I01–I12: files, sheets and headings."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from community.models import RosterRow
from tests.community.checklist.seen import answer, asked, one, only, register, seen, take, take_rows, write
from tests.community.rosters.made import CHEN, HEADINGS, workbook
from tests.community.rosters.make_messy import HERE

pytestmark = pytest.mark.django_db
LINE = "陈一,99999919880101001X,199-0000-0101,1栋,1,201,户主"
TEXT = ",".join(HEADINGS) + "\r\n" + LINE + "\r\n"
HTML = (
    "<html><body><table><tr>"
    + "".join(f"<td>{cell}</td>" for cell in HEADINGS)
    + "</tr><tr>"
    + "".join(f"<td>{cell}</td>" for cell in CHEN)
    + "</tr></table></body></html>"
)


def book_of(**sheets: list[list]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.removeprefix("hidden_"))
        sheet.sheet_state = "hidden" if name.startswith("hidden_") else "visible"
        for row in rows:
            sheet.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", TEXT.encode()),
        ("a.csv", TEXT.encode("utf-8-sig")),
        ("a.csv", TEXT.encode("gb18030")),
        ("a.csv", TEXT.replace(",", ";").encode("utf-16")),
        ("a.xls", HTML.encode()),
        ("a.xls", workbook(CHEN)),
        ("a.xlsm", workbook(CHEN)),
        ("a.csv", workbook(CHEN)),
    ],
)
def test_i01_files_are_taken_by_what_they_hold(town, name, content):
    write(take(town, content, name), town.clerk)
    assert ("陈一", "99999919880101001X", "1栋1单元201") in register()


def test_i01_a_true_old_xls_is_taken(town):
    assert take(town, (HERE / "family-c.xls").read_bytes(), "c.xls").state == "preview"


@pytest.mark.parametrize("start", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")])
def test_i01_a_protected_file_is_told_what_to_do(town, start):
    with pytest.raises(ValidationError, match="密码"):
        take(town, start + b"\0" * 4096, "a.xlsx")


def test_i02_several_sheets_hidden_and_empty_ones_are_told(town):
    content = book_of(一=[HEADINGS, CHEN], 空=[], hidden_旧=[HEADINGS, ["旧人", "", "", "1栋", "1", "101", ""]])
    roster = take(town, content)
    skipped = {layout["sheet"]: layout["skipped"] for layout in roster.layout}
    assert skipped == {"一": "", "空": "empty", "旧": "hidden"}
    assert only(roster).values["name"] == "陈一"


def test_i02_a_sheet_can_be_left_out_or_taken_in(town):
    content = book_of(一=[HEADINGS, CHEN], hidden_旧=[HEADINGS, ["旧人", "", "", "1栋", "1", "102", ""]])
    roster = answer(take(town, content), town.clerk, sheets={"一": False, "旧": True})
    assert [row.values["name"] for row in seen(roster)] == ["旧人"]


def test_i02_a_sheet_named_like_a_building_is_that_building(town):
    roster = take(town, book_of(**{"2栋": [["室", "姓名"], ["301", "陈一"]]}))
    assert only(roster).home == ("2栋", "", "301")


def test_i04_dates_of_the_1904_system_are_the_same_days(town):
    from datetime import date

    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append([*HEADINGS, "出生日期"])
    book.active.append([*CHEN[:1], "", *CHEN[2:], date(1990, 3, 7)])
    content = BytesIO()
    book.save(content)
    assert only(take(town, content.getvalue())).values["born"] == "1990-03-07"


def test_i04_a_formula_without_a_result_is_told_by_its_cell(town):
    row = only(take_rows(town, ["陈一", "", "", "1栋", "1", "=200+1", ""]))
    assert row.outcome == "error"
    assert [problem["heading"] for problem in row.problems if problem["level"] == "error"] == ["室"]


def test_i06_titles_above_and_a_date_line_are_passed_over(town):
    above = [
        ["青石社区居民花名册（2026年）"],
        ["填表单位：居委会", "", "填报日期：2026年3月1日"],
        [],
        ["第一网格"],
        ["附件1"],
    ]
    roster = take_rows(town, CHEN, above=above)
    assert roster.counts == {"new": 1, "not_data": 6}


def test_i07_headings_in_two_rows_are_read_as_one(town):
    book = Workbook()
    sheet = book.active
    for line in (
        ["姓名", "住址", "", "", "户籍地址", ""],
        ["", "楼栋", "单元", "室", "省", "详址"],
        ["陈一", "1栋", "1", "201", "湖南省", "青石街道"],
    ):
        sheet.append(line)
    for area in ("A1:A2", "B1:D1", "E1:F1"):
        sheet.merge_cells(area)
    content = BytesIO()
    book.save(content)
    row = only(take(town, content.getvalue()))
    assert (row.home, row.values["hukou"]) == (("1栋", "1", "201"), "湖南省青石街道")


def test_i08_headings_are_recognised_however_they_are_dressed(town):
    headings = ["姓　名*", "身份证\n号码：", "联系电话（必填）", "【楼栋】", "单 元", "室：", "电话"]
    row = one(town, ["陈一", "99999919880101001X", "19900000101", "1栋", "1", "201", "19900000102"], headings)
    assert [number for number, _label in row.values["phones"]] == ["19900000101", "19900000102"]


def test_i09_a_row_of_explanations_is_passed_over(town):
    hints = ["填写真实姓名", "18位", "11位手机号", "如1栋", "数字", "如101", "填户主、配偶等"]
    roster = take_rows(town, hints, CHEN)
    assert roster.counts == {"new": 1, "not_data": 2}
    assert roster.rows.filter(reason="explanation").count() == 1


def test_i10_headings_again_unknown_columns_and_another_order(town):
    headings = ["室", "单元", "楼栋", "爱好", "姓名"]
    roster = take_rows(
        town, ["201", "1", "1栋", "书法", "陈一"], headings, ["202", "1", "1栋", "", "赵二"], headings=headings
    )
    first, second = seen(roster)
    assert first.extra == {"爱好": "书法"}
    assert "书法" in first.values["note"]
    assert second.values["name"] == "赵二"


def test_i11_the_meaning_of_a_column_is_asked_shown_and_remembered(town):
    headings, row = ["姓名", "楼栋", "室", "称呼码"], ["陈一", "1栋", "201", "户主"]
    roster = take_rows(town, row, headings=headings)
    (layout,) = roster.layout
    assert [column["key"] for column in layout["columns"]] == ["name", "building", "room", ""]
    answer(roster, town.clerk, columns={layout["signature"]: {"3": "relation"}})
    again = take_rows(town, ["赵二", "1栋", "202", "户主"], headings=headings)
    assert only(again).values["relation"] == "02"


def test_i11_what_is_missing_is_asked_for(town):
    roster = take_rows(town, ["陈一", "甲"], headings=["姓名", "门洞"])
    assert asked(roster, "columns")


def test_i12_a_wide_row_holds_several_people(town):
    headings = ["楼栋", "单元", "室", "成员1姓名", "成员1身份证", "成员2姓名", "成员2身份证", "成员2关系"]
    roster = take_rows(town, ["1栋", "1", "201", "陈一", "99999919880101001X", "赵二", "", "配偶"], headings=headings)
    assert [row.values["name"] for row in seen(roster)] == ["陈一", "赵二"]
    assert roster.counts == {"new": 1, "not_data": 1}
    assert set(roster.rows.exclude(outcome=RosterRow.Outcome.NOT_DATA).values_list("number", flat=True)) == {2}
