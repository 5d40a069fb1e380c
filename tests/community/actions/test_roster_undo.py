"""An import taken back: the register stands as before, except where somebody worked on it since."""

import json
from datetime import timedelta

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from community import actions
from community.actions import roster as roster_actions
from community.actions import roster_writing
from community.models import (
    Consent,
    Dwelling,
    Household,
    Hukou,
    Ownership,
    Person,
    Pet,
    Phone,
    Residence,
    RosterImport,
    ServiceNeed,
    Vehicle,
)
from community.models.roster import sources_of
from jobs.work import drain
from tests.community.rosters.made import CHEN, HEADINGS, LIBREOFFICE, ZHAO, apply, take_file, take_in

TABLES = (Person, Phone, Residence, Household, Hukou, Dwelling, ServiceNeed, Ownership, Vehicle, Pet)
WANG = ["王小明", "999999199003070012", "", "1栋", "1", "101", ""]
RICH = [
    *HEADINGS, "民族", "婚姻状况", "文化程度", "工作单位", "户籍地址", "户号", "居住类型", "人员类别", "建筑面积", "房屋用途",
    "业主姓名", "业主电话", "车牌号", "曾用名", "备注",
]  # fmt: skip
TOLD = [
    "汉族", "已婚", "本科", "第一工厂", "青石街道1号", "A12", "户籍常住", "独居老人", "89.5", "自住", "陈东家", "199-0000-0555",
    "湘A12345", "曾用", "一条备注",
]  # fmt: skip


def register() -> list[dict]:
    """Every row of the register; sealed values as they read."""
    return [row for model in TABLES for row in json.loads(serializers.serialize("json", model.objects.order_by("pk")))]


def take_back(roster, by) -> RosterImport:
    roster_actions.undo(roster, reason="传错了文件", by=by)
    drain()
    return RosterImport.objects.get(pk=roster.pk)


def imported(town, *rows, headings=RICH) -> RosterImport:
    return apply(take_in(town.clerk, town.community, *rows, headings=headings), town.clerk)


def decided(town, *rows, headings=HEADINGS) -> RosterImport:
    """Imported with everything there was to review."""
    roster = take_in(town.clerk, town.community, *rows, headings=headings)
    roster.rows.filter(outcome="review").update(decision="take")
    return apply(roster, town.clerk)


def test_newcomers_and_all_that_came_with_them_go_again(town):
    before = register()
    roster = imported(town, [*CHEN, *TOLD])
    assert len(register()) > len(before) + 6
    roster = take_back(roster, town.clerk)
    assert (roster.state, roster.undone_by, roster.written["kept"]) == ("undone", town.clerk, 0)
    assert register() == before


def test_changed_values_become_what_they_were(town):
    before = register()
    roster = imported(town, [*WANG, *TOLD])
    assert roster.written["changed"] == 1
    take_back(roster, town.clerk)
    assert register() == before


def test_a_number_that_was_filled_in_goes_again(town):
    before = register()
    roster = imported(town, ["李翠花", CHEN[1], "", "1栋", "1", "101", ""], headings=HEADINGS)
    town.li.refresh_from_db()
    assert town.li.doc_number == CHEN[1]
    take_back(roster, town.clerk)
    assert register() == before


def test_second_homes_heads_deaths_and_owners_are_given_back(town):
    before_rows = [
        ["曾南山（已故）", town.zeng.doc_number, "", "3栋", "2", "501", ""],
        ["陈一", "", "", "1栋", "1", "101", "户主"],
        ["王小明", WANG[1], "", "2栋", "1", "101", ""],
    ]
    Ownership.objects.create(dwelling=town.home, name="王小明")
    before = register()
    roster = decided(
        town,
        *[[*row, owner] for row, owner in zip(before_rows, ("", "陈东家", ""), strict=True)],
        headings=[*HEADINGS, "业主姓名"],
    )
    town.zeng.refresh_from_db()
    assert (town.zeng.died_on is not None, Household.objects.get(dwelling=town.home).head.name) == (True, "陈一")
    take_back(roster, town.clerk)
    assert register() == before


def test_a_whole_roster_goes_and_comes_again_the_same(town):
    before = register()
    first = apply(take_file(town.clerk, town.community, LIBREOFFICE.read_bytes()), town.clerk)
    take_back(first, town.clerk)
    assert register() == before
    again = apply(take_file(town.clerk, town.community, LIBREOFFICE.read_bytes()), town.clerk)
    assert (again.counts, again.written["new"]) == (first.counts, 40)


def test_a_later_edit_stays(town):
    roster = imported(town, [*WANG, *TOLD])
    actions.change_person(Person.objects.get(pk=town.wang.pk), politics="01", note="改过的备注", by=town.secretary)
    roster = take_back(roster, town.clerk)
    town.wang.refresh_from_db()
    assert (town.wang.note, town.wang.politics, town.wang.education) == ("改过的备注", "01", "")
    assert roster.written["kept"] == 1
    assert [source.fields for source in sources_of(town.wang)] == [["note"]]


