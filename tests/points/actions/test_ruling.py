from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from points.actions import ruling
from points.models import Budget, Cap, Category, RuleVersion
from points.rules import policy_of

FACTS = {"basis": "hour", "points": 4, "cap_day": 8, "valid_from": date(2026, 12, 1), "reason": "议事会通过"}


def test_a_communitys_own_rule_goes_before_everybodys(town, cleaning):
    ruling.change_rule(cleaning, unit=town.community, facts=FACTS, by=town.secretary)
    in_force = RuleVersion.objects.in_force
    assert in_force(cleaning, town.north, date(2026, 12, 1)).points == 4
    assert in_force(cleaning, town.north, date(2026, 11, 30)).points == 3
    assert in_force(cleaning, town.street, date(2026, 12, 1)).points == 3


def test_old_and_new_are_on_the_record(town, cleaning):
    """Point 40"""
    ruling.change_rule(cleaning, unit=town.community, facts=FACTS, by=town.secretary)
    entry = AuditEntry.objects.get(verb="points.rule_changed")
    assert (entry.detail["old"]["points"], entry.detail["new"]["points"]) == (3, 4)


def test_an_item_of_that_name_is_there_already(town):
    category = Category.objects.get(code="civility")
    ruling.add_item(category, "养护花坛", unit=town.community, facts=FACTS, by=town.secretary)
    with pytest.raises(ValidationError) as refused:
        ruling.add_item(category, "养护花坛", unit=town.community, facts=FACTS, by=town.secretary)
    assert refused.value.code == "known"


def test_budgets_and_limits_are_set_changed_and_taken_away(town):
    category, month = Category.objects.get(code="safety"), date(2026, 11, 15)
    for points in (100, 80, 80, None):
        ruling.set_budget(town.community, category, month, points, by=town.secretary)
        ruling.set_cap(town.community, category, "month", points, by=town.secretary)
        ruling.set_cap(town.community, None, "month", points, by=town.secretary)
    assert not Budget.objects.exists()
    assert not Cap.objects.exists()
    steps = AuditEntry.objects.filter(verb="points.budget_set").order_by("pk").values_list("detail", flat=True)
    assert [(step["old"], step["new"]) for step in steps] == [(None, 100), (100, 80), (80, None)]


def test_settings_are_kept(town):
    ruling.set_policy(town.community, {"gifts_on": True, "second_person_above": 10}, by=town.secretary)
    assert policy_of(town.community).second_person_above == 10
