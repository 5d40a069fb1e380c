"""Accounts come into being when they are first needed, and follow a person through a merge."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Hukou, Person, Residence
from grids.models import Unit
from points.actions.posting import Entry, lock, post
from points.models import Account, Transfer


def community_of(unit: Unit) -> Unit:
    """Whose book it is: the community above, or the highest unit there is."""
    above = list(Unit.objects.above(unit))
    return next((each for each in above if each.kind == Unit.Kind.COMMUNITY), above[0])


def home_of(person: Person) -> Unit:
    """The building somebody lives in, else where they are registered."""
    stay = Residence.objects.current().filter(person=person).order_by("pk").select_related("dwelling__building").first()
    if stay:
        return stay.dwelling.building
    hukou = Hukou.objects.filter(person=person).exclude(unit=None).select_related("unit").first()
    if hukou:
        return hukou.unit
    stays = Person.objects.filter(merged_from=person).first()
    if stays:
        return home_of(stays)
    raise ValidationError(_("还不知道这位居民住在哪里，不能开存折。请先在居民登记里补上住处。"), code="no_home")


def account_of(person: Person, unit: Unit | None = None) -> Account:
    """The person's passbook in the community of this unit, opened if there is none yet."""
    community = community_of(unit or home_of(person))
    found = Account.objects.open().filter(person=person, unit=community).first()
    if found:
        return found
    now = Person.objects.select_related("merged_into").get(pk=person.pk)
    if now.merged_into:
        return account_of(now.merged_into, community)
    account, _new = Account.objects.get_or_create(
        kind=Account.Kind.PERSON, person=now, unit=community, closed_at=None, defaults={"cached": True, "floor": 0}
    )
    return account


def accounts_of(people: Sequence[Person], unit: Unit) -> dict[int, Account]:
    """By person, opened where there is none, in a constant number of queries."""
    community = community_of(unit)
    wanted = {person.pk for person in people}
    there = Account.objects.open().filter(person__in=wanted, unit=community)
    known = {account.person_id: account for account in there}
    if wanted - known.keys():
        fresh = Person.objects.filter(pk__in=wanted - known.keys(), merged_into=None)
        new = [Account(kind="person", person=person, unit=community, cached=True, floor=0) for person in fresh]
        # somebody else may open one at this moment
        Account.objects.bulk_create(new, ignore_conflicts=True)
        known = {account.person_id: account for account in there.all()}
    for person in people:
        if person.pk not in known:
            known[person.pk] = account_of(person, community)
    return known


def team_account(subject: str, title: str, unit: Unit) -> Account:
    """The account of a team that lives in an app above (``"team:12"``)."""
    account, _new = Account.objects.get_or_create(
        kind=Account.Kind.TEAM,
        subject=subject,
        closed_at=None,
        defaults={"title": title[:80], "unit": community_of(unit), "cached": True, "floor": 0},
    )
    return account


def system_account(kind: str, unit: Unit) -> Account:
    """Where points come from and go to in this community."""
    keeps = kind in Account.CACHED
    account, _new = Account.objects.get_or_create(
        kind=kind, unit=community_of(unit), defaults={"cached": keeps, "floor": 0 if keeps else None}
    )
    return account


def join_accounts(kept: Person, other: Person) -> None:
    """Of two passbooks in one community one stays: the other's balance goes over, and it is closed."""
    for account in Account.objects.open().filter(person=other).order_by("pk"):
        stays = Account.objects.open().filter(person=kept, unit=account.unit).first()
        if stays is None:
            continue
        held = lock([account.pk, stays.pk])
        if left := held[account.pk].balance:
            post(
                Entry(f"merge:{account.pk}", Transfer.Kind.MERGE, account, stays, left, account.unit,
                      reason=_("两份登记合并，存折并成一本")),
                by=None,
            )  # fmt: skip
        Account.objects.filter(pk=stays.pk).update(debt=held[stays.pk].debt + held[account.pk].debt)
        Account.objects.filter(pk=account.pk).update(closed_at=timezone.now(), debt=0)
