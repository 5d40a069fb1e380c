import csv
import zipfile
from io import BytesIO, StringIO

from community.reports.items import BY_ITEM
from community.reports.workbook import Mark, as_csv, as_xlsx
from tests.community.reports.made import sheet_of

MARK = Mark(who="文社工（wen）", when="2026-03-06 09:30", purpose="重阳节慰问名单", full=False)
COLUMNS = [(BY_ITEM[key], False) for key in ("name", "id_number", "note")]
EVIL = ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "\r=1", "a\x00b\x07c"]


def test_watermark_headings_and_people():
    sheet = sheet_of(as_xlsx(COLUMNS, [["王小明", "9999********0012", ""]], MARK))
    assert all(word in sheet["A1"].value for word in ("文社工（wen）", "2026-03-06 09:30", "重阳节慰问名单", "遮盖"))
    assert [cell.value for cell in sheet[2]] == ["姓名", "身份证号", "备注"]
    assert [cell.value for cell in sheet[3]] == ["王小明", "9999********0012", None]
    assert "重阳节慰问名单" in sheet.oddHeader.left.text
    assert "文社工" in sheet.oddFooter.left.text


def test_the_mark_lies_over_the_table_and_can_be_seen_through():
    content = as_xlsx(COLUMNS, [["王小明", "", ""]] * 100, MARK)
    drawing = zipfile.ZipFile(BytesIO(content)).read("xl/drawings/drawing1.xml").decode()
    assert drawing.count("重阳节慰问名单") >= 4
    assert drawing.count("<a:alpha ") == 4


def test_no_cell_is_a_formula_and_no_control_sign_stays():
    sheet = sheet_of(as_xlsx(COLUMNS, [[evil, evil, evil] for evil in EVIL], MARK))
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert sheet["A3"].value == "'=1+1"
    assert sheet["A7"].value == "'=1"
    assert sheet["A9"].value == "abc"


def test_ids_are_text_cells():
    cell = sheet_of(as_xlsx(COLUMNS, [["王小明", "999999199003070012", ""]], MARK))["B3"]
    assert (cell.value, cell.data_type, cell.number_format) == ("999999199003070012", "s", "@")


def test_csv_opens_as_chinese_text():
    content = as_csv(COLUMNS, [["王小明", "999999199003070012", "=1+1"]], MARK)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    assert lines[1:] == [["姓名", "身份证号", "备注"], ["王小明", "999999199003070012\t", "'=1+1"]]


def test_codes_have_a_column_of_their_own():
    sheet = sheet_of(as_xlsx([(BY_ITEM["sex"], False), (BY_ITEM["sex"], True)], [["男", "1"]], MARK))
    assert [cell.value for cell in sheet[2]] == ["性别", "性别代码"]
