"""Whom a list or a report names: ready lists, and what narrows them further."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from community import codes
from community.models import Hukou, Person, Residence, ServiceNeed
from community.models.report import NEED
from grids.models import Unit

Narrow = Callable[[QuerySet, date], QuerySet]
# who is meant by where they are
HERE, REGISTERED, ANY, LEFT, DIED = "here", "registered", "any", "left", "died"
STATES = (
    (HERE, _("现在住在这里的")),
    (REGISTERED, _("户籍在这里的")),
    (ANY, _("住在这里或户籍在这里的")),
    (LEFT, _("已搬离的")),
    (DIED, _("已去世的")),
)
PARTY = ("01", "02")


def years_before(on: date, years: int) -> date:
    """Whoever was born on this day or earlier is that old; 29 February turns older on 1 March."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)


def at_least(years: int) -> Narrow:
    return lambda people, on: people.filter(born__lte=years_before(on, years))


def under(years: int) -> Narrow:
    return lambda people, on: people.filter(born__gt=years_before(on, years))


def women_of_age(people: QuerySet, on: date) -> QuerySet:
    return under(50)(at_least(15)(people.filter(sex=Person.Sex.FEMALE), on), on)


def alone_at_sixty(people: QuerySet, on: date) -> QuerySet:
    """Nobody else is registered as living in their home."""
    others = Residence.objects.current().filter(dwelling=OuterRef("dwelling")).order_by().values("dwelling")
    alone = Residence.objects.current().annotate(people=Subquery(others.annotate(n=Count("pk")).values("n")))
    return at_least(60)(people, on).filter(pk__in=alone.filter(people=1).values("person"))


def of_kind(kind: str) -> Narrow:
    return lambda people, on: people.filter(
        Exists(Residence.objects.current().filter(person=OuterRef("pk"), kind=kind))
    )


@dataclass(frozen=True)
class Ready:
    label: Any
    narrow: Narrow


READY: Mapping[str, Ready] = {
    "": Ready(_("全部居民"), lambda people, on: people),
    "aged_60": Ready(_("60 岁以上老人"), at_least(60)),
    "aged_65": Ready(_("65 岁以上老人"), at_least(65)),
    "aged_70": Ready(_("70 岁以上老人"), at_least(70)),
    "aged_80": Ready(_("80 岁以上老人"), at_least(80)),
    "aged_90": Ready(_("90 岁以上老人"), at_least(90)),
    "aged_100": Ready(_("百岁老人"), at_least(100)),
    "alone_60": Ready(_("一户只登记一人的 60 岁以上老人"), alone_at_sixty),
    "under_14": Ready(_("14 岁以下儿童"), under(14)),
    "under_18": Ready(_("未成年人"), under(18)),
    "women": Ready(_("育龄妇女（15 至 49 岁）"), women_of_age),
    "party": Ready(_("党员（含预备党员）"), lambda people, on: people.filter(politics__in=PARTY)),
    "migrants": Ready(_("流动人口"), of_kind(Residence.Kind.MIGRANT)),
    "separated": Ready(_("人户分离"), of_kind(Residence.Kind.SEPARATED)),
}


def groups() -> dict[str, str]:
    """Service groups a list may be about; restricted ones only where the committee turned them on."""
    on = settings.RESTRICTED_GROUPS_ON
    return {key: label for key, label in codes.SERVICE_GROUPS.items() if on or key not in codes.RESTRICTED_GROUPS}


def choices() -> list[tuple[str, str]]:
    ready = [(key, str(ready.label)) for key, ready in READY.items()]
    return [*ready, *((NEED + key, label) for key, label in groups().items())]


def name_of(key: str) -> str:
    return dict(choices()).get(key, key)


def focus_of(whom: Mapping[str, Any]) -> str:
    """The service group a list is about, "" for none."""
    key = str(whom.get("list", ""))
    return key.removeprefix(NEED) if key.startswith(NEED) else ""


def people_of(unit: Unit, whom: Mapping[str, Any], *, by: User, on: date) -> QuerySet:
    """Those meant by ``whom`` (list, state, kind, sex, age_from, age_to) inside the unit."""
    units = Unit.objects.within(unit)
    people = in_state(units, str(whom.get("state") or HERE), str(whom.get("kind") or ""))
    if focus := focus_of(whom):
        needs = ServiceNeed.objects.visible_to(by).current(on).filter(group=focus)
        people = people.filter(pk__in=needs.values("person"))
    else:
        people = READY[str(whom.get("list", ""))].narrow(people, on)
    if sex := whom.get("sex"):
        people = people.filter(sex=sex)
    if whom.get("age_from") is not None:
        people = at_least(int(whom["age_from"]))(people, on)
    if whom.get("age_to") is not None:
        people = people.filter(born__gt=years_before(on, int(whom["age_to"]) + 1))
    return people


def in_state(units: QuerySet, state: str, kind: str) -> QuerySet:
    seen = Person.objects.within(units)
    if state == DIED:
        return seen.exclude(died_on=None)
    seen = seen.living()
    stays = Residence.objects.filter(dwelling__building__in=units)
    here = Q(pk__in=(stays.current().filter(kind=kind) if kind else stays.current()).values("person"))
    registered = Q(pk__in=Hukou.objects.filter(unit__in=units).values("person"))
    if state == LEFT:
        return seen.filter(pk__in=stays.values("person")).exclude(pk__in=stays.current().values("person"))
    return seen.filter({HERE: here, REGISTERED: registered, ANY: here | registered}[state])


def keys_of(people: QuerySet) -> list[int]:
    """As a caretaker walks from door to door."""
    return list(people.by_address().values_list("pk", flat=True))
