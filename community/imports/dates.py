"""Birth dates as people type them, with no more precision than they have (registry I30)."""

import re
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

EXCEL_DAY_ZERO = date(1899, 12, 30)
OLDEST = 130
SEPARATED = re.compile(r"(\d{4})\s*[-/.．、年]\s*(\d{1,2})(?:\s*[-/.．、月]\s*(\d{1,2})\s*日?|\s*月?)(?:\s.*)?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
YEAR = re.compile(r"(\d{4})\s*年?")
SERIAL = re.compile(r"\d{5}")


def read_date(text: str) -> tuple[date, str]:
    """The date and its precision: ``day``, ``month`` or ``year`` (missing parts are 1)."""
    if SERIAL.fullmatch(text):
        return within_a_life(EXCEL_DAY_ZERO + timedelta(days=int(text))), "day"
    match = SEPARATED.fullmatch(text) or COMPACT.fullmatch(text)
    if match:
        year, month, day = match.groups()
    elif year_only := YEAR.fullmatch(text):
        year, month, day = year_only[1], None, None
    else:
        raise not_a_date()
    try:
        born = date(int(year), int(month or 1), int(day or 1))
    except ValueError as error:
        raise not_a_date() from error
    return within_a_life(born), "day" if day else "month" if month else "year"


def within_a_life(born: date) -> date:
    today = timezone.localdate()
    if born > today or today.year - born.year > OLDEST:
        raise ValidationError(_("这个出生日期不可能，请核对年份。"), code="date_range")
    return born


def not_a_date() -> ValidationError:
    return ValidationError(_("看不懂这个日期，请写成 1990-03-07 的样子（公历）。"), code="date")
