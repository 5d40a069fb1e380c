import csv
from datetime import date
from io import StringIO

import pytest

from points import actions
from points.reports import export, figures

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


@pytest.fixture
def booked(town, give, cleaning):
    """Deeds at every level of the tree, one taken back, one on another day."""
    give(town.wang, 6, unit=town.building, item=cleaning, on=date(2026, 11, 3))
    give(town.li, 5, unit=town.north, on=date(2026, 11, 4))
    give(town.zeng, 4, unit=town.south_building, on=date(2026, 11, 5))
    give(town.zeng, 3, unit=town.community, on=date(2026, 11, 6))
    wrong = give(town.wang, 9, unit=town.building2, on=date(2026, 11, 7))
    actions.reverse(wrong, by=town.clerk, reason="=1+1")
    give(town.wang, 50, unit=town.building, on=date(2026, 10, 31))


@pytest.mark.parametrize("level", ["street", "community", "area", "north", "building"])
def test_at_every_level_the_numbers_are_those_of_the_export(town, booked, level):
    """Point 39"""
    unit = getattr(town, level)
    whole = figures.totals(unit, FIRST, LAST)
    exported = list(export.rows(export.transfers(unit, FIRST, LAST)))
    kinds = {"获得积分": "earned", "冲正": "taken"}
    for label, name in kinds.items():
        assert sum(row[6] for row in exported if row[3] == label) == whole[name]
    assert len(exported) == whole["count"]
    below = figures.by_unit(unit, FIRST, LAST)
    for name in figures.SUMS:
        assert sum(row[name] for row in below) == (whole[name] if below else 0)


def test_categories_add_up_to_what_was_earned_and_kept(town, booked):
    rows = figures.by_category(town.community, FIRST, LAST)
    whole = figures.totals(town.community, FIRST, LAST)
    assert sum(row["points"] for row in rows) == whole["earned"] - whole["taken"] == 18


def test_what_people_hold_is_what_the_committee_owes(town, booked):
    assert figures.outstanding(town.community) == 68


def test_the_file_masks_names_and_holds_no_formula(town, booked):
    text = export.as_csv("", export.HEADINGS, export.rows(export.transfers(town.community, FIRST, LAST))).decode(
        "utf-8-sig"
    )
    lines = list(csv.reader(StringIO(text)))
    assert len(lines) == 7
    assert "王小明" not in text and "王*明" in text
    assert not [cell for line in lines for cell in line if cell.startswith("=")]
