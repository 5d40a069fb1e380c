"""The rows of the access table for meetings, and the things they are opened with; joined in ``pages``."""

from types import SimpleNamespace

from deliberation.actions import arriving, meetings, minutes, motions
from deliberation.actions.meeting_kinds import write_kind
from tests.deliberation import made, sat

TABLE = """
deliberation:meetings                 GET        200       200       200       200       200       200       200       200
deliberation:meeting                  GET        200       200       200       200       200       200       200       200
deliberation:meeting_register         POST       422       422       422       422       422       422       422       422
deliberation:meeting_ics              GET        200       200       200       200       200       200       200       200
deliberation:meeting_code             both       200       200       200       200       200       200       200       200
deliberation:meeting_in               GET        410       410       410       410       410       410       410       410
deliberation:meeting_here             both       410       410       410       410       410       410       410       410
deliberation:seat                     GET        200       200       200       200       200       200       200       200
deliberation:seat_act                 POST       302       302       302       302       302       302       302       302
deliberation:meetings_desk            GET         in       403       200       200       200       200       200       200
deliberation:meeting_kinds            GET         in       403       200       200       200       200       200       200
deliberation:meeting_kind_new         both        in       403       403       403       403       200       200       200
deliberation:meeting_kind_edit        both        in       403       403       403       403       200       200       404
deliberation:meeting_new              both        in       403       403       200       403       200       200       200
deliberation:meeting_desk             GET         in       403       200       200       404       200       200       200
deliberation:meeting_edit             both        in       403       403       200       404       200       200       200
deliberation:meeting_act              POST        in       403       403       422       404       422       422       422
deliberation:meeting_run              GET         in       403       403       200       404       200       200       200
deliberation:meeting_run_act          POST        in       403       403       422       404       422       422       422
deliberation:meeting_proxy            POST        in       403       403       302       404       302       302       302
deliberation:meeting_letter           GET         in       403       403       200       404       200       200       200
deliberation:meeting_say              POST        in       403       403       302       404       302       302       302
deliberation:meeting_screen           GET         in       403       403       200       404       200       200       200
deliberation:meeting_screen_part      GET         in       403       403       200       404       200       200       200
deliberation:meeting_minutes          both        in       403       200       200       404       200       200       200
deliberation:meeting_minutes_sheet    GET         in       403       200       200       404       200       200       200
deliberation:meeting_sign             POST        in       403       403       302       404       302       302       302
"""


def fill(town: SimpleNamespace) -> None:
    """A meeting of the north grid in session with a vote that runs and a proxy, and one whose minutes are out to be signed."""
    town.meeting_talked = sat.in_session(town, unit=town.north, absent=("业主代表",))
    town.meeting_seat = sat.seat(town.meeting_talked, "业主代表")
    arriving.send_proxy(town.meeting_seat, proxy="周婶", letter=made.picture(), by=town.clerk)
    town.meeting_motion = motions.open_voting(sat.motion(town.meeting_talked, town), by=town.clerk)
    town.meeting_over = sat.closed(town, unit=town.north, title="上个月的五方例会")
    town.meeting_minutes = minutes.send_minutes(town.meeting_over.minutes, by=town.clerk)
    meetings.have_read(town.meeting_seat)
    town.meeting_kind = write_kind(town.community, name="院坝会", parties="居委会", by=town.clerk)


def things(world: SimpleNamespace) -> dict[str, dict]:
    meeting, over = {"pk": world.meeting_talked.pk}, {"pk": world.meeting_over.pk}
    token = {"token": world.meeting_seat.token}
    return {
        "deliberation:meeting": meeting,
        "deliberation:meeting_in": meeting | {"code": "0123456789ab"},
        "deliberation:meeting_act": meeting | {"verb": "cancel"},
        "deliberation:meeting_run_act": meeting | {"verb": "motion"},
        "deliberation:meeting_kind_edit": {"pk": world.meeting_kind.pk},
        "deliberation:meeting_letter": meeting | {"seat": world.meeting_seat.pk},
        "deliberation:meeting_say": meeting | {"motion": world.meeting_motion.pk},
        "deliberation:meeting_minutes": over,
        "deliberation:meeting_sign": over | {"signature": world.meeting_minutes.signatures.first().pk},
        "deliberation:seat": token,
        "deliberation:seat_act": token | {"verb": "read"},
    }
