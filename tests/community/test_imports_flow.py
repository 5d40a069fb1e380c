"""From an uploaded file to the register: preview, good rows in, bad rows out, never outside one's own units."""

import os
import stat
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEntry, Message
from community.actions import change_person, roster_reading, roster_writing
from community.actions import roster as roster_actions
from community.models import Dwelling, Household, Hukou, Person, Phone, Residence, RosterImport, RosterRow
from jobs.actions import cancel
from jobs.models import Job
from jobs.work import carry, drain
from tests.community.rosters.made import CHEN, HEADINGS, LIBREOFFICE, ZHAO, apply, as_file, take_file, take_in, workbook

WANG_ID = "999999199003070012"
TABLES = (Person, Phone, Residence, Household, Hukou, Dwelling)


def wang(**cells) -> list:
    row = dict(zip(HEADINGS, ["王小明", WANG_ID, "", "1栋", "1", "101", ""], strict=True)) | cells
    return list(row.values())


def row_of(roster, number=2) -> RosterRow:
    return roster.rows.get(number=number)


def sentences(row: RosterRow) -> str:
    return "\n".join(problem["sentence"] for problem in row.facts()["problems"])


def how_many() -> list[int]:
    return [model.objects.count() for model in TABLES]


def test_preview_writes_nothing_and_counts_every_row(town):
    roster = take_in(town.clerk, town.community, CHEN, ZHAO, wang())
    assert roster.state == "preview"
    assert roster.counts == {"new": 2, "unchanged": 1, "not_data": 1}
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
    assert (roster.state, roster.counts["new"], roster.written["new"]) == ("applied", 40, 40)
    assert Person.objects.count() == 43
    assert Household.objects.exclude(head=None).count() == 12


def test_same_roster_again_changes_nothing(town):
    apply(take_file(town.admin, town.community, LIBREOFFICE.read_bytes()), town.admin)
    before = how_many()
    again = take_file(town.admin, town.community, LIBREOFFICE.read_bytes())
    assert {key: again.counts.get(key, 0) for key in ("new", "changed", "unchanged")} == {
        "new": 0,
        "changed": 0,
        "unchanged": 40,
    }
    with pytest.raises(ValidationError) as refusal:
        roster_actions.confirm(again, by=town.admin)
    assert refusal.value.code == "nothing_to_do"
    assert before == how_many()


def test_good_rows_go_in_while_bad_ones_stay_out(town):
    nobody = ["", "999999198801010036", "", "1栋", "1", "202", ""]
    roster = apply(take_in(town.clerk, town.community, CHEN, nobody), town.clerk)
    assert roster.counts == {"new": 1, "error": 1, "not_data": 1}
    assert (roster.state, Person.objects.count()) == ("applied", 4)


def test_buildings_of_another_grid_are_errors(town):
    roster = take_in(town.north_leader, town.north, CHEN, ["钱三", "", "", "3栋", "2", "501", ""])
    assert roster.counts == {"new": 1, "error": 1, "not_data": 1}
    assert "不在您负责的范围内" in sentences(row_of(roster, 3))


def test_a_building_that_left_the_grid_after_the_preview_takes_nobody(town):
    roster = take_in(town.north_leader, town.north, CHEN)
    town.building.valid_until = timezone.localdate()
    town.building.save()
    apply(roster, town.north_leader)
    assert Person.objects.count() == 3
    assert row_of(roster).reason == "moved"


def test_person_of_another_grid_only_gets_the_new_home_once_somebody_took_it(town):
    zeng = ["曾南山", town.zeng.doc_number, "199-0000-0999", "1栋", "1", "301", ""]
    roster = take_in(town.north_leader, town.north, zeng)
    assert (row_of(roster).outcome, row_of(roster).reason) == ("review", "stranger")
    roster_actions.decide(row_of(roster), "take", by=town.north_leader)
    apply(roster, town.north_leader)
    assert Residence.objects.filter(person=town.zeng).count() == 2
    assert [phone.number for phone in town.zeng.phones.all()] == ["19900000459"]


def test_number_of_somebody_else_is_an_error_that_names_nobody(town):
    roster = take_in(town.north_leader, town.north, ["陈一", town.zeng.doc_number, "", "1栋", "1", "301", ""])
    assert row_of(roster).outcome == "error"
    assert "曾南山" not in row_of(roster).content


