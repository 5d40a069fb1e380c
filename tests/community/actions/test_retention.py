from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import AuditEntry
from community import actions
from community.actions import consent, erasing, retention, rights
from community.models import (
    Consent,
    DataRequest,
    Export,
    Household,
    HouseholdUpdate,
    Ownership,
    Person,
    Pet,
    Phone,
    Report,
    ReportRow,
    ReportRun,
    Residence,
    RosterImport,
    ServiceNeed,
)

TODAY = date(2026, 11, 22)


def ago(days: int) -> datetime:
    return retention.start_of(TODAY) - timedelta(days=days) + timedelta(hours=12)


def due(key: str) -> int:
    return next(outcome.due for outcome in retention.foretell(TODAY) if outcome.key == key)


def move_out(person, days):
    Residence.objects.filter(person=person).update(until=ago(days).date())


def test_every_rule_is_told_and_nothing_is_due_in_a_new_town(town):
    outcomes = retention.foretell(TODAY)
    assert [outcome.key for outcome in outcomes] == [rule.key for rule in retention.RULES]
    assert not any(outcome.due for outcome in outcomes)


def test_foretelling_changes_nothing(town):
    move_out(town.zeng, 3000)
    retention.foretell(TODAY)
    assert Person.objects.get(pk=town.zeng.pk).name == "曾南山"


@pytest.mark.parametrize(("days", "gone"), [(1094, 0), (1096, 1)])
def test_answered_requests_go_after_three_years(town, days, gone):
    asked = rights.ask(town.wang, "copy", by=town.clerk)
    rights.answer(asked, result="done", reply="给了", by=town.clerk)
    DataRequest.objects.update(answered_at=ago(days))
    assert due("request") == gone
    retention.forget(TODAY)
    assert DataRequest.objects.count() == 1 - gone


def test_open_requests_never_go(town):
    rights.ask(town.wang, "copy", by=town.clerk)
    DataRequest.objects.update(opened_at=ago(5000))
    retention.forget(TODAY)
    assert DataRequest.objects.count() == 1


def test_consents_go_three_years_after_withdrawal_only(town):
    consent.give(town.wang, "photo", how="当面", by=None)
    withdrawn = consent.give(town.wang, "pet", how="当面", by=None)
    Consent.objects.update(given_on=ago(4000).date())
    Consent.objects.filter(pk=withdrawn.pk).update(withdrawn_on=ago(1096).date())
    retention.forget(TODAY)
    assert Consent.objects.get().purpose == "photo"


def test_needs_go_three_years_after_their_end(town):
    facts = {"group": "low_income", "basis": "证明", "review_on": TODAY, "since": ago(5000).date()}
    ServiceNeed.objects.create(person=town.wang, until=ago(1096).date(), **facts)
    ServiceNeed.objects.create(person=town.li, **facts)
    retention.forget(TODAY)
    assert ServiceNeed.objects.get().person == town.li


def test_an_exported_file_goes_and_its_row_stays(town, settings, django_capture_on_commit_callbacks):
    export = Export(unit=town.north, by=town.clerk, purpose="慰问", expires_at=ago(1), created_at=ago(2))
    export.file.save("list.xlsx", ContentFile(b"names"))
    rights.disclose(export, [town.wang.pk])
    with django_capture_on_commit_callbacks(execute=True):
        retention.forget(TODAY)
    export.refresh_from_db()
    assert not export.file
    assert export.disclosures.count() == 1
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.xlsx"))


def test_what_a_household_typed_is_emptied_once_it_was_taken(town):
    household = town.home.households.get()
    states = HouseholdUpdate.State
    for number, state in enumerate((states.TAKEN, states.SENT)):
        HouseholdUpdate.objects.create(
            household=household, token=str(number), state=state, said="{}", created_at=ago(91), expires_at=ago(80)
        )
    retention.forget(TODAY)
    assert HouseholdUpdate.objects.get(state=states.TAKEN).said == ""
    assert HouseholdUpdate.objects.get(state=states.SENT).said == "{}"


def test_rows_of_reports_go_after_two_years(town):
    report = Report.objects.create(unit=town.north, name="高龄", asked_by="街道", basis="通知")
    for label, days in (("旧", 731), ("新", 10)):
        run = ReportRun.objects.create(report=report, label=label, done_at=ago(days))
        ReportRow.objects.create(run=run, person=town.wang, position=1)
    retention.forget(TODAY)
    assert ReportRow.objects.get().run.label == "新"


