"""Moving in and out, a death, another head: nothing is deleted, everything gets its date."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from community.actions.adding import NewPerson, settle
from community.actions.person import hold
from community.codes import HEAD
from community.models import Dwelling, Household, Person, Residence


@transaction.atomic
def move_in(
    person: Person,
    dwelling: Dwelling,
    *,
    relation: str = "",
    kind: str = "",
    since: date | None = None,
    by: User | None,
) -> Residence:
    """One more home: a person may have several at the same time."""
    refuse_dead(hold(person))
    refuse_future(since)
    if Residence.objects.current().filter(person=person, dwelling=dwelling).exists():
        raise lives_there()
    try:
        with transaction.atomic():
            settle([(person, dwelling, NewPerson(person.name, dwelling, relation=relation, kind=kind, since=since))])
    except IntegrityError:
        raise lives_there() from None
    record("person.moved_in", by=by, target=f"person:{person.pk}", dwelling=dwelling.pk)
    return Residence.objects.current().get(person=person, dwelling=dwelling)


@transaction.atomic
def move_out(
    residence: Residence, *, on: date | None = None, new_head: Person | None = None, by: User | None
) -> Residence:
    """End one stay. Asks for a new head (code ``new_head``) when the head leaves others behind."""
    on = on or timezone.localdate()
    refuse_future(on)
    if residence.since and on < residence.since:
        raise ValidationError(_("搬离日期早于入住日期，请核对。"), code="before_start")
    handed_over = end_stay(residence, on, [new_head] if new_head else [])
    record("person.moved_out", by=by, target=f"person:{residence.person_id}", dwelling=residence.dwelling_id)
    tell_heads([handed_over], by)
    residence.refresh_from_db()
    return residence


@transaction.atomic
def record_death(
    person: Person, *, on: date | None = None, new_heads: Sequence[Person] = (), by: User | None
) -> Person:
    """Ends every stay on that day; asks for a new head (code ``new_head``) in each household left behind.

    A household outside the scope of ``by`` is left without a head, for its own staff to name one.
    """
    on = on or timezone.localdate()
    refuse_future(on)
    if person.born and on < person.born:
        raise ValidationError(_("去世日期早于出生日期，请核对。"), code="before_birth")
    living = Person.objects.filter(pk=person.pk, died_on=None, merged_into=None)
    if not living.update(died_on=on, changed_at=timezone.now()):
        raise ValidationError(_("这位居民已经登记为去世，不用再登记。"), code="moved_on")
    handed_over = []
    for residence in Residence.objects.current().filter(person=person).select_related("household"):
        # a stay cannot end before it began, whatever date a relative remembers
        own = by is None or Household.objects.visible_to(by).filter(pk=residence.household_id).exists()
        handed_over.append(end_stay(residence, max(on, residence.since or on), new_heads if own else None))
    record("person.died", by=by, target=f"person:{person.pk}")
    tell_heads(handed_over, by)
    person.refresh_from_db()
    return person


@transaction.atomic
def change_head(household: Household, to: Person, *, by: User | None) -> Household:
    """Relations were to the old head, so they are cleared for somebody to ask again."""
    if not Residence.objects.current().filter(household=household, person=to).exists():
        raise ValidationError(_("新户主必须是现在住在这一户的人，请重新选择。"), code="not_a_member")
    before = Household.objects.filter(pk=household.pk).values_list("head", flat=True).first()
    changed = Household.objects.current().filter(~Q(head=to) | Q(head=None), pk=household.pk).update(head=to)
    if not changed:
        raise ValidationError(_("他已经是户主，或者这一户已经搬离，请刷新页面。"), code="moved_on")
    members = Residence.objects.current().filter(household=household)
    members.exclude(person=to).update(relation="")
    members.filter(person=to).update(relation=HEAD)
    tell_heads([Handed(household.pk, before, to.pk)], by)
    household.refresh_from_db()
    return household


class Handed(NamedTuple):
    """A household got another head: keys of the household, the old head and the new one."""

    household: int
    before: int | None
    head: int | None


def tell_heads(handed_over: Iterable[Handed | None], by: User | None) -> None:
    for one in filter(None, handed_over):
        target = f"household:{one.household}"
        record("household.head_changed", by=by, target=target, head=one.head, before=one.before)


def end_stay(residence: Residence, on: date, new_heads: Sequence[Person] | None) -> Handed | None:
    """``new_heads``: None where nobody is to be asked for one. Tells who is head instead, if anybody new is."""
    if not Residence.objects.current().filter(pk=residence.pk).update(until=on):
        raise ValidationError(_("这段居住已经登记为搬离，请刷新页面。"), code="moved_on")
    household = residence.household
    if household is None or household.until:
        return None
    left = list(Residence.objects.current().filter(household=household).values_list("person", flat=True))
    if not left:
        Household.objects.current().filter(pk=household.pk).update(until=max(on, household.since or on))
    elif household.head_id == residence.person_id and new_heads is None:
        Household.objects.filter(pk=household.pk).update(head=None)
        Residence.objects.current().filter(household=household).update(relation="")
        return Handed(household.pk, residence.person_id, None)
    elif household.head_id == residence.person_id:
        new_head = hand_over(household, new_heads or (), left)
        return Handed(household.pk, residence.person_id, new_head.pk)
    return None


def hand_over(household: Household, new_heads: Sequence[Person], left: Sequence[int]) -> Person:
    if not new_heads:
        raise ValidationError(_("这位居民是户主，户里还有其他人。请先选择新户主。"), code="new_head")
    new_head = next((person for person in new_heads if person.pk in left), None)
    if new_head is None:
        raise ValidationError(_("新户主必须是留在这一户的人，请重新选择。"), code="not_a_member")
    Household.objects.filter(pk=household.pk).update(head=new_head)
    members = Residence.objects.current().filter(household=household)
    members.exclude(person=new_head).update(relation="")
    members.filter(person=new_head).update(relation=HEAD)
    return new_head


@transaction.atomic
def verify_household(household: Household, *, by: User) -> None:
    """Somebody compared the whole household with the register today."""
    today = timezone.localdate()
    if not Household.objects.current().filter(pk=household.pk).update(verified_on=today):
        raise ValidationError(_("这一户已经登记搬离，不用再核对。请刷新页面。"), code="moved_on")
    members = Residence.objects.current().filter(household=household).values("person")
    Person.objects.filter(pk__in=members).update(verified_on=today)
    record("household.verified", by=by, target=f"household:{household.pk}")


def lives_there() -> ValidationError:
    return ValidationError(_("这位居民已经登记住在这套房屋里，不用再登记。"), code="lives_there")


def refuse_dead(person: Person) -> None:
    if person.died_on:
        raise ValidationError(_("这位居民已登记为去世，不能登记新的住处。"), code="died")


def refuse_future(day: date | None) -> None:
    if day and day > timezone.localdate():
        raise ValidationError(_("日期还没有到，请填写今天或以前的日期。"), code="future")
