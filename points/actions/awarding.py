"""The door: points for a deed, and taking them back."""

from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from community.models import Person
from grids.models import Unit
from points.actions.limiting import Claim, apply_limits, refuse_over_budget
from points.actions.opening import account_of, home_of, system_account
from points.actions.posting import Entry, lock, post, refuse_other_body
from points.models import Account, Item, RuleVersion, Transfer

KINDS = Account.Kind


@transaction.atomic
def award(
    person: Person,
    points: int | None = None,
    *,
    key: str,
    by: User | None,
    unit: Unit | None = None,
    item: Item | None = None,
    minutes: int | None = None,
    on: date | None = None,
    reason: str = "",
) -> Transfer:
    """Give points for one deed, once however often it is called.

    With an item its rule says how many (unless ``points`` does), its limits and the month's budget hold, and the
    credit names the rule. Nothing left by a limit is refused with code "capped", another body under the same key
    with "key_reused", points for oneself with "own_award", over budget with "over_budget".
    """
    refuse_own(person, by)
    unit = unit or home_of(person)
    account = account_of(person, unit)
    return award_to(
        account, points, key=key, by=by, unit=unit, item=item, minutes=minutes, on=on, reason=reason, subject=key
    )


@transaction.atomic
def award_to(
    account: Account,
    points: int | None,
    *,
    key: str,
    by: User | None,
    unit: Unit,
    item: Item | None = None,
    minutes: int | None = None,
    on: date | None = None,
    reason: str = "",
    subject: str = "",
) -> Transfer:
    """As ``award``, to an account that is known: a team's, or a passbook on the desk."""
    on = on or timezone.localdate()
    rule = rule_of(item, unit, on) if item else None
    asked = points if points is not None or rule is None else rule.worth(minutes)
    if not asked or asked < 0:
        raise ValidationError(_("不足 1 分，没有入账。请核对时长和积分。"), code="no_points")
    entry = Entry(
        key, Transfer.Kind.EARN, system_account(KINDS.ISSUE, unit), account, asked, unit,
        effective=on, item=item, rule=rule, minutes=minutes, subject=subject[:80], reason=reason,
    )  # fmt: skip
    if item and rule:
        lock([account.pk])
        if known := Transfer.objects.filter(key=key).first():
            refuse_other_body([entry], {key: known})
            return known
        entry = limited(entry, item, rule, on)
        refuse_over_budget({item.category: entry.amount}, unit, on)
    return credit(entry, by=by)


def credit(entry: Entry, *, by: User | None) -> Transfer:
    """Write it; what the community had advanced goes back first."""
    before = Transfer.objects.filter(key=entry.key).exists() if entry.dst.debt else False
    [written] = post(entry, by=by)
    if entry.dst.debt and not before:
        repay(written, by=by)
    return written


def rule_of(item: Item, unit: Unit, on: date) -> RuleVersion:
    found = RuleVersion.objects.in_force(item, unit, on)
    if found is None:
        raise ValidationError(
            _("“%(item)s”在 %(day)s 还没有积分规则。请先在“积分规则”里添加。") % {"item": item.name, "day": on},
            code="no_rule",
        )
    return found


def limited(entry: Entry, item: Item, rule: RuleVersion, on: date) -> Entry:
    claim = Claim(entry.dst, item, rule, entry.amount)
    apply_limits([claim], entry.unit, on)
    if not claim.given:
        raise ValidationError(_("已经到了上限，这次没有积分：%(limit)s。") % {"limit": claim.cut}, code="capped")
    return replace(entry, amount=claim.given, asked=claim.asked, cut=claim.cut)


def refuse_own(person: Person, by: User | None) -> None:
    if by is not None and person.user_id == by.pk:
        raise ValidationError(_("不能给自己记积分，请由另一位工作人员办理。"), code="own_award")


def repay(earned: Transfer, *, by: User | None) -> None:
    """The account's row is held by the credit that was just written, so nobody repays the same debt twice."""
    debt = Account.objects.values_list("debt", flat=True).get(pk=earned.dst_id)
    if back := min(debt, earned.amount):
        post(
            Entry(f"repay:{earned.pk}", Transfer.Kind.REPAY, earned.dst, system_account(KINDS.ADJUST, earned.dst.unit),
                  back, earned.dst.unit, reason=_("归还社区此前垫付的积分")),
            by=by,
        )  # fmt: skip
        Account.objects.filter(pk=earned.dst_id).update(debt=F("debt") - back)


