"""From an uploaded file to the register: preview, all or nothing, never outside one's own units."""

import os
import stat
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEntry, Message
from community.actions import roster as roster_actions
from community.actions import roster_writing
from community.models import Dwelling, Household, Hukou, Person, Phone, Residence, RosterImport, RosterRow
from jobs.actions import cancel
from jobs.models import Job
from jobs.work import carry, drain
from tests.community.rosters.made import CHEN, HEADINGS, LIBREOFFICE, ZHAO, apply, as_file, take_file, take_in, workbook

WANG_ID = "999999199003070012"


def wang(**cells) -> list:
    row = dict(zip(HEADINGS, ["王小明", WANG_ID, "", "1栋", "1", "101", ""], strict=True)) | cells
    return list(row.values())


def row_of(roster, number=2) -> RosterRow:
    return roster.rows.get(number=number)


def test_preview_writes_nothing_and_counts_every_row(town):
    roster = take_in(town.clerk, town.community, CHEN, ZHAO, wang())
    assert roster.state == "preview"
    assert roster.counts == {"new": 2, "unchanged": 1}
    assert Person.objects.count() == 3


def test_confirmed_rows_become_people_homes_and_households(town):
    apply(take_in(town.clerk, town.community, CHEN, ZHAO), town.clerk)
    chen = Person.objects.get(name="陈一")
    home = Residence.objects.get(person=chen)
    assert (chen.doc_number[:6], chen.sex, chen.initials) == ("999999", "1", "cy")
    assert (home.dwelling.building, home.dwelling.room, home.relation) == (town.building, "201", "02")
    assert home.household.head == chen
    assert chen.phones.get().number == "19900000101"


def test_roster_of_a_spreadsheet_program_goes_in_whole(town):
    roster = apply(take_file(town.admin, town.community, LIBREOFFICE.read_bytes()), town.admin)
    assert (roster.state, roster.counts) == ("applied", {"new": 40})
    assert Person.objects.count() == 43
    assert Household.objects.exclude(head=None).count() == 12


def test_same_roster_again_changes_nothing(town):
    apply(take_file(town.admin, town.community, LIBREOFFICE.read_bytes()), town.admin)
    before = [model.objects.count() for model in (Person, Phone, Residence, Household, Hukou, Dwelling)]
    again = take_file(town.admin, town.community, LIBREOFFICE.read_bytes())
    assert again.counts == {"unchanged": 40}
    with pytest.raises(ValidationError) as refusal:
        roster_actions.confirm(again, by=town.admin)
    assert refusal.value.code == "nothing_to_do"
    assert before == [model.objects.count() for model in (Person, Phone, Residence, Household, Hukou, Dwelling)]


def test_one_wrong_row_keeps_all_out(town):
    roster = take_in(town.clerk, town.community, CHEN, ["", "", "", "1栋", "1", "202", ""])
    assert roster.counts == {"new": 1, "error": 1}
    with pytest.raises(ValidationError) as refusal:
        roster_actions.confirm(roster, by=town.clerk)
    assert refusal.value.code == "has_errors"
    assert Person.objects.count() == 3


def test_buildings_of_another_grid_are_errors(town):
    roster = take_in(town.north_leader, town.north, CHEN, ["钱三", "", "", "3栋", "2", "501", ""])
    assert roster.counts == {"new": 1, "error": 1}
    assert "不在您负责的范围内" in row_of(roster, 3).problem


def test_person_of_another_grid_only_gets_the_new_home(town):
    zeng = ["曾南山", town.zeng.doc_number, "199-0000-0999", "1栋", "1", "301", ""]
    apply(take_in(town.north_leader, town.north, zeng), town.north_leader)
    assert Residence.objects.filter(person=town.zeng).count() == 2
    assert [phone.number for phone in town.zeng.phones.all()] == ["19900000459"]


def test_number_of_somebody_else_is_an_error_that_names_nobody(town):
    roster = take_in(town.north_leader, town.north, ["陈一", town.zeng.doc_number, "", "1栋", "1", "301", ""])
    assert row_of(roster).outcome == "error"
    assert "曾南山" not in row_of(roster).problem


def test_changed_values_are_shown_old_and_new(town):
    headings = [*HEADINGS, "政治面貌", "备注"]
    roster = take_in(town.clerk, town.community, [*wang(), "群众", "搬来不久"], headings=headings)
    assert roster.counts == {"changed": 1}
    apply(roster, town.clerk)
    town.wang.refresh_from_db()
    assert (town.wang.politics, town.wang.note) == ("13", "搬来不久")


def test_empty_cells_never_erase(town):
    Person.objects.filter(pk=town.wang.pk).update(note="听力不好", politics="01")
    headings = [*HEADINGS, "政治面貌", "备注", "民族"]
    apply(take_in(town.clerk, town.community, [*wang(), "", "", "汉"], headings=headings), town.clerk)
    town.wang.refresh_from_db()
    assert (town.wang.note, town.wang.politics, town.wang.ethnicity) == ("听力不好", "01", "01")


