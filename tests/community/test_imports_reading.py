from collections import Counter
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from community.imports.reading import read
from community.imports.shapes import Answers
from community.imports.zipguard import WEB
from tests.community.rosters.made import CHEN, HEADINGS, LIBREOFFICE, ZHAO, workbook
from tests.community.rosters.make_messy import HERE

TEXT = "".join(",".join(line) + "\r\n" for line in (HEADINGS, CHEN, ZHAO))


def refused(content: bytes, **kwargs) -> str:
    with pytest.raises(ValidationError) as refusal:
        read(content, "花名册.xlsx", **kwargs)
    return refusal.value.code


def names(content: bytes, file_name: str = "花名册.xlsx", **kwargs) -> list[str]:
    return [row.cells["name"] for row in read(content, file_name, **kwargs).rows if not row.aside]


def book_of(**sheets: list[list]) -> bytes:
    book, content = Workbook(), BytesIO()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name.startswith("旧") else "visible"
        for row in rows:
            sheet.append(row)
    book.save(content)
    return content.getvalue()


def test_bytes_and_files_are_read_alike():
    assert names(workbook(CHEN, ZHAO)) == names(BytesIO(workbook(CHEN, ZHAO))) == ["陈一", "赵二"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("花名册.xlsx", workbook(CHEN, ZHAO)),
        ("花名册.xlsm", workbook(CHEN, ZHAO)),
        ("花名册.xls", workbook(CHEN, ZHAO)),
        ("花名册.csv", TEXT.encode()),
        ("花名册.csv", TEXT.encode("gb18030")),
        ("花名册.xlsx", TEXT.replace(",", "\t").encode("utf-16")),
        ("花名册.xls", ("<table><tr><td>" + TEXT.replace(",", "<td>").replace("\r\n", "<tr><td>")).encode("gb18030")),
    ],
)
def test_files_are_read_by_what_they_hold(name, content):
    assert names(content, name) == ["陈一", "赵二"]


def test_roster_saved_by_a_spreadsheet_program():
    rows = [row for row in read(LIBREOFFICE.read_bytes(), "a.xlsx").rows if not row.aside]
    assert len(rows) == 40
    assert (rows[0].number, rows[0].cells["name"], rows[0].cells["born"]) == (4, "赵建国", "1962-01-03")


def test_text_file_is_a_sheet_of_its_own_name():
    assert [layout.sheet for layout in read(TEXT.encode(), "3栋.csv").layouts] == ["3栋"]
    assert read(TEXT.encode(), "3栋.csv").layouts[0].hint == "3栋"


def test_sheets_are_read_or_say_why_not():
    content = book_of(一=[HEADINGS, CHEN], 二=[HEADINGS, ZHAO], 旧=[HEADINGS, CHEN], 空=[], 说明=[["请认真填写"]])
    reading = read(content, "a.xlsx", answers=Answers(sheets={"二": False}))
    assert {layout.sheet: layout.skipped for layout in reading.layouts} == {
        "一": "", "二": "not_chosen", "旧": "hidden", "空": "empty", "说明": "no_headings",
    }  # fmt: skip
    assert {row.sheet for row in reading.rows} == {"一"}


def test_counts_of_rows_add_up():
    reading = read(workbook(CHEN, [], ["合计", "2"], above=[["标题"]]), "a.xlsx")
    rows = list(reading.rows)
    assert len(rows) == reading.layouts[0].rows == 5
    assert [row.number for row in rows] == [1, 2, 3, 4, 5]


def test_rows_can_be_walked_twice_and_questions_are_asked_once():
    reading = read(workbook(CHEN, ["赵二"]), "a.xlsx")
    assert list(reading.rows) == list(reading.rows)
    assert [question.key for question in reading.questions] == ["fill_down:Sheet"]


def test_answers_change_the_reading():
    content = workbook(["陈一", "1栋", "201", "户主"], headings=["姓名", "楼栋", "室", "称呼码"])
    signature = read(content, "a.xlsx").layouts[0].signature
    answers = Answers(columns={signature: {"3": "relation"}})
    assert (
        next(row for row in read(content, "a.xlsx", answers=answers).rows if not row.aside).cells["relation"] == "户主"
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (workbook(), "no_rows"),
        (workbook(CHEN, headings=["甲"] * 7), "no_headings"),
        (workbook(CHEN, above=[["标题"]] * 12), "no_headings"),
        (book_of(空=[]), "empty"),
        (book_of(空=[], 说明=[["请认真填写"]]), "no_headings"),
        (b"", "empty"),
        (b"PK\x03\x04", "broken"),
        ("没有表格".encode("gb18030"), "no_headings"),
        (b"<html><body>nothing</body></html>", "empty"),
        (workbook(CHEN)[:-200], "broken"),
    ],
)
def test_what_is_no_roster_is_refused(content, code):
    assert refused(content) == code


def test_hidden_roster_alone_waits_for_somebody_to_choose_it():
    reading = read(book_of(说明=[["请认真填写"]], 旧=[HEADINGS, CHEN]), "a.xlsx")
    assert list(reading.rows) == []
    assert names(book_of(说明=[["x"]], 旧=[HEADINGS, CHEN]), answers=Answers(sheets={"旧": True})) == ["陈一"]


def test_too_many_rows_in_all_sheets_together_are_refused():
    content = book_of(一=[HEADINGS, *[CHEN] * 3], 二=[HEADINGS, *[CHEN] * 3])
    assert refused(content, limits=replace(WEB, rows=5)) == "too_many"
    assert len(names(content, limits=replace(WEB, rows=6))) == 6


def test_house_number_that_excel_made_a_day_of_comes_back():
    content = workbook(["陈一", date(2025, 3, 2)], headings=["姓名", "住址"])
    (row,) = (row for row in read(content, "a.xlsx").rows if not row.aside)
    assert (row.cells["address"], row.typed) == ("3-2", {"address": "date"})


MESSY = {
    "family-a.xlsx": {"": 300, "title": 2, "heading": 3, "explanation": 1, "total": 1, "footer": 1},
    "family-b.xlsx": {"": 300, "title": 1, "heading": 1, "total": 1},
    "family-c.xls": {"": 300, "title": 1, "heading": 1, "blank": 2, "footer": 1},
    "family-d.csv": {"": 300, "title": 1, "heading": 1, "total": 1},
    "family-e.xlsx": {"": 300, "title": 3, "heading": 3, "total": 3},
    "family-f.xlsx": {"": 300, "heading": 1},
    "family-g.xlsx": {"": 300, "heading": 1},
    "family-h.xlsx": {"": 300, "title": 3, "heading": 3, "total": 3},
}


@pytest.mark.parametrize("name", MESSY)
def test_messy_families_are_read_whole(name):
    reading = read((HERE / name).read_bytes(), name)
    rows = list(reading.rows)
    assert Counter(row.aside for row in rows) == MESSY[name]
    assert len({(row.sheet, row.number) for row in rows}) == sum(
        not one.skipped and one.rows for one in reading.layouts
    )
    assert all("name" in row.cells for row in rows if not row.aside)
