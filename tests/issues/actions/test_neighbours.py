"""From a matter to a neighbour, and the result back into the matter's record."""

import pytest
from django.core.exceptions import ValidationError

from issues.actions.neighbours import ask_neighbours, subject_of
from tests.volunteers.neighbours import volunteer
from volunteers.actions import helping
from volunteers.models import Help


def test_what_a_neighbour_did_stands_in_the_matter(matter, town):
    issue = matter(text="厨房水管漏水")
    volunteer(town, "陈师傅")
    row = ask_neighbours(issue, text="厨房水管漏水", by=town.north_worker)
    helping.report(helping.accept(helping.ask_next(row)), result="换了一段管子，不漏了")
    notes = list(issue.steps.filter(verb="note").values_list("text", flat=True))
    assert notes == ["请邻居帮忙：厨房水管漏水", "邻里互助：邻居答应上门帮忙", "邻里互助：换了一段管子，不漏了"]


def test_a_matter_asks_once_at_a_time(matter, town):
    issue = matter()
    first = ask_neighbours(issue, text="灯不亮", by=town.north_worker)
    assert ask_neighbours(issue, text="灯不亮", by=town.north_leader) == first
    assert Help.objects.get().subject == subject_of(issue)


@pytest.mark.parametrize("words", ["王小明家水管漏水", "水管漏水，打19900000012"])
def test_neighbours_who_are_asked_do_not_read_who_reported(matter, town, words):
    issue = matter(text="厨房水管漏水", name="王小明", phone="19900000012")
    with pytest.raises(ValidationError, match="不要写反映人"):
        ask_neighbours(issue, text=words, by=town.north_worker)
    assert (
        ask_neighbours(issue, text="水管漏水", details="王小明，19900000012", by=town.north_worker).text == "水管漏水"
    )
