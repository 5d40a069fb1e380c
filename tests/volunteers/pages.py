"""The rows of the access table for pages of volunteers, and the things they are opened with."""

from types import SimpleNamespace

from volunteers.actions import people, teams
from volunteers.models import Skill

TABLE = """
#                                     how  anonymous  stranger    worker    leader     south     clerk secretary     admin
volunteers:volunteers                 GET         in       403       200       200       200       200       200       200
volunteers:volunteer_find             both        in       403       200       200       200       200       200       200
volunteers:volunteer_new              both        in       403       200       200       404       200       200       200
volunteers:volunteer                  GET         in       403       200       200       404       200       200       200
volunteers:volunteer_edit             both        in       403       200       200       404       200       200       200
volunteers:volunteer_join             POST        in       403       302       302       404       302       302       302
volunteers:skill_add                  POST        in       403       422       422       404       422       422       422
volunteers:skill_act                  POST        in       403       302       302       404       302       302       302
volunteers:volunteer_act              POST        in       403       302       302       404       302       302       302
volunteers:teams                      GET         in       403       200       200       200       200       200       200
volunteers:team_new                   both        in       403       200       200       200       200       200       200
volunteers:team                       GET         in       403       200       200       404       200       200       200
volunteers:team_edit                  both        in       403       200       200       404       200       200       200
volunteers:team_end                   POST        in       403       302       302       404       302       302       302
volunteers:member_act                 POST        in       403       302       302       404       302       302       302
"""


def fill(town: SimpleNamespace) -> None:
    """One thing of each kind in the north grid, made as people make it."""
    town.volunteer = people.register(town.li, unit=town.north, how="当面说的", by=town.north_worker)
    skill = Skill.objects.get(name="电路维修")
    town.held_skill = people.add_skill(town.volunteer, skill, proof="电工证", by=town.north_worker)
    town.team = teams.found(town.north, name="柳荫志愿服务队", kind="service", by=town.north_worker)
    town.membership = teams.join(town.team, town.volunteer, by=town.north_worker, role="leader")


def things(world: SimpleNamespace) -> dict[str, dict]:
    """What the pages with an argument are opened with, by the start of their names; longer starts decide."""
    volunteer, team = {"pk": world.volunteer.pk}, {"pk": world.team.pk}
    return {
        "volunteers:volunteer": volunteer,
        "volunteers:volunteer_new": {"pk": world.wang.pk},
        "volunteers:volunteer_act": volunteer | {"deed": "pause"},
        "volunteers:skill_add": volunteer,
        "volunteers:skill_act": volunteer | {"held": world.held_skill.pk, "deed": "check"},
        "volunteers:team": team,
        "volunteers:member_act": team | {"member": world.membership.pk, "deed": "role"},
    }
