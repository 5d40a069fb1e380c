from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from community.imports import parser, sheets
from community.imports.parser import parse
from community.imports.zipguard import WEB
from tests.community.rosters.made import CHEN, HEADINGS, LIBREOFFICE, ZHAO, workbook
from tests.community.rosters.make_messy import HERE

MARKED = HERE / "marks.xls"


def written(fill) -> bytes:
    """A workbook that ``fill`` wrote through XlsxWriter."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        fill(book, book.add_worksheet("表"))
    return content.getvalue()


def saved(book: Workbook) -> bytes:
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def one(content: bytes, kind: str = "xlsx", limits=WEB):
    (sheet,) = parse(content, kind, limits)
    return sheet


def refused(content: bytes, kind: str = "xlsx", limits=WEB) -> str:
    with pytest.raises(ValidationError) as refusal:
        parse(content, kind, limits)
    return refusal.value.code


# --- workbooks ---------------------------------------------------------------------------------


def test_rows_come_typed_with_leading_empty_ones():
    def fill(book, sheet):
        sheet.write_row(2, 1, ["张三", 3, 1.5, True])
        sheet.write_datetime(2, 5, date(1990, 3, 7), book.add_format({"num_format": "yyyy-mm-dd"}))

    rows = one(written(fill)).rows
    assert rows[2] == [None, "张三", 3, 1.5, True, date(1990, 3, 7)]
    assert [any(row) for row in rows] == [False, False, True]
    assert (len(rows), len(rows[1:]), rows[1:][1][1]) == (3, 2, "张三")


def test_numbers_too_long_for_a_spreadsheet_stay_numbers():
    sheet = one(written(lambda book, sheet: sheet.write_number(0, 0, 110101199003071234)))
    assert sheet.rows[0][0] == pytest.approx(110101199003071234)
    assert isinstance(sheet.rows[0][0], int | float)


def test_merges_are_told_by_their_corners():
    assert one(written(lambda book, sheet: sheet.merge_range(1, 0, 3, 2, "1栋"))).merges == [(1, 0, 3, 2)]


def test_hidden_sheets_are_told():
    book = Workbook()
    book.create_sheet("旧").sheet_state = "hidden"
    book.create_sheet("更旧").sheet_state = "veryHidden"
    assert [sheet.hidden for sheet in parse(saved(book), "xlsx", WEB)] == [False, True, True]


def test_days_of_the_1904_system_are_the_same_days():
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append([date(1990, 3, 7)])
    assert one(saved(book)).rows[0] == [date(1990, 3, 7)]
    assert one((HERE / "mac.xls").read_bytes(), "xls").rows[1] == ["某人", date(1990, 3, 7)]


def test_million_empty_formatted_rows_are_nobodys():
    def fill(book, sheet):
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_blank(1_048_575, 0, None, book.add_format({"bold": True}))

    assert len(one(written(fill)).rows) == 1


def test_workbook_of_a_real_writer():
    assert len(one(LIBREOFFICE.read_bytes()).rows) == 43


def test_old_workbook_of_a_real_writer():
    sheet = one((HERE / "family-c.xls").read_bytes(), "xls")
    assert (sheet.name, len(sheet.rows), sheet.rows[3][3]) == ("户籍台账", 305, "冯建国")


# --- marks and faults --------------------------------------------------------------------------


def marked() -> bytes:
    book = Workbook()
    sheet = book.active
    for name in ("甲", "乙", "丙", "丁", "戊"):
        sheet.append([name, "1栋", 101])
    for cell in sheet[1]:
        cell.font = Font(strike=True)
    for cell in sheet[2]:
        cell.fill = PatternFill("solid", fgColor="FFFF00")
    for cell in sheet[3]:
        cell.fill = PatternFill("solid", fgColor="FFFFFF")
    sheet.row_dimensions[4].hidden = True
    sheet["A5"].font = Font(strike=True)
    return saved(book)


def test_struck_coloured_and_hidden_rows_are_marked():
    sheet = one(marked())
    assert sheet.marks == {0: ("struck",), 1: ("coloured",), 3: ("hidden",)}
    assert sheet.struck == {4: (0,)}


def test_rows_of_an_old_workbook_are_marked_too():
    sheet = one(MARKED.read_bytes(), "xls")
    assert sheet.marks == {0: ("struck",), 1: ("coloured",), 3: ("hidden",)}
    assert sheet.struck == {4: (0,)}
    assert sheet.faults == {(5, 1): "broken"}
    assert sheet.rows[5][1] == "#N/A"


def test_errors_and_formulas_without_a_result_are_told_by_their_cell():
    def fill(book, sheet):
        sheet.write_formula(0, 0, "=NA()", None, "#N/A")
        sheet.write_formula(0, 1, "=1+1", None, 2)
        sheet.write_formula(1, 3, '=IF(A2="","","x")', None, "")

    book = Workbook()
    book.active.append(["=1+1", "x"])
    assert one(written(fill)).faults == {(0, 0): "broken", (1, 3): "no_result"}
    assert one(written(fill)).rows[0] == ["#N/A", 2]
    assert one(saved(book)).faults == {(0, 0): "no_result"}


def test_row_of_nothing_but_an_error_is_a_row():
    sheet = one(written(lambda book, sheet: sheet.write_formula(4, 2, "=1/0", None, "#DIV/0!")))
    assert (len(sheet.rows), sheet.rows[4]) == (5, [None, None, "#DIV/0!"])


# --- text and pages ----------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "，"])
def test_text_is_cut_by_its_own_sign(encoding, sign):
    text = "".join(sign.join(line) + "\r\n" for line in (HEADINGS, CHEN, ZHAO))
    rows = list(one(text.encode(encoding), "csv").rows)
    assert rows == [HEADINGS, CHEN, [cell or None for cell in ZHAO[:-1]]]


def test_quoted_commas_and_line_breaks_stay_in_their_cell():
    assert list(one(b'a,"b,\nc"\n1,2\n\n\n', "csv").rows) == [["a", "b,\nc"], ["1", "2"]]


PAGE = """<html><head><style>td {color: red}</style></head><body><table border=1>
<tr><th rowspan=2>姓名<th colspan="2">住址</tr><tr><td>楼栋<td>室</tr>
<tr><td>陈一<br>（户主）</td><td rowspan="2">1栋</td><td>201<table><tr><td>内</td></tr></table></td></tr>
<tr style="display: none"><td>赵&nbsp;二</td><td>202</td></tr></table></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_table_of_a_page_has_its_spans_as_merges(encoding):
    sheet = one(PAGE.encode(encoding), "html")
    assert [[cell or "" for cell in row] for row in sheet.rows] == [
        ["姓名", "住址", ""],
        ["", "楼栋", "室"],
        ["陈一\n（户主）", "1栋", "201内"],
        ["赵 二", "", "202"],
    ]
    assert sorted(sheet.merges) == [(0, 0, 1, 0), (0, 1, 0, 2), (2, 1, 3, 1)]
    assert sheet.marks == {3: ("hidden",)}


