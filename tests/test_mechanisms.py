"""docs/mechanisms.md and the code say the same: a mechanism works when a named test drives it."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE)
# the five stories: Renmin Road, Dangchang, Lanhu, Bihu, Baiheyuan
STORIES = {"H": 15, "D": 11, "L": 13, "B": 15, "S": 12}
IDS = [f"{story}{number}" for story, last in STORIES.items() for number in range(1, last + 1)]
ROW = re.compile(r"^\| ([A-Z]\d+) \|(.*)\|$", re.MULTILINE)


def table() -> dict[str, list[str]]:
    """id → what happens, page, model, test, state"""
    text = (ROOT / "docs" / "mechanisms.md").read_text(encoding="utf8")
    return {key: [cell.strip() for cell in cells.split("|")] for key, cells in ROW.findall(text)}


ROWS = table()


def test_every_mechanism_has_one_row_in_order():
    text = (ROOT / "docs" / "mechanisms.md").read_text(encoding="utf8")
    assert [key for key, _ in ROW.findall(text)] == IDS


@pytest.mark.parametrize("key", IDS)
def test_a_row_is_open_or_names_the_test_that_drives_it(key):
    *_, page, model, test, state = ROWS[key]
    assert state in ("open", "works")
    if state == "works":
        assert page
        assert model
        assert all(is_a_test(one.strip("`")) for one in test.split(", "))


POINT = re.compile(r"^\| (\d+) \|[^|]*\|([^|]*)\|([^|]*)\|$", re.MULTILINE)


# which page of points names which of them
POINTS = {
    "matters": set(range(1, 41)),
    "points": {*range(19, 37), 39, 40},
    "volunteers": {*range(1, 19), 37, 38},
    "deliberation": {*range(1, 33), 37, 39, 40, 41, 43},
}


@pytest.mark.parametrize("subject", POINTS)
def test_the_points_name_tests_that_are_there(subject):
    found = POINT.findall((ROOT / "docs" / f"{subject}-points.md").read_text(encoding="utf8"))
    numbers = [int(number) for number, _tests, _state in found]
    assert numbers == sorted(set(numbers))
    assert POINTS[subject] <= set(numbers)
    missing = [
        where for _number, tests, _state in found for where in re.findall(r"`(.+?)`", tests) if not is_a_test(where)
    ]
    assert not missing
    assert all(state.strip().startswith(("holds", "partly: ")) for _number, _tests, state in found)


def is_a_test(where: str) -> bool:
    path, _, function = where.partition("::")
    file = ROOT / path
    if not (path.startswith("tests/") and file.is_file()):
        return False
    return function in {node.name for node in ast.walk(ast.parse(file.read_text("utf8"))) if hasattr(node, "name")}
