"""Things that happen at the same moment, as real parallel transactions."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from issues import actions
from issues.models import Issue, Step

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


def together(*deeds) -> list:
    """Each deed in its own thread and connection, all let go at the same moment; refusals come back as their code."""
    gate = Barrier(len(deeds))

    def run(deed):
        try:
            gate.wait(10)
            return deed()
        except ValidationError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_reports_at_once_get_numbers_without_gap_or_double(matter):
    together(*[matter] * AT_ONCE)
    tails = sorted(Issue.objects.values_list("number", flat=True))
    assert [int(number[-4:]) for number in tails] == list(range(1, AT_ONCE + 1))


def test_taps_at_once_are_one_issue_and_one_number(matter):
    key = uuid4()
    found = together(*[lambda: matter(key=key).pk] * AT_ONCE)
    assert len(set(found)) == 1
    assert Issue.objects.get().number.endswith("-0001")
    assert Step.objects.count() == 1


def test_two_who_assign_at_once_do_not_both_win(matter, town):
    pk = matter().pk
    first, second = Issue.objects.get(pk=pk), Issue.objects.get(pk=pk)
    answers = together(
        lambda: actions.assign(first, to=town.north_worker, by=town.north_leader).verb,
        lambda: actions.assign(second, to=town.north_leader, by=town.clerk).verb,
    )
    assert sorted(answers) == ["assign", "moved_on"]
    assert Step.objects.filter(verb="assign").count() == 1


def test_two_who_rate_at_once_count_once(answered):
    one, other = Issue.objects.get(), Issue.objects.get()
    answers = together(lambda: actions.rate(one, stars=5).verb, lambda: actions.rate(other, stars=1).verb)
    assert sorted(answers) == ["moved_on", "rate"]


@pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="SQLite 同时只有一个写事务，看不到这种竞争；设置 DATABASE_URL 用 PostgreSQL 运行。",
)
def test_control_without_the_guard_both_would_win(matter, town):
    pk = matter().pk
    seen = Barrier(2)

    def careless(handler):
        issue = Issue.objects.get(pk=pk)
        seen.wait(10)
        if issue.state != Issue.State.RECEIVED:
            return "moved_on"
        issue.state, issue.handler = Issue.State.ASSIGNED, handler
        issue.save()
        return "assign"

    answers = together(lambda: careless(town.north_worker), lambda: careless(town.north_leader))
    assert answers == ["assign", "assign"]
