"""Mediation: who agrees, what is said, who may look."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEntry, Message
from community.actions import retention
from community.models import Person
from deliberation.actions import mediating
from deliberation.models import Mediation, MediationParty
from issues.actions import submit
from tests.deliberation import mediations


def test_the_same_form_sent_twice_is_one_case(town):
    key = uuid4()
    facts = {"kind": "noise", "text": "半夜弹琴", "source": "visit", "lead": town.north_leader, "by": town.clerk}
    assert mediating.begin(town.north, key=key, **facts) == mediating.begin(town.north, key=key, **facts)
    told = Message.objects.get(recipient=town.north_leader)
    assert "弹琴" not in told.title + told.body


def test_nobody_is_mediated_before_everybody_has_said_yes(town):
    case = mediations.with_parties(town)
    mediating.add_panellist(case, role="mediator", user=town.north_worker, by=town.north_leader)
    soon = timezone.now() + timedelta(days=1)
    mediating.answer(case.parties.get(side="a"), agrees=True, how="当面", by=town.north_leader)
    with pytest.raises(ValidationError, match="还有当事人没有答复"):
        mediating.call_session(case, at=soon, place="议事亭", by=town.north_leader)
    case.refresh_from_db()
    assert case.state == Mediation.State.ACCEPTED


def test_a_no_never_becomes_a_yes(town):
    case = mediations.with_parties(town)
    party = case.parties.get(side="b")
    mediating.answer(party, agrees=False, how="电话里说不愿意", by=town.north_leader)
    with pytest.raises(ValidationError, match="不能改成同意"):
        mediating.answer(party, agrees=True, how="网格员说他愿意了", by=town.clerk)
    party.refresh_from_db()
    assert (party.consent, party.consent_how) == (MediationParty.Consent.NO, "电话里说不愿意")


def test_a_yes_may_be_taken_back_and_then_the_talks_stop(town):
    case = mediations.talking(town)
    mediating.answer(case.parties.get(side="b"), agrees=False, how="当面说不谈了", by=town.north_leader)
    with pytest.raises(ValidationError, match="不同意调解"):
        mediating.call_session(case, at=timezone.now(), place="议事亭", by=town.north_leader)


def test_nobody_mediates_in_a_case_of_their_own(town):
    Person.objects.filter(pk=town.wang.pk).update(user=town.north_worker)
    case = mediations.with_parties(town)
    with pytest.raises(ValidationError, match="不能同时在调解小组"):
        mediating.add_panellist(case, role="grid", user=town.north_worker, by=town.north_leader)


def test_who_came_and_what_was_said_is_written_once_and_not_beforehand(town):
    case = mediations.ready(town)
    there = {"parties": list(case.parties.all()), "panel": list(case.panel.all()), "by": town.north_leader}
    later = mediating.call_session(case, at=timezone.now() + timedelta(days=1), place="议事亭", by=town.north_leader)
    with pytest.raises(ValidationError, match="还没有开始"):
        mediating.write_session(later, text="都同意", **there)
    now = mediating.call_session(case, at=timezone.now() - timedelta(hours=1), place="一楼", by=town.north_leader)
    mediating.write_session(now, text="先看现场", **there)
    with pytest.raises(ValidationError, match="已经记过"):
        mediating.write_session(now, text="另一种说法", **there)
    now.refresh_from_db()
    assert now.text == "先看现场"
    assert now.parties.count() == 2


def test_the_panel_is_called_without_a_word_of_what_it_is_about(town):
    case = mediations.ready(town)
    mediating.call_session(case, at=timezone.now(), place="议事亭", by=town.north_leader)
    told = "".join(Message.objects.filter(recipient=town.north_worker).values_list("title", flat=True))
    assert case.ref in told and "议事亭" in told
    assert "漏水" not in told and "赵房东" not in told


def test_what_was_said_lies_sealed_in_the_database(town):
    mediations.agreed(town)
    cells = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            cells += [str(cell) for row in cursor.fetchall() for cell in row]
    dump = "\n".join(cells)
    assert "赵房东" not in dump and "19900000071" not in dump and "水管老化" not in dump and "换水管" not in dump


def test_a_look_from_outside_needs_a_reason_and_every_resident_in_it_can_find_it(town):
    case = mediations.with_parties(town)
    with pytest.raises(ValidationError, match="理由"):
        mediating.look(case, reason=" ", by=town.secretary)
    mediating.look(case, reason="上级来查档", by=town.secretary)
    entries = AuditEntry.objects.filter(verb="mediation.revealed", actor=town.secretary, reason="上级来查档")
    assert set(entries.values_list("target", flat=True)) == {f"mediation:{case.pk}", f"person:{town.wang.pk}"}


def test_a_matter_and_its_mediation_lead_to_each_other(town, browser_of):
    issue = submit(key=uuid4(), text="楼上漏水", unit=town.building, phone="19900000012")
    desk = browser_of(town.north_leader)
    assert f"/desk/mediations/new/?issue={issue.number}" in desk.get(f"/desk/issues/{issue.pk}/").text
    case = mediations.begun(town, issue=issue)
    assert case.source == Mediation.Source.ISSUE
    there = desk.get(f"/desk/issues/{issue.pk}/").text
    assert f"/desk/mediations/{case.pk}/" in there and case.ref in there
    assert f"/desk/issues/{issue.pk}/" in desk.get(f"/desk/mediations/{case.pk}/").text


def test_five_years_after_its_end_only_the_figures_are_left(town):
    case = mediations.agreed(town).mediation
    Mediation.objects.filter(pk=case.pk).update(ended_at=timezone.now() - timedelta(days=5 * 366))
    assert retention.forget()["mediation"] == 1
    case.refresh_from_db()
    assert (case.kind, case.state, case.text) == ("leak", "agreed", "")
    assert {(party.name, party.phone, party.person) for party in case.parties.all()} == {("（已删除）", "", None)}
    assert case.sessions.get().text == ""
    assert "mediation" not in retention.forget()
