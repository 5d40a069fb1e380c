"""The rows of the access table for questionnaires, and the things their pages are opened with."""

from types import SimpleNamespace

from tests.deliberation import surveys

TABLE = """
deliberation:surveys                  GET        200       200       200       200       200       200       200       200
deliberation:survey_public            GET        200       200       200       200       200       200       200       200
deliberation:survey_code              both       200       200       200       200       200       200       200       200
deliberation:survey_answer            both       200       200       200       200       200       200       200       200
deliberation:surveys_desk             GET         in       403       200       200       200       200       200       200
deliberation:survey_new               both        in       403       403       200       403       200       200       200
deliberation:survey_desk              GET         in       403       200       200       404       200       200       200
deliberation:survey_edit              both        in       403       403       200       404       200       200       200
deliberation:survey_asked             GET         in       403       200       200       404       200       200       200
deliberation:survey_type              both        in       403       200       200       404       200       200       200
deliberation:survey_paper             GET         in       403       200       200       404       200       200       200
deliberation:survey_slips             GET         in       403       403       200       404       200       200       200
deliberation:survey_file              GET         in       403       404       404       404       404       404       404
deliberation:survey_act               POST        in       403       403       422       404       422       422       422
"""


def fill(town: SimpleNamespace) -> None:
    """Issued to every household of the north grid, open, not answered by anybody."""
    town.survey = surveys.issued(town.north, town.north_leader)


def things(world: SimpleNamespace) -> dict[str, dict]:
    survey = {"pk": world.survey.pk}
    place = surveys.place(world.survey)
    return {
        "deliberation:survey_": survey,
        "deliberation:survey_answer": {"code": place.code},
        "deliberation:survey_type": survey | {"place": place.pk},
        "deliberation:survey_file": survey | {"kind": "csv"},
        "deliberation:survey_act": survey | {"verb": "question"},
    }
