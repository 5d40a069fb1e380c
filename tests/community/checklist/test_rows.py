"""I13–I20: merged cells, ditto marks, totals, doubles, a second time."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from community.actions import roster as roster_actions
from community.models import Person, Residence
from tests.community.checklist.seen import answer, asked, called, only, register, seen, take, take_rows, write
from tests.community.rosters.made import CHEN, HEADINGS

pytestmark = pytest.mark.django_db
SHORT = ["楼栋", "单元", "室", "姓名"]


def test_i13_merged_cells_fill_down_inside_the_merge_only(town):
    book = Workbook()
    for line in (SHORT, ["1栋", "1", "201", "陈一"], ["", "", "", "赵二"], ["", "", "", "孙三"]):
        book.active.append(line)
    for letter in "ABC":
        book.active.merge_cells(f"{letter}2:{letter}3")
    content = BytesIO()
    book.save(content)
    first, second, third = seen(take(town, content.getvalue()))
    assert first.home == second.home == ("1栋", "1", "201")
    assert third.home != first.home or "fill_down" in third.codes


@pytest.mark.parametrize("mark", ["同上", "〃", '"', "″", "—〃—", "同 上"])
def test_i14_ditto_marks_repeat_the_cell_above(town, mark):
    roster = take_rows(town, ["1栋", "1", "201", "陈一"], [mark, mark, mark, "赵二"], headings=SHORT)
    assert {row.home for row in seen(roster)} == {("1栋", "1", "201")}


def test_i15_blank_house_cells_are_proposed_and_confirmed(town):
    headings = [*SHORT, "与户主关系"]
    rows = ["1栋", "1", "201", "陈一", "户主"], ["", "", "", "赵二", "配偶"]
    roster = take_rows(town, *rows, headings=headings)
    assert seen(roster)[1].outcome == "review"
    (question,) = asked(roster, "fill_down")
    roster = answer(roster, town.clerk, said={question["key"]: "yes"})
    assert [row.home for row in seen(roster)] == [("1栋", "1", "201")] * 2
    assert roster.counts == {"new": 2, "not_data": 1}


def test_i16_what_is_no_data_is_counted_as_such(town):
    below = [[], ["2栋"], ["合计", "", "2人"], ["总人数：2"], ["填表人：文社工"], ["注：以上均已核对"]]
    roster = take_rows(town, CHEN, *below)
    assert roster.counts == {"new": 1, "not_data": 7}
    reasons = set(roster.rows.filter(outcome="not_data").values_list("reason", flat=True))
    assert {"heading", "blank", "separator", "total", "footer"} <= reasons


def test_i16_a_separator_row_names_the_building_below_it(town):
    roster = take_rows(town, ["1栋"], ["201", "陈一"], ["2栋"], ["301", "赵二"], headings=["室", "姓名"])
    assert [row.home for row in seen(roster)] == [("1栋", "", "201"), ("2栋", "", "301")]


def test_i18_the_same_row_twice_is_one_person(town):
    roster = take_rows(town, CHEN, CHEN)
    assert [row.outcome for row in seen(roster)].count("new") == 1
    write(roster, town.clerk)
    assert Person.objects.filter(name="陈一").count() == 1


def test_i18_one_number_at_two_addresses_is_one_person_with_two_homes(town):
    roster = take_rows(town, CHEN, [*CHEN[:3], "2栋", "1", "301", ""])
    first, second = seen(roster)
    assert (first.outcome, second.outcome) == ("new", "review")
    roster_actions.decide(second.row, "take", by=town.clerk)
    write(roster, town.clerk)
    assert Residence.objects.current().filter(person=called("陈一")).count() == 2


def test_i18_the_same_name_without_a_number_is_a_candidate_never_merged(town):
    roster = take_rows(town, ["王小明", "", "", "2栋", "1", "301", ""])
    row = only(roster)
    assert row.outcome == "review"
    roster_actions.decide(row.row, "take", by=town.clerk)
    write(roster, town.clerk)
    assert Person.objects.filter(name="王小明").count() == 2


def test_i19_the_same_file_again_changes_nothing(town):
    zhao = ["赵二", "", "", "2栋", "2", "302", ""]
    write(take_rows(town, CHEN, zhao), town.clerk)
    assert take_rows(town, CHEN, zhao).counts == {"unchanged": 2, "not_data": 1}


def test_i19_changes_are_shown_field_by_field_and_may_be_declined(town):
    headings = [*HEADINGS, "民族", "政治面貌"]
    write(take_rows(town, [*CHEN, "汉族", "群众"], headings=headings), town.clerk)
    roster = take_rows(town, [*CHEN, "回族", "中共党员"], headings=headings)
    row = only(roster)
    assert {(change["key"], change["old"], change["new"]) for change in row.changes} == {
        ("ethnicity", "汉族", "回族"),
        ("politics", "群众", "中共党员"),
    }
    roster_actions.decide(row.row, "take", by=town.clerk, declined=["politics"])
    write(roster, town.clerk)
    assert (called("陈一").ethnicity, called("陈一").politics) == ("03", "13")


@pytest.mark.parametrize(("erase", "left"), [(False, "03"), (True, "")])
def test_i19_an_empty_cell_erases_only_when_asked(town, erase, left):
    headings = [*HEADINGS, "民族"]
    write(take_rows(town, [*CHEN, "回族"], headings=headings), town.clerk)
    # a column without a single entry erases nothing: it is rather unused than emptied
    other = ["赵二", "", "", "2栋", "2", "302", "", "汉族"]
    roster = take_rows(town, [*CHEN, ""], other, headings=headings)
    if erase:
        roster = answer(roster, town.clerk, options={"erase_empty": True})
    write(roster, town.clerk)
    assert called("陈一").ethnicity == left


def test_i20_who_is_not_in_the_roster_is_listed_and_left_alone(town):
    roster = write(take_rows(town, ["王小明", "999999199003070012", "", "1栋", "1", "101", ""], CHEN), town.clerk)
    assert set(roster_actions.missing(roster).values_list("name", flat=True)) == {"李翠花"}
    assert ("李翠花", "", "1栋1单元101") in register()
