"""Who gets a matter by itself: ordered rules, the first that fits and finds somebody; what fits none waits for people.

``decide`` only answers, so that the tester page and the intake share one judgement (issues 6, point 18).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from grids.models import Posting, Unit
from issues import flow
from issues.actions.moves import assign
from issues.limits import calendar
from issues.models import Category, Department, Issue, Rule, Severity
from issues.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Case:
    """What rules look at."""

    unit: Unit
    category: Category | None
    severity: int
    at: datetime


@dataclass(slots=True)
class Decision:
    """``tried``: each rule that was looked at, and why it did not decide ("" for the one that did)."""

    rule: Rule | None = None
    to: User | Department | None = None
    why: str = ""
    tried: list[tuple[Rule, str]] = field(default_factory=list)


def current_rules() -> list[Rule]:
    return list(Rule.objects.filter(open=True).select_related("unit", "category", "user"))


def decide(case: Case, rules: Sequence[Rule] | None = None, days: Calendar | None = None) -> Decision:
    decision, days = Decision(), days or calendar()
    for rule in current_rules() if rules is None else rules:
        reason = misfit(rule, case, days)
        to = target(rule, case) if not reason else None
        if not reason and to is None:
            reason = _("条件符合，但没有找到可以派的人或部门")
        decision.tried.append((rule, reason))
        if to is not None:
            decision.rule, decision.to = rule, to
            decision.why = _("规则“%(rule)s”：%(facts)s") % {"rule": rule.name, "facts": facts(rule, case)}
            break
    return decision


def misfit(rule: Rule, case: Case, days: Calendar) -> str:
    """Why the rule does not fit, in words; "" when it does."""
    if rule.unit is not None and not within(case.unit, rule.unit):
        return _("地点不在%s") % rule.unit.name
    if rule.level and case.unit.kind != rule.level:
        return _("地点不是%s") % rule.get_level_display()
    if rule.category_id and not (case.category and rule.category_id in (case.category.pk, case.category.parent_id)):
        return _("类别不是%s") % rule.category.name
    if case.severity < rule.severity_from:
        return _("轻重不到%s") % rule.get_severity_from_display()
    local = timezone.localtime(case.at)
    if not within_hours(rule, local.hour):
        return _("不在 %(start)s 点到 %(end)s 点") % {"start": rule.hour_from, "end": rule.hour_until}
    if rule.working_days_only and not days.works(local.date()):
        return _("这天不上班")
    return ""


def within(unit: Unit, whole: Unit) -> bool:
    return unit.tree_id == whole.tree_id and whole.lft <= unit.lft and unit.rght <= whole.rght


def within_hours(rule: Rule, hour: int) -> bool:
    start, end = rule.hour_from, rule.hour_until
    if start == end:
        return True
    return start <= hour < end if start < end else hour >= start or hour < end


def target(rule: Rule, case: Case) -> User | Department | None:
    """One person or department that serves the place today, or None."""
    if rule.user_id:
        return rule.user if rule.user.is_active and in_charge(rule.user, case.unit) else None
    if rule.department_kind:
        serving = Department.objects.serving(case.unit).filter(kind=rule.department_kind)
        # the one attached nearest to the place
        return serving.order_by("-unit__level", "pk").first()
    return least_busy(nearest_holders(rule.role, case.unit))


def in_charge(user: User, unit: Unit) -> bool:
    return Unit.objects.overseen_by(user, *Posting.STAFF).filter(pk=unit.pk).exists()


def nearest_holders(role: str, unit: Unit) -> list[int]:
    posts = Posting.objects.current().over(unit).filter(role=role, role__in=Posting.STAFF, user__is_active=True)
    rows = list(posts.values_list("unit__level", "user_id"))
    nearest = max((level for level, _user in rows), default=None)
    return [user for level, user in rows if level == nearest]


def least_busy(users: list[int]) -> User | None:
    load = Count("issues", filter=Q(issues__state__in=flow.IN_HAND))
    return User.objects.filter(pk__in=users).annotate(load=load).order_by("load", "pk").first()


def facts(rule: Rule, case: Case) -> str:
    """The conditions that decided, for the page of the matter."""
    words = [case.unit.name if rule.unit_id or rule.level else ""]
    words.append(rule.category.name if rule.category_id else "")
    words.append(Severity(case.severity).label if rule.severity_from > Severity.NORMAL else "")
    if rule.hour_from != rule.hour_until:
        words.append(_("%(start)s–%(end)s 点") % {"start": rule.hour_from, "end": rule.hour_until})
    words.append(_("工作日") if rule.working_days_only else "")
    return "、".join(word for word in words if word) or _("所有事项")


def route(issue: Issue) -> Decision:
    """Give a new matter out by rule, inside the caller's transaction; without one it stays among the new ones."""
    rules = current_rules()
    if not rules:
        return Decision()
    decision = decide(Case(issue.unit, issue.category, issue.severity, issue.received_at), rules)
    if decision.to is not None and decision.rule is not None:
        assign(issue, to=decision.to, by=None, why=decision.why)
        Issue.objects.filter(pk=issue.pk).update(rule=decision.rule)
        issue.rule = decision.rule
    return decision
