"""What limits leave of a credit, and what a budget has left. The accounts are locked before anybody counts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from grids.models import Unit
from points.actions.opening import community_of
from points.models import Account, Budget, Cap, Category, Item, RuleVersion, Span, Transfer


@dataclass(slots=True)
class Claim:
    """What somebody should get by the rule, before limits; ``given`` and ``cut`` are what comes of it."""

    account: Account
    item: Item
    rule: RuleVersion
    asked: int
    given: int = 0
    cut: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    span: str
    most: int
    # of which item or category it counts; neither: everything
    item: int | None = None
    category: int | None = None
    name: str = ""

    def sentence(self) -> str:
        return _("%(name)s%(span)s最多 %(most)s 分") % {
            "name": f"“{self.name}”" if self.name else _("全部积分"),
            "span": Span(self.span).label,
            "most": self.most,
        }


@dataclass(frozen=True, slots=True)
class Credit:
    item: int | None
    category: int | None
    on: date
    points: int


def span_of(span: str, on: date) -> tuple[date, date]:
    if span == Span.DAY:
        return on, on
    if span == Span.MONTH:
        first = on.replace(day=1)
        return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return date(on.year, 1, 1), date(on.year, 12, 31)


def limits_of(claim: Claim, caps: Iterable[Cap]) -> list[Limit]:
    rule, item = claim.rule, claim.item
    own = (
        (Span.EVENT, rule.cap_event),
        (Span.DAY, rule.cap_day),
        (Span.MONTH, rule.cap_month),
        (Span.YEAR, rule.cap_year),
    )
    found = [Limit(span, most, item=item.pk, name=item.name) for span, most in own if most is not None]
    return found + [
        Limit(cap.span, cap.points, category=cap.category_id, name=cap.category.name if cap.category else "")
        for cap in caps
        if cap.category_id in (None, item.category_id)
    ]


def apply_limits(claims: list[Claim], unit: Unit, on: date) -> None:
    """Cut each claim to what its limits leave; several claims of one person count one after the other."""
    caps = list(Cap.objects.filter(unit=community_of(unit)).select_related("category"))
    limits = [limits_of(claim, caps) for claim in claims]
    counted = any(limit.span != Span.EVENT for found in limits for limit in found)
    earned = earned_by([claim.account for claim in claims], on) if counted else defaultdict(list)
    for claim, found in zip(claims, limits, strict=True):
        claim.given, claim.cut = claim.asked, ""
        before = earned[owner(claim.account)]
        for limit in found:
            left = max(0, limit.most - used(limit, before, on))
            if left < claim.given:
                claim.given, claim.cut = left, limit.sentence()
        before.append(Credit(claim.item.pk, claim.item.category_id, on, claim.given))


def used(limit: Limit, credits: list[Credit], on: date) -> int:
    if limit.span == Span.EVENT:
        return 0
    first, last = span_of(limit.span, on)
    return sum(
        credit.points
        for credit in credits
        if first <= credit.on <= last
        and limit.item in (None, credit.item)
        and limit.category in (None, credit.category)
    )


def owner(account: Account) -> tuple[str, int]:
    return ("person", account.person_id) if account.person_id else ("account", account.pk)


def earned_by(accounts: list[Account], on: date) -> dict[tuple[str, int], list[Credit]]:
    """What each of them earned in the year of that day; what was taken back counts no more."""
    people = {account.person_id for account in accounts if account.person_id}
    others = {account.pk for account in accounts if not account.person_id}
    year = Transfer.objects.between(*span_of(Span.YEAR, on))
    found: dict[tuple[str, int], list[Credit]] = defaultdict(list)
    for side, sign, rows in (
        ("dst", 1, year.filter(kind=Transfer.Kind.EARN)),
        ("src", -1, year.filter(kind=Transfer.Kind.REVERSAL, reverses__kind=Transfer.Kind.EARN)),
    ):
        theirs = rows.filter(Q(**{f"{side}__person__in": people}) | Q(**{f"{side}__in": others})).order_by()
        names = (f"{side}__person", side, "item", "category", "effective")
        for person, account, item, category, day, total in theirs.values_list(*names).annotate(Sum("amount")):
            key = ("person", person) if person else ("account", account)
            found[key].append(Credit(item, category, day, sign * total))
    return found


# --- budgets -----------------------------------------------------------------------------------


def spent(budget: Budget) -> int:
    """What the month has cost so far, without what was taken back."""
    return (
        Transfer.objects.within(budget.unit)
        .filter(category=budget.category)
        .between(*span_of(Span.MONTH, budget.month))
        .merit()
    )


def refuse_over_budget(wanted: dict[Category, int], unit: Unit, on: date, *, hold: bool = True) -> None:
    """With the shortfall of every category that has one; the budgets stay locked until the transaction ends."""
    budgets = Budget.objects.filter(unit=community_of(unit), month=on.replace(day=1), category__in=wanted)
    if hold:
        budgets = budgets.select_for_update(of=("self",))
    short = []
    for budget in budgets.select_related("category", "unit").order_by("pk"):
        left = budget.points - spent(budget)
        if (missing := wanted[budget.category] - left) > 0:
            short.append(
                _("“%(category)s”%(month)s预算 %(points)s 分，还剩 %(left)s 分，差 %(missing)s 分")
                % {
                    "category": budget.category.name,
                    "month": f"{budget.month:%Y年%m月}",
                    "points": budget.points,
                    "left": left,
                    "missing": missing,
                }
            )
    if short:
        raise ValidationError(
            _("超出预算，没有入账：%(short)s。请先调整预算，或减少发放。") % {"short": "；".join(short)},
            code="over_budget",
        )
