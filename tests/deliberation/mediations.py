"""Mediations as people make them, for the tests of pages and deeds."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from django.utils import timezone

from deliberation.actions import agreeing, mediating
from deliberation.models import Mediation, MediationAgreement


def begun(town: SimpleNamespace, **facts) -> Mediation:
    usual = {"kind": "leak", "text": "楼上漏水，厨房的墙起了皮", "source": "visit", "lead": town.north_leader}
    return mediating.begin(town.north, key=uuid4(), by=town.north_leader, **usual | facts)


def with_parties(town: SimpleNamespace, **facts) -> Mediation:
    """The resident below, somebody from outside above; nobody has answered yet."""
    case = begun(town, **facts)
    mediating.add_party(case, key=uuid4(), side="a", person=town.wang, by=town.north_leader)
    upstairs = {"name": "赵房东", "phone": "19900000071", "stands_for": "楼上的租客"}
    mediating.add_party(case, key=uuid4(), side="b", by=town.north_leader, **upstairs)
    return case


def ready(town: SimpleNamespace, **facts) -> Mediation:
    """Everybody has said yes; a grid worker and a lawyer sit on the panel."""
    case = with_parties(town, **facts)
    for party in case.parties.all():
        mediating.answer(party, agrees=True, how="当面说的", by=town.north_leader)
    mediating.add_panellist(case, role="grid", user=town.north_worker, by=town.north_leader)
    mediating.add_panellist(case, role="adviser", name="秦律师", by=town.north_leader)
    return case


def talking(town: SimpleNamespace, **facts) -> Mediation:
    """They have sat together once."""
    case = ready(town, **facts)
    past = timezone.now() - timedelta(hours=1)
    session = mediating.call_session(case, at=past, place="议事亭", by=town.north_leader)
    there = {"parties": list(case.parties.all()), "panel": list(case.panel.all())}
    mediating.write_session(session, text="赵房东承认水管老化。", by=town.north_leader, **there)
    case.refresh_from_db()
    return case


def drafted(town: SimpleNamespace, **facts) -> MediationAgreement:
    """One term, due in ten days, nobody has signed."""
    paper = agreeing.draft(talking(town, **facts), text="水管老化漏水。", by=town.north_leader)
    upstairs = paper.mediation.parties.get(side="b")
    due = timezone.localdate() + timedelta(days=10)
    agreeing.add_term(paper, number=1, party=upstairs, text="换水管，刷好墙", due_on=due, by=town.north_leader)
    return paper


def agreed(town: SimpleNamespace, **facts) -> MediationAgreement:
    paper = drafted(town, **facts)
    for one in agreeing.still_to_sign(paper):
        who = "party" if one in paper.mediation.parties.all() else "panellist"
        agreeing.sign(paper, signed=True, by=town.north_leader, **{who: one})
    agreeing.conclude(paper, by=town.north_leader)
    paper.refresh_from_db()
    return paper
