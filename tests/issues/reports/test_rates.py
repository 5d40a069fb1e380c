"""Point 28: fifty matters with the three rates worked out by hand (fifty.tsv), and what stands beside each figure.

By hand. Given out: 50 − 2 merged − 3 left out = 45. Judged for the response: 45 − 2 not yet due = 43, in time
18 + 7 + 4 + 2 + 6 = 37. Return visits that count: 18 + 7 + 4 + 3 + 2 + 6 = 40 asked, 34 reached (6 silent). Solved
18 + 7 + 2 = 27 of 34. Stars from 18 + 7 + 4 + 3 = 32, satisfied (4 and more) 25.
"""

import csv
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from issues.models import Approval, Issue, NumberSeries, Policy, Visit
from issues.reports.rates import LEAST, Ratio, Span, by_unit, members, rates

HOUR = timedelta(hours=1)
FIFTY = Path(__file__).with_name("fifty.tsv")


def contacted(kind: str, now) -> dict:
    times = {
        "in_time": {"responded_at": now - 20 * HOUR, "respond_due_at": now - 10 * HOUR},
        "late": {"responded_at": now - 5 * HOUR, "respond_due_at": now - 10 * HOUR},
        "never": {"responded_at": None, "respond_due_at": now - 10 * HOUR},
        "not_yet": {"responded_at": None, "respond_due_at": now + 10 * HOUR},
    }
    return times[kind]


@pytest.fixture
def fifty(town):
    now = timezone.now()
    number = 0
    first = None
    with FIFTY.open(encoding="utf8") as file:
        lines = list(csv.DictReader(file, delimiter="\t"))
    for line in lines:
        for _each in range(int(line["count"])):
            number += 1
            issue = Issue.objects.create(
                number=f"2026-{number:04d}",
                key=uuid4(),
                token=f"t{number}",
                text="灯不亮",
                unit=town.building,
                state="closed",
                handler=town.north_worker,
                assigned_at=now - 30 * HOUR,
                received_at=now - 30 * HOUR,
                due_at=now,
                merged_into=first if line["kind"] == "并单" else None,
                **contacted(line["contacted"], now),
            )
            first = first or issue
            answer(issue, line, now)
            if line["left_out"]:
                people = {"asked_by": town.north_leader, "decided_by": town.clerk}
                Approval.objects.create(issue=issue, kind="exclusion", state="granted", reason="打错电话", **people)
    NumberSeries.objects.update_or_create(year=2026, defaults={"last": number})
    return Span(now - 40 * HOUR, now + HOUR)


def answer(issue: Issue, line: dict, now) -> None:
    if line["asked"] == "yes":
        word = {"solved": line["solved"], "stars": int(line["stars"]) if line["stars"] else None}
        at = now if line["solved"] else None
        Visit.objects.create(issue=issue, token=issue.token, asked_at=now, expires_at=now, answered_at=at, **word)


def test_fifty_matters_give_what_was_worked_out_by_hand(fifty):
    found = rates(Issue.objects.all(), fifty, Policy.current())
    assert (found.response, found.solved, found.satisfied) == (Ratio(37, 43), Ratio(27, 34), Ratio(25, 32))
    assert (found.given_out, found.asked, found.excluded) == (45, 40, 3)
    assert (found.response.percent, found.solved.percent, found.satisfied.percent) == ("86.0", "79.4", "78.1")
    # 30 × 37/43 + 35 × 27/34 + 35 × 25/32 = 25.81 + 27.79 + 27.34
    assert found.score(Policy.current()) == "81.0"


@pytest.mark.parametrize(
    ("name", "count"),
    [
        *(("given_out", 45), ("judged", 43), ("in_time", 37), ("asked", 40), ("reached", 34), ("solved", 27)),
        *(("starred", 32), ("satisfied", 25), ("excluded", 3), ("nonsense", 0)),
    ],
)
def test_each_figure_opens_just_the_matters_it_counts(fifty, name, count):
    assert members(Issue.objects.all(), fifty, Policy.current(), name).count() == count


def test_the_bound_of_satisfaction_is_the_committee_s_own(fifty):
    Policy.objects.update_or_create(pk=1, defaults={"satisfied_from": 3})
    assert rates(Issue.objects.all(), fifty, Policy.current()).satisfied == Ratio(29, 32)


def test_without_a_denominator_there_is_a_dash_and_no_sum(town):
    now = timezone.now()
    found = rates(Issue.objects.all(), Span(now - HOUR, now), Policy.current())
    assert (found.response.percent, found.score(Policy.current())) == ("—", "—")


def test_fewer_than_ten_are_not_compared(fifty, town):
    (_north, of_north), (_south, of_south) = by_unit(
        Issue.objects.all(), [town.north, town.south], fifty, Policy.current()
    )
    assert (of_north.comparable, of_south.comparable) == (True, False)
    assert LEAST == 10


def test_the_page_shows_numerator_denominator_weight_and_what_was_left_out(fifty, town, browser_of):
    client = browser_of(town.clerk)
    start = timezone.localdate() - timedelta(days=3)
    page = client.get(reverse("issues:rates"), {"from": start.isoformat()}).content.decode()
    for words in ("86.0%", ">37</a> ÷", ">43</a>", "权重 30%", "不计入统计 3 件", "81.0", "不足 10 件，不比较"):
        assert words in page
    assert town.north_worker.name not in page.split("<main")[1]


def test_a_figure_s_list_has_as_many_rows_as_the_figure(fifty, town, browser_of):
    start = (timezone.localdate() - timedelta(days=3)).isoformat()
    page = browser_of(town.clerk).get(reverse("issues:rates_cases", args=["excluded"]), {"from": start})
    assert page.context["page"].paginator.count == 3


def test_the_rates_cost_the_same_however_many_matters(fifty, town, browser_of, queries):
    client = browser_of(town.clerk)
    client.get(reverse("issues:rates"))
    with queries(14):
        client.get(reverse("issues:rates"))


def test_south_sees_nothing_of_the_north(fifty, town, browser_of):
    page = browser_of(town.south_worker).get(reverse("issues:rates"), {"unit": town.north.pk})
    assert page.context["rates"].given_out == 0
