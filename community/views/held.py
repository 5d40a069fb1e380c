"""Everything the register holds about one person, made from the table of fields: a new field is in it by itself."""

from datetime import date, datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.masks import mask_name, mask_number, mask_phone
from accounts.secrets import EncryptedTextField
from community import codes, fields
from community.models import (
    Consent,
    DataRequest,
    Dwelling,
    Household,
    Hukou,
    Ownership,
    Person,
    Pet,
    Phone,
    Residence,
    ServiceNeed,
    Vehicle,
)
from community.views.dwelling import mask_plate

# fields that hold a code of a table
CODED = {
    "ethnicity": codes.ETHNICITY,
    "politics": codes.POLITICS,
    "marriage": codes.MARRIAGE,
    "education": codes.EDUCATION,
    "relation": codes.RELATION,
    "group": codes.SERVICE_GROUPS,
    "purpose": fields.CONSENTS,
}
MASKS = {
    "doc_number": mask_number,
    "doc_hint": mask_number,
    "number": mask_phone,
    "phone": mask_phone,
    "plate": mask_plate,
}


def sections(person: Person, *, full: bool, besides: tuple[type[Model], ...] = ()) -> list[dict]:
    """``[{"title", "rows": [[(label, value), …], …]}]``; empty facts and kinds are left out. ``full``: nothing masked.

    ``besides``: kinds that the page shows in another place.
    """
    found = []
    for title, rows in kept_about(person):
        if rows.model in besides:
            continue
        facts = [facts_of(row, full=full) for row in rows]
        if any(facts):
            found.append({"title": title, "rows": [some for some in facts if some]})
    return found


def kept_about(person: Person) -> list[tuple[Any, QuerySet]]:
    """Whoever heads a household is told of its vehicles and pets; a lodger is not told of the landlord's."""
    headed = Household.objects.current().filter(head=person).values("dwelling")
    place = "dwelling__building"
    return [
        (_("基本情况"), Person.objects.filter(pk=person.pk).select_related("guardian")),
        (_("电话"), Phone.objects.filter(person=person).order_by("pk")),
        (_("住处"), Residence.objects.filter(person=person).select_related(place).order_by("until", "pk")),
        (_("户籍"), Hukou.objects.filter(person=person).select_related("unit")),
        (_("产权"), Ownership.objects.filter(person=person).select_related(place).order_by("pk")),
        (_("车辆"), Vehicle.objects.current().filter(dwelling__in=headed).select_related(place).order_by("pk")),
        (_("宠物"), Pet.objects.current().filter(dwelling__in=headed).select_related(place).order_by("pk")),
        (_("服务需求"), ServiceNeed.objects.filter(person=person).order_by("pk")),
        (_("同意"), Consent.objects.filter(person=person).order_by("pk")),
        (_("请求"), DataRequest.objects.filter(person=person).order_by("pk")),
    ]


# read out together with the column before it: how exact a birth is, the lower half of a share
WITH_ANOTHER = frozenset({"born_precision", "share_bottom"})
BORN_AS_KNOWN = {Person.Precision.YEAR: 4, Person.Precision.MONTH: 7}


def facts_of(row: Model, *, full: bool) -> list[tuple[str, str]]:
    meta = row._meta
    found = []
    for name in fields.told(meta.label_lower):
        if name not in WITH_ANOTHER and (text := said(row, name, full=full)):
            found.append((fields.called(name, meta.get_field(name).verbose_name), text))
    return found


def said(row: Model, name: str, *, full: bool) -> str:
    field, value = row._meta.get_field(name), getattr(row, name)
    if value in (None, ""):
        return ""
    if name == "born":
        return value.isoformat()[: BORN_AS_KNOWN.get(row.born_precision, 10)]
    if name == "share_top":
        return str(_("全部")) if row.share_bottom == 1 else f"{value}/{row.share_bottom}"
    if field.choices:
        return str(getattr(row, f"get_{name}_display")())
    if name in CODED:
        return str(CODED[name].get(value, value))
    if name in MASKS and isinstance(field, EncryptedTextField):
        return value if full else MASKS[name](value)
    return in_words(value)


def in_words(value: Any) -> str:
    if isinstance(value, Dwelling):
        return value.full_address()
    if isinstance(value, Person):
        # somebody else: their data are theirs
        return mask_name(value.name)
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return str(value)
