"""What is kept no longer than needed (registry S12): one table of rules, one clock that keeps them.

An app above adds a rule in ``AppConfig.ready``: ``retention.register(Rule(…))``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateField, DateTimeField, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import record
from accounts.models import User
from community import fields
from community.actions import roster
from community.actions.erasing import ERASED, erase
from community.actions.export import forget_file
from community.actions.person import OF_AGE
from community.models import (
    Consent,
    DataRequest,
    Export,
    HouseholdUpdate,
    Hukou,
    Ownership,
    Person,
    Pet,
    ReportRow,
    Residence,
    RosterImport,
    ServiceNeed,
    Vehicle,
)

RUN = "data.forgotten"


@dataclass(frozen=True, slots=True)
class Rule:
    """``rows`` may go ``days`` (or ``years``) after their ``clock``; ``forget`` answers how many went."""

    key: str
    label: Any
    rows: Callable[[], QuerySet]
    clock: str
    forget: Callable[[QuerySet], int]
    days: int = 0
    years: int = 0

    def due(self, on: date) -> QuerySet:
        return self.rows().filter(**{f"{self.clock}__lt": self.limit(on)})

    def limit(self, on: date) -> date | datetime:
        """What lies before this may go; a day counts when it is over."""
        day = years_before(on, self.years) - timedelta(days=self.days)
        return start_of(day) if self.counts_moments() else day

    def counts_moments(self) -> bool:
        *path, last = self.clock.split("__")
        queryset = self.rows()
        if last in queryset.query.annotations:
            return isinstance(queryset.query.annotations[last].output_field, DateTimeField)
        meta = queryset.model._meta
        for step in path:
            meta = meta.get_field(step).related_model._meta
        return isinstance(meta.get_field(last), DateTimeField)

    def next_on(self) -> date | None:
        """The first day on which something of what there is now may go."""
        first = (
            self.rows().exclude(**{self.clock: None}).order_by(self.clock).values_list(self.clock, flat=True).first()
        )
        if first is None:
            return None
        day = timezone.localtime(first).date() if isinstance(first, datetime) else first
        return years_before(day, -self.years) + timedelta(days=self.days + 1)


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        # 29 February
        return day.replace(year=day.year - years, day=28)


@dataclass(frozen=True, slots=True)
class Outcome:
    key: str
    label: str
    due: int
    next_on: date | None


# --- how each kind goes ------------------------------------------------------------------------


def removed(rows: QuerySet) -> int:
    return rows.delete()[1].get(rows.model._meta.label, 0)


def emptied_updates(rows: QuerySet) -> int:
    return rows.update(said="")


def without_file(rows: QuerySet) -> int:
    """The row stays and says who took what; the file goes."""
    return sum(forget_file(row) for row in rows)


def roster_files(rows: QuerySet) -> int:
    """But for one that is being written at this moment."""
    return roster.forget_files()


def guardians(rows: QuerySet) -> int:
    return rows.update(guardian=None)


def erased(rows: QuerySet) -> int:
    people = list(rows)
    for person in people:
        erase(person, reason=_("搬走已满五年"), by=None)
    return len(people)


def gone_people() -> QuerySet:
    """Who neither lives nor is registered here any more, and since when; those already erased have no name left."""
    here = Residence.objects.current().values("person")
    registered = Hukou.objects.exclude(unit=None).values("person")
    gone = Person.objects.exclude(pk__in=here).exclude(pk__in=registered).exclude(name=ERASED)
    return gone.filter(merged_into=None).annotate(left_on=Max("residences__until", output_field=DateField()))


RULES = [
    Rule(
        "roster",
        gettext_lazy("导入的花名册：原表和每一行"),
        lambda: RosterImport.objects.exclude(file=""),
        "created_at",
        roster_files,
        days=fields.ROSTER,
    ),
    Rule(
        "export",
        gettext_lazy("导出的文件"),
        lambda: Export.objects.exclude(file=""),
        "created_at",
        without_file,
        days=fields.EXPORT,
    ),
    Rule(
        "update",
        gettext_lazy("住户自己核对时填写的内容"),
        lambda: HouseholdUpdate.objects.exclude(said="").exclude(state=HouseholdUpdate.State.SENT),
        "created_at",
        emptied_updates,
        days=fields.UPDATE,
    ),
    Rule(
        "report",
        gettext_lazy("报表里的行"),
        ReportRow.objects.all,
        "run__done_at",
        removed,
        days=fields.REPORT,
    ),
    Rule(
        "request",
        gettext_lazy("已答复的个人信息请求"),
        lambda: DataRequest.objects.exclude(answered_at=None),
        "answered_at",
        removed,
        days=fields.ANSWERED,
    ),
    Rule(
        "consent",
        gettext_lazy("已撤回的同意"),
        Consent.objects.all,
        "withdrawn_on",
        removed,
        days=fields.ANSWERED,
    ),
    Rule(
        "need",
        gettext_lazy("已到期的服务需求"),
        ServiceNeed.objects.all,
        "until",
        removed,
        days=fields.ANSWERED,
    ),
    Rule("vehicle", gettext_lazy("已注销的车辆"), Vehicle.objects.all, "until", removed, days=fields.UPDATE),
    Rule("pet", gettext_lazy("已注销的宠物"), Pet.objects.all, "until", removed, days=fields.UPDATE),
    Rule(
        "ownership",
        gettext_lazy("以前的业主"),
        Ownership.objects.all,
        "until",
        removed,
        days=fields.LEFT,
    ),
    Rule(
        "guardian",
        gettext_lazy("已成年的人的监护人"),
        lambda: Person.objects.exclude(guardian=None),
        "born",
        guardians,
        years=OF_AGE,
    ),
    Rule("left", gettext_lazy("搬走的居民"), gone_people, "left_on", erased, days=fields.LEFT),
]


def register(rule: Rule) -> None:
    if rule.key not in {known.key for known in RULES}:
        RULES.append(rule)


# --- what the clock does -----------------------------------------------------------------------


def foretell(on: date | None = None) -> list[Outcome]:
    """What would go now, and when the next of each kind would; changes nothing."""
    on = on or timezone.localdate()
    return [Outcome(rule.key, str(rule.label), rule.due(on).count(), rule.next_on()) for rule in RULES]


def forget(on: date | None = None, *, by: User | None = None) -> dict[str, int]:
    """Let go of what is due: each kind by itself, so that one that fails keeps no other; on record, with numbers only."""
    on = on or timezone.localdate()
    gone: dict[str, int] = {}
    failures: list[Exception] = []
    for rule in RULES:
        try:
            with transaction.atomic():
                if count := rule.forget(rule.due(on)):
                    gone[rule.key] = count
        # of whatever sort, for apps above have rules here too: it is raised below, after the others had their turn
        except Exception as failure:
            failures.append(failure)
    record(RUN, by=by, **gone)
    if failures:
        raise failures[0]
    return gone
