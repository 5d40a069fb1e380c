"""Points in numbers, for any level of the tree; the sums are those of the export of the same days."""

from datetime import date

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from grids.models import Unit
from points.models import Account, Category, Transfer

Kind = Transfer.Kind
EARNED = Q(kind=Kind.EARN)
TAKEN = Q(kind=Kind.REVERSAL, reverses__kind=Kind.EARN)


def totals(unit: Unit, first: date, last: date) -> dict:
    """Of the unit and everything below it."""
    rows = Transfer.objects.within(unit).between(first, last).order_by()
    return rows.aggregate(
        earned=Coalesce(Sum("amount", filter=EARNED), 0),
        taken=Coalesce(Sum("amount", filter=TAKEN), 0),
        awarded=Coalesce(Sum("amount", filter=Q(kind=Kind.AWARD)), 0),
        redeemed=Coalesce(Sum("amount", filter=Q(kind=Kind.COMMIT)), 0),
        expired=Coalesce(Sum("amount", filter=Q(kind=Kind.EXPIRE)), 0),
        people=Count("dst", filter=EARNED & Q(dst__kind=Account.Kind.PERSON), distinct=True),
        count=Count("pk"),
    )


def by_unit(unit: Unit, first: date, last: date) -> list[dict]:
    """Each unit right below, and what was done at this level itself: together they are the unit's totals."""
    below = list(Unit.objects.filter(parent=unit).order_by("lft"))
    rows = [{"unit": each, "own": False} | totals(each, first, last) for each in below]
    whole = totals(unit, first, last)
    own = {name: whole[name] - sum(row[name] for row in rows) for name in SUMS}
    return [*rows, {"unit": unit, "own": True, "people": None} | own] if any(own.values()) else rows


SUMS = ("earned", "taken", "awarded", "redeemed", "expired", "count")


def by_category(unit: Unit, first: date, last: date) -> list[dict]:
    rows = Transfer.objects.within(unit).between(first, last).earned().with_merit().order_by()
    sums = {
        pk: (points, count) for pk, points, count in rows.values_list("category").annotate(Sum("merit"), Count("pk"))
    }
    nothing = (0, 0)
    found = [
        {"name": category.name, "points": sums.get(category.pk, nothing)[0], "count": sums.get(category.pk, nothing)[1]}
        for category in Category.objects.all()
    ]
    if None in sums:
        found.append({"name": "—", "points": sums[None][0], "count": sums[None][1]})
    return found


def outstanding(unit: Unit) -> int:
    """What people and teams of the community still may spend: the committee owes it."""
    open_books = Account.objects.open().filter(unit=unit, kind__in=(Account.Kind.PERSON, Account.Kind.TEAM))
    return open_books.aggregate(total=Coalesce(Sum("balance"), 0))["total"]
