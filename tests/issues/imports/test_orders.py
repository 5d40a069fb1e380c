"""One row of a table of work orders."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from issues.imports.orders import moment, orders, read_table
from tests.issues.imports.made import COVER, HEADINGS, LAMP, csv_file, order, xlsx_file

ENDS = time(17, 30)


def rows_of(file) -> list:
    return list(orders(read_table(file.read(), file.name), ENDS))


@pytest.mark.parametrize(
    "file",
    [
        csv_file(LAMP, COVER),
        csv_file(LAMP, COVER, encoding="gb18030"),
        csv_file(LAMP, COVER, encoding="utf-8"),
        xlsx_file(LAMP, COVER),
    ],
    ids=["utf-8 with mark", "gb18030", "utf-8", "xlsx"],
)
def test_every_kind_of_file_says_the_same(file):
    lamp, cover = rows_of(file)
    assert (lamp.line, lamp.number, lamp.name, lamp.phone) == (2, "20261122000001", "王小明", "19900000012")
    assert lamp.text == "1栋门口路灯不亮\n派单时间：2026-11-22 08:00:00"
    assert (lamp.address, lamp.category) == ("柳荫小区1栋门口", "设施损坏/路灯")
    assert timezone.localtime(lamp.due).isoformat() == "2026-11-24T17:30:00+08:00"
    assert (cover.phone, cover.due, cover.due_unread, cover.fault) == ("07341234567", None, False, "")


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("2026-11-24 18:00:05", "2026-11-24T18:00:05"),
        ("2026/11/24 8:00", "2026-11-24T08:00:00"),
        ("2026年11月24日18时30分", "2026-11-24T18:30:00"),
        ("2026年11月24日 18时", "2026-11-24T18:00:00"),
        ("2026.11.24", "2026-11-24T17:30:00"),
        ("2026-11-24 24:00", "2026-11-24T23:59:59"),
        ("截止 2026-11-24T09:15:00.000", "2026-11-24T09:15:00"),
        (date(2026, 11, 24), "2026-11-24T17:30:00"),
        ("2026-02-30", None),
        ("2026-11-24 25:00", None),
        ("0026-11-24", None),
        ("三天内", None),
        ("", None),
        (None, None),
    ],
)
def test_limits_are_read_as_people_write_them(said, wanted):
    found = moment(said, ENDS)
    assert (found and timezone.localtime(found).replace(tzinfo=None).isoformat()) == wanted


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (order(""), "没有工单编号"),
        (order("A" * 41), "工单编号太长"),
        (order("A1", text=" "), "没有诉求内容"),
        (order("A1"), ""),
    ],
)
def test_a_row_that_cannot_be_used_says_why(row, fault):
    assert rows_of(csv_file(row))[0].fault == fault


def test_what_cannot_be_read_is_noted_and_left_out():
    row = rows_of(csv_file(order("A1", 联系电话="138****1234", 办结时限="尽快")))[0]
    assert (row.phone, row.phone_unread, row.due, row.due_unread) == ("", True, None, True)


@pytest.mark.parametrize(
    ("said", "urgent"), [("特急", True), ("紧急", True), ("不紧急", False), ("一般", False), ("", False)]
)
def test_urgency_is_heard(said, urgent):
    row = rows_of(csv_file([*order("A1"), said], headings=[*HEADINGS, "紧急程度"]))[0]
    assert row.urgent is urgent


def test_a_title_stands_above_the_text_unless_it_repeats_it():
    headings = ["工单编号", "标题", "诉求内容"]
    rows = rows_of(csv_file(["1", "路灯", "不亮了"], ["2", "路灯", "路灯不亮了"], ["3", "路灯", ""], headings=headings))
    assert [row.text for row in rows] == ["路灯\n不亮了", "路灯不亮了", "路灯"]


def test_formulas_are_read_as_what_they_show_and_never_run():
    rows = rows_of(xlsx_file(order("=1+1"), order("A2", text='=HYPERLINK("http://x","点我")')))
    assert "http" not in "".join(row.number + row.text for row in rows)


def test_numbers_that_a_spreadsheet_took_for_numbers_come_back_whole():
    assert rows_of(xlsx_file(order(20261122000001)))[0].number == "20261122000001"


def test_the_sheet_with_the_headings_is_read_and_the_others_are_named():
    file = xlsx_file(["填表说明"], headings=["请看第二张表"], title="说明", more={"明细": [HEADINGS, LAMP], "空表": []})
    table = read_table(file.read(), file.name)
    assert (table.sheet.name, table.left) == ("明细", ["说明"])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n \n", "empty"),
        (b",,,\n,,,\n", "empty"),
        (b"%PDF-1.7", "not_table"),
        (b"\x89PNG\r\n", "not_table"),
        (b"PK\x03\x04broken", "broken"),
    ],
)
def test_what_is_no_table_is_refused_in_words_about_orders(content, code):
    with pytest.raises(ValidationError) as refusal:
        read_table(content, "工单.csv")
    assert refusal.value.code == code
    assert "花名册" not in refusal.value.messages[0]
