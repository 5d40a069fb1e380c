from datetime import date

import pytest
from django.core.exceptions import ValidationError

from community.imports.dates import read_date

TODAY = date(2026, 3, 1)
FULL = {"day": date(1990, 3, 7), "month": date(1990, 3, 1), "year": date(1990, 1, 1)}
WRITINGS = (
    ("1990-03-07", "day"), ("1990.3.7", "day"), ("1990/3/7", "day"), ("1990年3月7日", "day"), ("1990年03月07号", "day"),
    ("1990年3月7", "day"), ("19900307", "day"), ("19900307.0", "day"), ("1990 . 3 . 7", "day"), ("１９９０－３－７", "day"),
    ("1990、3、7", "day"), ("1990,3,7", "day"), ("1990.3.7.", "day"), ("1990-03-07 00:00:00", "day"),
    ("1990-3-7 0:00", "day"), ("1990-03-07T08:30:00", "day"), ("1990/3/7 上午8:00", "day"), ("1990年3月7日8时", "day"),
    ("一九九〇年三月七日", "day"), ("一九九零年三月七日", "day"), ("公历1990年3月7日", "day"), ("1990年3月7日生", "day"),
    ("1990.3.7（公历）", "day"), ("1990.03", "month"), ("1990-3", "month"), ("1990年3月", "month"), ("199003", "month"),
    ("一九九〇年三月", "month"), ("1990", "year"), ("1990年", "year"), ("1990年出生", "year"),
)  # fmt: skip
REFUSED = (
    ("1990-02-30", "date"), ("2024.2.30", "date"), ("1990-13-01", "date"), ("腊八", "date"), ("八十岁", "date"),
    ("07/03/1990", "date"), ("1990-", "date"), ("", "date"), ("1880-01-01", "date_range"), ("1799-1-1", "date_range"),
    ("1899-12-30", "date_range"), ("2090-01-01", "date_range"), ("2026-03-02", "date_range"), ("99999", "date_range"),
    ("农历1990年三月初七", "lunar"), ("1990年正月", "lunar"), ("1990年腊月三十", "lunar"), ("1990.3.7（农历）", "lunar"),
    ("阴历1990.3.7", "lunar"), ("1990年闰五月", "lunar"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "precision"), WRITINGS)
def test_dates_keep_the_precision_they_were_written_with(text, precision):
    assert read_date(text, TODAY) == (FULL[precision], precision, "")


def test_chinese_months_of_two_signs():
    assert read_date("二〇二四年三月", TODAY)[:2] == (date(2024, 3, 1), "month")
    assert read_date("二〇二四年十二月三十一日", TODAY)[:2] == (date(2024, 12, 31), "day")
    assert read_date("二〇二四年十月二十日", TODAY)[:2] == (date(2024, 10, 20), "day")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("32874", (date(1990, 1, 1), "day", "serial")),
        ("32874.5", (date(1990, 1, 1), "day", "serial")),
        ("90.1.1", (date(1990, 1, 1), "day", "short_year")),
        ("90年1月", (date(1990, 1, 1), "month", "short_year")),
        ("900307", (date(1990, 3, 7), "day", "short_year")),
        ("05.3.1", (date(2005, 3, 1), "day", "century")),
        ("26.3.1", (date(2026, 3, 1), "day", "century")),
    ],
)
def test_what_was_guessed_is_said(text, read):
    assert read_date(text, TODAY) == read


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_impossible_and_lunar_dates_are_refused(text, code):
    with pytest.raises(ValidationError) as refused:
        read_date(text, TODAY)
    assert refused.value.code == code


def test_documents_expire_in_the_future():
    assert read_date("2036.5.1", TODAY, to_come=True).day == date(2036, 5, 1)


@pytest.mark.parametrize("text", ["1" * 50_000, "1990年" * 10_000, "一" * 50_000, "1-" * 25_000, " " * 50_000])
def test_endless_text_is_no_date(text):
    with pytest.raises(ValidationError):
        read_date(text, TODAY)
