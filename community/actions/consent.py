"""What people agreed to beyond the committee's duty: given in a way that can be told later, withdrawn at once."""

from collections.abc import Callable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community import fields
from community.actions.person import is_under_age
from community.models import Consent, Household, Person, Pet, Vehicle


@transaction.atomic
def give(person: Person, purpose: str, *, how: str, by: User, on: date | None = None) -> Consent:
    how = clean_line(how)[:100]
    if purpose not in fields.CONSENTS:
        raise ValidationError(_("请从列表里选择同意的事。"), code="no_purpose")
    if not how:
        raise ValidationError(_("请写明怎么同意的，例如“上门时当面说的”“签了同意书”。"), code="no_how")
    if is_under_age(person) and person.guardian_id is None:
        raise ValidationError(_("未满十四周岁，要由监护人同意。请先登记监护人。"), code="no_guardian")
    on = on or timezone.localdate()
    if on > timezone.localdate():
        raise ValidationError(_("同意的日期不能晚于今天。"), code="future")
    try:
        with transaction.atomic():
            consent = Consent.objects.create(person=person, purpose=purpose, how=how, by=by, given_on=on)
    except IntegrityError:
        raise ValidationError(_("这件事已经登记过同意，不用再登记。"), code="given_already") from None
    record("consent.given", by=by, target=f"person:{person.pk}", purpose=purpose)
    return consent


@transaction.atomic
def withdraw(consent: Consent, *, by: User) -> None:
    """As easy as giving: no reason asked, effective at once."""
    today = timezone.localdate()
    if not Consent.objects.filter(pk=consent.pk, withdrawn_on=None).update(withdrawn_on=today):
        raise ValidationError(_("这项同意已经撤回了。"), code="moved_on")
    if consent.purpose in CONSEQUENCES:
        CONSEQUENCES[consent.purpose](consent.person_id, today)
    record("consent.withdrawn", by=by, target=f"person:{consent.person_id}", purpose=consent.purpose)


def end_pets(person_pk: int, today: date) -> None:
    Pet.objects.current().filter(dwelling__in=homes_headed_by(person_pk)).update(until=today)


def end_vehicles(person_pk: int, today: date) -> None:
    Vehicle.objects.current().filter(dwelling__in=homes_headed_by(person_pk)).update(until=today)


def homes_headed_by(person_pk: int) -> list[int]:
    """Whoever heads the household speaks for what belongs to the flat."""
    return list(Household.objects.current().filter(head=person_pk).values_list("dwelling", flat=True))


CONSEQUENCES: dict[str, Callable[[int, date], None]] = {"pet": end_pets, "vehicle": end_vehicles}
