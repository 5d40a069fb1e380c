"""I21–I29: identity numbers."""

import pytest

from community.models import Person
from tests.community.checklist.seen import called, one, only, take_rows, write
from tests.community.rosters.made import valid_id

pytestmark = pytest.mark.django_db
HEADINGS = ["姓名", "身份证号", "楼栋", "单元", "室"]
HOME = ["1栋", "1", "201"]
GOOD = "99999919880101001X"


def row_of(town, number, name="陈一"):
    return one(town, [name, number, *HOME], HEADINGS)


@pytest.mark.parametrize(
    "written",
    [
        f"'{GOOD}",
        "999999 19880101 001X",
        "９９９９９９１９８８０１０１００１Ｘ",
        GOOD.lower(),
        GOOD[:-1] + "×",
        GOOD[:-1] + "Х",
        f"\u200b{GOOD} ",
    ],
)
def test_i21_the_number_is_found_in_whatever_dress(town, written):
    assert row_of(town, written).values["id_number"] == GOOD


def test_i22_a_number_that_excel_cut_is_never_stored(town):
    row = row_of(town, 999999198801010010)
    assert row.outcome == "error"
    assert "尾数已丢失" in row.problems[0]["sentence"]
    assert "id_number" not in row.values


def test_i22_a_cut_number_with_a_right_check_digit_is_still_cut(town):
    tries = (f"999999198801{day:02}{digit}00" for day in range(1, 29) for digit in range(1, 10))
    lucky = next(number for number in map(valid_id, tries) if number.endswith("000"))
    assert row_of(town, float(lucky)).outcome == "error"


@pytest.mark.parametrize("written", ["1.10101E+17", "9.99999E+17"])
def test_i23_scientific_notation_is_an_error_with_a_hint(town, written):
    row = row_of(town, written)
    assert row.outcome == "error"
    assert "文本" in row.problems[0]["sentence"] or "科学计数" in row.problems[0]["sentence"]


@pytest.mark.parametrize(
    "number", ["110101199003070012", "110101199002300019", "110101199003071000", "110101209003070018"]
)
def test_i24_wrong_numbers_are_errors(town, number):
    assert row_of(town, number).outcome == "error"


def test_i25_an_old_number_is_proposed_in_its_new_form(town):
    row = row_of(town, "110101450101001")
    assert row.values["id_number"] == "110101194501010019"
    assert row.problems


@pytest.mark.parametrize("number", ["810000198801010039", "830000197512120062", "91015619900101001X"])
def test_i26_residence_permits_and_permanent_cards_are_numbers_too(town, number):
    assert row_of(town, number).values["id_number"] == number


def test_i26_passports_are_taken_with_their_type(town):
    row = one(town, ["史密斯", "E12345678", "护照", *HOME], ["姓名", "证件号码", "证件类型", *HEADINGS[2:]])
    assert (row.outcome, row.values["id_number"]) == ("new", "E12345678")


def test_i27_a_masked_number_never_replaces_the_whole_one(town):
    row = one(town, ["王小明", "9999**********0012", "1栋", "1", "101"], HEADINGS)
    assert row.outcome == "unchanged"
    assert Person.objects.get(name="王小明").doc_number == "999999199003070012"


def test_i27_a_masked_number_of_somebody_new_is_kept_as_a_part(town):
    write(take_rows(town, ["陈一", "9999**********001X", *HOME], headings=HEADINGS), town.clerk)
    assert (called("陈一").doc_number, called("陈一").doc_hint) == (None, "9999**********001X")


@pytest.mark.parametrize("word", ["无", "暂无", "不详", "未办理", "0", "-", "/"])
def test_i28_two_people_without_a_number_stay_two(town, word):
    rows = ["陈一", word, *HOME], ["赵二", word, *HOME]
    for _time in range(2):
        roster = take_rows(town, *rows, headings=HEADINGS)
        if roster.counts.get("new"):
            write(roster, town.clerk)
    assert Person.objects.filter(name__in=("陈一", "赵二"), doc_number=None).count() == 2


def test_i29_the_number_wins_over_the_columns_beside_it(town):
    headings = [*HEADINGS, "性别", "出生日期"]
    row = only(take_rows(town, ["陈一", GOOD, *HOME, "女", "1999-09-09"], headings=headings))
    assert (row.outcome, row.values["sex"], row.values["born"]) == ("new", "1", "1988-01-01")
    assert row.problems
