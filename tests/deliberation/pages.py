"""The rows of the access table for pages of deliberation, and the things they are opened with."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from django.utils import timezone

from deliberation import actions
from deliberation.actions import petitions, works
from deliberation.actions.procedures import write_procedure
from tests.deliberation import award_pages, convention_pages, made, mediation_pages, meeting_pages, survey_pages, votes

TABLE = """
deliberation:topics                   GET        200       200       200       200       200       200       200       200
deliberation:topic_new                both       200       200       200       200       200       200       200       200
deliberation:topic                    GET        200       200       200       200       200       200       200       200
deliberation:topic_poster             GET        200       200       200       200       200       200       200       200
deliberation:topic_support            POST        in       302       302       302       302       302       302       302
deliberation:topic_object             POST       422       422       422       422       422       422       422       422
deliberation:topic_rate               POST        in       422       422       422       422       422       422       422
deliberation:topic_photo              GET        200       200       200       200       200       200       200       200
deliberation:topic_mine               GET        200       200       200       200       200       200       200       200
deliberation:topics_desk              GET         in       403       200       200       200       200       200       200
deliberation:topic_desk_new           both        in       403       200       200       200       200       200       200
deliberation:topic_figures            GET         in       403       200       200       200       200       200       200
deliberation:topic_desk               GET         in       403       200       200       404       200       200       200
deliberation:poster_full              POST        in       403       403       302       404       302       302       302
deliberation:topic_act                POST        in       403       403       422       404       422       422       422
deliberation:objection_answer         POST        in       403       403       302       404       302       302       302
deliberation:action_act               POST        in       403       302       302       404       302       302       302
deliberation:works                    GET         in       403       200       200       404       200       200       200
deliberation:works_act                POST        in       403       422       422       404       422       422       422
deliberation:works_photo              GET         in       403       200       200       404       200       200       200
deliberation:works_payment            POST        in       403       403       302       404       302       302       302
deliberation:procedures               GET         in       403       200       200       200       200       200       200
deliberation:procedure_new            both        in       403       403       403       403       200       200       200
deliberation:procedure_edit           both        in       403       403       403       403       200       200       404
deliberation:votes_public             GET        200       200       200       200       200       200       200       200
deliberation:votes_about              GET        200       200       200       200       200       200       200       200
deliberation:vote_public              GET        200       200       200       200       200       200       200       200
deliberation:ballot                   both        in       200       200       200       200       200       200       200
deliberation:receipt                  both       200       200       200       200       200       200       200       200
deliberation:recount                  GET        404       404       404       404       404       404       404       404
deliberation:petition                 GET        200       200       200       200       200       200       200       200
deliberation:petition_sign            POST        in       302       302       302       302       302       302       302
deliberation:petitions                GET         in       403       200       200       200       200       200       200
deliberation:petition_new             both        in       403       403       403       403       200       200       200
deliberation:petition_desk            GET         in       403       200       200       404       200       200       200
deliberation:petition_close           POST        in       403       403       403       404       422       422       422
deliberation:petition_paper           POST        in       403       302       302       404       302       302       302
deliberation:petition_scan            GET         in       403       200       200       404       200       200       200
deliberation:petition_withdraw        POST        in       403       302       302       404       302       302       302
deliberation:votes                    GET         in       403       200       200       200       200       200       200
deliberation:vote_new                 both        in       403       403       403       403       200       200       200
deliberation:vote                     GET         in       403       200       200       404       200       200       200
deliberation:vote_edit                both        in       403       403       403       404       200       200       200
deliberation:vote_announce            POST        in       403       403       403       404       302       302       302
deliberation:vote_cancel              POST        in       403       403       403       404       422       422       422
deliberation:vote_count               POST        in       403       403       403       404       302       302       302
deliberation:vote_ballots             GET         in       403       200       200       404       200       200       200
deliberation:vote_sheet               GET         in       403       200       200       404       200       200       200
deliberation:vote_roll                GET         in       403       403       403       404       200       200       200
deliberation:vote_redraw              POST        in       403       403       403       404       302       302       302
deliberation:vote_same                POST        in       403       403       403       404       302       302       302
deliberation:vote_flat                both        in       403       403       403       404       200       200       200
deliberation:vote_building            GET         in       403       200       200       404       200       200       200
deliberation:vote_head                GET         in       403       200       200       404       200       200       200
deliberation:vote_record              POST        in       403       422       422       404       422       422       422
deliberation:proxy_revoke             POST        in       403       302       302       404       302       302       302
deliberation:proxy_letter             GET         in       403       200       200       404       200       200       200
deliberation:vote_papers              GET         in       403       200       200       404       200       200       200
deliberation:vote_paper               both        in       403       200       200       404       200       200       200
deliberation:vote_scan                GET         in       403       200       200       404       200       200       200
"""
TABLE += mediation_pages.TABLE + survey_pages.TABLE
TABLE += meeting_pages.TABLE
TABLE += award_pages.TABLE + convention_pages.TABLE


def fill(town: SimpleNamespace) -> None:
    """A topic on its way, and an owners' vote of a building that runs, with a paper that waits and a proxy."""
    town.topic = made.resolved(town)
    town.procedure = write_procedure(town.community, name="直说", steps="直说，居民", by=town.clerk)
    town.topic_objection = town.topic.resolution.objections.get()
    town.item = made.with_action(made.resolved(town, title="楼道加灯"), town)
    began = works.begin_works(town.item, began_on=timezone.localdate(), by=town.clerk)
    facts = {"key": uuid4(), "day": timezone.localdate(), "text": "挖好了地基。", "percent": 10}
    town.entry = works.write_log(began, by=town.clerk, photo=made.picture(), **facts)
    town.payment = works.ask_payment(began, key=uuid4(), stage="设备到场", fen=100, by=town.north_leader)
    votes.flats(town.building2, [9000, 8000])
    town.vote = votes.open_vote(town.building2, town.clerk)
    town.vote_head = votes.head(town.vote, 1)
    town.petition = made.petition(town)
    town.signature = petitions.sign(
        town.petition.heads.get(label="业主1"), channel="paper", scan=votes.scan(), by=town.clerk
    )
    town.vote_paper = actions.enter_paper(town.vote_head, "yes", scan=votes.scan(), by=town.north_worker)
    today = timezone.localdate()
    town.vote_proxy = actions.give_proxy(
        votes.head(town.vote, 2),
        agent="周师傅",
        phone="19900000099",
        letter=votes.scan(),
        since=today,
        until=today + timedelta(days=5),
        by=town.clerk,
    )
    mediation_pages.fill(town)
    survey_pages.fill(town)
    meeting_pages.fill(town)
    award_pages.fill(town)
    convention_pages.fill(town)


