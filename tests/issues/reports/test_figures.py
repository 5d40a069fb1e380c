"""Point 37: the figures of the desk, the same in the files, safe for any spreadsheet, today included."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from issues import actions
from issues.models import Category, Issue
from issues.reports import figures
from issues.reports.rates import Ratio, Span
from issues.reports.sheets import csv_bytes, xlsx_bytes

DAY = timedelta(days=1)


def span() -> Span:
    now = timezone.now()
    return Span(now - DAY, now + DAY)


def test_what_is_open_now(answered, matter, town):
    matter()
    Issue.objects.filter(state="received").update(due_at=timezone.now() - DAY)
    now = figures.now_open(Issue.objects.all(), timezone.now())
    assert now == {"open": 1, "late": 1, "new": 1, "stopped": 0, "unverified": 1}


def test_months_count_what_came_and_what_was_closed_in_time(answered, matter, town):
    actions.close(answered, by=town.north_leader)
    matter()
    newest = figures.months(Issue.objects.all(), timezone.now())[0]
    assert (newest.received, newest.closed, newest.in_time, newest.again) == (2, 1, Ratio(1, 1), Ratio(0, 1))


def test_six_months_stand_there_even_when_nothing_happened(town):
    months = figures.months(Issue.objects.all(), timezone.now())
    assert len(months) == 6
    assert [month.start.day for month in months] == [1] * 6


def test_causes_are_the_larger_kinds(matter):
    matter(category=Category.objects.get(code="facility.streetlight"))
    matter(category=Category.objects.get(code="facility.lift"))
    matter(category=Category.objects.get(code="clean"))
    assert figures.causes(Issue.objects.all(), span()) == [("设施损坏", 2), ("环境卫生", 1)]


def test_the_public_never_sees_small_cells_or_family_matters(matter, town):
    for _each in range(3):
        matter(category=Category.objects.get(code="facility.lift"))
        matter(category=Category.objects.get(code="dispute.leak"))
    matter(category=Category.objects.get(code="clean"))
    (cell,) = figures.heat(Issue.objects.all(), span(), public=True)
    assert (cell["cause"], cell["n"], cell["grid"]) == ("设施损坏", 3, town.north.pk)
    assert len(figures.heat(Issue.objects.all(), span())) == 3


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_says_what_the_page_says_and_who_took_it(answered, matter, town, browser_of, kind):
    matter(category=Category.objects.get(code="clean"))
    client = browser_of(town.clerk)
    page = client.get(reverse("issues:figures"))
    content = client.get(reverse("issues:figures_file", args=[kind])).content
    if kind == "csv":
        rows = list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    else:
        sheet = load_workbook(BytesIO(content)).active
        rows = [[str(cell) if cell is not None else "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert town.clerk.name in rows[0][0]
    values = {row[0]: row[1] for row in rows[2:]}
    assert values["在办"] == str(page.context["now"]["open"]) == "1"
    assert values["本期收到"] == "2"
    assert values["类别 环境卫生"] == "1"


def test_no_cell_is_a_formula():
    rows = [["名称"], ["=1+1"], ["@SUM(A1)"], ["-2+3"], ["\t=cmd"]]
    text = csv_bytes(rows, "导出").decode("utf-8-sig")
    assert not [line for line in csv.reader(StringIO(text)) if line and line[0][:1] in "=@-+\t"]
    sheet = load_workbook(BytesIO(xlsx_bytes(rows, "导出", "表"))).active
    assert {cell.data_type for (cell,) in sheet.iter_rows()} == {"s"}


def test_figures_cost_the_same_however_many_matters(town, matter, browser_of, cost):
    client = browser_of(town.clerk)
    assert cost(lambda: client.get(reverse("issues:figures")), matter, 8)
