"""Periods of reports: what the present one is called, and when it ends."""

from calendar import monthrange
from datetime import date, timedelta

from django.utils.translation import gettext as _

from community.models import Report

Period = Report.Period
MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF_YEAR: 6, Period.YEAR: 12}


def label_of(period: str, on: date) -> str:
    """``2026年7月``, ``2026年第3季度``, ``2026年下半年``, ``2026年``; what is asked for once has one label."""
    if period == Period.MONTH:
        return _("%(year)d年%(month)d月") % {"year": on.year, "month": on.month}
    if period == Period.QUARTER:
        return _("%(year)d年第%(quarter)d季度") % {"year": on.year, "quarter": (on.month + 2) // 3}
    if period == Period.HALF_YEAR:
        return (_("%(year)d年上半年") if on.month <= 6 else _("%(year)d年下半年")) % {"year": on.year}
    return _("%(year)d年") % {"year": on.year} if period == Period.YEAR else _("一次性")


def last_day(period: str, on: date) -> date | None:
    """The end of the period that ``on`` lies in; None for what is asked for once."""
    months = MONTHS.get(Period(period))
    if months is None:
        return None
    month = (on.month - 1) // months * months + months
    return date(on.year, month, monthrange(on.year, month)[1])


def next_due(period: str, on: date, *, done: bool) -> date | None:
    """The end of the present period, or of the next when the present one is done."""
    end = last_day(period, on)
    return last_day(period, end + timedelta(days=1)) if end and done else end
