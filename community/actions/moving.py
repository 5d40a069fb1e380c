"""A whole household moves to another flat in one step."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from community.actions.household import refuse_future
from community.models import Dwelling, Household, Pet, Residence, Vehicle


@transaction.atomic
def move_household(
    household: Household, to: Dwelling, *, on: date, take_things: bool = False, by: User | None
) -> Household:
    """Ends the household and its stays on that day and starts another in ``to``: same people, same head.

    ``take_things`` registers vehicles and pets of the old flat at the new one. Owners stay where they own.
    """
    refuse_future(on)
    now = Household.objects.current().select_for_update().filter(pk=household.pk).first()
    if now is None:
        raise ValidationError(_("这一户已经登记搬离，请刷新页面。"), code="moved_on")
    stays = list(Residence.objects.current().filter(household=now).order_by("pk"))
    refuse_move(now, stays, to, on)
    new = start_over(now, stays, to, on)
    if take_things:
        carry_along(now.dwelling, to, on)
    people = len(stays)
    # each one's own history tells the move; the two households point to each other
    for stay in stays:
        record("person.moved_house", by=by, target=f"person:{stay.person_id}", dwelling=to.pk)
    record("household.moved", by=by, target=f"household:{now.pk}", to=new.pk, people=people)
    record("household.moved_in", by=by, target=f"household:{new.pk}", came_from=now.pk, people=people)
    return new


def refuse_move(household: Household, stays: list[Residence], to: Dwelling, on: date) -> None:
    if to.pk == household.dwelling_id:
        raise ValidationError(_("这就是现在住的房屋，请选择要搬去的房屋。"), code="same_home")
    if not stays:
        raise ValidationError(_("这一户现在没有人在住，没有可以搬的人。"), code="nobody")
    begun = [day for day in (household.since, *(stay.since for stay in stays)) if day]
    if begun and on < max(begun):
        sentence = _("搬家日期早于登记的入住日期（%(day)s），请核对。")
        raise ValidationError(sentence % {"day": max(begun)}, code="before_start")
    if Residence.objects.current().filter(dwelling=to).exists():
        raise occupied()


def occupied() -> ValidationError:
    return ValidationError(
        _("那套房屋里现在住着别人。先登记他们搬离；要住到一起，请在每个人的页面登记新的住处。"), code="occupied"
    )


def start_over(household: Household, stays: list[Residence], to: Dwelling, on: date) -> Household:
    Residence.objects.current().filter(pk__in=[stay.pk for stay in stays]).update(until=on)
    Household.objects.filter(pk=household.pk).update(until=on)
    # one that nobody lives in any more makes room; held, for others may have come since somebody looked
    empties = list(Household.objects.current().select_for_update().filter(dwelling=to))
    if Residence.objects.current().filter(dwelling=to).exists():
        raise occupied()
    for empty in empties:
        Household.objects.filter(pk=empty.pk).update(until=max(on, empty.since or on))
    try:
        with transaction.atomic():
            new = Household.objects.create(dwelling=to, head_id=household.head_id, since=on)
            Residence.objects.bulk_create(
                Residence(
                    person_id=stay.person_id,
                    dwelling=to,
                    household=new,
                    relation=stay.relation,
                    kind=stay.kind,
                    since=on,
                )
                for stay in stays
            )
    except IntegrityError:
        raise occupied() from None
    return new


def carry_along(old: Dwelling, to: Dwelling, on: date) -> None:
    plates = Vehicle.objects.current().filter(dwelling=to).values("plate_index")
    vehicles = Vehicle.objects.current().filter(dwelling=old)
    going = list(vehicles.filter(~Q(plate_index__in=plates)))
    Vehicle.objects.filter(pk__in=[one.pk for one in vehicles]).update(until=on)
    pets = list(Pet.objects.current().filter(dwelling=old))
    Pet.objects.filter(pk__in=[one.pk for one in pets]).update(until=on)
    for one in (*going, *pets):
        one.pk, one.dwelling, one._state.adding = None, to, True
    Vehicle.objects.bulk_create(going)
    Pet.objects.bulk_create(pets)
