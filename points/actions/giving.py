"""Between people: a gift to one's own family, something for the pool. Off until a community turns it on; never for money."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from community.models import Person, Residence
from points import news
from points.actions.opening import account_of, system_account
from points.actions.posting import Entry, lock, post
from points.models import Account, Transfer
from points.rules import policy_of

OUT = (Transfer.Kind.GIFT, Transfer.Kind.DONATE)


def relatives_of(person: Person) -> list[Person]:
    """Who is registered as family: those of the same household, the guardian and the wards."""
    mine = Residence.objects.current().filter(person=person).exclude(household=None).values("household")
    together = Residence.objects.current().filter(household__in=mine).values("person")
    family = Q(pk__in=together) | Q(guardian=person) | Q(pk=person.guardian_id)
    return list(Person.objects.filter(family, merged_into=None, died_on=None).exclude(pk=person.pk).order_by("pk"))


@transaction.atomic
def gift(account: Account, to: Person, amount: int, *, key: str, by: User) -> Transfer:
    """Both sides are told."""
    policy = policy_of(account.unit)
    if not policy.gifts_on:
        raise ValidationError(_("本社区没有开通积分转赠。"), code="off")
    if account.person is None or to not in relatives_of(account.person):
        raise ValidationError(_("只能转赠给登记在同一户的家人、监护人或被监护人。"), code="no_relative")
    receiver = account_of(to, account.unit)
    entry = Entry(key, Transfer.Kind.GIFT, account, receiver, amount, account.unit, reason=_("转赠家人"))
    return give(entry, policy.gift_month, by=by)


@transaction.atomic
def donate(account: Account, amount: int, *, key: str, by: User) -> Transfer:
    policy = policy_of(account.unit)
    if not policy.donations_on:
        raise ValidationError(_("本社区没有开通积分捐赠。"), code="off")
    pool = system_account(Account.Kind.POOL, account.unit)
    entry = Entry(key, Transfer.Kind.DONATE, account, pool, amount, account.unit, reason=_("捐到爱心公益池"))
    return give(entry, policy.gift_month, by=by)


def give(entry: Entry, most: int, *, by: User) -> Transfer:
    """Within the month's limit; the giver's row is held while it is counted."""
    if entry.amount < 1:
        raise ValidationError(_("请填写要转出的积分，至少 1 分。"), code="no_points")
    lock(sorted(account.pk for account in (entry.src, entry.dst) if account.cached))
    new = not Transfer.objects.filter(key=entry.key).exists()
    left = most - given_in_month(entry.src, timezone.localdate())
    if new and entry.amount > left:
        raise ValidationError(
            _("每人每月最多转出 %(most)s 分，这个月还能转出 %(left)s 分。") % {"most": most, "left": max(0, left)},
            code="over_limit",
        )
    [written] = post(entry, by=by)
    if new:
        news.tell_of_gift(written)
    return written


def given_in_month(account: Account, on: date) -> int:
    gone = Transfer.objects.filter(src=account, kind__in=OUT, reversed_by=None, effective__gte=on.replace(day=1))
    return gone.aggregate(total=Sum("amount"))["total"] or 0
