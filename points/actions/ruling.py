"""What a community decides about its points: rules by new versions, limits, budgets, settings; each on the record."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from grids.models import Unit
from points.models import Budget, Cap, Category, Item, Policy, RuleVersion
from points.rules import policy_of


def hold(unit: Unit) -> None:
    """One decision of a community at a time, so that two at the same moment never make the same row twice."""
    Unit.objects.select_for_update().get(pk=unit.pk)


@transaction.atomic
def change_rule(item: Item, *, unit: Unit, facts: dict[str, Any], by: User) -> RuleVersion:
    """A new version of the community's own rule; earlier credits keep theirs."""
    before = RuleVersion.objects.in_force(item, unit, facts["valid_from"])
    version = RuleVersion.objects.create(item=item, unit=unit, by=by, **facts)
    old = {name: getattr(before, name) for name in facts} if before else {}
    record(
        "points.rule_changed", by=by, target=f"item:{item.pk}", reason=version.reason, unit=unit.pk, old=old, new=facts
    )
    return version


@transaction.atomic
def add_item(category: Category, name: str, *, unit: Unit, facts: dict[str, Any], by: User) -> Item:
    name = clean_line(name)[:60]
    hold(unit)
    if Item.objects.open_in(unit).filter(name=name).exists():
        raise ValidationError(_("已经有“%(name)s”这个项目，请直接修改它的规则。") % {"name": name}, code="known")
    item = Item.objects.create(category=category, name=name, unit=unit, code=f"u{unit.pk}-{uuid4().hex[:12]}")
    change_rule(item, unit=unit, facts=facts, by=by)
    return item


@transaction.atomic
def set_budget(unit: Unit, category: Category, month: date, points: int | None, *, by: User) -> None:
    """None: no budget, nothing is refused."""
    first = month.replace(day=1)
    hold(unit)
    old = Budget.objects.filter(unit=unit, category=category, month=first).values_list("points", flat=True).first()
    if old == points:
        return
    if points is None:
        Budget.objects.filter(unit=unit, category=category, month=first).delete()
    else:
        Budget.objects.update_or_create(unit=unit, category=category, month=first, defaults={"points": points})
    target = f"budget:{unit.pk}:{category.code}:{first:%Y-%m}"
    record("points.budget_set", by=by, target=target, old=old, new=points)


@transaction.atomic
def set_cap(unit: Unit, category: Category | None, span: str, points: int | None, *, by: User) -> None:
    """None: no limit."""
    hold(unit)
    there = Cap.objects.filter(unit=unit, category=category, span=span)
    old = there.values_list("points", flat=True).first()
    if old == points:
        return
    if points is None:
        there.delete()
    elif not there.update(points=points):
        Cap.objects.create(unit=unit, category=category, span=span, points=points)
    target = f"cap:{unit.pk}:{category.code if category else 'all'}:{span}"
    record("points.cap_set", by=by, target=target, old=old, new=points)


@transaction.atomic
def set_policy(unit: Unit, facts: dict[str, Any], *, by: User) -> None:
    before = policy_of(unit)
    old = {name: getattr(before, name) for name in facts}
    if old != facts:
        Policy.objects.update_or_create(unit=unit, defaults=facts)
        record("points.policy_set", by=by, target=f"unit:{unit.pk}", old=old, new=facts)