def test_changed_values_are_shown_old_and_new(town):
    headings = [*HEADINGS, "政治面貌", "备注"]
    roster = take_in(town.clerk, town.community, [*wang(), "群众", "搬来不久"], headings=headings)
    assert [(one["key"], one["old"], one["new"]) for one in row_of(roster).facts()["changes"]] == [
        ("politics", "", "群众"),
        ("note", "", "搬来不久"),
    ]
    apply(roster, town.clerk)
    town.wang.refresh_from_db()
    assert (town.wang.politics, town.wang.note) == ("13", "搬来不久")


def test_empty_cells_never_erase(town):
    Person.objects.filter(pk=town.wang.pk).update(note="听力不好", politics="01")
    headings = [*HEADINGS, "政治面貌", "备注", "民族"]
    apply(take_in(town.clerk, town.community, [*wang(), "", "", "汉"], headings=headings), town.clerk)
    town.wang.refresh_from_db()
    assert (town.wang.note, town.wang.politics, town.wang.ethnicity) == ("听力不好", "01", "01")


def test_empty_cells_erase_when_somebody_says_so(town):
    Person.objects.filter(pk=town.wang.pk).update(note="听力不好", politics="01")
    headings = [*HEADINGS, "政治面貌", "备注"]
    rows = [[*wang(), "", "听力不好"], [*CHEN, "群众", ""]]
    roster = take_in(town.clerk, town.community, *rows, headings=headings)
    roster_actions.answer(roster, options={"erase_empty": True}, by=town.clerk)
    drain()
    apply(RosterImport.objects.get(pk=roster.pk), town.clerk)
    town.wang.refresh_from_db()
    assert (town.wang.politics, town.wang.note, town.wang.phones.count()) == ("", "听力不好", 1)


def test_known_document_number_is_never_overwritten(town):
    roster = take_in(town.clerk, town.community, wang(身份证号=CHEN[1]))
    assert (row_of(roster).outcome, row_of(roster).reason) == ("error", "other_number")


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


def test_writing_again_after_success_writes_nothing_more(town):
    roster = apply(take_in(town.clerk, town.community, CHEN), town.clerk)
    Job.objects.filter(pk=roster.job_id).update(state=Job.State.QUEUED, ended_at=None)
    carry(roster.job_id, alone=False)
    assert Person.objects.filter(name="陈一").count() == 1


def test_a_value_changed_after_the_preview_stays(town):
    headings = [*HEADINGS, "政治面貌", "备注"]
    roster = take_in(town.clerk, town.community, [*wang(), "群众", "搬来不久"], headings=headings)
    change_person(town.wang, politics="01", by=town.secretary)
    roster = apply(roster, town.clerk)
    town.wang.refresh_from_db()
    assert (town.wang.politics, town.wang.note) == ("01", "搬来不久")
    assert (roster.written["changed"], roster.written["kept"]) == (1, 1)


def test_conflict_that_arose_after_the_preview_puts_only_that_row_back(town):
    roster = take_in(town.clerk, town.community, CHEN, ZHAO)
    change_person(town.li, id_number=CHEN[1], by=town.clerk)
    roster = apply(roster, town.clerk)
    assert (roster.state, roster.written["new"], roster.written["skipped"]) == ("applied", 1, 1)
    assert roster.counts == {"review": 1, "new": 1, "not_data": 1}
    assert "登记有了变动" in sentences(row_of(roster))


def test_somebody_registered_after_the_preview_is_met_not_doubled(town):
    roster = take_in(town.clerk, town.community, CHEN, ZHAO)
    apply(take_in(town.clerk, town.community, [*CHEN[:2], "", *CHEN[3:]]), town.clerk)
    apply(roster, town.clerk)
    chen = Person.objects.get(name="陈一")
    assert (Person.objects.count(), chen.phones.count()) == (5, 1)


