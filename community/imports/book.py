"""Workbooks that we write: all cells text, so that ids, phones and rooms keep every digit."""

from io import BytesIO

from xlsxwriter import Workbook

TEXT = {"num_format": "@"}
HEADING = {"bold": True, "bg_color": "#f9e8e4", "border": 1, "border_color": "#e6ded2", "text_wrap": True, **TEXT}


def new_book() -> tuple[Workbook, BytesIO]:
    content = BytesIO()
    return Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}), content


def closed(book: Workbook, content: BytesIO) -> bytes:
    book.close()
    return content.getvalue()
