"""What the answers for one roster teach the next."""

from community.actions import roster as roster_actions
from community.models import RosterHeadings, RosterImport, RosterPlace, RosterWord
from jobs.work import drain
from tests.community.rosters.made import CHEN, HEADINGS, apply, take_in


def test_what_a_grid_leader_answers_is_remembered_for_houses_of_the_own_grid_only(town):
    headings = [*HEADINGS, "文化程度"]
    row = [*CHEN[:3], "银杏楼", *CHEN[4:], "学士学位"]
    roster = take_in(town.north_leader, town.north, row, headings=headings)
    asked = {question["kind"]: question["key"] for question in roster.questions}
    word = next(question["word"] for question in roster.questions if question["kind"] == "building")
    told = {"words": {asked["word"]: "20"}, "buildings": {word: town.building.pk}}
    columns = {roster.layout[0]["signature"]: {"7": "note"}}
    roster_actions.answer(roster, **told, columns=columns, by=town.north_leader)
    assert not RosterWord.objects.exists()
    assert not RosterHeadings.objects.exists()
    assert RosterPlace.objects.get().unit == town.north
    drain()
    apply(RosterImport.objects.get(pk=roster.pk), town.north_leader)
    kinds = [question["kind"] for question in take_in(town.clerk, town.community, row, headings=headings).questions]
    assert kinds == ["building", "word"]
