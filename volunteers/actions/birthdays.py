"""The party: a month's elders are invited, and counted as guests who may still say no."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from community.models import Person
from volunteers.actions import signing
from volunteers.lunar import LunarDay
from volunteers.models import Birthday, Session, SignUp


def remember(person: Person, *, lunar: bool, month: int, day: int, leap: bool = False) -> Birthday:
    """How somebody says they celebrate; it goes before what their date of birth would give."""
    most = 30 if lunar else 31
    if not (1 <= month <= 12 and 1 <= day <= most):
        raise ValidationError(_("没有这一天，请核对生日的月和日。"), code="no_day")
    facts = {"lunar": lunar, "month": month, "day": day, "leap": leap and lunar}
    return Birthday.objects.update_or_create(person=person, defaults=facts)[0]


def habit_of(row: Birthday) -> LunarDay:
    return LunarDay(row.month, row.day, row.leap)


@transaction.atomic
def invite(session: Session, people: list[Person], *, by: User) -> list[SignUp]:
    """Each once; whoever is on the list already stays as they are."""
    return [signing.sign_up(session, person=person, by=by) for person in people]
