from openpyxl import load_workbook
from openpyxl.worksheet.datavalidation import DataValidation

from community.reports import blank
from community.reports.filled import fill
from tests.community.reports.made import saved, sheet_of, simple_form, texts, two_row_form

HEADINGS = ("序号", "姓名", "身份证号")


def people(count: int) -> list[list[str]]:
    return [[str(n), f"住户{n}", f"99999919900307{n:04}"] for n in range(1, count + 1)]


def filled(file, rows, **options):
    form = blank.read(file)
    options = {"changed": [()] * len(rows)} | options
    return sheet_of(fill(file, form, rows, **options))


def test_title_widths_fonts_and_heights_stay():
    sheet = filled(simple_form(*HEADINGS), people(2))
    assert sheet["A1"].value == "高龄老人统计表"
    assert (sheet["A1"].font.name, sheet["A1"].font.size) == ("黑体", 20)
    assert sheet.column_dimensions["B"].width == 31
    assert sheet.row_dimensions[4].height == 24
    assert "A1:C1" in {str(merge) for merge in sheet.merged_cells.ranges}


def test_numbers_are_text():
    sheet = filled(simple_form(*HEADINGS), people(1))
    assert (sheet["C3"].value, sheet["C3"].data_type, sheet["C3"].number_format) == ("999999199003070001", "s", "@")


def test_rows_grow_and_what_stands_below_moves_down():
    sheet = filled(simple_form(*HEADINGS), people(8))
    assert sheet["B10"].value == "住户8"
    assert sheet["B10"].border.left.style == "thin"
    assert sheet["A11"].value == "填表人："
    assert sheet.row_dimensions[11].height == 40
    assert {str(merge) for merge in sheet.merged_cells.ranges} == {"A1:C1", "A11:B11"}


def test_fewer_people_than_rows_leave_the_rest_empty():
    sheet = filled(simple_form(*HEADINGS), people(1))
    assert texts(sheet)[3:] == [["", "", ""], ["", "", ""], ["填表人：", "", ""]]


def test_no_free_row_at_all():
    sheet = filled(simple_form(*HEADINGS, rows=0), people(2))
    assert [row[0] for row in texts(sheet)] == ["高龄老人统计表", "序号", "1", "2", "填表人："]


def test_sums_reach_over_all_people_and_running_numbers_do_not_stand_twice():
    rows = [[str(n), f"住户{n}", "", "", "", ""] for n in range(1, 6)]
    sheet = filled(two_row_form(), rows)
    assert sheet["F10"].value == "=COUNTA(B5:B9)"
    assert [sheet.cell(row, 1).value for row in range(4, 11)] == [1, "1", "2", "3", "4", "5", "合计"]
    fewer = filled(two_row_form(), rows[:1])
    assert [fewer.cell(row, 1).value for row in (5, 6, 7)] == ["1", None, "合计"]


def test_drop_downs_and_the_print_area_reach_to_the_last_row():
    book = load_workbook(simple_form(*HEADINGS))
    book.active.print_area = "A1:C6"
    book.active.add_data_validation(DataValidation("list", formula1='"是,否"', sqref="B3:B5"))
    sheet = filled(saved(book), people(10))
    assert str(sheet.data_validations.dataValidation[0].sqref) == "B3:B12"
    assert sheet.print_area.endswith("$A$1:$C$13")


def test_cells_joined_across_are_joined_in_every_row():
    book = load_workbook(simple_form("序号", "姓名", "电话", "备注"))
    for row in (2, 3, 4, 5):
        book.active.merge_cells(f"C{row}:D{row}")
    sheet = filled(saved(book), [[str(n), "甲", "1"] for n in range(5)])
    assert {"C3:D3", "C7:D7"} <= {str(merge) for merge in sheet.merged_cells.ranges}
    assert sheet["C7"].value == "1"


def test_changed_cells_are_marked_and_a_line_says_so():
    sheet = filled(simple_form(*HEADINGS), people(2), changed=[(), (2,)], line="与上期相比：改动 1 处")
    assert sheet["C4"].fill.fgColor.rgb.endswith("FFF2CC")
    assert sheet["C3"].fill.fill_type is None
    assert sheet["A7"].value == "与上期相比：改动 1 处"


def test_nothing_becomes_a_formula():
    sheet = filled(simple_form(*HEADINGS), [["1", "=1+1", "@SUM(A1)"], ["2", "-2", "+3"]])
    assert [sheet.cell(row, column).data_type for row in (3, 4) for column in (2, 3)] == ["s"] * 4
    assert sheet["B3"].value == "'=1+1"


def test_who_took_it_stands_at_the_foot():
    sheet = filled(simple_form(*HEADINGS), people(1), mark="文社工 2026-03-06 A&B")
    assert sheet.oddFooter.left.text == "文社工 2026-03-06 A＆B"
