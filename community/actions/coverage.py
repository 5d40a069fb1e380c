"""What the register does not know yet: each gap as the rows behind its number, so that both always agree."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from community.actions.reminders import stale_households
from community.models import Dwelling, Household, Hukou, Person, Residence
from grids.models import Unit

HOMES, HOUSEHOLDS, PEOPLE, UNITS = "homes", "households", "people", "units"


def empty_homes(units: Any) -> QuerySet:
    lived_in = Household.objects.current().filter(dwelling=OuterRef("pk"))
    return Dwelling.objects.filter(~Exists(lived_in), building__in=units)


def vacant(units: Any, on: date) -> QuerySet:
    return empty_homes(units).filter(use=Dwelling.Use.VACANT)


def unknown(units: Any, on: date) -> QuerySet:
    return empty_homes(units).exclude(use=Dwelling.Use.VACANT)


def no_grid(units: Any, on: date) -> QuerySet:
    """The building, or the grid above it, is closed; or it hangs below something that is no grid."""
    grids = Unit.objects.current(on).of_kind(Unit.Kind.GRID)
    placed = Unit.objects.current(on).of_kind(Unit.Kind.BUILDING).filter(parent__in=grids)
    return Household.objects.current().filter(dwelling__building__in=units).exclude(dwelling__building__in=placed)


def headless(units: Any, on: date) -> QuerySet:
    members = Residence.objects.current().filter(household=OuterRef("pk"))
    return Household.objects.current().filter(Exists(members), head=None, dwelling__building__in=units)


def memberless(units: Any, on: date) -> QuerySet:
    members = Residence.objects.current().filter(household=OuterRef("pk"))
    return Household.objects.current().filter(~Exists(members), dwelling__building__in=units)


def homeless(units: Any, on: date) -> QuerySet:
    """Registered with the police here, but nobody knows where they live."""
    anywhere = Residence.objects.current().filter(person=OuterRef("pk"))
    registered = Hukou.objects.filter(person=OuterRef("pk"), unit__in=units)
    return Person.objects.living().filter(Exists(registered), ~Exists(anywhere), merged_into=None)


def bare_buildings(units: Any, on: date) -> QuerySet:
    homes = Dwelling.objects.filter(building=OuterRef("pk"))
    return units.current(on).of_kind(Unit.Kind.BUILDING).filter(~Exists(homes))


def odd_grids(units: Any, on: date) -> QuerySet:
    """Fewer or more households than a grid should have: said, never refused."""
    low, high = settings.GRID_HOUSEHOLDS
    counts = households_by_grid(units, on)
    grids = units.current(on).of_kind(Unit.Kind.GRID).filter(special=False)
    odd = [pk for pk in grids.values_list("pk", flat=True) if not low <= counts[pk] <= high]
    return Unit.objects.filter(pk__in=odd)


def households_by_grid(units: Any, on: date) -> Counter:
    """Households in the grids' open buildings; a building is asked for the grid right above it."""
    current = Household.objects.current().filter(dwelling__building__in=units.current(on))
    rows = current.order_by().values_list("dwelling__building__parent").annotate(n=Count("pk"))
    return Counter(dict(rows))


@dataclass(frozen=True, slots=True)
class Gap:
    name: str
    label: Any
    hint: Any
    of: str
    rows: Callable[[Any, date], QuerySet]


GAPS = {
    gap.name: gap
    for gap in (
        Gap(
            "unknown",
            _("没有户、也不知道空不空的房屋"),
            _("上门或打电话问一问，登记居民，或者记为空置。"),
            HOMES,
            unknown,
        ),
        Gap("vacant", _("空置的房屋"), _("没有人住，登记着空置。过些时候再看一看。"), HOMES, vacant),
        Gap("bare", _("没有登记房屋的楼栋"), _("按单元和室号登记房屋，或导入花名册。"), UNITS, bare_buildings),
        Gap("odd", _("户数过少或过多的网格"), _("只是提醒。需要调整时由社区重新划分。"), UNITS, odd_grids),
        Gap(
            "nogrid",
            _("不在任何网格里的户"),
            _("楼栋或它的网格已经停用，请把楼栋移到在用的网格。"),
            HOUSEHOLDS,
            no_grid,
        ),
        Gap("headless", _("没有户主的户"), _("在户的页面选一位户主。"), HOUSEHOLDS, headless),
        Gap("memberless", _("没有人的户"), _("人都搬走了，或者还没有登记。"), HOUSEHOLDS, memberless),
        Gap(
            "homeless", _("户籍在这里、不知道住哪里的人"), _("问清住处后登记；不在本社区住的也写上。"), PEOPLE, homeless
        ),
        Gap(
            "stale",
            _("超过 12 个月没有核对的户"),
            _("打印核对单请住户自己填，不用家家上门。"),
            HOUSEHOLDS,
            stale_households,
        ),
    )
}


def by_building(units: Any, on: date) -> dict[int, Counter]:
    """building → homes, unknown and vacant ones, households, stale ones, people; six queries for any number."""
    homes = Dwelling.objects.filter(building__in=units)
    current = Household.objects.current().filter(dwelling__building__in=units)
    people = Residence.objects.current().filter(dwelling__building__in=units)
    figures = {
        "homes": (homes, "building", "pk"),
        "unknown": (unknown(units, on), "building", "pk"),
        "vacant": (vacant(units, on), "building", "pk"),
        "households": (current, "dwelling__building", "pk"),
        "stale": (stale_households(units, on), "dwelling__building", "pk"),
        "people": (people, "dwelling__building", "person"),
    }
    found: dict[int, Counter] = defaultdict(Counter)
    for name, (rows, building, what) in figures.items():
        for pk, n in rows.order_by().values_list(building).annotate(n=Count(what, distinct=True)):
            found[pk][name] = n
    return found


def last_verified(units: Any) -> dict[int, date]:
    """building → the last day on which anybody verified a household there."""
    current = Household.objects.current().filter(dwelling__building__in=units).exclude(verified_on=None)
    return dict(current.order_by().values_list("dwelling__building").annotate(day=Max("verified_on")))