def test_known_document_number_is_never_overwritten(town):
    roster = take_in(town.clerk, town.community, wang(身份证号=CHEN[1]))
    assert row_of(roster).outcome == "error"
    assert row_of(roster).column == "身份证号"


def test_missing_document_number_is_filled_in_by_name_and_home(town):
    li = ["李翠花", CHEN[1], "", "1栋", "1", "101", ""]
    apply(take_in(town.clerk, town.community, li), town.clerk)
    town.li.refresh_from_db()
    assert town.li.doc_number == CHEN[1]
    assert Person.objects.count() == 3


def test_new_phone_joins_the_old_one(town):
    apply(take_in(town.clerk, town.community, wang(联系电话="199-0000-0777（妻子）")), town.clerk)
    assert {(phone.number, phone.label) for phone in town.wang.phones.all()} == {
        ("19900000012", ""),
        ("19900000777", "妻子"),
    }


def test_second_head_of_a_known_household_is_an_error(town):
    roster = take_in(town.clerk, town.community, ["陈一", "", "", "1栋", "1", "101", "户主"])
    assert row_of(roster).column == "与户主关系"


def test_two_rows_for_one_person_are_noticed_across_chunks(town, monkeypatch):
    monkeypatch.setattr(roster_actions, "AT_ONCE", 1)
    roster = take_in(town.clerk, town.community, wang(), wang(身份证号=""))
    assert "第 2 行" in row_of(roster, 3).problem


def test_explicit_head_wins_over_an_earlier_row_without_relation(town):
    rows = [["陈二", "", "", "2栋", "1", "101", ""], ["陈大", "", "", "2栋", "1", "101", "户主"]]
    apply(take_in(town.clerk, town.community, *rows), town.clerk)
    assert Household.objects.get(dwelling__building=town.building2).head.name == "陈大"


def test_same_file_while_one_waits_is_the_same_import(town):
    content = workbook(CHEN)
    first = roster_actions.upload(as_file(content), unit=town.community, by=town.clerk)
    again = roster_actions.upload(as_file(content), unit=town.community, by=town.secretary)
    assert first == again
    assert Job.objects.filter(kind="community.read_roster").count() == 1


def test_confirming_twice_writes_once(town):
    roster = take_in(town.clerk, town.community, CHEN)
    roster_actions.confirm(roster, by=town.clerk)
    with pytest.raises(ValidationError) as refusal:
        roster_actions.confirm(RosterImport.objects.get(pk=roster.pk), by=town.secretary)
    drain()
    assert refusal.value.code == "moved_on"
    assert Person.objects.filter(name="陈一").count() == 1


def test_dropped_roster_cannot_be_confirmed(town):
    roster = take_in(town.clerk, town.community, CHEN)
    roster_actions.drop(roster, by=town.clerk)
    with pytest.raises(ValidationError):
        roster_actions.confirm(RosterImport.objects.get(pk=roster.pk), by=town.clerk)


def test_file_that_is_no_roster_is_refused_with_its_reason(town):
    roster = take_in(town.clerk, town.community, ["苹果", "3"], headings=["品名", "数量"])
    assert roster.state == "refused"
    assert "没有找到列名" in roster.refusal


