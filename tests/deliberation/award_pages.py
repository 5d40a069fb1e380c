"""The rows of the access table for contests, and the things they are opened with."""

from types import SimpleNamespace

from deliberation.actions import contest_papers, nominating
from deliberation.models import Nominee
from tests.deliberation import contests, votes

TABLE = """
deliberation:contests                 GET        200       200       200       200       200       200       200       200
deliberation:contest                  GET        200       200       200       200       200       200       200       200
deliberation:contest_nominate         both       200       200       200       200       200       200       200       200
deliberation:contest_ballot           both        in       200       200       200       200       200       200       200
deliberation:contest_receipt          both       200       200       200       200       200       200       200       200
deliberation:contest_recount          GET        404       404       404       404       404       404       404       404
deliberation:nominee_consent          both        in       404       200       404       404       404       404       404
deliberation:contests_desk            GET         in       403       200       200       200       200       200       200
deliberation:contest_new              both        in       403       403       200       403       200       200       200
deliberation:contest_desk             GET         in       403       200       200       404       200       200       200
deliberation:contest_edit             both        in       403       403       200       404       200       200       200
deliberation:contest_sheet            GET         in       403       200       200       404       200       200       200
deliberation:contest_voters           both        in       403       200       200       404       200       200       200
deliberation:contest_help             both        in       403       200       200       404       200       200       200
deliberation:contest_paper_new        both        in       403       200       200       404       200       200       200
deliberation:contest_papers           GET         in       403       200       200       404       200       200       200
deliberation:contest_paper            both        in       403       200       200       404       200       200       200
deliberation:contest_scan             GET         in       403       200       200       404       200       200       200
deliberation:nominee                  GET         in       403       403       200       404       200       200       200
deliberation:nominee_act              POST        in       403       403       422       404       422       422       422
deliberation:contest_act              POST        in       403       403       422       404       422       422       422
"""


def fill(town: SimpleNamespace) -> None:
    """A contest that runs, with a paper that waits; the grid worker who lives here was asked whether they are willing."""
    world = contests.running(town)
    town.contest, town.contest_voter = world.contest, world.people[4]
    choices = {world.good[0].category: world.good[0]}
    town.contest_paper = contest_papers.enter(
        town.contest, town.contest_voter, choices, scan=votes.scan(), by=town.north_worker
    )
    other = contests.announced(town, title="最美家庭")
    town.contest_nominee = contests.nominee(town, other, world.people[5])
    asked = nominating.nominate(other.categories.get(number=1), key=other.key, name="李翠花", deed="爱帮人。", by=None)
    Nominee.objects.filter(pk=asked.pk).update(person=town.li)
    town.contest_asked = Nominee.objects.get(pk=asked.pk)


def things(world: SimpleNamespace) -> dict[str, dict]:
    contest = {"pk": world.contest.pk}
    voter, paper = contest | {"person": world.contest_voter.pk}, contest | {"paper": world.contest_paper.pk}
    nominee = {"pk": world.contest_nominee.category.contest_id, "nominee": world.contest_nominee.pk}
    return {
        "deliberation:contest": contest,
        "deliberation:contest_help": voter,
        "deliberation:contest_paper_new": voter,
        "deliberation:contest_paper": paper,
        "deliberation:contest_papers": contest,
        "deliberation:contest_scan": paper,
        "deliberation:contest_act": contest | {"verb": "cancel"},
        "deliberation:nominee": nominee,
        "deliberation:nominee_act": nominee | {"verb": "reject"},
        "deliberation:nominee_consent": {"token": world.contest_asked.token},
    }
