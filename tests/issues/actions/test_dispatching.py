"""Point 18: ordered rules, a stored reason, and nothing lost whatever comes in."""

import random
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from grids.models import Posting, Unit
from issues import actions
from issues.actions.dispatching import Case, decide
from issues.models import Category, Department, Issue, Rule, Severity

S = Issue.State


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def case(town, **facts) -> Case:
    lamp = Category.objects.get(code="facility.streetlight")
    given = {"unit": town.building, "category": lamp, "severity": 1, "at": at("2026-08-03T10:00")}
    return Case(**given | facts)


def rule(name="规则", **fields) -> Rule:
    return Rule.objects.create(name=name, **{"role": "grid_worker"} | fields)


def test_the_first_rule_that_fits_decides(town):
    rule("后", position=20, role="secretary")
    rule("先", position=10)
    decision = decide(case(town))
    assert (decision.rule.name, decision.to) == ("先", town.north_worker)


def test_a_rule_for_a_group_fits_its_small_kinds(town):
    rule(category=Category.objects.get(code="facility"))
    assert decide(case(town)).to == town.north_worker
    assert decide(case(town, category=Category.objects.get(code="clean.pests"))).to is None
    assert decide(case(town, category=None)).to is None


MISFITS = [
    ({"level": "grid"}, "地点不是网格"),
    ({"severity_from": Severity.SERIOUS}, "轻重不到较重"),
    ({"hour_from": 22, "hour_until": 6}, "不在 22 点到 6 点"),
]


@pytest.mark.parametrize(("fields", "words"), MISFITS)
def test_the_tester_says_why_a_rule_does_not_fit(town, fields, words):
    rule(**fields)
    ((_rule, reason),) = decide(case(town)).tried
    assert reason == words


def test_a_rule_of_another_grid_does_not_fit(town):
    rule(unit=town.south)
    assert decide(case(town)).to is None


@pytest.mark.parametrize(("moment", "fits"), [("23:30", True), ("05:59", True), ("06:00", False), ("21:59", False)])
def test_hours_may_wrap_around_midnight(town, moment, fits):
    rule(hour_from=22, hour_until=6)
    assert bool(decide(case(town, at=at(f"2026-08-03T{moment}"))).to) is fits


@pytest.mark.parametrize(("day", "fits"), [("2026-02-14", True), ("2026-02-17", False), ("2026-08-01", False)])
def test_working_days_follow_the_holiday_table(town, day, fits):
    rule(working_days_only=True)
    assert bool(decide(case(town, at=at(f"{day}T10:00"))).to) is fits


def test_somebody_who_left_is_passed_over(town):
    rule("走了的人", position=1, role="", user=town.north_worker)
    rule("书记", position=2, role="secretary")
    Posting.objects.filter(user=town.north_worker).update(until=timezone.localdate())
    decision = decide(case(town))
    assert decision.rule.name == "书记"
    assert decision.tried[0][1] == "条件符合，但没有找到可以派的人或部门"


def test_the_nearest_department_of_the_kind_gets_it(town):
    Department.objects.create(name="市物业", kind="property", unit=town.community)
    near = Department.objects.create(name="柳荫物业", kind="property", unit=town.north)
    Department.objects.create(name="南物业", kind="property", unit=town.south)
    rule(role="", department_kind="property")
    assert decide(case(town)).to == near


def test_of_several_at_one_level_the_least_busy_gets_it(town, matter):
    Posting.objects.create(user=town.stranger, name="新网格员", role="grid_worker", unit=town.north)
    actions.assign(matter(), to=town.north_worker, by=town.north_leader)
    rule()
    assert decide(case(town)).to == town.stranger


def test_a_new_matter_is_given_out_with_its_reason_stored(town, matter):
    made = rule("网格员先去看")
    issue = matter()
    issue.refresh_from_db()
    assert (issue.state, issue.handler, issue.rule) == (S.ASSIGNED, town.north_worker, made)
    assert issue.why == "规则“网格员先去看”：所有事项"


def test_without_a_fitting_rule_it_waits_for_people(town, matter):
    rule(unit=town.south)
    issue = matter()
    issue.refresh_from_db()
    assert (issue.state, issue.why) == (S.RECEIVED, "")


def test_a_thousand_matters_are_each_given_out_or_wait(town):
    """No mixture of rules loses a matter or breaks the intake."""
    dice = random.Random(11)
    kinds = [None, *Category.objects.order_by("pk")]
    places = list(Unit.objects.exclude(kind="street").order_by("pk"))
    for n in range(25):
        unit = dice.choice([None, None, *places])
        # each rule leaves something over: it names a kind where it does not name a place
        kind = dice.choice(kinds[1:]) if unit in (None, town.street, town.community) else None
        rule(
            f"r{n}",
            position=dice.randrange(50),
            unit=unit,
            level=dice.choice(["", "", "", "building"]),
            category=kind,
            severity_from=dice.choice([1, 1, 2]),
            hour_from=dice.randrange(24),
            hour_until=dice.randrange(24),
            working_days_only=dice.random() < 0.3,
            role=dice.choice(["grid_worker", "grid_leader", "worker", "secretary"]),
        )
    tomorrow = timezone.localtime() + timedelta(days=1)
    with time_machine.travel(tomorrow.replace(hour=10), tick=False):
        for n in range(1000):
            facts = {"unit": dice.choice(places), "category": dice.choice(kinds), "phone": "", "name": ""}
            actions.submit(key=uuid4(), text=f"第{n}件：灯不亮", **facts)
    by_state = {state: Issue.objects.filter(state=state).count() for state in (S.RECEIVED, S.ASSIGNED)}
    assert sum(by_state.values()) == 1000
    assert min(by_state.values()) > 50
    assert not Issue.objects.filter(state=S.ASSIGNED, why="").exists()
