"""The eight families of messy rosters, each taken as the office has it, without touching the file."""

import pytest

from community.actions import roster as roster_actions
from community.models import Ownership, Person, RosterRow, ServiceNeed, Vehicle
from jobs.work import drain
from tests.community.checklist.seen import answer, asked, register, seen, take, write
from tests.community.rosters.families import people
from tests.community.rosters.make_messy import HERE

FILES = {
    "a": "family-a.xlsx",
    "b": "family-b.xlsx",
    "c": "family-c.xls",
    "d": "family-d.csv",
    "e": "family-e.xlsx",
    "f": "family-f.xlsx",
    "g": "family-g.xlsx",
    "h": "family-h.xlsx",
}
pytestmark = pytest.mark.django_db


def take_family(town, family: str):
    name = FILES[family]
    roster = take(town, (HERE / name).read_bytes(), name)
    # blank house cells below a head without a merge are a proposal (I15): the office says yes once
    if asked(roster, "fill_down"):
        said = {question["key"]: "yes" for question in asked(roster, "fill_down")}
        roster = answer(roster, town.clerk, said=said)
    return roster


@pytest.mark.parametrize("family", FILES)
def test_every_family_goes_in_as_it_is(town, family):
    """Registry 6, points 1 and 5: counts add up to the rows read; the register holds exactly these people; again is nothing."""
    roster = take_family(town, family)
    assert roster.state == "preview", roster.refusal
    assert {name: roster.counts.get(name, 0) for name in ("error", "review")} == {"error": 0, "review": 0}, [
        (row.row.number, row.problems) for row in seen(roster) if row.outcome in ("error", "review")
    ][:5]
    assert sum(roster.counts.values()) == len(set(roster.rows.values_list("sheet", "number")))
    before = register()
    write(roster, town.clerk)
    assert register() - before == {person.key for person in people(family)}
    again = take_family(town, family)
    assert (again.counts.get("new", 0), again.counts.get("changed", 0)) == (0, 0)


@pytest.mark.parametrize("family", FILES)
def test_every_family_can_be_taken_back(town, family):
    """Registry 6, point 5: the former state exactly."""
    before, count = register(), Person.objects.count()
    roster = write(take_family(town, family), town.clerk)
    roster_actions.undo(roster, reason="导错了表", by=town.clerk)
    drain()
    roster.refresh_from_db()
    assert roster.state == "undone"
    assert (register(), Person.objects.count()) == (before, count)


def test_a_survey_brings_owners_and_cars(town):
    write(take_family(town, "b"), town.clerk)
    assert Ownership.objects.current().filter(name="何业主").count() == len({person.home for person in people("b")})
    assert Vehicle.objects.count() == len({person.home for person in people("b")})


def test_special_lists_bring_needs_with_their_grade(town):
    write(take_family(town, "e"), town.clerk)
    assert ServiceNeed.objects.filter(group="disabled", grade="二级").count() == 33
    assert ServiceNeed.objects.filter(group="living_alone").count() == 50


def test_the_crossed_out_and_the_coloured_row_are_flagged(town):
    """I17"""
    marked = {row.row.number: row.problems for row in seen(take_family(town, "a")) if row.problems}
    assert {"struck", "coloured"} <= {problem["code"] for problems in marked.values() for problem in problems}


def test_titles_headings_totals_and_footers_are_counted_apart(town):
    """I16, I10, I09"""
    roster = take_family(town, "a")
    reasons = set(roster.rows.filter(outcome=RosterRow.Outcome.NOT_DATA).values_list("reason", flat=True))
    assert {"title", "heading", "explanation", "total", "footer"} <= reasons
