from datetime import date, datetime
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from community.imports.columns import COLUMNS, map_headings, plain_heading
from community.imports.reading import read
from tests.community.rosters.made import CHEN, HEADINGS, LIBREOFFICE, ZHAO, workbook


def rows_of(content: bytes):
    return read(BytesIO(content)).rows


def refused(content: bytes) -> str:
    with pytest.raises(ValidationError) as refusal:
        read(BytesIO(content))
    return refusal.value.code


def test_rows_come_with_sheet_number_and_cells_by_meaning():
    row = rows_of(workbook(CHEN, ZHAO))[1]
    assert (row.sheet, row.number) == ("Sheet", 3)
    assert row.cells == {"name": "赵二", "building": "2号楼", "entrance": "2", "room": "302"}


def test_roster_saved_by_a_spreadsheet_program():
    rows = rows_of(LIBREOFFICE.read_bytes())
    assert len(rows) == 40
    assert (rows[0].number, rows[0].cells["name"]) == (4, "赵建国")
    assert rows[0].cells["born"] == "1962-01-03"
    assert len(rows[0].cells["id_number"]) == 18


def test_headings_are_found_below_titles_in_any_order():
    headings = ["室", "＊姓　名", "楼号", "身份证\n号码（必填）"]
    above = [["青石社区居民花名册"], [], ["填表人：", "文社工"]]
    row = rows_of(workbook(["201", "陈一", "1栋", "x"], headings=headings, above=above))[0]
    assert row.number == 5
    assert row.cells == {"name": "陈一", "building": "1栋", "room": "201", "id_number": "x"}


def test_headings_below_the_tenth_row_are_not_looked_for():
    assert refused(workbook(CHEN, above=[["标题"]] * 10)) == "no_headings"


def test_missing_columns_are_named():
    with pytest.raises(ValidationError, match="楼栋"):
        read(BytesIO(workbook(["陈一", "201", "男"], headings=["姓名", "室", "性别"])))


def test_two_columns_of_one_meaning_are_refused():
    assert refused(workbook([*CHEN, "x"], headings=[*HEADINGS, "手机"])) == "doubled_columns"


def test_headings_nobody_knows_are_remembered():
    assert read(BytesIO(workbook([*CHEN, "花猫"], headings=[*HEADINGS, "宠物"]))).unknown_headings == ["宠物"]


def test_blank_rows_are_passed_over_and_counted_on():
    assert [row.number for row in rows_of(workbook(CHEN, [None, "　", ""], ZHAO))] == [2, 4]


def test_sheet_without_headings_is_left_aside_and_hidden_ones_are_not_read():
    book = Workbook()
    book.active.append(HEADINGS)
    book.active.append(CHEN)
    book.create_sheet("说明").append(["请认真填写"])
    book.create_sheet("旧表").append(HEADINGS)
    book["旧表"].sheet_state = "hidden"
    content = BytesIO()
    book.save(content)
    reading = read(BytesIO(content.getvalue()))
    assert (len(reading.rows), reading.skipped_sheets) == (1, ["说明"])


def test_file_without_rows_is_refused():
    assert refused(workbook()) == "no_rows"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (201, "201"),
        (201.0, "201"),
        (date(1990, 3, 7), "1990-03-07"),
        (datetime(1990, 3, 7, 8, 30), "1990-03-07"),
        ("２０１", "201"),
        ("\u202e张\u200b三\u3000", "张三"),
    ],
)
def test_cells_become_the_text_people_see(typed, shown):
    assert rows_of(workbook(["陈一", "", "", "1栋", "", typed, ""]))[0].cells["room"] == shown


def test_number_longer_than_excel_keeps_is_marked():
    row = rows_of(workbook(["陈一", 110101199003071234, 19900000101, "1栋", "", 201, ""]))[0]
    assert row.numeric == ("id_number",)


def test_formula_counts_by_its_stored_value():
    book = BytesIO()
    from xlsxwriter import Workbook as Writer

    with Writer(book, {"in_memory": True}) as writer:
        sheet = writer.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, CHEN)
        sheet.write_formula(1, 5, '="20"&"9"', None, "209")
    assert rows_of(book.getvalue())[0].cells["room"] == "209"


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr("community.imports.reading.MAX_ROWS", 1)
    assert refused(workbook(CHEN, ZHAO)) == "too_many"


def test_no_synonym_means_two_columns():
    words = [plain_heading(word) for column in COLUMNS for word in (column.heading, *column.synonyms)]
    assert len(words) == len(set(words))


def test_running_numbers_are_no_unknown_headings():
    assert map_headings(["序号", "No.", "姓名"]).unknown == ()