def test_pets_and_former_owners_go(town):
    Pet.objects.create(dwelling=town.home, until=ago(91).date())
    Ownership.objects.create(dwelling=town.home, name="旧业主", until=ago(1826).date())
    Ownership.objects.create(dwelling=town.home, name="新业主")
    retention.forget(TODAY)
    assert not Pet.objects.exists()
    assert Ownership.objects.get().name == "新业主"


def test_a_guardian_is_forgotten_at_eighteen(town):
    grown = date(2008, 11, 21)
    Person.objects.filter(pk=town.li.pk).update(born=grown, guardian=town.wang)
    retention.forget(grown.replace(year=2026))
    assert Person.objects.get(pk=town.li.pk).guardian == town.wang
    retention.forget(TODAY)
    assert Person.objects.get(pk=town.li.pk).guardian is None


def test_roster_files_are_forgotten_by_the_same_clock(town):
    roster = RosterImport(unit=town.north, by=town.clerk, file_name="甲.xlsx", sha256="0" * 64, state="applied")
    roster.file.save("r.xlsx", ContentFile(b"names"))
    RosterImport.objects.update(created_at=timezone.now() - timedelta(days=32))
    assert retention.forget()["roster"] == 1
    roster.refresh_from_db()
    assert not roster.file


def test_who_moved_away_five_years_ago_becomes_nobody(town):
    Person.objects.filter(pk=town.zeng.pk).update(note="耳背", workplace="一中", former_name="曾小山")
    move_out(town.zeng, 1826)
    retention.forget(TODAY)
    person = Person.objects.get(pk=town.zeng.pk)
    kept = (person.name, person.former_name, person.note, person.workplace, person.doc_number, person.born)
    assert kept == ("（已删除）", "", "", "", None, None)
    assert not Phone.objects.filter(person=person).exists()
    assert Residence.objects.filter(person=person).exists()


def test_who_lives_elsewhere_in_the_community_stays(town):
    move_out(town.zeng, 3000)
    actions.move_in(Person.objects.get(pk=town.zeng.pk), town.home, by=None)
    retention.forget(TODAY)
    assert Person.objects.get(pk=town.zeng.pk).name == "曾南山"


def test_the_records_that_were_merged_into_an_erased_one_go_with_it(town):
    flat = actions.add_dwelling(town.south_building, "1", "201", by=None)
    double = actions.add_person("曾南山", dwelling=flat, workplace="纺织厂", former_name="曾小山", by=None)
    actions.merge(town.zeng, double, choices={}, by=town.clerk)
    for stay in Residence.objects.current().filter(person=town.zeng):
        actions.move_out(stay, by=None)
    erasing.erase(town.zeng, reason="本人请求", by=town.clerk)
    left = Person.objects.get(pk=double.pk)
    assert (left.name, left.workplace, left.former_name) == (erasing.ERASED, "", "")
    assert left.merged_into_id == town.zeng.pk


def test_nobody_is_erased_twice(town):
    move_out(town.zeng, 1826)
    retention.forget(TODAY)
    assert retention.forget(TODAY) == {}


def test_who_is_here_cannot_be_erased(town):
    with pytest.raises(ValidationError) as refusal:
        erasing.erase(town.wang, reason="本人请求", by=town.clerk)
    assert refusal.value.code == "still_here"


def test_an_erased_head_leaves_the_household_without_one(town):
    move_out(town.zeng, 10)
    Household.objects.filter(head=town.zeng).update(until=TODAY)
    erasing.erase(town.zeng, reason="本人请求", by=town.clerk)
    assert Household.objects.filter(dwelling=town.south_home).get().head is None
    assert AuditEntry.objects.latest("pk").verb == "person.erased"


def test_each_run_is_on_record_with_numbers_only(town):
    move_out(town.zeng, 1826)
    retention.forget(TODAY)
    assert AuditEntry.objects.get(verb="data.forgotten").detail == {"left": 1}


def test_one_kind_that_fails_keeps_no_other(town, monkeypatch):
    def fail(rows):
        raise RuntimeError("disk")

    move_out(town.zeng, 1826)
    first, *others = retention.RULES
    monkeypatch.setattr(retention, "RULES", [replace(first, forget=fail), *others])
    with pytest.raises(RuntimeError):
        retention.forget(TODAY)
    assert Person.objects.get(pk=town.zeng.pk).name == erasing.ERASED


def test_the_next_day_is_told(town):
    asked = rights.ask(town.wang, "copy", by=town.clerk)
    rights.answer(asked, result="done", reply="给了", by=town.clerk)
    DataRequest.objects.update(answered_at=ago(1000))
    told = {outcome.key: outcome.next_on for outcome in retention.foretell(TODAY)}
    assert told["request"] == TODAY - timedelta(days=1000) + timedelta(days=1096)
    assert told["consent"] is None
