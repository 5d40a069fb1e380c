import pytest
from django.core.exceptions import ValidationError

from grids.codes import check_code, next_code, short_code

COMMUNITY = "999999001001"
GRID = COMMUNITY + "001"


@pytest.mark.parametrize(
    ("kind", "code", "parent"),
    [
        ("street", "999999001000", ""),
        ("community", COMMUNITY, "999999001000"),
        ("area", COMMUNITY + "01", COMMUNITY),
        ("grid", GRID, COMMUNITY),
        ("grid", GRID, COMMUNITY + "01"),
        ("grid", GRID + "02", COMMUNITY),
        ("building", GRID + "007", GRID),
        ("building", GRID + "02" + "007", GRID + "02"),
    ],
)
def test_good_codes_pass(kind, code, parent):
    check_code(kind, code, parent)


@pytest.mark.parametrize(
    ("kind", "code", "parent", "why"),
    [
        ("street", "999999001001", "", "code_street"),
        ("street", "999999000000", "", "code_street"),
        ("community", "999999001000", "999999001000", "code_community"),
        ("community", "999999002001", "999999001000", "code_prefix"),
        ("grid", COMMUNITY + "0001", COMMUNITY, "code_length"),
        ("building", GRID + "07", GRID, "code_length"),
        ("building", COMMUNITY + "002007", GRID, "code_prefix"),
        ("grid", COMMUNITY + "00a", COMMUNITY, "code_digits"),
        ("grid", COMMUNITY + "００１", COMMUNITY, "code_digits"),
        ("grid", GRID + "\n", COMMUNITY, "code_digits"),
    ],
)
def test_bad_codes_are_refused(kind, code, parent, why):
    with pytest.raises(ValidationError) as refusal:
        check_code(kind, code, parent)
    assert refusal.value.code == why


def test_lengths_are_a_setting(settings):
    settings.UNIT_CODE_SEGMENTS = {"area": 2, "grid": 4, "micro": 2, "building": 2}
    check_code("grid", COMMUNITY + "0001", COMMUNITY)
    assert next_code("building", COMMUNITY + "0001", []) == COMMUNITY + "000101"


def test_next_code_follows_the_highest_ever_given():
    assert next_code("grid", COMMUNITY, [COMMUNITY + "001", COMMUNITY + "007"]) == COMMUNITY + "008"


def test_next_code_counts_micro_grids_as_their_grid():
    assert next_code("grid", COMMUNITY, [GRID + "09"]) == COMMUNITY + "002"


def test_next_code_uses_gaps_only_at_the_end():
    assert next_code("area", COMMUNITY, [COMMUNITY + "99", COMMUNITY + "01"]) == COMMUNITY + "02"


def test_no_code_is_left():
    assert next_code("area", COMMUNITY, [f"{COMMUNITY}{n:02d}" for n in range(1, 100)]) == ""


def test_short_code_is_stable_and_grows_only_when_two_meet():
    first = short_code(GRID, [])
    assert len(first) == 6
    assert short_code(GRID, []) == first
    assert short_code(GRID, [first])[:6] == first
    assert len(short_code(GRID, [first])) == 7
