from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from community.imports.problems import problem_workbook
from community.imports.reading import read
from community.imports.shapes import Answers, SheetRow
from tests.community.rosters.made import CHEN, HEADINGS, ZHAO, workbook
from tests.community.rosters.make_messy import HERE

SENTENCE = "身份证号的最后一位不对，请核对。"


def data(content: bytes, name: str = "a.xlsx", **kwargs) -> list[SheetRow]:
    return [row for row in read(content, name, **kwargs).rows if not row.aside]


def problems(content: bytes, *numbers: int, place: int | None = 1, name: str = "a.xlsx", **kwargs) -> bytes:
    """The list for these row numbers of the first sheet."""
    layouts = read(content, name).layouts
    wrong = {(layouts[0].sheet, number): [(place, SENTENCE)] for number in numbers}
    return problem_workbook(content, name, layouts, wrong, **kwargs)


def opened(content: bytes):
    return load_workbook(BytesIO(content)).active


def saved(book: Workbook) -> bytes:
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def test_only_bad_rows_come_back_below_their_titles_and_headings():
    sheet = opened(problems(workbook(CHEN, ZHAO, above=[["青石社区花名册"]]), 4))
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert rows == [
        ["青石社区花名册", *[""] * 7],
        [*HEADINGS, "错误原因"],
        [*ZHAO, "身份证号：身份证号的最后一位不对，请核对。"],
    ]


def test_bad_cell_and_reason_are_coloured():
    sheet = opened(problems(workbook(CHEN), 2))
    good, bad, reason = sheet["A2"], sheet["B2"], sheet["H2"]
    assert bad.fill.fgColor.rgb != good.fill.fgColor.rgb
    assert reason.font.color.rgb == "FFB3261E"
    assert sheet["H1"].fill.fgColor.rgb == "FFB3261E"


def test_reasons_of_one_row_stand_together():
    content = workbook(CHEN)
    layouts = read(content, "a.xlsx").layouts
    wrong = {("Sheet", 2): [(None, "甲。"), (0, "乙。"), (0, "乙。")]}
    assert opened(problem_workbook(content, "a.xlsx", layouts, wrong))["H2"].value == "甲；姓名：乙。"


def test_heading_is_named_in_one_line():
    content = workbook(["陈一", "x", "1栋", "201"], headings=["姓名", "身份证\n号码*", "楼栋", "室"])
    assert opened(problems(content, 2))["E2"].value == f"身份证号码：{SENTENCE}"


def test_headings_in_two_rows_keep_their_merges():
    content = (HERE / "family-a.xlsx").read_bytes()
    sheet = opened(problems(content, 7, 30, name="family-a.xlsx"))
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A1:N1", "J3:L3", "A3:A4", "O3:O4"} <= merged
    assert sheet.max_row == 6


def test_rows_can_be_mended_and_uploaded_again():
    content = (HERE / "family-a.xlsx").read_bytes()
    before = data(content, "family-a.xlsx")
    numbers = [row.number for row in before[::17]]
    again = data(problems(content, *numbers, name="family-a.xlsx"))
    assert [dict(row.cells) for row in again] == [dict(row.cells) for row in before[::17]]
    assert {key for row in again for key in row.extra} == set()


def test_list_of_a_list_is_the_list():
    once = problems(workbook(CHEN, ZHAO), 2)
    twice = opened(problems(once, 2))
    assert [cell.value for cell in twice[1]] == [*HEADINGS, "错误原因"]
    assert twice["H2"].value == f"身份证号：{SENTENCE}"


def test_remembered_columns_fit_the_list_too():
    content = workbook(CHEN)
    assert read(problems(content, 2), "a.xlsx").layouts[0].signature == read(content, "a.xlsx").layouts[0].signature


def test_merged_house_cells_are_written_out():
    book = Workbook()
    for line in (["楼栋", "室", "姓名"], ["1栋", "201", "陈一"], ["", "", "赵二"]):
        book.active.append(line)
    book.active.merge_cells("A2:A3")
    book.active.merge_cells("B2:B3")
    sheet = opened(problems(saved(book), 3))
    assert [cell.value for cell in sheet[2]][:3] == ["1栋", "201", "赵二"]


@pytest.mark.parametrize(("said", "building"), [("yes", "1栋"), ("no", None)])
def test_house_cells_that_somebody_filled_are_written_out(said, building):
    content = workbook(["1栋", "201", "陈一"], ["", "", "赵二"], headings=["楼栋", "室", "姓名"])
    answers = Answers(said={"fill_down:Sheet": said})
    assert (opened(problems(content, 3, answers=answers))["A2"].value or None) == building


def test_building_of_a_separator_comes_along_once():
    content = workbook(["1栋"], ["101", "甲"], ["2栋"], ["101", "乙"], ["102", "丙"], headings=["室", "姓名"])
    sheet = opened(problems(content, 5, 6))
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["2栋", "101", "102"]
    assert [row.hint for row in data(problems(content, 5, 6))] == ["2栋", "2栋"]


def test_ids_and_phones_are_text():
    content = workbook(["陈一", 99999919880101, 19900000101, "1栋", 1, 201, ""])
    sheet = opened(problems(content, 2))
    assert [cell.value for cell in sheet[2]][:6] == ["陈一", "99999919880101", "19900000101", "1栋", "1", "201"]
    assert {cell.number_format for cell in sheet[2][:7]} == {"@"}


def test_cut_number_stays_a_number_so_that_it_is_noticed_again():
    content = problems(workbook(["陈一", 110101199003071234, "", "1栋", 1, 201, ""]), 2)
    assert data(content)[0].typed == {"id_number": "cut"}


def test_days_are_written_as_they_were_meant():
    content = workbook(["陈一", date(2025, 3, 2), date(1990, 3, 7)], headings=["姓名", "住址", "出生日期"])
    assert [cell.value for cell in opened(problems(content, 2))[2]][1:3] == ["3-2", "1990-03-07"]


def test_formulas_are_disarmed_and_come_back_unchanged():
    row = ["=HYPERLINK(1)", "", "+86 199", "@1栋", "-1", "201", ""]
    before = data(TEXT_OF(row), "a.csv")[0].cells
    content = problems(TEXT_OF(row), 2, name="a.csv")
    sheet = opened(content)
    assert {cell.data_type for cell in sheet[2]} <= {"s", "n"}
    assert sheet["A2"].value == "'=HYPERLINK(1)"
    assert dict(data(content)[0].cells) == dict(before)


def TEXT_OF(row: list[str]) -> bytes:
    return "\n".join(",".join(line) for line in (HEADINGS, row)).encode()


def test_sheets_without_bad_rows_stay_away():
    book = Workbook()
    for name in ("一", "二"):
        sheet = book.active if name == "一" else book.create_sheet()
        sheet.title = name
        sheet.append(HEADINGS)
        sheet.append(CHEN)
    content = saved(book)
    layouts = read(content, "a.xlsx").layouts
    found = load_workbook(BytesIO(problem_workbook(content, "a.xlsx", layouts, {("二", 2): [(None, "甲。")]})))
    assert found.sheetnames == ["二"]


def test_wide_rows_come_back_whole():
    content = (HERE / "family-f.xlsx").read_bytes()
    before = [dict(row.cells) for row in data(content, "f.xlsx") if row.number == 5]
    assert [dict(row.cells) for row in data(problems(content, 5, name="f.xlsx"))] == before


def test_text_file_comes_back_as_a_workbook_of_its_name():
    content = ",".join(HEADINGS).encode() + b"\n" + ",".join(CHEN).encode()
    assert opened(problems(content, 2, name="3栋[1].csv")).title == "3栋 1"