def test_every_table_of_a_page_is_a_sheet():
    assert [sheet.name for sheet in parse(b"<table><tr><td>1</table><table><tr><td>2</table>", "html", WEB)] == [
        "表1",
        "表2",
    ]


def test_absurd_spans_are_cut_short():
    page = b"<table>" + b"<tr><td rowspan=65535 colspan=9999999>" * 50 + b"<tr><td>x</table>"
    assert refused(page, "html") == "too_many"


# --- limits ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "limits", [replace(WEB, columns=6), pytest.param(replace(WEB, rows=-19), id="rows")], ids=["columns", "rows"]
)
@pytest.mark.parametrize("kind", ["xlsx", "csv", "html"])
def test_more_than_allowed_is_refused_by_the_reader(limits, kind):
    page = "".join(f"<tr>{''.join(f'<td>{cell}' for cell in line)}" for line in (HEADINGS, CHEN))
    text = "\n".join(",".join(line) for line in (HEADINGS, CHEN))
    content = {"xlsx": workbook(CHEN), "csv": text.encode(), "html": f"<table>{page}</table>".encode()}
    assert refused(content[kind], kind, limits) == "too_many"


def test_reader_that_needs_too_much_memory_ends_alone():
    text = "x" * 30_000
    content = written(lambda book, sheet: [sheet.write_column(0, column, [text] * 15_000) for column in range(8)])
    assert len(content) < 2 * 1024 * 1024
    assert refused(content, limits=replace(WEB, memory=600 * 1024 * 1024)) == "too_heavy"


def test_reader_that_never_ends_is_ended():
    page = b"<table>" + b"<tr><td>1" * 15_000 + b"<tr><td>" + b"<b>x</b>" * 2_000_000
    assert refused(page, "html", replace(WEB, cpu=1)) == "too_heavy"


def test_reader_that_says_more_than_the_file_can_hold_is_not_listened_to():
    assert refused(workbook(CHEN), limits=replace(WEB, unpacked=50)) == "too_heavy"


@pytest.mark.parametrize("content", [workbook(CHEN)[:-300], b"PK\x03\x04", b""])
def test_file_that_cannot_be_read_is_broken(content):
    assert refused(content) == "broken"


def test_reader_knows_nothing_of_the_portal(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "geheim")
    seen = {}
    popen = parser.subprocess.Popen
    monkeypatch.setattr(
        parser.subprocess, "Popen", lambda *args, **kwargs: seen.update(kwargs) or popen(*args, **kwargs)
    )
    one(workbook(CHEN))
    assert "SECRET_KEY" not in seen["env"]
    assert "DATABASE_URL" not in seen["env"]


def test_reader_imports_no_django():
    code = "import sys, community.imports.sheets; sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    assert parser.subprocess.run([parser.sys.executable, "-c", code], cwd=parser.ROOT, check=False).returncode == 0


def test_system_without_limits_reads_without_them(monkeypatch):
    monkeypatch.setitem(parser.sys.modules, "resource", None)
    sheets.limit(1, 1)
