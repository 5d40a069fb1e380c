"""What the desk books by hand: small sums at once by those who keep the book, everything else on a second person's word."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from points.actions.awarding import award_to, credit, refuse_own, reverse
from points.actions.opening import system_account
from points.actions.posting import Entry, post
from points.models import Account, Item, Transfer, Voucher
from points.rules import books_alone, policy_of

Kind, State = Voucher.Kind, Voucher.State


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on a voucher."""

    kind: str
    account: Account
    amount: int
    reason: str
    on: date
    item: Item | None = None
    minutes: int | None = None
    reverses: Transfer | None = None


@transaction.atomic
def ask(slip: Slip, *, key: str, by: User) -> Voucher:
    """One voucher per key, however often the form is sent; another body under the same key is refused."""
    if not slip.reason.strip():
        raise ValidationError(_("请写明事由，存折上会显示。"), code="no_reason")
    refuse_concerned(slip, by)
    facts = {
        "kind": slip.kind, "account": slip.account, "unit": slip.account.unit, "amount": slip.amount,
        "item": slip.item, "minutes": slip.minutes, "reverses": slip.reverses, "on": slip.on,
        "reason": clean_line(slip.reason)[:200], "asked_by": by,
    }  # fmt: skip
    voucher, new = Voucher.objects.get_or_create(key=key, defaults=facts)
    if not new:
        return same_or_refuse(voucher, facts)
    record("points.voucher_asked", by=by, target=f"voucher:{voucher.pk}", reason=voucher.reason, **figures(voucher))
    if slip.amount <= policy_of(slip.account.unit).second_person_above and books_alone(by, slip.account):
        put_down(voucher, by=by)
    return voucher


def refuse_concerned(slip: Slip | Voucher, by: User) -> None:
    """A reversal concerns both sides: whoever gave gets it back."""
    sides = (slip.reverses.src, slip.reverses.dst) if slip.reverses else ()
    for account in (slip.account, *sides):
        if account.person:
            refuse_own(account.person, by)


def same_or_refuse(voucher: Voucher, facts: dict) -> Voucher:
    if any(getattr(voucher, name) != value for name, value in facts.items()):
        raise ValidationError(_("这张单子已经交过一次，但内容不同。请刷新页面，重新填写。"), code="key_reused")
    return voucher


def figures(voucher: Voucher) -> dict:
    return {"kind": str(voucher.kind), "account": voucher.account_id, "amount": voucher.amount}


def put_down(voucher: Voucher, *, by: User) -> Transfer:
    written = written_for(voucher, by)
    Voucher.objects.filter(pk=voucher.pk).update(state=State.POSTED, posted=written)
    voucher.state, voucher.posted = State.POSTED, written
    record("points.voucher_posted", by=by, target=f"voucher:{voucher.pk}", **figures(voucher))
    return written


def written_for(voucher: Voucher, by: User) -> Transfer:
    account, unit, key = voucher.account, voucher.unit, f"voucher:{voucher.pk}"
    if voucher.reverses:
        reversal = reverse(voucher.reverses, by=by, reason=voucher.reason)
        # the account is held now: a second voucher for the same line finds the first one's reversal
        if Voucher.objects.filter(posted=reversal).exists():
            raise ValidationError(
                _("这一笔已经冲正过了，不用再办。还在等审核的单子，请选“不通过”。"), code="reversed_already"
            )
        return reversal
    if voucher.kind == Kind.EARN:
        return award_to(
            account, voucher.amount, key=key, by=by, unit=unit, item=voucher.item, minutes=voucher.minutes,
            on=voucher.on, reason=voucher.reason, subject=key,
        )  # fmt: skip
    source = {Kind.AWARD: Account.Kind.ISSUE, Kind.CARRY: Account.Kind.ADJUST, Kind.GRANT: Account.Kind.POOL}
    entry = Entry(
        key, voucher.kind, system_account(source[Kind(voucher.kind)], unit), account, voucher.amount, unit,
        effective=voucher.on, subject=key, reason=voucher.reason,
    )  # fmt: skip
    return credit(entry, by=by) if voucher.kind == Kind.AWARD else post(entry, by=by)[0]


@transaction.atomic
def approve(voucher: Voucher, *, by: User, note: str = "") -> Voucher:
    decide(voucher, State.POSTED, by=by, note=note)
    put_down(voucher, by=by)
    return voucher


@transaction.atomic
def refuse(voucher: Voucher, *, by: User, note: str) -> Voucher:
    if not note.strip():
        raise ValidationError(_("请写明为什么不通过，申请人会看到。"), code="no_reason")
    decide(voucher, State.REFUSED, by=by, note=note)
    record("points.voucher_refused", by=by, target=f"voucher:{voucher.pk}", reason=note, **figures(voucher))
    return voucher


def decide(voucher: Voucher, state: str, *, by: User, note: str) -> None:
    """Nobody decides on their own voucher, nor on their own points."""
    if voucher.asked_by_id == by.pk:
        raise ValidationError(_("自己提出的单子不能自己审核，请另一位工作人员审核。"), code="own_voucher")
    refuse_concerned(voucher, by)
    asked = Voucher.objects.asked().filter(pk=voucher.pk)
    facts = {"decided_by": by, "decided_at": timezone.now(), "note": clean_line(note)[:200]}
    if not asked.update(state=state, **facts):
        raise ValidationError(_("这张单子已经有人审核过了，请刷新页面查看。"), code="moved_on")
    voucher.refresh_from_db()
