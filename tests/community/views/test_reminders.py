from datetime import date

import pytest
import time_machine
from django.urls import reverse

from community.actions import add_person
from community.actions.needs import add_need
from community.models import Person


@pytest.fixture(autouse=True)
def spring():
    with time_machine.travel("2026-03-01 09:00+08:00", tick=False):
        yield


@pytest.fixture
def lin(client, town):
    client.force_login(town.north_worker)
    return client


def born(town, day, precision="day"):
    day = date.fromisoformat(day)
    return add_person("何小北", dwelling=town.home, relation="20", born=day, born_precision=precision, by=None)


def numbers(client, **query):
    page = client.get(reverse("community:reminders"), query)
    return {item["kind"].name: item["count"] for item in page.context["kinds"]}


def test_each_number_is_the_length_of_its_list(lin, town):
    born(town, "1946-03-20")
    born(town, "2012-03-02")
    born(town, "2020-03-02")
    add_need(town.wang, "veteran", basis="证", review_on=date(2026, 3, 15), by=town.clerk)
    Person.objects.filter(pk=town.wang.pk).update(doc_expires_on="2026-03-09")
    counts = numbers(lin)
    expected = {"turn80": 1, "turn14": 1, "unguarded": 2, "needs": 1, "documents": 1, "stale": 1}
    assert {name: count for name, count in counts.items() if count} == expected
    for name in expected.keys() - {"stale"}:
        found = lin.get(reverse("community:reminder_list", args=[name])).context["page"].paginator.count
        assert found == counts[name], name
    assert lin.get(reverse("community:update_stale")).context["page"].paginator.count == counts["stale"]


def test_how_far_ahead_is_chosen(lin, town):
    born(town, "1946-03-20")
    assert numbers(lin, days=7)["turn80"] == 0
    assert numbers(lin)["turn80"] == 1
    assert numbers(lin, days="x")["turn80"] == 1


def test_names_are_masked_and_partial_dates_said_so(lin, town):
    born(town, "1946-03-01", "month")
    page = lin.get(reverse("community:reminder_list", args=["turn80"])).text
    assert "何*北" in page and "何小北" not in page
    assert "2026-03 内（只知道年月）" in page


def test_what_is_over_is_marked(lin, town):
    Person.objects.filter(pk=town.wang.pk).update(doc_expires_on="2025-01-09")
    page = lin.get(reverse("community:reminder_list", args=["documents"])).text
    assert "2025-01-09" in page and "已过" in page


def test_another_grid_is_not_counted(client, town):
    born(town, "1946-03-20")
    client.force_login(town.south_worker)
    assert numbers(client)["turn80"] == 0
    client.force_login(town.clerk)
    assert numbers(client, unit=town.north.pk)["turn80"] == 1
    assert numbers(client, unit=town.south.pk)["turn80"] == 0


@pytest.mark.parametrize("show", ["turn70", "stale", "x"])
def test_no_other_lists(lin, show):
    assert lin.get(reverse("community:reminder_list", args=[show])).status_code == 404


def test_one_or_thirty_cost_the_same(lin, town, queries):
    for day in range(1, 31):
        born(town, f"1946-03-{day:02}")
    numbers(lin)
    with queries(13):
        assert numbers(lin)["turn80"] == 30
    with queries(9):
        assert len(lin.get(reverse("community:reminder_list", args=["turn80"])).context["rows"]) == 30
