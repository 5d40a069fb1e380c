"""How many records were confirmed within the ten working days of article 11."""

from datetime import date, timedelta

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate

from grids.models import UnitQuerySet
from volunteers.models import ServiceRecord

BACK = 12


def months(today: date) -> list[tuple[str, str]]:
    """This month and the eleven before it, as value and words."""
    found, day = [], today.replace(day=1)
    for _n in range(BACK):
        found.append((f"{day:%Y-%m}", f"{day.year}年{day.month}月"))
        day = (day - timedelta(days=1)).replace(day=1)
    return found


def of_grids(units: UnitQuerySet, month: str) -> dict:
    """Records whose service was in that month: ``rows`` by unit and ``whole``; shares in whole percent, or None."""
    year, number = map(int, month.split("-"))
    there = ServiceRecord.objects.filter(unit__in=units, on__year=year, on__month=number).exclude(state="void")
    there = there.annotate(confirmed_on=TruncDate("confirmed_at"))
    counted = (
        there.order_by()
        .values("unit__name")
        .annotate(
            all=Count("pk"),
            waiting=Count("pk", filter=Q(state="waiting")),
            in_time=Count("pk", filter=Q(state="confirmed", confirmed_on__lte=F("due_on"))),
            confirmed=Count("pk", filter=Q(state="confirmed")),
            late=Count("pk", filter=Q(state="confirmed", confirmed_on__gt=F("due_on"))),
        )
    )
    rows = list(counted.order_by("unit__name"))
    return {"rows": [row | share(row) for row in rows], "whole": summed(rows)}


def share(row: dict) -> dict:
    return {"share": 100 * row["in_time"] // row["confirmed"] if row["confirmed"] else None}


def summed(rows: list[dict]) -> dict:
    whole = {name: sum(row[name] for row in rows) for name in ("all", "waiting", "in_time", "confirmed", "late")}
    return whole | share(whole)
