"""The measurement of growing matters runs and prints its whole table; how long things take is no test's matter."""

import re
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from config.management.commands.bench_issues import TARGETS
from issues import actions
from issues.models import Issue, Photo

ROWS = (
    "floor", "floor behind our doors", "list", "list, late", "list, last page", "search, words", "search, nothing found", "search, number", "board",
    "load by grid", "detail", "dashboard", "public list", "public map", "public matter", "public state", "typing a report", "report",
    "change of state",
)  # fmt: skip
LISTS = ROWS[2:10]


@pytest.fixture
def table(db):
    out = StringIO()
    call_command("bench_issues", sizes="60,120", rounds=2, stdout=out)
    return out.getvalue().splitlines()


def test_the_table_has_every_row_at_every_size_and_lists_cost_at_most_twelve_queries(table):
    assert "60 matters" in table[1] and "120 matters" in table[1]
    rows = {line[:26].strip(): line[26:] for line in table[2 : 2 + len(ROWS)]}
    assert tuple(rows) == ROWS
    assert all(len(re.findall(r"[\d.]+ x", cells)) == 3 for cells in rows.values())
    queries = {name: int(cells.split()[-1]) for name, cells in rows.items()}
    assert max(queries[name] for name in LISTS) <= 12
    assert queries["floor"] == 3
    assert [line[:26].strip(" :") for line in table[2 + len(ROWS) :]] == list(TARGETS)
    invented = Issue.objects.filter(number__startswith="B")
    assert invented.count() == 120
    assert Photo.objects.count() == 24
    assert Photo.objects.values("file").distinct().count() <= 5


def test_it_refuses_a_database_with_matters(matters_already):
    with pytest.raises(CommandError, match="空的数据库"):
        call_command("bench_issues", sizes="10")


@pytest.fixture
def matters_already(town):
    return actions.submit(key=uuid4(), text="灯不亮", unit=town.building)
