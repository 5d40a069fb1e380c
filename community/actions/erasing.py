"""Letting go of one person: at their own request, or when they left long ago."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.actions.consent import CONSEQUENCES
from community.models import (
    Consent,
    Household,
    Hukou,
    Ownership,
    Person,
    Phone,
    ReportRow,
    Residence,
    RosterRow,
    ServiceNeed,
)

# a word of the database, not of a page: the same in every language
ERASED = "（已删除）"


@transaction.atomic
def erase(person: Person, *, reason: str, by: User | None, address: str = "") -> None:
    """Nobody can be recognised any more: that somebody lived in the flat stays, who it was goes.

    Refused while the person lives or is registered here: then the committee's duty needs the record.
    """
    # nobody moves in meanwhile
    list(Person.objects.select_for_update().filter(pk=person.pk).values_list("pk"))
    lives = Residence.objects.current().filter(person=person).exists()
    if lives or Hukou.objects.filter(person=person).exclude(unit=None).exists():
        raise ValidationError(
            _("这位居民还住在这里，或者户籍还在这里，整份资料不能删除。可以去掉不必要的项目，再答复为“部分办理”。"),
            code="still_here",
        )
    # what was agreed to ends as if it were withdrawn: what a consent put on a page or a list goes with it
    for purpose in Consent.objects.filter(person=person, withdrawn_on=None).values_list("purpose", flat=True):
        if purpose in CONSEQUENCES:
            CONSEQUENCES[purpose](person.pk, timezone.localdate())
    for model in (Phone, Hukou, ServiceNeed, Consent, ReportRow):
        model.objects.filter(person=person).delete()
    Ownership.objects.filter(person=person).update(person=None)
    RosterRow.objects.filter(person=person).update(person=None, content="", before="", wrote=[])
    Household.objects.filter(head=person).update(head=None)
    Person.objects.filter(guardian=person).update(guardian=None)
    # the records that were merged into this one tell who it was as well
    records = Person.objects.filter(Q(pk=person.pk) | Q(merged_into=person))
    records.update(**blank_person(), changed_at=timezone.now())
    record("person.erased", by=by, target=f"person:{person.pk}", reason=clean_line(reason)[:200], address=address)


def blank_person() -> dict[str, Any]:
    """Every field of a new, unknown person: a field added later is emptied too."""
    kept = {"id", "name", "merged_into", "created_at", "changed_at"}
    blank = Person()
    empty = {field.attname: field.get_default() for field in blank._meta.concrete_fields if field.name not in kept}
    return empty | {"name": ERASED, "born": None, "died_on": None}
