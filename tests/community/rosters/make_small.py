"""Small files that only a real spreadsheet program writes the way people send them: an old .xls with marked rows.

Run ``python -m tests.community.rosters.make_small`` with LibreOffice installed.
"""

from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.community.rosters.make_messy import through_libreoffice

STRUCK = Font(strike=True)


def marks() -> None:
    """Struck, coloured, white, hidden, struck in its first cell only, and an error."""
    book = Workbook()
    sheet = book.active
    for name in ("甲", "乙", "丙", "丁", "戊"):
        sheet.append([name, "1栋", 101])
    sheet.append(["己", "=NA()", 101])
    for cell in sheet[1]:
        cell.font = STRUCK
    for cell in sheet[2]:
        cell.fill = PatternFill("solid", fgColor="FFFF00")
    for cell in sheet[3]:
        cell.fill = PatternFill("solid", fgColor="FFFFFF")
    sheet.row_dimensions[4].hidden = True
    sheet["A5"].font = STRUCK
    # streams under 4 KB lie elsewhere in the envelope
    for _row in range(200):
        sheet.append(["某人", "1栋", 101])
    through_libreoffice(book, "marks.xls", "xls")


def mac() -> None:
    """Days counted from 1904."""
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["姓名", "出生日期"])
    for _row in range(200):
        book.active.append(["某人", date(1990, 3, 7)])
    through_libreoffice(book, "mac.xls", "xls")


if __name__ == "__main__":
    marks()
    mac()
