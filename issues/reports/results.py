"""Results of work orders as a file: who took it and when stands above them, and no cell is ever a formula."""

import csv
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from io import StringIO

from django.utils.translation import gettext as _

from issues.reports.sheets import cell, xlsx_bytes

# from here on a spreadsheet program takes digits for a number and forgets the last of them
LONG = 11


@dataclass(frozen=True, slots=True)
class Result:
    """Words of one row, in the order of the columns."""

    number: str
    state: str
    result: str
    ended: str
    satisfied: str


def headings() -> tuple[str, ...]:
    return _("工单编号"), _("状态"), _("办理结果"), _("办结时间"), _("是否满意")


def as_xlsx(rows: Sequence[Result], line: str) -> bytes:
    return xlsx_bytes([headings(), *map(astuple, rows)], line, _("办理结果"))


def as_csv(rows: Sequence[Result], line: str) -> bytes:
    """With a byte order mark, so that Excel reads Chinese; a long number ends in a tab, so that it stays text."""
    content = StringIO()
    writer = csv.writer(content, lineterminator="\r\n")
    writer.writerow([cell(line)])
    writer.writerow(headings())
    for row in rows:
        number, *rest = map(cell, astuple(row))
        writer.writerow([f"{number}\t" if number.isdigit() and len(number) >= LONG else number, *rest])
    return content.getvalue().encode("utf-8-sig")
