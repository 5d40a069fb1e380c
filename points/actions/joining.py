"""When two records of one person become one, nobody stands in a statement twice."""

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.actions import record
from community.models import Person
from points.actions.settling import cancel_settlement
from points.models import Settlement, SettlementLine


def join_lines(kept: Person, other: Person) -> None:
    """A statement that is not booked yet is drawn up again; of a booked one the second line goes, as its points do."""
    own = SettlementLine.objects.filter(person=kept).values("settlement")
    for double in SettlementLine.objects.filter(person=other, settlement__in=own).select_related("settlement"):
        if double.settlement.state != Settlement.State.SETTLED:
            withdraw(double.settlement)
            continue
        given = double.given or 0
        double.delete()
        Settlement.objects.filter(pk=double.settlement_id).update(
            headcount=F("headcount") - 1, minutes=F("minutes") - double.minutes, points=F("points") - given
        )
        record("points.line_joined", by=None, target=f"settlement:{double.settlement_id}", points=given)


def withdraw(settlement: Settlement) -> None:
    if Settlement.objects.waiting().filter(pk=settlement.pk).exists():
        cancel_settlement(settlement, by=None, reason=_("表里的两个人是同一位居民，已合并，要重新制表"))
