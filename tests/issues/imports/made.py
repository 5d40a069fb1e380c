"""Files of work orders as hotlines export them."""

import csv
from io import BytesIO, StringIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

HEADINGS = ["工单编号", "来电人", "联系电话", "诉求内容", "诉求地址", "诉求分类", "派单时间", "办结时限"]
LAMP = [
    *("20261122000001", "王小明", "19900000012", "1栋门口路灯不亮", "柳荫小区1栋门口", "设施损坏/路灯"),
    *("2026-11-22 08:00:00", "2026-11-24 17:30:00"),
]
COVER = ["20261122000002", "李翠花", "0734-1234567", "北门井盖松动", "柳荫小区北门", "设施损坏", "2026-11-22 08:05", ""]


def order(number: str, text: str = "楼道灯不亮", **more) -> list:
    row = dict(zip(HEADINGS, [number, "", "", text, "1栋", "", "", ""], strict=True)) | more
    return list(row.values())


def csv_file(*rows, encoding="utf-8-sig", headings=HEADINGS, name="工单.csv") -> SimpleUploadedFile:
    content = StringIO()
    csv.writer(content).writerows([headings, *rows] if headings else rows)
    return SimpleUploadedFile(name, content.getvalue().encode(encoding))


def xlsx_file(*rows, headings=HEADINGS, title="工单", more=None) -> SimpleUploadedFile:
    """``more``: further sheets, name → rows."""
    book = Workbook()
    book.active.title = title
    for row in [headings, *rows]:
        book.active.append(row)
    for name, lines in (more or {}).items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    content = BytesIO()
    book.save(content)
    return SimpleUploadedFile("工单.xlsx", content.getvalue())
