"""Tables for other programs: nothing a spreadsheet takes for a formula, and in the ledger's own names are masked."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import BytesIO, StringIO

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from accounts.masks import mask_name
from community.imports.safe import safe_cell
from grids.models import Unit
from points.models import Account, Transfer

HEADINGS = (
    _("编号"), _("入账时间"), _("发生日期"), _("种类"), _("转出"), _("转入"), _("积分"), _("应得"), _("类别"), _("项目"),
    _("所在单元"), _("事由"), _("为什么少"), _("冲正哪一笔"), _("经手人"),
)  # fmt: skip
COLUMNS = (
    "pk", "at", "effective", "kind", "amount", "asked", "category__name", "item__name", "unit__name", "reason", "cut",
    "reverses", "actor__name",
    "src", "src__kind", "src__title", "src__person__name", "dst", "dst__kind", "dst__title", "dst__person__name",
)  # fmt: skip


def transfers(unit: Unit, first: date, last: date) -> QuerySet:
    return Transfer.objects.within(unit).between(first, last).order_by("pk")


def rows(found: QuerySet) -> Iterator[list]:
    for row in found.values(*COLUMNS).iterator(chunk_size=2000):
        yield [
            row["pk"],
            f"{timezone.localtime(row['at']):%Y-%m-%d %H:%M:%S}",
            f"{row['effective']:%Y-%m-%d}",
            str(Transfer.Kind(row["kind"]).label),
            account_name(row, "src"),
            account_name(row, "dst"),
            row["amount"],
            row["asked"],
            row["category__name"] or "",
            row["item__name"] or "",
            row["unit__name"],
            row["reason"],
            row["cut"],
            row["reverses"] or "",
            row["actor__name"] or "",
        ]


def account_name(row: dict, side: str) -> str:
    kind = Account.Kind(row[f"{side}__kind"])
    name = mask_name(row[f"{side}__person__name"]) if kind == kind.PERSON else row[f"{side}__title"]
    return f"{row[side]:08d} {name or kind.label}"


def as_csv(title: str, headings: Sequence[str], lines: Iterable[Sequence]) -> bytes:
    """With a byte order mark, so that spreadsheets read it as UTF-8; a file of this kind has no title."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    for line in lines:
        writer.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in line])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, headings: Sequence[str], lines: Iterable[Sequence]) -> bytes:
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(content, options) as book:
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(headings) - 1, 16)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, str(heading), book.add_format({"bold": True}))
        for number, line in enumerate(lines, 1):
            for column, cell in enumerate(line):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, safe_cell(str(cell)))
    return content.getvalue()


FORMS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
