import pytest

from issues.text import emergency_in, issue_number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("一楼起火了", "119"),
        ("楼道里有煤气味", "119"),
        ("老人晕倒了", "120"),
        ("有人持刀", "110"),
        ("困在电梯里，电梯困人", "119"),
    ],
)
def test_emergency_says_whom_to_call(words, number):
    assert number in emergency_in(words)


def test_a_dark_stairwell_is_no_emergency():
    assert emergency_in("楼道灯不亮") == ""


@pytest.mark.parametrize("typed", ["2026-0012", "２０２６－００１２", " 2026 — 12 ", "20260012", "2026.0012"])
def test_number_is_read_however_it_is_typed(typed):
    assert issue_number(typed) == "2026-0012"


def test_what_is_no_number_stays_what_it_is():
    assert issue_number(" 楼道灯 ") == "楼道灯"