def test_killed_reading_goes_on_where_it_was(town, monkeypatch):
    monkeypatch.setattr(roster_reading, "AT_ONCE", 10)
    roster = roster_actions.upload(as_file(LIBREOFFICE.read_bytes()), unit=town.community, by=town.clerk)
    job = roster.job
    keep, kept = roster_reading.keep, []

    def keep_two(lines):
        if len(kept) == 2:
            raise KeyboardInterrupt
        kept.append(keep(lines))

    monkeypatch.setattr(roster_reading, "keep", keep_two)
    with pytest.raises(KeyboardInterrupt):
        carry(job.pk, alone=False)
    assert roster.rows.exclude(outcome="").count() == 20
    monkeypatch.setattr(roster_reading, "keep", keep)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    drain()
    roster.refresh_from_db()
    assert (roster.state, roster.counts["new"], roster.rows.count()) == ("preview", 40, sum(roster.counts.values()))


def test_families_are_written_chunk_by_chunk_and_never_parted(town, monkeypatch):
    monkeypatch.setattr(roster_writing, "AT_ONCE", 5)
    chunks = []
    write_some = roster_writing.write_some
    monkeypatch.setattr(
        roster_writing, "write_some", lambda roster, rows, by: chunks.append(rows) or write_some(roster, rows, by)
    )
    roster = apply(take_file(town.admin, town.community, LIBREOFFICE.read_bytes()), town.admin)
    homes = [{row.facts.home for row in chunk} for chunk in chunks]
    assert (roster.written["new"], len(chunks) > 4) == (40, True)
    assert sum(map(len, homes)) == len(set.union(*homes))


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


def test_rows_are_sealed_in_the_database(town):
    roster = apply(take_in(town.clerk, town.community, CHEN), town.clerk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, before FROM community_rosterrow WHERE outcome = 'new'")
        content, before = cursor.fetchone()
    assert content.startswith("g1.")
    assert before.startswith("g1.")
    assert row_of(roster).facts()["cells"]["name"] == "陈一"


def test_files_and_rows_are_forgotten_after_thirty_days_but_not_where_values_came_from(town):
    roster = apply(take_in(town.clerk, town.community, CHEN, wang()), town.clerk)
    path, storage = roster.file.name, roster.file.storage
    assert roster_actions.forget_files() == 0
    RosterImport.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert roster_actions.forget_files() == 1
    roster.refresh_from_db()
    row = roster.rows.get()
    assert (roster.state, roster.file.name, row.content, row.before) == ("applied", "", "", "")
    assert (row.number, row.person.name, "id_number" in row.wrote) == (2, "陈一", True)
    assert path.startswith("rosters/")
    assert storage.exists(path)  # deleted on commit


def test_a_writing_that_failed_long_ago_keeps_nothing(town):
    roster = take_in(town.clerk, town.community, CHEN)
    roster_actions.confirm(roster, by=town.clerk)
    RosterImport.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert roster_actions.forget_files() == 0
    cancel(Job.objects.get(kind="community.apply_roster"))
    assert roster_actions.forget_files() == 1
    roster.refresh_from_db()
    assert (roster.state, roster.file.name, roster.rows.get().content) == ("dropped", "", "")


def test_a_stored_roster_is_its_owners_only(town):
    """ASVS 14.2.4"""
    roster = take_in(town.clerk, town.community, CHEN)
    assert stat.S_IMODE(os.stat(roster.file.path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(os.path.dirname(roster.file.path)).st_mode) == 0o700


def test_reading_and_writing_cost_the_same_queries_for_few_and_many(town, queries):
    roster = roster_actions.upload(as_file(LIBREOFFICE.read_bytes()), unit=town.community, by=town.clerk)
    with queries(60):
        drain()
    roster.refresh_from_db()
    roster_actions.confirm(roster, by=town.clerk)
    with queries(65):
        drain()
    assert Person.objects.count() == 43


def test_a_second_home_is_for_somebody_to_look_at(town):
    roster = take_in(town.clerk, town.community, wang(室="301"))
    assert (row_of(roster).outcome, row_of(roster).reason) == ("review", "two_homes")
    roster_actions.decide(row_of(roster), "take", by=town.clerk)
    apply(roster, town.clerk)
    assert Residence.objects.current().filter(person=town.wang).count() == 2
    again = take_in(town.clerk, town.community, wang(室="301"), wang())
    assert again.counts == {"unchanged": 2, "not_data": 1}
