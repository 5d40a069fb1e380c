"""Agreements: written, signed by all or by none, kept or broken."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Message
from deliberation.actions import agreeing, mediating
from deliberation.models import Mediation, MediationVisit
from deliberation.tasks import remind_of_mediation_visits
from tests.deliberation import mediations


def test_an_agreement_stands_when_everybody_has_signed_and_not_one_name_earlier(town):
    paper = mediations.drafted(town)
    first, *others = agreeing.still_to_sign(paper)
    for one in others:
        who = {"panellist": one} if hasattr(one, "role") else {"party": one}
        agreeing.sign(paper, signed=True, by=town.north_leader, **who)
    with pytest.raises(ValidationError, match=f"还没有签名：{first.name}"):
        agreeing.conclude(paper, by=town.north_leader)
    agreeing.sign(paper, party=first, signed=True, by=town.north_leader)
    assert agreeing.conclude(paper, by=town.north_leader).state == Mediation.State.AGREED


def test_who_will_not_sign_is_not_signed_for_and_another_draft_may_be_written(town):
    paper = mediations.drafted(town)
    upstairs = paper.mediation.parties.get(side="b")
    agreeing.sign(paper, party=upstairs, signed=False, by=town.north_leader)
    with pytest.raises(ValidationError):
        agreeing.sign(paper, party=upstairs, signed=True, by=town.north_leader)
    with pytest.raises(ValidationError):
        agreeing.conclude(paper, by=town.north_leader)
    paper.refresh_from_db()
    assert (paper.state, paper.mediation.state) == ("refused", Mediation.State.TALKING)
    assert agreeing.draft(paper.mediation, text="重新商量", by=town.north_leader).number == 2


def test_terms_are_numbered_and_nothing_changes_under_a_signature(town):
    paper = mediations.drafted(town)
    below, due = paper.mediation.parties.get(side="a"), timezone.localdate() + timedelta(days=20)
    term = {"number": 2, "party": below, "text": "让工人进门", "due_on": due, "by": town.north_leader}
    assert agreeing.add_term(paper, **term) == agreeing.add_term(paper, **term)
    assert list(paper.terms.values_list("number", flat=True)) == [1, 2]
    agreeing.sign(paper, party=below, signed=True, by=town.north_leader)
    with pytest.raises(ValidationError, match="已经有人签名"):
        agreeing.add_term(paper, **term | {"number": 3, "text": "再赔五百元"})


def test_a_broken_term_brings_the_parties_back_to_the_table(town):
    paper = mediations.agreed(town)
    agreeing.settle_term(paper.terms.get(), kept=False, note="上门看过，没有修", by=town.north_leader)
    case = Mediation.objects.get(pk=paper.mediation_id)
    paper.refresh_from_db()
    assert (case.state, case.reopened, case.ended_at, paper.state) == ("talking", 1, None, "broken")
    assert not case.visits.filter(done_at=None).exists()
    assert agreeing.draft(case, text="再约日子", by=town.north_leader).number == 2


def test_a_kept_term_stays_kept(town):
    term = mediations.agreed(town).terms.get()
    agreeing.settle_term(term, kept=True, note="墙已经刷好", by=town.north_leader)
    with pytest.raises(ValidationError):
        agreeing.settle_term(term, kept=False, note="其实没有", by=town.north_leader)


def test_the_lead_is_reminded_once_of_a_visit_that_is_due(town):
    paper = mediations.agreed(town)
    days = list(paper.mediation.visits.values_list("due_on", flat=True))
    assert days == [timezone.localdate() + timedelta(days=10), timezone.localdate() + timedelta(days=30)]
    remind_of_mediation_visits(None)
    assert not Message.objects.filter(title__contains="要回访").exists()
    visit = paper.mediation.visits.first()
    MediationVisit.objects.filter(pk=visit.pk).update(due_on=timezone.localdate())
    for _time in range(2):
        remind_of_mediation_visits(None)
    assert Message.objects.filter(recipient=town.north_leader, title__contains="要回访").count() == 1
    agreeing.note_visit(visit, text="没有再漏", by=town.north_worker)
    with pytest.raises(ValidationError, match="已经记过"):
        agreeing.note_visit(visit, text="又漏了", by=town.north_worker)


def test_a_case_that_ended_elsewhere_is_over_and_says_why(town):
    case = mediations.talking(town)
    with pytest.raises(ValidationError, match="写明原因"):
        mediating.end(case, to="court", reason=" ", by=town.north_leader)
    mediating.end(case, to="failed", reason="赔偿数额谈不拢", by=town.north_leader)
    with pytest.raises(ValidationError):
        mediating.call_session(case, at=timezone.now(), place="议事亭", by=town.north_leader)
    assert mediating.end(case, to="court", reason="起诉了", by=town.north_leader).state == "court"
    with pytest.raises(ValidationError):
        mediating.end(case, to="withdrawn", reason="算了", by=town.north_leader)


def test_a_term_typed_wrongly_goes_while_nobody_has_signed_and_the_others_move_up(town):
    paper = mediations.drafted(town)
    below, due = paper.mediation.parties.get(side="a"), timezone.localdate() + timedelta(days=20)
    agreeing.add_term(paper, number=2, party=below, text="让工人进门", due_on=due, by=town.north_leader)
    agreeing.drop_term(paper.terms.get(number=1), by=town.north_leader)
    assert [(term.number, term.text) for term in paper.terms.all()] == [(1, "让工人进门")]
    agreeing.sign(paper, party=below, signed=True, by=town.north_leader)
    with pytest.raises(ValidationError, match="已经有人签名"):
        agreeing.drop_term(paper.terms.get(), by=town.north_leader)