@pytest.mark.parametrize(
    "touch",
    [
        lambda chen, town: actions.change_person(chen, note="来过一次", by=town.clerk),
        lambda chen, town: actions.verify(chen, by=town.clerk),
        lambda chen, town: actions.reveal(chen, "doc_number", reason="上门核对", by=town.clerk),
        lambda chen, town: actions.move_in(chen, town.south_home, by=town.clerk),
        lambda chen, town: Consent.objects.create(person=chen, purpose="photo", how="当面", by=town.clerk),
    ],
    ids=["changed", "verified", "revealed", "moved", "consented"],
)
def test_whoever_was_touched_since_stays_with_their_home(town, touch):
    roster = imported(town, [*CHEN, *TOLD], ZHAO + [""] * len(TOLD))
    touch(Person.objects.get(name="陈一"), town)
    roster = take_back(roster, town.clerk)
    chen = Person.objects.get(name="陈一")
    assert (chen.residences.filter(dwelling__room="201").count(), chen.needs.count(), chen.phones.count()) == (1, 1, 1)
    assert not Person.objects.filter(name="赵二").exists()
    assert roster.written["kept"] == 1


def test_a_later_import_that_wrote_about_somebody_keeps_them(town):
    first = imported(town, CHEN, headings=HEADINGS)
    second = imported(town, [*CHEN[:2], "199-0000-0777", *CHEN[3:]], headings=HEADINGS)
    assert take_back(first, town.clerk).written["kept"] == 1
    assert Person.objects.get(name="陈一").phones.count() == 2
    assert take_back(second, town.clerk).written["kept"] == 0
    assert Person.objects.get(name="陈一").phones.count() == 1


def test_a_later_import_that_only_looked_keeps_nobody(town):
    first = imported(town, CHEN, headings=HEADINGS)
    take_in(town.clerk, town.community, CHEN, WANG)
    assert take_back(first, town.clerk).written["kept"] == 0
    assert not Person.objects.filter(name="陈一").exists()


def test_undoing_needs_a_reason_and_is_on_record(town):
    roster = imported(town, CHEN, headings=HEADINGS)
    with pytest.raises(ValidationError) as refusal:
        roster_actions.undo(roster, reason=" ", by=town.clerk)
    assert refusal.value.code == "no_reason"
    take_back(roster, town.clerk)
    entry = AuditEntry.objects.get(verb="roster.undone")
    assert (entry.reason, entry.actor, entry.target) == ("传错了文件", town.clerk, f"roster:{roster.pk}")
    assert AuditEntry.objects.get(verb="roster.taken_back").detail["kept"] == 0


def test_after_thirty_days_nothing_is_taken_back(town):
    roster = imported(town, CHEN, headings=HEADINGS)
    RosterImport.objects.update(created_at=timezone.now() - timedelta(days=31))
    roster.refresh_from_db()
    with pytest.raises(ValidationError) as refusal:
        roster_actions.undo(roster, reason="传错了文件", by=town.clerk)
    assert refusal.value.code == "too_late"


def test_undone_twice_is_undone_once(town):
    roster = imported(town, CHEN, headings=HEADINGS)
    take_back(roster, town.clerk)
    with pytest.raises(ValidationError) as refusal:
        roster_actions.undo(roster, reason="传错了文件", by=town.clerk)
    assert refusal.value.code == "moved_on"


def test_undoing_waits_while_the_same_file_is_being_looked_at(town):
    roster = imported(town, CHEN, headings=HEADINGS)
    take_in(town.clerk, town.community, CHEN)
    RosterImport.objects.update(sha256=roster.sha256)
    with pytest.raises(ValidationError) as refusal:
        roster_actions.undo(roster, reason="传错了文件", by=town.clerk)
    assert refusal.value.code == "same_file"
    roster.refresh_from_db()
    assert roster.state == "applied"


def test_a_half_written_roster_can_be_taken_back(town, monkeypatch):
    before = register()
    monkeypatch.setattr("community.actions.roster_writing.AT_ONCE", 5)
    roster = take_file(town.clerk, town.community, LIBREOFFICE.read_bytes())
    roster_actions.confirm(roster, by=town.clerk)
    write_some, chunks = roster_writing.write_some, []

    def two_chunks(*args):
        if len(chunks) == 2:
            raise ValidationError("停在这里")
        chunks.append(write_some(*args))

    monkeypatch.setattr(roster_writing, "write_some", two_chunks)
    drain()
    roster.refresh_from_db()
    assert (roster.state, len(register()) > len(before)) == ("applying", True)
    assert take_back(roster, town.clerk).state == "undone"
    assert register() == before