def test_failure_in_the_last_step_leaves_nothing(town, monkeypatch):
    roster = take_in(town.clerk, town.community, CHEN, ZHAO)
    roster_actions.confirm(roster, by=town.clerk)
    monkeypatch.setattr(roster_writing, "record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_now(roster, town.clerk)
    roster.refresh_from_db()
    assert roster.state == "applying"
    assert [Person.objects.count(), Dwelling.objects.count()] == [3, 2]


def write_now(roster, by) -> None:
    comparison = roster_actions.Comparison(roster, roster_actions.stored_rows(roster))
    list(comparison.chunks())
    roster_writing.write(roster, comparison, by=by)


def test_writing_again_after_success_writes_nothing_more(town):
    roster = apply(take_in(town.clerk, town.community, CHEN), town.clerk)
    Job.objects.filter(pk=roster.job_id).update(state=Job.State.QUEUED, ended_at=None)
    carry(roster.job_id, alone=False)
    assert Person.objects.filter(name="陈一").count() == 1


def test_register_that_moved_in_between_stops_the_writing(town):
    roster = take_in(town.clerk, town.community, wang(联系电话="199-0000-0777"))
    roster_actions.confirm(roster, by=town.clerk)
    comparison = roster_actions.Comparison(roster, roster_actions.stored_rows(roster))
    list(comparison.chunks())
    Person.objects.filter(pk=town.wang.pk).update(changed_at=timezone.now() + timedelta(seconds=1))
    with pytest.raises(roster_writing.RegisterMoved):
        roster_writing.write(roster, comparison, by=town.clerk)
    assert town.wang.phones.count() == 1


def test_conflict_that_arose_after_the_preview_refuses_the_whole(town):
    roster = take_in(town.clerk, town.community, CHEN, ZHAO)
    Person.objects.filter(pk=town.li.pk).update(
        doc_index=roster_actions.known.document_index(CHEN[1]), doc_number=CHEN[1]
    )
    apply(roster, town.clerk)
    assert roster.state == "refused"
    assert Person.objects.count() == 3


def test_killed_reading_goes_on_where_it_was(town, monkeypatch):
    monkeypatch.setattr(roster_actions, "AT_ONCE", 10)
    roster = roster_actions.upload(as_file(LIBREOFFICE.read_bytes()), unit=town.community, by=town.clerk)
    Job.objects.filter(pk=roster.job_id).update(checkpoint={"rows": 20})
    comparison = roster_actions.Comparison(roster, roster_actions.read_file(roster))
    for _done, some in list(comparison.chunks())[:2]:
        RosterRow.objects.bulk_create(roster_actions.preview_rows(roster, some))
    drain()
    roster.refresh_from_db()
    assert (roster.state, roster.counts, roster.rows.count()) == ("preview", {"new": 40}, 40)


def test_cancelled_writing_goes_back_to_the_preview(town):
    roster = take_in(town.clerk, town.community, CHEN)
    roster_actions.confirm(roster, by=town.clerk)
    cancel(roster.job)
    roster_actions.reopen(RosterImport.objects.get(pk=roster.pk))
    roster.refresh_from_db()
    assert roster.state == "preview"


def test_running_writing_cannot_be_taken_back(town):
    roster = take_in(town.clerk, town.community, CHEN)
    roster_actions.confirm(roster, by=town.clerk)
    with pytest.raises(ValidationError):
        roster_actions.reopen(RosterImport.objects.get(pk=roster.pk))


def test_upload_and_writing_are_on_record_without_personal_data(town):
    apply(take_in(town.clerk, town.community, CHEN), town.clerk)
    entries = AuditEntry.objects.filter(verb__startswith="roster.").order_by("pk")
    assert [entry.verb for entry in entries] == ["roster.uploaded", "roster.confirmed", "roster.applied"]
    assert "陈一" not in str([entry.detail for entry in entries])


def test_uploader_is_told_when_the_preview_is_ready(town, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        roster = take_in(town.clerk, town.community, CHEN)
    assert Message.objects.get(recipient=town.clerk).link == f"/desk/imports/{roster.pk}/"


def test_cells_are_sealed_in_the_database(town):
    roster = take_in(town.clerk, town.community, CHEN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cells FROM community_rosterrow")
        stored = cursor.fetchone()[0]
    assert "陈一" not in stored
    assert CHEN[1] not in stored
    assert "陈一" in roster.rows.get().cells


def test_files_and_cells_are_forgotten_after_thirty_days(town):
    roster = take_in(town.clerk, town.community, CHEN)
    path, storage = roster.file.name, roster.file.storage
    roster_actions.forget_files()
    assert storage.exists(path)
    RosterImport.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert roster_actions.forget_files() == 1
    roster.refresh_from_db()
    assert (roster.state, roster.file.name, roster.rows.get().cells) == ("dropped", "", "")


def test_a_writing_that_failed_long_ago_keeps_nothing(town):
    roster = take_in(town.clerk, town.community, CHEN)
    roster_actions.confirm(roster, by=town.clerk)
    RosterImport.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert roster_actions.forget_files() == 0
    cancel(Job.objects.get(kind="community.apply_roster"))
    assert roster_actions.forget_files() == 1
    roster.refresh_from_db()
    assert (roster.state, roster.file.name, roster.rows.get().cells) == ("dropped", "", "")


def test_a_stored_roster_is_its_owners_only(town):
    """ASVS 14.2.4"""
    roster = take_in(town.clerk, town.community, CHEN)
    assert stat.S_IMODE(os.stat(roster.file.path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(os.path.dirname(roster.file.path)).st_mode) == 0o700


def test_reading_costs_the_same_queries_for_few_and_many(town, django_assert_max_num_queries):
    content = LIBREOFFICE.read_bytes()
    roster = roster_actions.upload(as_file(content), unit=town.community, by=town.clerk)
    with django_assert_max_num_queries(25):
        comparison = roster_actions.Comparison(roster, roster_actions.read_file(roster))
        list(comparison.chunks())


def test_a_second_home_by_roster_says_that_the_first_stays(town):
    roster = take_in(town.clerk, town.community, wang(室="301"))
    assert row_of(roster).outcome == "changed"
    assert "又登记了一处住处" in row_of(roster).problem
    apply(roster, town.clerk)
    assert Residence.objects.current().filter(person=town.wang).count() == 2