def things(world: SimpleNamespace) -> dict[str, dict]:
    """What the pages with an argument are opened with, by the start of their names; longer starts decide."""
    vote, topic = {"pk": world.vote.pk}, {"pk": world.topic.pk}
    paper = vote | {"paper": world.vote_paper.pk}
    return meeting_pages.things(world) | {
        "deliberation:topic": topic,
        "deliberation:poster_full": topic,
        "deliberation:topic_photo": topic | {"what": "step", "number": 1},
        "deliberation:topic_mine": {"token": world.topic.token},
        "deliberation:topic_act": topic | {"verb": "reword"},
        "deliberation:objection_answer": topic | {"objection": world.topic_objection.pk},
        "deliberation:action_act": {"pk": world.item.pk, "verb": "finish"},
        "deliberation:works": {"pk": world.item.pk},
        "deliberation:works_act": {"pk": world.item.pk, "verb": "log"},
        "deliberation:works_photo": {"pk": world.item.pk, "entry": world.entry.pk},
        "deliberation:works_payment": {"pk": world.item.pk, "payment": world.payment.pk, "verb": "approve"},
        "deliberation:petition": {"pk": world.petition.pk},
        "deliberation:petition_paper": {"pk": world.petition.pk, "head": world.signature.head_id},
        "deliberation:petition_scan": {"pk": world.petition.pk, "signature": world.signature.pk},
        "deliberation:petition_withdraw": {"pk": world.petition.pk, "signature": world.signature.pk},
        "deliberation:procedure_edit": {"pk": world.procedure.pk},
        "deliberation:vote": vote,
        "deliberation:ballot": vote,
        "deliberation:receipt": vote,
        "deliberation:recount": vote,
        "deliberation:vote_flat": vote | {"flat": world.vote_head.flats.get().pk},
        "deliberation:vote_building": vote | {"building": world.building2.pk},
        "deliberation:vote_head": vote | {"head": world.vote_head.pk},
        "deliberation:vote_record": vote | {"head": world.vote_head.pk, "way": "door"},
        "deliberation:proxy_": vote | {"proxy": world.vote_proxy.pk},
        "deliberation:vote_papers": vote,
        "deliberation:vote_paper": paper,
        "deliberation:vote_scan": paper,
        **mediation_pages.things(world),
        **survey_pages.things(world),
        **award_pages.things(world),
        **convention_pages.things(world),
    }
