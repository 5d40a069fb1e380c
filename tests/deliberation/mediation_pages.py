"""The rows of the access table for mediation, and the things its pages are opened with."""

from types import SimpleNamespace

from tests.deliberation import mediations

TABLE = """
deliberation:mediations               GET         in       403       200       200       200       200       200       200
deliberation:mediation_new            both        in       403       200       200       200       200       200       200
deliberation:mediation_figures        GET         in       403       200       200       200       200       200       200
deliberation:mediation                GET         in       403       200       200       404       200       200       200
deliberation:mediation_open           POST        in       403       403       302       404       422       422       422
deliberation:mediation_lead           POST        in       403       403       422       404       422       422       422
deliberation:mediation_agreement      GET         in       403       403       200       404       403       403       403
deliberation:mediation_phone          POST        in       403       403       422       404       403       403       403
deliberation:mediation_act            POST        in       403       403       422       404       403       403       403
"""


def fill(town: SimpleNamespace) -> None:
    """A case whose panel is a lawyer from outside: the grid worker sees that there is one, the leader what is in it."""
    case = mediations.drafted(town).mediation
    case.panel.filter(user=town.north_worker).delete()
    town.mediation = case


def things(world: SimpleNamespace) -> dict[str, dict]:
    case = {"pk": world.mediation.pk}
    return {
        "deliberation:mediation": case,
        "deliberation:mediation_agreement": case | {"number": 1},
        "deliberation:mediation_phone": case | {"party": world.mediation.parties.get(side="b").pk},
        "deliberation:mediation_act": case | {"verb": "term"},
    }