def take_back(key: str, *, by: User | None, reason: str) -> Transfer:
    """Reverse what was given under this key; asked again it answers with the reversal of then."""
    written = Transfer.objects.select_related("src", "dst", "unit", "category", "item").filter(key=key).first()
    if written is None:
        raise ValidationError(_("没有找到这一笔积分，请核对编号。"), code="unknown_key")
    return reverse(written, by=by, reason=reason)


@transaction.atomic
def reverse(written: Transfer, *, by: User | None, reason: str) -> Transfer:
    """The same points the other way, naming the original. What was already spent is advanced by the community
    (kind CLAWBACK from ADJUST), stands as the account's debt, and the next points earned go there first: a balance
    never falls below zero, and no correction is impossible.
    """
    if not reason.strip():
        raise ValidationError(_("请写明为什么冲正，存折上会显示。"), code="no_reason")
    if written.kind in (Transfer.Kind.REVERSAL, Transfer.Kind.CLAWBACK, Transfer.Kind.REPAY, Transfer.Kind.MERGE):
        raise ValidationError(_("这一笔本身就是更正，不能再冲正。如有需要请另记一笔。"), code="not_reversible")
    giver, taker = living(written.dst), living(written.src)
    held = lock([account.pk for account in (giver, taker) if account.cached])
    if known := Transfer.objects.filter(reverses=written).first():
        return known
    there = held[giver.pk].balance + undo_expiry(written, giver, by=by) if giver.cached else 0
    if giver.cached and (short := written.amount - there) > 0:
        advance(written, giver, short, by=by)
    back = Entry(
        f"rev:{written.pk}", Transfer.Kind.REVERSAL, giver, taker, written.amount, written.unit,
        effective=written.effective, category=written.category, item=written.item, rule=written.rule,
        settlement=written.settlement, subject=written.subject, reverses=written, reason=reason,
    )  # fmt: skip
    [reversal] = post(back, by=by)
    record("points.reversed", by=by, target=f"transfer:{written.pk}", reason=reason, amount=written.amount)
    return reversal


def undo_expiry(written: Transfer, account: Account, *, by: User | None) -> int:
    """How many points come back because they had expired: what is gone already is not taken a second time.

    What came until a day expired with the first run for that day or a later one; that run is undone, and written anew
    without these points. Called while the account is held.
    """
    books = Account.objects.filter(person=account.person) if account.person_id else Account.objects.none()
    runs = Transfer.objects.filter(
        src__in=books, kind=Transfer.Kind.EXPIRE, key__startswith="exp:", reversed_by=None,
        effective__gte=timezone.localdate(written.at),
    ).order_by("pk")  # fmt: skip
    run = next((each for each in runs if written.effective.isoformat() <= each.key.split(":")[1]), None)
    if run is None or written.kind == Transfer.Kind.EXPIRE:
        return 0
    reverse(run, by=by, reason=_("到期的积分里有一笔记错了，退回重算"))
    if (rest := run.amount - written.amount) > 0:
        until = run.key.split(":")[1]
        post(
            Entry(f"exp:{until}:{account.pk}:{written.pk}", Transfer.Kind.EXPIRE, account, run.dst, rest, run.unit,
                  effective=run.effective, reason=run.reason),
            by=by,
        )  # fmt: skip
    return min(run.amount, written.amount)


def advance(written: Transfer, account: Account, short: int, *, by: User | None) -> None:
    post(
        Entry(f"claw:{written.pk}", Transfer.Kind.CLAWBACK, system_account(KINDS.ADJUST, account.unit), account, short,
              account.unit, reason=_("积分已经用掉，先由社区垫付，以后获得的积分先归还")),
        by=by,
    )  # fmt: skip
    Account.objects.filter(pk=account.pk).update(debt=F("debt") + short)


def living(account: Account) -> Account:
    """A passbook that was merged into another goes on there; the row in hand may be older than the merge."""
    now = Account.objects.select_related("person", "unit").get(pk=account.pk)
    if now.closed_at is None or now.person is None:
        return now
    return account_of(now.person, now.unit)
