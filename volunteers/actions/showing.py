"""志愿者风采: who likes to be seen by everybody, called as they choose; gone the moment they no longer agree."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import clean_line
from community.actions import consent
from community.models import Consent
from grids.publish import objections
from volunteers.models import Volunteer
from volunteers.models.people import ADULT, SHOWN, age_on


@transaction.atomic
def show_oneself(volunteer: Volunteer, *, shown_as: str, shown_words: str = "", by: User) -> None:
    """By the volunteer alone, grown up and on the list; a second time changes the words."""
    shown_as, shown_words = clean_line(shown_as)[:20], clean_line(shown_words)[:60]
    if not shown_as:
        raise ValidationError(_("请写一个公开的称呼，例如“王女士”。"), code="no_name")
    if found := [sentence for text in (shown_as, shown_words) for sentence in objections(text)]:
        raise ValidationError(found[0], code="private")
    person = volunteer.person
    if person.user_id != by.pk or person.born is None or age_on(person.born, timezone.localdate()) < ADULT:
        raise ValidationError(_("满十八岁的志愿者本人才能公开。登记里没有出生日期的，请先联系社区。"), code="not_adult")
    if not Volunteer.objects.active().filter(pk=volunteer.pk).update(shown_as=shown_as, shown_words=shown_words):
        raise ValidationError(_("在册的志愿者才能公开。"), code="moved_on")
    if not Consent.objects.filter(person=person, purpose=SHOWN, withdrawn_on=None).exists():
        consent.give(person, SHOWN, how=_("本人在网上同意"), by=by)


def hide(person_pk: int, today: date) -> None:
    """What follows when the consent is withdrawn, by whichever door."""
    Volunteer.objects.filter(person=person_pk).update(shown_as="", shown_words="")
