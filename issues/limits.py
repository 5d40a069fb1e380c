"""Until when: the limits of a category counted on the committee's own calendar."""

from datetime import datetime, timedelta
from typing import NamedTuple

from issues.models import Category, Holiday, Measure, OfficeHour, Severity
from issues.workdays import OFFICE_HOURS, Calendar

# what sounds like an emergency is looked at within two hours, whatever its category (Beijing 12345 norm, draft)
URGENT_RESPONSE = timedelta(hours=2)
URGENT_SOLUTION = timedelta(hours=24)


# what these limits count is the same on every day
BY_OFFICE = frozenset((Measure.WORKING_DAYS, Measure.OFFICE_HOURS))
EVERY_DAY = Calendar({}, OFFICE_HOURS)


class Limits(NamedTuple):
    respond_due_at: datetime
    due_at: datetime
    measure: str


def calendar() -> Calendar:
    days = dict(Holiday.objects.values_list("day", "works"))
    hours = tuple(OfficeHour.objects.values_list("start", "end"))
    return Calendar(days, hours or OFFICE_HOURS)


def calendar_for(*measures: str) -> Calendar:
    """The office calendar where one of the limits goes by it: to others every day is the same."""
    return calendar() if BY_OFFICE.intersection(measures) else EVERY_DAY


def limits_of(category: Category | None, severity: int, start: datetime) -> Limits:
    """From ``start``; without a category those of the model's defaults."""
    wanted = category or Category()
    days = calendar_for(wanted.respond_measure, wanted.solve_measure)
    respond = days.add(start, wanted.respond_amount, wanted.respond_measure)
    due = days.add(start, wanted.solve_amount, wanted.solve_measure)
    if severity == Severity.URGENT:
        respond, due = min(respond, start + URGENT_RESPONSE), min(due, start + URGENT_SOLUTION)
    return Limits(respond, due, wanted.solve_measure)
