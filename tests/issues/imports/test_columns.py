"""Headings as hotlines write them."""

import pytest

from issues.imports.columns import find_headings
from tests.issues.imports.made import COVER, HEADINGS, LAMP


def meanings(*rows) -> dict[str, str]:
    found = find_headings(rows)
    return {name: key for name, key in zip(found.names, found.keys, strict=True) if key}


def test_the_usual_headings_are_all_known():
    wanted = ["number", "name", "phone", "text", "address", "category", "sent", "due"]
    assert list(meanings(HEADINGS, LAMP).values()) == wanted


@pytest.mark.parametrize(
    "heading", ["工单编号", "*工单编号", "工单 编号：", "工单编号（必填）", "受理编号", "案卷编号", "任务号"]
)
def test_a_number_goes_by_many_names(heading):
    assert meanings([heading, "诉求内容"]) == {heading: "number", "诉求内容": "text"}


def test_titles_and_watermarks_above_are_passed_over():
    found = find_headings([["青石社区工单"], ["导出：文社工　时间：2026-11-22"], [], HEADINGS, LAMP, COVER])
    assert found.line == 3


def test_one_meaning_goes_to_one_column():
    assert meanings(["编号", "工单编号", "内容"]) == {"编号": "number", "内容": "text"}


def test_a_row_of_people_keeps_no_numbers_when_it_is_taken_for_headings():
    assert "19900000012" not in str(find_headings([LAMP]).names)
