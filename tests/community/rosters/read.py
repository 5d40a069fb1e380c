"""A sheet given as lists, laid out and read into rows."""

from community.imports.layout import lay_out
from community.imports.rows import RowReader
from community.imports.shapes import Answers, Sheet, SheetRow

HEAD = ["楼栋", "单元", "室", "姓名", "身份证号", "电话", "与户主关系"]
CHEN = ["1栋", "1", "201", "陈一", "x", "19900000101", "户主"]
ZHAO = ["1栋", "1", "201", "赵二", "y", "", "配偶"]
BLANK = ["", "", "", "孙三", "", "", "子"]


def sheet_of(*rows: list, **kwargs) -> Sheet:
    return Sheet(kwargs.pop("name", "Sheet1"), [list(row) for row in rows], **kwargs)


def read(*rows: list, answers: Answers | None = None, **kwargs) -> list[SheetRow]:
    sheet, answers = sheet_of(*rows, **kwargs), answers or Answers()
    return list(RowReader(sheet, lay_out(sheet, answers)[0], answers))


def people(*rows: list, **kwargs) -> list[SheetRow]:
    return [row for row in read(*rows, **kwargs) if not row.aside]


def asides(*rows: list, **kwargs) -> list[str]:
    return [row.aside for row in read(*rows, **kwargs)]
