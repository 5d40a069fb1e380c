"""三率: response, solution and satisfaction, each with its numerator, denominator, weight and exclusions beside it.

* 响应率 = matters whose reporter was contacted within the limit ÷ matters given out that are already answered for
  (contacted, or past the limit).
* 解决率 = return visits that answered 解决了 ÷ return visits that reached somebody.
* 满意率 = return visits with at least the stars of the policy ÷ return visits that reached somebody and gave stars.

Who did not answer is in neither numerator nor denominator: unanswered is never satisfied. A matter is left out only
with a reason and a second person's word (Approval of kind EXCLUSION), and how many were left out is public.
Practice differs by city (issues 5.2), therefore weights and the bound of satisfaction are the committee's own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q
from django.utils import timezone

from grids.models import Unit
from issues.models import Approval, Issue, IssueQuerySet, Policy, Visit

# fewer matters say nothing about whoever handled them
LEAST = 10


@dataclass(frozen=True, slots=True)
class Ratio:
    top: int
    bottom: int

    @property
    def percent(self) -> str:
        """One decimal, or a dash without a denominator."""
        return f"{100 * self.top / self.bottom:.1f}" if self.bottom else "—"


@dataclass(frozen=True, slots=True)
class Rates:
    response: Ratio
    solved: Ratio
    satisfied: Ratio
    asked: int
    excluded: int
    given_out: int

    def score(self, policy: Policy) -> str:
        """The three rates by their weights, of 100; a dash while one of them has no denominator."""
        parts = (
            (self.response, policy.weight_response),
            (self.solved, policy.weight_solved),
            (self.satisfied, policy.weight_satisfied),
        )
        if not all(ratio.bottom for ratio, _weight in parts):
            return "—"
        return f"{sum(weight * ratio.top / ratio.bottom for ratio, weight in parts):.1f}"

    @property
    def comparable(self) -> bool:
        return self.given_out >= LEAST


@dataclass(frozen=True, slots=True)
class Span:
    """From the first moment to just before the second."""

    start: datetime
    end: datetime


def excluded() -> Q:
    granted = Approval.objects.filter(kind=Approval.Kind.EXCLUSION, state=Approval.State.GRANTED)
    return Q(pk__in=granted.values("issue"))


def given_out(issues: IssueQuerySet, span: Span) -> IssueQuerySet:
    return issues.filter(assigned_at__gte=span.start, assigned_at__lt=span.end).exclude(merged_into__isnull=False)


def judged(now: datetime) -> Q:
    return Q(responded_at__isnull=False) | Q(respond_due_at__lt=now)


IN_TIME = Q(responded_at__isnull=False, respond_due_at__isnull=False, responded_at__lte=F("respond_due_at"))


def visits(issues: IssueQuerySet, span: Span):
    """The first question of each closing; the second one some weeks later is told apart."""
    asked = Visit.objects.filter(asked_at__gte=span.start, asked_at__lt=span.end, again=False)
    return asked.filter(issue__in=issues.exclude(excluded()))


def rates(issues: IssueQuerySet, span: Span, policy: Policy, now: datetime | None = None) -> Rates:
    """Of these matters; three queries."""
    out = given_out(issues, span)
    counted = ~excluded()
    facts = out.aggregate(
        all=Count("pk", filter=counted),
        excluded=Count("pk", filter=excluded()),
        judged=Count("pk", filter=counted & judged(now or timezone.now())),
        in_time=Count("pk", filter=counted & judged(now or timezone.now()) & IN_TIME),
    )
    answered = Q(answered_at__isnull=False)
    heard = visits(issues, span).aggregate(
        asked=Count("pk"),
        reached=Count("pk", filter=answered),
        solved=Count("pk", filter=answered & Q(solved=Visit.Solved.YES)),
        starred=Count("pk", filter=answered & Q(stars__isnull=False)),
        satisfied=Count("pk", filter=answered & Q(stars__gte=policy.satisfied_from)),
    )
    return Rates(
        response=Ratio(facts["in_time"], facts["judged"]),
        solved=Ratio(heard["solved"], heard["reached"]),
        satisfied=Ratio(heard["satisfied"], heard["starred"]),
        asked=heard["asked"],
        excluded=facts["excluded"],
        given_out=facts["all"],
    )


def members(issues: IssueQuerySet, span: Span, policy: Policy, name: str) -> IssueQuerySet:
    """The matters behind one figure; an unknown name gives none."""
    now = timezone.now()
    out = given_out(issues, span)
    counted = out.exclude(excluded())
    heard = visits(issues, span).exclude(answered_at=None)
    sets = {
        "given_out": lambda: counted,
        "excluded": lambda: out.filter(excluded()),
        "judged": lambda: counted.filter(judged(now)),
        "in_time": lambda: counted.filter(judged(now)).filter(IN_TIME),
        "asked": lambda: behind(visits(issues, span)),
        "reached": lambda: behind(heard),
        "solved": lambda: behind(heard.filter(solved=Visit.Solved.YES)),
        "starred": lambda: behind(heard.exclude(stars=None)),
        "satisfied": lambda: behind(heard.filter(stars__gte=policy.satisfied_from)),
    }
    return sets[name]() if name in sets else issues.none()


def behind(asked) -> IssueQuerySet:
    return Issue.objects.filter(pk__in=asked.values("issue"))


def by_unit(issues: IssueQuerySet, units: Iterable[Unit], span: Span, policy: Policy) -> list[tuple[Unit, Rates]]:
    """In the order of the tree, never by who is best; a handful of matters is not compared at all."""
    rows = []
    for unit in units:
        inside = issues.filter(
            unit__tree_id=unit.tree_id, unit__lft__gte=unit.lft, unit__rght__lte=unit.rght
        )  # fmt: skip
        rows.append((unit, rates(inside, span, policy)))
    return rows
