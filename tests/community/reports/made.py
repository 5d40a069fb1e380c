"""Blank forms as superiors send them, and files read back."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from community.actions import report as report_actions
from community.models import Report

THIN = Side(style="thin")
NEEDS = {"list": "need:disabled"}


def simple_form(*headings: str, title: str = "高龄老人统计表", rows: int = 3, ending: bool = True) -> BytesIO:
    """A title over the table, one row of headings, free rows with borders, and who filled it in."""
    book = Workbook()
    sheet = book.active
    sheet.title = "表1"
    sheet["A1"] = title
    sheet["A1"].font = Font(name="黑体", size=20)
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(headings))
    sheet.append(list(headings))
    for row in range(3, 3 + rows):
        sheet.row_dimensions[row].height = 24
        for column in range(1, len(headings) + 1):
            sheet.cell(row, column).border = Border(THIN, THIN, THIN, THIN)
    if ending:
        sheet.cell(3 + rows, 1, "填表人：")
        sheet.merge_cells(start_row=3 + rows, end_row=3 + rows, start_column=1, end_column=2)
        sheet.row_dimensions[3 + rows].height = 40
    sheet.column_dimensions["B"].width = 31
    return saved(book)


def two_row_form() -> BytesIO:
    """序号 | 姓名 | 户籍地址(省|详址) | 残疾等级 | 银行卡号, numbered columns below, then a sum."""
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "残疾人两项补贴发放表"
    sheet.merge_cells("A1:F1")
    for place, word in {"A2": "序号", "B2": "姓名", "C2": "户籍地址", "E2": "残疾等级", "F2": "银行卡号"}.items():
        sheet[place] = word
    sheet["C3"], sheet["D3"] = "省", "详址"
    for area in ("A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:F3"):
        sheet.merge_cells(area)
    for column in range(1, 7):
        sheet.cell(4, column, column)
    for row in (5, 6):
        sheet.cell(row, 1, row - 4)
    sheet["A7"], sheet["F7"] = "合计", "=COUNTA(B5:B6)"
    return saved(book)


def saved(book: Workbook) -> BytesIO:
    content = BytesIO()
    book.save(content)
    content.seek(0)
    return content


def upload(content: BytesIO, name: str = "空白表.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.getvalue())


def sheet_of(content: bytes) -> Worksheet:
    return load_workbook(BytesIO(content)).worksheets[0]


def texts(sheet: Worksheet) -> list[list[str]]:
    return [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)]


def report(town, *, by=None, unit=None, form: BytesIO | None = None, **facts) -> Report:
    facts = {
        "name": "高龄津贴表",
        "asked_by": "街道民政办",
        "basis": "民政〔2026〕1号",
        "period": "month",
        "whom": {},
    } | facts
    form = form or simple_form("序号", "姓名", "身份证号", "银行卡号", "备注")
    return report_actions.set_up(upload(form), unit=unit or town.north, by=by or town.clerk, **facts)
