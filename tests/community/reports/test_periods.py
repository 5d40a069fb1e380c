from datetime import date

import pytest

from community.reports.periods import label_of, next_due

ON = date(2026, 2, 10)


@pytest.mark.parametrize(
    ("period", "label", "due", "after"),
    [
        ("month", "2026年2月", date(2026, 2, 28), date(2026, 3, 31)),
        ("quarter", "2026年第1季度", date(2026, 3, 31), date(2026, 6, 30)),
        ("half_year", "2026年上半年", date(2026, 6, 30), date(2026, 12, 31)),
        ("year", "2026年", date(2026, 12, 31), date(2027, 12, 31)),
        ("once", "一次性", None, None),
    ],
)
def test_periods_have_names_and_ends(period, label, due, after):
    assert label_of(period, ON) == label
    assert next_due(period, ON, done=False) == due
    assert next_due(period, ON, done=True) == after
