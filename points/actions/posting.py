"""The only writer of the ledger: keys claimed by insert, balances moved by guarded updates in the order of accounts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import clean_line
from grids.models import Unit
from points.actions import bare
from points.models import Account, Category, Item, RuleVersion, Settlement, Transfer, digest

# more accounts than this are locked first and moved by one statement
BY_ONE = 8
TRIES = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement to be written. ``asked`` is what it would be without limits, ``cut`` why it is less."""

    key: str
    kind: str
    src: Account
    dst: Account
    amount: int
    unit: Unit
    effective: date | None = None
    asked: int | None = None
    cut: str = ""
    category: Category | None = None
    item: Item | None = None
    rule: RuleVersion | None = None
    settlement: Settlement | None = None
    subject: str = ""
    minutes: int | None = None
    reverses: Transfer | None = None
    reason: str = ""

    def digest(self) -> str:
        """Of what was asked for, not of what limits or the day made of it: a repeated call says the same."""
        return digest(
            self.kind, self.src.pk, self.dst.pk, self.asked or self.amount, self.item.pk if self.item else None
        )


def post(*entries: Entry, by: User | None) -> list[Transfer]:
    """Write all of them or none; a key that was written before gives the transfer of then, and moves nothing."""
    if not all(entry.key for entry in entries):
        raise ValueError("an entry of the ledger needs a key")
    for _attempt in range(TRIES):
        try:
            with transaction.atomic():
                return write(entries, by)
        except IntegrityError:
            # somebody else claimed a key first: what they wrote counts
            known = {row.key: row for row in Transfer.objects.filter(key__in=[entry.key for entry in entries])}
            if not known:
                raise
            refuse_other_body(entries, known)
            if len(known) == len(entries):
                return [known[entry.key] for entry in entries]
            rest = [entry for entry in entries if entry.key not in known]
            fresh = {row.key: row for row in post(*rest, by=by)}
            return [known.get(entry.key) or fresh[entry.key] for entry in entries]
    raise ValidationError(_("同时办理的人太多，请稍后再试。"), code="busy")


def refuse_other_body(entries: Sequence[Entry], known: dict[str, Transfer]) -> None:
    for entry in entries:
        if entry.key in known and known[entry.key].digest != entry.digest():
            raise ValidationError(
                _("这一笔已经用同一个编号记过，但内容不同。请刷新页面，重新填写。"), code="key_reused"
            )


def write(entries: Sequence[Entry], by: User | None) -> list[Transfer]:
    rows = [row_of(entry, by) for entry in entries]
    if len(rows) == 1:
        bare.insert(rows[0])
    else:
        Transfer.objects.bulk_create(rows)
    move(deltas(entries))
    return rows


def row_of(entry: Entry, by: User | None) -> Transfer:
    category = entry.category or (entry.item.category if entry.item else None)
    facts = {
        "key": entry.key,
        "digest": entry.digest(),
        "src_id": entry.src.pk,
        "dst_id": entry.dst.pk,
        "amount": entry.amount,
        "kind": entry.kind,
        "unit_id": entry.unit.pk,
        "category_id": key_of(category),
        "item_id": key_of(entry.item),
        "rule_id": key_of(entry.rule),
        "settlement_id": key_of(entry.settlement),
        "subject": entry.subject,
        "minutes": entry.minutes,
        "asked": entry.asked or entry.amount,
        "cut": entry.cut[:120],
        "reverses_id": key_of(entry.reverses),
        "effective": entry.effective or timezone.localdate(),
        "at": timezone.now(),
        "actor_id": key_of(by),
        "reason": clean_line(entry.reason)[:200],
    }
    return bare.row(
        facts,
        src=entry.src,
        dst=entry.dst,
        unit=entry.unit,
        category=category,
        item=entry.item,
        rule=entry.rule,
        settlement=entry.settlement,
        reverses=entry.reverses,
        actor=by,
    )


def key_of(row: Model | None) -> int | None:
    return row.pk if row is not None else None


def deltas(entries: Sequence[Entry]) -> dict[int, int]:
    """By how much each written balance changes, in the order in which accounts are locked."""
    moved: dict[int, int] = defaultdict(int)
    for entry in entries:
        if entry.src.cached:
            moved[entry.src.pk] -= entry.amount
        if entry.dst.cached:
            moved[entry.dst.pk] += entry.amount
    return dict(sorted(moved.items()))


def move(moved: dict[int, int]) -> None:
    """Each by a guarded update, never by reading a balance and writing it back."""
    if len(moved) > BY_ONE:
        return move_together(moved)
    for pk, delta in moved.items():
        if not bare.move_one(pk, delta):
            raise refusal(pk)
    return None


def move_together(moved: dict[int, int]) -> None:
    """Held first, so that one statement for each different amount may follow: a statement pays many the same."""
    lock(list(moved))
    alike: dict[int, list[int]] = defaultdict(list)
    for pk, delta in moved.items():
        alike[delta].append(pk)
    for delta, accounts in alike.items():
        there = Account.objects.filter(pk__in=accounts, closed_at=None, balance__gte=F("floor") - delta)
        if there.update(balance=F("balance") + delta) != len(accounts):
            raise refusal(*accounts)


def lock(accounts: Sequence[int]) -> dict[int, Account]:
    """Held until the transaction ends, in one order for everybody; others may still name the accounts in new rows."""
    rows = Account.objects.select_for_update(no_key=True).filter(pk__in=accounts).order_by("pk")
    return {account.pk: account for account in rows}


def refusal(*accounts: int) -> ValidationError:
    if Account.objects.filter(pk__in=accounts).exclude(closed_at=None).exists():
        return ValidationError(_("这本存折已经停用，请刷新页面后再办。"), code="account_closed")
    return ValidationError(_("余额不足，没有办成。请核对存折上的余额。"), code="too_little")
