"""Whose data left the register in which file, so that one page can tell a person who has it (registry S14)."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from community.models.person import Person
from community.models.report import Export


class DisclosureQuerySet(models.QuerySet):
    def of(self, person: Person, since: datetime) -> "DisclosureQuerySet":
        return self.filter(person=person, export__created_at__gte=since)


class Disclosure(models.Model):
    """One person stood in one exported file."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="disclosures")
    person = models.ForeignKey(Person, models.CASCADE, related_name="disclosures")

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("导出的去向")
        constraints = [models.UniqueConstraint(fields=["export", "person"], name="disclosure_once")]

    def __str__(self) -> str:
        return f"{self.export_id} {self.person_id}"
