"""What comes up by itself in the next days, computed from the register each time: ages are never typed in.

Whoever is born on 29 February turns a year older on 1 March of the other years, as the age on the person's page
counts. Of whom only the month or the year of birth is known, the whole month or year is the birthday.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import User
from community.fields import UNDER_AGE
from community.models import Household, Hukou, Person, Residence, ServiceNeed
from grids.models import Posting, Unit

AGES = (80, 90, 100, 14, 18)
EXPIRY_NOTICE = timedelta(days=60)
STALE_AFTER_YEARS = 1
# missed days of the clock are made up for, older ones are in the list anyway
TOLD_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Birthday:
    person: int
    age: int
    first: date
    last: date
    precision: str


def years_later(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes 1 March where there is none."""
    if (day.month, day.day) == (2, 29) and not calendar.isleap(day.year + years):
        return date(day.year + years, 3, 1)
    return day.replace(year=day.year + years)


def a_year_before(day: date) -> date:
    return years_later(day, -STALE_AFTER_YEARS)


def reaches(born: date, precision: str, age: int) -> tuple[date, date]:
    """The first and the last day on which somebody may turn ``age``; one and the same if the day of birth is known."""
    if precision == Person.Precision.YEAR:
        return date(born.year + age, 1, 1), date(born.year + age, 12, 31)
    if precision == Person.Precision.MONTH:
        year = born.year + age
        return date(year, born.month, 1), date(year, born.month, calendar.monthrange(year, born.month)[1])
    day = years_later(born, age)
    return day, day


def living_here(units: Any) -> QuerySet:
    """Neither dead nor gone: who lives in one of the units, or is registered there."""
    here = Residence.objects.current().filter(person=OuterRef("pk"), dwelling__building__in=units)
    registered = Hukou.objects.filter(person=OuterRef("pk"), unit__in=units)
    return Person.objects.living().filter(Exists(here) | Exists(registered), merged_into=None)


def birthdays(people: QuerySet, start: date, end: date) -> list[Birthday]:
    """Who turns one of AGES from ``start`` to ``end``, the first to come first; one query for all ages."""
    years = range(start.year, end.year + 1)
    some = Q(pk__in=[])
    for year in sorted({year - age for year in years for age in AGES}):
        some |= Q(born__gte=date(year, 1, 1), born__lte=date(year, 12, 31))
    found = []
    for pk, born, precision in people.filter(some).order_by("pk").values_list("pk", "born", "born_precision"):
        for age in AGES:
            first, last = reaches(born, precision, age)
            if first <= end and last >= start:
                found.append(Birthday(pk, age, first, last, precision))
    return sorted(found, key=lambda birthday: (birthday.first, birthday.person))


def unguarded(people: QuerySet, on: date) -> list[int]:
    """Children under fourteen without a guardian in the register, oldest first."""
    youngest = people.filter(guardian=None, born__gte=date(on.year - UNDER_AGE, 1, 1))
    rows = youngest.order_by("born", "pk").values_list("pk", "born", "born_precision")
    return [pk for pk, born, precision in rows if reaches(born, precision, UNDER_AGE)[1] > on]


def expiring(people: QuerySet, on: date) -> QuerySet:
    """Documents that ran out or will within sixty days."""
    return people.filter(doc_expires_on__lte=on + EXPIRY_NOTICE).order_by("doc_expires_on", "pk")


def needs_to_review(user: User, people: QuerySet, until: date) -> QuerySet:
    """``people`` is the part of the user's scope that was asked about."""
    seen = ServiceNeed.objects.shown_to(user).current().filter(review_on__lte=until, person__in=people)
    return seen.order_by("review_on", "pk")


def stale_households(units: Any, on: date) -> QuerySet:
    """Nobody compared the register with the household for twelve months, or ever (longest ago first)."""
    seen = Q(verified_on=None) | Q(verified_on__lt=a_year_before(on))
    inhabited = Residence.objects.current().filter(household=OuterRef("pk"))
    return Household.objects.current().filter(seen, Exists(inhabited), dwelling__building__in=units)


def tell_reviews_due() -> int:
    """Each grid worker once for each day on which needs of their grid fell due; told twice, it is one message."""
    today = timezone.localdate()
    told = 0
    for user in walkers():
        seen = ServiceNeed.objects.visible_to(user).to_review(today).filter(person__died_on=None)
        recent = seen.filter(review_on__gt=today - TOLD_AFTER).order_by("review_on")
        for day, count in counted(recent.values_list("review_on", flat=True)).items():
            title = _("有 %(count)d 项服务需求到了复核的日子") % {"count": count}
            body = _("请问一问本人或家人是不是还需要，再在名单里点“复核”。")
            tell(user, title, body, link=reverse("community:needs"), key=f"needs-review:{day}:{user.pk}")
            told += 1
    return told


def counted(days: Iterable[date]) -> dict[date, int]:
    counts: dict[date, int] = {}
    for day in days:
        counts[day] = counts.get(day, 0) + 1
    return counts


def walkers() -> QuerySet:
    """Grid workers; the grid's leader where a grid has none."""
    posts = Posting.objects.current().filter(unit__kind=Unit.Kind.GRID, user__is_active=True)
    walked = posts.filter(role=Posting.Role.GRID_WORKER)
    led = posts.filter(role=Posting.Role.GRID_LEADER).exclude(unit__in=walked.values("unit"))
    return User.objects.filter(Q(pk__in=walked.values("user")) | Q(pk__in=led.values("user"))).order_by("pk")
