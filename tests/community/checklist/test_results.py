"""I03, I05, I44–I48: what comes of it."""

from io import BytesIO

import pytest

from community.actions import roster as roster_actions
from community.models import Person
from jobs.work import drain
from tests.community.checklist.seen import called, one, only, problem_book, register, seen, take, take_rows, write
from tests.community.rosters.made import CHEN, HEADINGS, valid_id, workbook

pytestmark = pytest.mark.django_db
BAD = ["错一", "110101199003070012", "", "1栋", "1", "202", ""]


def test_i05_a_formula_in_a_cell_is_text_in_every_workbook_we_hand_out(town):
    content = workbook(["=1+1", "110101199003070012", "", "1栋", "1", "202", "@x"], BAD)
    book = problem_book(take(town, content), town.clerk)
    assert not [cell for row in book.active.iter_rows() for cell in row if cell.data_type == "f"]


def test_i44_counts_add_up_to_the_rows_read(town):
    known = ["王小明", "999999199003070012", "19900000012", "1栋", "1", "101", "户主"]
    roster = take_rows(town, CHEN, known, BAD, ["陈二", "", "", "11栋", "1", "201", ""], [], ["合计"])
    assert roster.counts == {"new": 1, "unchanged": 1, "error": 1, "review": 1, "not_data": 3}


def test_i44_an_error_names_sheet_row_column_value_reason_and_what_to_do(town):
    row = only(take_rows(town, BAD))
    (problem,) = row.problems
    assert (row.row.sheet, row.row.number, problem["heading"], problem["value"]) == ("Sheet", 2, "身份证号", BAD[1])
    assert "请对照证件" in problem["sentence"]


def test_i45_good_rows_go_in_while_bad_ones_are_mended_in_their_own_layout(town):
    content = workbook(CHEN, BAD, above=[["青石社区花名册"]])
    roster = take(town, content)
    book = problem_book(roster, town.clerk)
    lines = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert lines[0][0] == "青石社区花名册"
    assert lines[1][: len(HEADINGS)] == HEADINGS
    assert (lines[2][0], lines[1][-1]) == ("错一", "错误原因")
    assert len(lines) == 3
    write(roster, town.clerk)
    assert ("陈一", CHEN[1], "1栋1单元201") in register()
    assert not Person.objects.filter(name="错一").exists()


def test_i45_the_mended_workbook_brings_in_only_those_rows(town):
    roster = write(take_rows(town, CHEN, BAD), town.clerk)
    book = problem_book(roster, town.clerk)
    (column,) = [cell.column for cell in book.active[1] if cell.value == "身份证号"]
    book.active.cell(2, column).value = valid_id("99999919900307006")
    content = BytesIO()
    book.save(content)
    again = take(town, content.getvalue(), "改好.xlsx")
    assert [row.values["name"] for row in seen(again)] == ["错一"]


def test_i46_an_import_is_taken_back_and_later_edits_stay(town):
    headings = [*HEADINGS, "民族"]
    roster = write(
        take_rows(
            town,
            [*CHEN, "汉族"],
            ["王小明", "999999199003070012", "", "1栋", "1", "101", "", "回族"],
            headings=headings,
        ),
        town.clerk,
    )
    Person.objects.filter(name="王小明").update(ethnicity="05")
    roster_actions.undo(roster, reason="导错了表", by=town.clerk)
    drain()
    roster.refresh_from_db()
    assert not Person.objects.filter(name="陈一").exists()
    assert called("王小明").ethnicity == "05"
    assert roster.written["kept"] == 1


def test_i48_rows_outside_the_importers_grid_are_errors(town):
    row = only(take_rows(town, ["陈一", "", "", "3栋", "1", "201", ""], unit=town.north, by=town.north_leader))
    assert row.outcome == "error"
    assert "out_of_scope" in row.codes


def test_the_source_of_a_value_can_be_told(town):
    """Registry 6, point 10."""
    roster = write(take_rows(town, CHEN), town.clerk)
    assert called("陈一").roster_rows.get().roster == roster


def test_one_row_with_nothing_but_a_name_waits(town):
    assert one(town, ["陈一", "", "", "", "", "", ""], HEADINGS).outcome in ("error", "review")
