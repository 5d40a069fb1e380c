"""A passbook as it is read: each movement from its owner's side, with the balance after it."""

from datetime import date

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Sum, When, Window
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.masks import mask_name
from points.models import Account, Category, Transfer

Kind = Transfer.Kind
COLUMNS = (
    "pk", "at", "effective", "kind", "amount", "asked", "cut", "reason", "signed", "running", "reverses", "item__name",
    "category__name", "actor__name", "reversed_by__pk", "src__person__name", "dst__person__name", "rule__pk",
)  # fmt: skip


def lines(account: Account) -> QuerySet:
    """Newest first; the balance after each line is counted by the database, over the whole account."""
    signed = Case(When(dst=account, then=F("amount")), default=-F("amount"), output_field=BigIntegerField())
    running = Window(Sum("signed"), order_by="pk")
    moved = Transfer.objects.of(account).annotate(signed=signed)
    return moved.annotate(running=running).order_by("-pk").values(*COLUMNS)


def shown(row: dict) -> dict:
    """What a line says: the deed first, then how it came about."""
    other = row["src__person__name"] if row["signed"] > 0 else row["dst__person__name"]
    title = row["item__name"] or row["reason"] or str(Kind(row["kind"]).label)
    with_whom = mask_name(other) if row["kind"] in (Kind.GIFT, Kind.MERGE) and other else ""
    return row | {
        "label": Kind(row["kind"]).label,
        "title": title,
        "detail": "" if row["reason"] == title else row["reason"],
        "other": with_whom,
        "change": f"{row['signed']:+d}",
    }


def between(account: Account, first: date, last: date) -> dict:
    """A period with opening and closing balance and what each category brought; days of booking, not of deeds."""
    everything = lines(account)
    inside = [shown(row) for row in everything if first <= timezone.localdate(row["at"]) <= last]
    opening = inside[-1]["running"] - inside[-1]["signed"] if inside else balance_on(account, last)
    return {
        "rows": inside[::-1],
        "opening": opening,
        "closing": inside[0]["running"] if inside else opening,
        "came": sum(row["signed"] for row in inside if row["signed"] > 0),
        "went": -sum(row["signed"] for row in inside if row["signed"] < 0),
    }


def balance_on(account: Account, last: date) -> int:
    before = Transfer.objects.of(account).filter(at__date__lte=last)
    signed = Case(When(dst=account, then=F("amount")), default=-F("amount"), output_field=BigIntegerField())
    return before.aggregate(total=Coalesce(Sum(signed), 0))["total"]


def by_category(account: Account) -> list[dict]:
    """What was earned in each category and not taken back, all of them named."""
    mine = Q(dst=account, kind=Kind.EARN) | Q(src=account, kind=Kind.REVERSAL, reverses__kind=Kind.EARN)
    sums = dict(
        Transfer.objects.filter(mine).with_merit().order_by().values_list("category").annotate(total=Sum("merit"))
    )
    found = [{"name": category.name, "points": sums.get(category.pk, 0)} for category in Category.objects.all()]
    return [*found, {"name": _("其他"), "points": sums[None]}] if sums.get(None) else found
