"""Points that are too old go, where a community wants it so; by default they never do.

First in, first out without lots: what came until a day C and must go is all that came until then, less everything that
was ever spent. Whatever was reversed counts as if it had never been.
"""

from collections import defaultdict
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import Unit
from points import news
from points.actions.opening import system_account
from points.actions.posting import Entry, lock, post
from points.models import Account, Policy, Transfer


def expire(on: date | None = None) -> int:
    """How many passbooks lost something; twice on one day changes nothing."""
    on = on or timezone.localdate()
    done = 0
    for policy in Policy.objects.exclude(expires_after=None).select_related("unit"):
        until = cutoff(policy, on)
        for account in too_old(policy.unit, until):
            done += expire_one(account, until)
        warn(policy, on)
    return done


def cutoff(policy: Policy, on: date) -> date:
    """The last day of the month that many months ago."""
    months = on.year * 12 + on.month - 1 - (policy.expires_after or 0)
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


def too_old(unit: Unit, until: date, *only: Account) -> dict[Account, int]:
    """By passbook (of these, or all), what came until that day and is still there."""
    left: dict[int, int] = defaultdict(int)
    standing = Transfer.objects.filter(reversed_by=None).exclude(kind=Transfer.Kind.REVERSAL).order_by()
    came = standing.filter(dst__unit=unit, dst__kind=Account.Kind.PERSON, effective__lte=until)
    came = came.filter(dst__in=only) if only else came
    for account, total in came.values_list("dst").annotate(Sum("amount")):
        left[account] += total
    went = standing.filter(src__in=list(left))
    for account, total in went.values_list("src").annotate(Sum("amount")):
        left[account] -= total
    old = {pk: amount for pk, amount in left.items() if amount > 0}
    accounts = Account.objects.open().filter(pk__in=old).select_related("unit", "person__user").order_by("pk")
    return {account: old[account.pk] for account in accounts}


@transaction.atomic
def expire_one(account: Account, until: date) -> bool:
    """Counted again while the passbook is held: somebody may have spent from it, or taken something back, meanwhile."""
    lock([account.pk])
    amount = too_old(account.unit, until, account).get(account, 0)
    if not amount:
        return False
    entry = Entry(
        f"exp:{until}:{account.pk}", Transfer.Kind.EXPIRE, account, system_account(Account.Kind.EXPIRED, account.unit),
        amount, account.unit, reason=_("%(day)s 以前获得的积分到期") % {"day": until},
    )  # fmt: skip
    if Transfer.objects.filter(key=entry.key).exists():
        return False
    [written] = post(entry, by=None)
    news.tell_owner(written, _("有 %(n)s 分积分到期") % {"n": amount}, written.reason)
    return True


def warn(policy: Policy, on: date) -> None:
    """Those whose points go at the beginning of a month are told before."""
    then = on + timedelta(days=policy.notice_days)
    for account, amount in too_old(policy.unit, cutoff(policy, then)).items():
        news.tell_of_expiry(account, amount, then.replace(day=1) if then.month != on.month else on)
