"""One statement for one event: opened once, looked at by a second person, paid out in one go."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.models import Person
from grids.models import Unit
from points.actions.awarding import repay, rule_of
from points.actions.limiting import Claim, apply_limits, refuse_over_budget
from points.actions.opening import accounts_of, system_account
from points.actions.posting import Entry, lock, post
from points.models import Account, Category, Item, RuleVersion, Settlement, SettlementLine, Transfer

State = Settlement.State


@dataclass(frozen=True, slots=True)
class Line:
    """What one person did: ``record`` names what shows it in the app above (``"record:55"``)."""

    person: Person
    item: Item
    minutes: int
    record: str


@transaction.atomic
def open_settlement(
    subject: str, *, title: str, on: date, unit: Unit, lines: Sequence[Line], by: User | None
) -> Settlement:
    """One per subject: called again with the same lines it is the same; after a cancellation it begins anew."""
    if not lines:
        raise ValidationError(_("没有可以结算的人。请先确认到场和服务时长。"), code="no_lines")
    facts = {"title": clean_line(title)[:120], "on": on, "unit": unit, "opened_by": by}
    settlement, new = Settlement.objects.get_or_create(subject=subject, defaults=facts)
    if not new:
        settlement = Settlement.objects.select_for_update().get(pk=settlement.pk)
        if settlement.state != State.CANCELLED:
            return same_or_refuse(settlement, lines)
        again = {"state": State.OPEN, "opened_at": timezone.now(), "reviewed_by": None, "reviewed_at": None, "note": ""}
        Settlement.objects.filter(pk=settlement.pk).update(**facts, **again)
        settlement.lines.all().delete()
    write_lines(settlement, lines, unit, on)
    settlement.refresh_from_db()
    record("points.settlement_opened", by=by, target=f"settlement:{settlement.pk}", points=settlement.points)
    return settlement


def same_or_refuse(settlement: Settlement, lines: Sequence[Line]) -> Settlement:
    wanted = {(line.person.pk, line.item.pk, line.minutes, line.record) for line in lines}
    if wanted != set(settlement.lines.values_list("person", "item", "minutes", "record")):
        raise ValidationError(
            _("这一场已经制过结算表，内容不同。请先撤销原来的结算表；已经入账的，用冲正更正。"), code="already_open"
        )
    return settlement


def write_lines(settlement: Settlement, lines: Sequence[Line], unit: Unit, on: date) -> None:
    rules: dict[int, RuleVersion] = {}
    rows = []
    for line in lines:
        rule = rules.get(line.item.pk) or rules.setdefault(line.item.pk, rule_of(line.item, unit, on))
        rows.append(
            SettlementLine(settlement=settlement, person=line.person, item=line.item, rule=rule, minutes=line.minutes,
                           record=line.record, asked=rule.worth(line.minutes))
        )  # fmt: skip
    try:
        with transaction.atomic():
            SettlementLine.objects.bulk_create(rows)
    except IntegrityError:
        raise ValidationError(
            _("有人在这张表里出现了两次，或者他的记录已经在别的结算表里。请核对名单。"), code="twice"
        ) from None
    totals = {
        "headcount": len(rows),
        "minutes": sum(row.minutes for row in rows),
        "points": sum(row.asked for row in rows),
    }
    Settlement.objects.filter(pk=settlement.pk).update(**totals)


@transaction.atomic
def review_settlement(settlement: Settlement, *, by: User, note: str = "") -> Settlement:
    """By a second person, who gets nothing in it; an empty budget is told now, before anybody waits for it."""
    if settlement.opened_by_id == by.pk:
        raise ValidationError(_("自己制的表不能自己审核，请另一位工作人员审核。"), code="own_settlement")
    if settlement.lines.filter(person__user=by).exists():
        raise ValidationError(_("表里有您自己的积分，请另一位工作人员审核。"), code="own_award")
    refuse_over_budget(wanted(settlement), settlement.unit, settlement.on, hold=False)
    opened = Settlement.objects.filter(pk=settlement.pk, state=State.OPEN)
    facts = {"reviewed_by": by, "reviewed_at": timezone.now(), "note": clean_line(note)[:200]}
    if not opened.update(state=State.REVIEWED, **facts):
        raise moved_on()
    record("points.settlement_reviewed", by=by, target=f"settlement:{settlement.pk}")
    settlement.refresh_from_db()
    return settlement


def wanted(settlement: Settlement) -> dict[Category, int]:
    sums: dict[Category, int] = defaultdict(int)
    for line in settlement.lines.select_related("item__category"):
        sums[line.item.category] += line.asked
    return sums


def moved_on() -> ValidationError:
    return ValidationError(_("这张结算表已经有人处理过了，请刷新页面查看。"), code="moved_on")


@transaction.atomic
def cancel_settlement(settlement: Settlement, *, by: User | None, reason: str) -> None:
    """Before it is booked only; afterwards there are reversals."""
    if not reason.strip():
        raise ValidationError(_("请写明为什么撤销。"), code="no_reason")
    waiting = Settlement.objects.waiting().filter(pk=settlement.pk)
    if not waiting.update(state=State.CANCELLED, note=clean_line(reason)[:200]):
        raise moved_on()
    settlement.lines.all().delete()
    record("points.settlement_cancelled", by=by, target=f"settlement:{settlement.pk}", reason=reason)


@transaction.atomic
def settle(settlement: Settlement, *, by: User | None) -> Settlement:
    """Book it whole or not at all; booked already, it stays as it is."""
    reviewed = Settlement.objects.filter(pk=settlement.pk, state=State.REVIEWED)
    if not reviewed.update(state=State.SETTLED, settled_by=by, settled_at=timezone.now()):
        settlement.refresh_from_db()
        if settlement.state == State.SETTLED:
            return settlement
        raise ValidationError(_("这张结算表还没有审核，请先由另一位工作人员审核。"), code="not_reviewed")
    lines = list(settlement.lines.select_related("person", "item__category", "rule").order_by("pk"))
    accounts = accounts_of([line.person for line in lines], settlement.unit)
    held = lock([account.pk for account in accounts.values()])
    claims = [Claim(held[accounts[line.person_id].pk], line.item, line.rule, line.asked) for line in lines]
    apply_limits(claims, settlement.unit, settlement.on)
    refuse_over_budget(given_by_category(claims), settlement.unit, settlement.on)
    pay(settlement, lines, claims, by=by)
    total = sum(claim.given for claim in claims)
    Settlement.objects.filter(pk=settlement.pk).update(points=total)
    record("points.settled", by=by, target=f"settlement:{settlement.pk}", points=total, people=len(lines))
    settlement.refresh_from_db()
    return settlement


def given_by_category(claims: Sequence[Claim]) -> dict[Category, int]:
    sums: dict[Category, int] = defaultdict(int)
    for claim in claims:
        sums[claim.item.category] += claim.given
    return sums


def pay(settlement: Settlement, lines: list[SettlementLine], claims: list[Claim], *, by: User | None) -> None:
    issue = system_account(Account.Kind.ISSUE, settlement.unit)
    entries = []
    for line, claim in zip(lines, claims, strict=True):
        line.given, line.cut = claim.given, claim.cut
        if claim.given:
            entries.append(
                Entry(f"earn:{line.record}", Transfer.Kind.EARN, issue, claim.account, claim.given, settlement.unit,
                      effective=settlement.on, asked=claim.asked, cut=claim.cut, item=line.item, rule=line.rule,
                      settlement=settlement, subject=line.record, minutes=line.minutes, reason=settlement.title)
            )  # fmt: skip
    SettlementLine.objects.filter(pk__in=[line.pk for line in lines if not line.cut]).update(given=F("asked"))
    SettlementLine.objects.bulk_update([line for line in lines if line.cut], ["given", "cut"])
    for written in post(*entries, by=by):
        if written.dst.debt:
            repay(written, by=by)
