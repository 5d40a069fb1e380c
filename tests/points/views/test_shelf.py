"""The shelf at the desk: the month's sheet as a file."""

from io import BytesIO

from django.urls import reverse
from openpyxl import load_workbook

from points.actions import orders


def sheet_with(town, give, put, order):
    """Nine bags came, two went, and a name that a spreadsheet would take for a formula."""
    give(town.wang, 50)
    orders.pick(order(town.wang, put("=大米", 10, stock=9), 2), by=town.clerk)
    return ["01", "'=大米", "份", 0, 9, 2, 0, 0, 7]


def test_the_months_sheet_is_the_same_in_a_spreadsheet(town, give, put, order, browser_of):
    """Point 36"""
    expected = sheet_with(town, give, put, order)
    answer = browser_of(town.clerk).get(reverse("points:stock_sheet_file", args=["xlsx"]))
    heading, row = load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert heading[3:9] == ("月初", "进货", "兑换", "报损", "盘点差", "月末")
    assert list(row[:9]) == expected
    assert ".xlsx" in answer["Content-Disposition"]


def test_and_as_plain_text_that_opens_in_chinese(town, give, put, order, browser_of):
    expected = sheet_with(town, give, put, order)
    browser = browser_of(town.clerk)
    text = browser.get(reverse("points:stock_sheet_file", args=["csv"])).content.decode("utf-8-sig")
    assert text.splitlines()[1] == ",".join(map(str, [*expected, ""]))
    assert browser.get(reverse("points:stock_sheet_file", args=["exe"])).status_code == 404
