"""Answers, decisions and what stands where: the steps around a roster's reading and writing."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from community import actions
from community.actions import roster as roster_actions
from community.models import (
    Household,
    Ownership,
    Person,
    Residence,
    RosterHeadings,
    RosterImport,
    RosterPlace,
    RosterRow,
    RosterWord,
    Vehicle,
)
from community.models.roster import sources_of
from grids.actions import move_unit
from grids.models import Unit
from jobs.actions import cancel
from jobs.work import drain
from tests.community.rosters.made import CHEN, HEADINGS, ZHAO, apply, as_file, take_in, workbook

WANG = ["王小明", "999999199003070012", "", "1栋", "1", "101", ""]


def again(roster) -> RosterImport:
    """After the jobs have run."""
    drain()
    return RosterImport.objects.get(pk=roster.pk)


def row_of(roster, number=2) -> RosterRow:
    return roster.rows.get(number=number)


def refused(action, *args, **kwargs) -> str:
    with pytest.raises(ValidationError) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


# --- answers -----------------------------------------------------------------------------------


def test_an_answer_reads_again_and_is_remembered_for_the_next_file(town):
    rows = [[*CHEN, "学士学位"]]
    roster = take_in(town.clerk, town.community, *rows, headings=[*HEADINGS, "文化程度"])
    assert roster.questions[0]["key"] == "word:education:学士学位"
    roster_actions.answer(roster, words={"education:学士学位": "20"}, by=town.clerk)
    roster = again(roster)
    assert (roster.state, roster.questions, row_of(roster).facts()["values"]["education"]) == ("preview", [], "20")
    assert RosterWord.objects.get().code == "20"
    apply(roster, town.clerk)
    assert take_in(town.clerk, town.community, *rows, headings=[*HEADINGS, "文化程度"]).questions == []


def test_an_answer_may_be_for_this_file_only(town):
    roster = take_in(town.clerk, town.community, [*CHEN, "学士学位"], headings=[*HEADINGS, "文化程度"])
    roster_actions.answer(roster, words={"education:学士学位": "20"}, remember=False, by=town.clerk)
    assert not RosterWord.objects.exists()


def test_another_meaning_of_a_column_is_remembered_with_its_headings(town):
    roster = take_in(town.clerk, town.community, [*CHEN, "听力不好"], headings=[*HEADINGS, "家访记录"])
    signature = roster.layout[0]["signature"]
    roster_actions.answer(roster, columns={signature: {"7": "note"}}, by=town.clerk)
    roster = again(roster)
    assert row_of(roster).facts()["values"]["note"] == "听力不好"
    assert RosterHeadings.objects.get().keys == {"7": "note"}


def test_a_building_by_another_name_is_asked_for_once(town):
    row = [*CHEN[:3], "银杏楼", *CHEN[4:]]
    roster = take_in(town.clerk, town.community, row)
    assert [question["kind"] for question in roster.questions] == ["building"]
    word = roster.questions[0]["word"]
    roster_actions.answer(roster, buildings={word: town.south_building.pk}, by=town.clerk)
    apply(again(roster), town.clerk)
    assert Residence.objects.get(person__name="陈一").dwelling.building == town.south_building
    assert RosterPlace.objects.get().unit == town.community
    assert take_in(town.clerk, town.community, row).counts == {"unchanged": 1, "not_data": 1}


def test_a_new_building_is_registered_by_those_who_draw_the_tree_only(town):
    roster = take_in(town.north_leader, town.north, [*CHEN[:3], "9栋", *CHEN[4:]])
    word = roster.questions[0]["word"]
    assert refused(roster_actions.answer, roster, buildings={word: "new"}, by=town.north_leader) == "ask_for_building"
    roster_actions.answer(roster, buildings={word: "new"}, by=town.secretary)
    assert again(roster).counts["new"] == 1
    assert Unit.objects.get(name="9栋").parent == town.north


def test_a_building_of_somebody_else_is_no_answer(town):
    roster = take_in(town.north_leader, town.north, [*CHEN[:3], "9栋", *CHEN[4:]])
    there = {roster.questions[0]["word"]: town.south_building.pk}
    assert refused(roster_actions.answer, roster, buildings=there, by=town.north_leader) == "no_building"


def test_decisions_outlive_another_reading(town):
    roster = take_in(town.clerk, town.community, CHEN, ZHAO)
    roster_actions.decide(row_of(roster, 3), "skip", by=town.clerk)
    roster_actions.answer(roster, options={"take_reviewed": True}, by=town.clerk)
    roster = again(roster)
    assert (row_of(roster, 3).decision, roster.counts["new"]) == ("skip", 2)
    apply(roster, town.clerk)
    assert not Person.objects.filter(name="赵二").exists()


def test_rows_of_a_sheet_that_is_no_longer_read_go(town):
    roster = take_in(town.clerk, town.community, CHEN)
    sheet = roster.layout[0]["sheet"]
    roster_actions.answer(roster, sheets={sheet: False}, by=town.clerk)
    roster = again(roster)
    assert (roster.rows.exclude(outcome="not_data").count(), roster.counts.get("new", 0)) == (0, 0)


# --- decisions ---------------------------------------------------------------------------------


def test_rows_to_review_wait_for_somebody(town):
    roster = take_in(town.clerk, town.community, ["李翠花", "", "", "2栋", "1", "101", ""])
    assert row_of(roster).reason == "namesake"
    assert refused(roster_actions.confirm, roster, by=town.clerk) == "nothing_to_do"
    assert roster_actions.decide_all(roster, reason="namesake", decision="take", by=town.clerk) == 1
    apply(roster, town.clerk)
    assert Person.objects.filter(name="李翠花").count() == 2


def test_rows_to_review_go_in_by_themselves_when_somebody_says_so_for_all(town):
    roster = take_in(town.clerk, town.community, ["李翠花", "", "", "2栋", "1", "101", ""])
    roster_actions.answer(roster, options={"take_reviewed": True}, by=town.clerk)
    apply(again(roster), town.clerk)
    assert Person.objects.filter(name="李翠花").count() == 2


def test_a_candidate_may_be_named(town):
    roster = take_in(town.clerk, town.community, ["李翠花", "", "199-0000-0777", "2栋", "1", "101", ""])
    assert refused(roster_actions.decide, row_of(roster), "take", person=town.zeng, by=town.clerk) == "no_candidate"
    roster_actions.decide(row_of(roster), "take", person=town.li, by=town.clerk)
    roster = apply(roster, town.clerk)
    assert Residence.objects.current().filter(person=town.li).count() == 2
    assert Person.objects.count() == 3


def test_a_linked_person_may_be_declined(town):
    row = ["王小明", "9999**********0012", "", "2栋", "1", "101", ""]
    roster = take_in(town.clerk, town.community, row)
    assert (row_of(roster).reason, row_of(roster).person) == ("linked", town.wang)
    roster_actions.decide(row_of(roster), "take", declined=["person"], by=town.clerk)
    apply(roster, town.clerk)
    stranger = Person.objects.exclude(pk=town.wang.pk).get(name="王小明")
    assert (stranger.doc_number, stranger.doc_hint[:4]) == (None, "9999")


def test_a_linked_person_keeps_the_whole_number(town):
    roster = take_in(town.clerk, town.community, ["王小明", "9999**********0012", "", "2栋", "1", "101", ""])
    roster_actions.decide(row_of(roster), "take", by=town.clerk)
    apply(roster, town.clerk)
    town.wang.refresh_from_db()
    assert (town.wang.doc_number, town.wang.doc_hint) == ("999999199003070012", "")
    assert Residence.objects.current().filter(person=town.wang).count() == 2


def test_declined_changes_are_not_written(town):
    roster = take_in(town.clerk, town.community, [*WANG, "群众", "新备注"], headings=[*HEADINGS, "政治面貌", "备注"])
    roster_actions.decide(row_of(roster), "take", declined=["note"], by=town.clerk)
    apply(roster, town.clerk)
    town.wang.refresh_from_db()
    assert (town.wang.politics, town.wang.note) == ("13", "")


def test_one_column_is_declined_in_all_changed_rows(town):
    headings = [*HEADINGS, "政治面貌", "备注"]
    zeng = ["曾南山", town.zeng.doc_number, "", "3栋", "2", "501", "", "群众", "另一备注"]
    roster = take_in(town.clerk, town.community, [*WANG, "群众", "新备注"], zeng, headings=headings)
    assert roster_actions.decide_all(roster, reason="note", decision="skip", by=town.clerk) == 2
    apply(roster, town.clerk)
    assert set(Person.objects.values_list("note", flat=True)) == {""}
    assert Person.objects.filter(politics="13").count() == 2


def test_an_error_cannot_be_taken(town):
    roster = take_in(town.clerk, town.community, ["陈一", WANG[1], "", "1栋", "1", "301", ""], CHEN)
    assert refused(roster_actions.decide, row_of(roster), "take", by=town.clerk) == "no_choice"


def test_nobody_decides_after_the_confirmation(town):
    roster = take_in(town.clerk, town.community, CHEN)
    roster_actions.confirm(roster, by=town.clerk)
    assert refused(roster_actions.decide, row_of(roster), "skip", by=town.clerk) == "moved_on"


# --- what is written ---------------------------------------------------------------------------


def test_everything_a_row_says_is_kept_and_known_again(town):
    headings = [
        *HEADINGS, "民族", "婚姻状况", "文化程度", "工作单位", "户籍地址", "户号", "居住类型", "人员类别", "建筑面积", "房屋用途",
        "业主姓名", "业主电话", "车牌号", "曾用名",
    ]  # fmt: skip
    row = [
        *CHEN, "汉族", "已婚", "本科", "第一工厂", "青石街道1号", "A12", "户籍常住", "独居老人", "89.5", "自住",
        "陈东家", "199-0000-0555", "湘A12345", "陈小一",
    ]  # fmt: skip
    roster = apply(take_in(town.clerk, town.community, row, headings=headings), town.clerk)
    assert roster.counts["new"] == 1
    chen = Person.objects.get(name="陈一")
    assert (chen.ethnicity, chen.marriage, chen.education, chen.workplace, chen.former_name) == (
        "01", "20", "20", "第一工厂", "陈小一",
    )  # fmt: skip
    assert (chen.hukou.address, chen.hukou.number, chen.needs.get().group) == ("青石街道1号", "A12", "living_alone")
    home = chen.residences.get().dwelling
    assert (str(home.area), home.use, chen.residences.get().kind) == ("89.50", "owner", "registered")
    assert (Ownership.objects.get().name, Vehicle.objects.get().dwelling) == ("陈东家", home)
    assert take_in(town.clerk, town.community, row, headings=headings).counts == {"unchanged": 1, "not_data": 1}


def test_needs_are_reviewed_in_a_year(town):
    apply(take_in(town.clerk, town.community, [*WANG, "独居老人"], headings=[*HEADINGS, "人员类别"]), town.clerk)
    need = town.wang.needs.get()
    assert (need.basis, need.by, (need.review_on - need.since).days) == ("花名册导入", town.clerk, 365)


def test_a_second_head_takes_over_when_somebody_took_it(town):
    roster = take_in(town.clerk, town.community, ["陈一", "", "", "1栋", "1", "101", "户主"])
    roster_actions.decide(row_of(roster), "take", by=town.clerk)
    apply(roster, town.clerk)
    household = Household.objects.get(dwelling=town.home)
    assert household.head.name == "陈一"
    assert Residence.objects.get(person=town.wang).relation == ""


def test_a_death_in_the_roster_ends_the_stay_once_somebody_took_it(town):
    roster = take_in(town.clerk, town.community, ["李翠花（已故）", *WANG[1:1], "", "", "1栋", "1", "101", ""])
    assert row_of(roster).outcome == "review"
    roster_actions.decide(row_of(roster), "take", by=town.clerk)
    apply(roster, town.clerk)
    town.li.refresh_from_db()
    assert (town.li.died_on, town.li.residences.get().until) == (timezone.localdate(), timezone.localdate())


def test_one_number_in_two_homes_becomes_one_person_with_two_homes(town):
    rows = [CHEN, [*CHEN[:3], "2栋", "1", "101", ""]]
    roster = take_in(town.clerk, town.community, *rows)
    assert row_of(roster, 3).reason == "two_homes"
    roster_actions.decide(row_of(roster, 3), "take", by=town.clerk)
    apply(roster, town.clerk)
    assert Person.objects.get(name="陈一").residences.count() == 2
    assert take_in(town.clerk, town.community, *rows).counts == {"unchanged": 2, "not_data": 1}


def test_two_people_without_number_stay_two_after_two_imports(town):
    """Registry 6, point 4: of one name, in one home or in two."""
    rows = [["赵二", "", "", "2栋", "2", "302", ""]] * 2 + [["赵二", "", "", "2栋", "2", "401", ""]]
    for _time in range(2):
        roster = take_in(town.clerk, town.community, *rows)
        roster.rows.filter(outcome="review").update(decision="take")
        if roster.rows.filter(roster_actions.wanted(roster)).exists():
            apply(roster, town.clerk)
    assert roster.counts == {"unchanged": 3, "not_data": 1}
    assert Person.objects.filter(name="赵二").count() == 3


def test_a_dropped_reading_stops(town):
    roster = roster_actions.upload(as_file(workbook(CHEN)), unit=town.community, by=town.clerk)
    roster_actions.drop(roster, by=town.clerk)
    roster = again(roster)
    assert (roster.state, roster.job.state, roster.rows.count()) == ("dropped", "cancelled", 0)


def test_after_a_merge_the_one_who_stayed_is_written_to(town):
    double = actions.add_person("李翠花", dwelling=town.south_home, relation="99", by=None)
    roster = take_in(town.clerk, town.community, ["李翠花", "", "199-0000-0777", "3栋", "2", "501", ""])
    assert row_of(roster).person == double
    actions.merge(town.li, double, choices={}, by=town.clerk)
    apply(roster, town.clerk)
    assert (row_of(roster).person, town.li.phones.get().number) == (town.li, "19900000777")
    assert double.phones.count() == 0


# --- afterwards --------------------------------------------------------------------------------


def test_who_lives_there_and_is_not_in_the_roster_is_listed_and_left_alone(town):
    roster = apply(take_in(town.clerk, town.community, CHEN, WANG), town.clerk)
    assert [person.name for person in roster_actions.missing(roster)] == ["李翠花"]
    assert Residence.objects.current().filter(person=town.li).exists()


def test_every_value_tells_the_row_it_came_from(town):
    apply(take_in(town.clerk, town.community, CHEN), town.clerk)
    apply(take_in(town.clerk, town.community, [*CHEN[:2], "199-0000-0777", *CHEN[3:]]), town.clerk)
    latest, first = sources_of(Person.objects.get(name="陈一"))
    assert (latest.file_name, latest.row, latest.fields) == ("花名册.xlsx", 2, ["phone"])
    assert {"name", "id_number", "phone", "room"} <= set(first.fields)


def test_a_writing_that_broke_off_is_resumed(town):
    roster = take_in(town.clerk, town.community, CHEN)
    roster_actions.confirm(roster, by=town.clerk)
    cancel(roster.job)
    roster = RosterImport.objects.get(pk=roster.pk)
    roster_actions.resume(roster, by=town.secretary)
    assert refused(roster_actions.resume, roster, by=town.clerk) == "running"
    assert again(roster).state == "applied"


def test_of_two_open_pages_only_one_resumes_or_undoes(town):
    roster = take_in(town.clerk, town.community, CHEN)
    roster_actions.confirm(roster, by=town.clerk)
    cancel(roster.job)
    one, other = (RosterImport.objects.select_related("job").get(pk=roster.pk) for _page in range(2))
    roster_actions.resume(one, by=town.clerk)
    assert refused(roster_actions.resume, other, by=town.secretary) == "running"
    assert refused(roster_actions.undo, other, reason="传错了文件", by=town.secretary) == "running"
    assert refused(roster_actions.reopen, other) == "running"


def test_people_of_a_building_that_went_to_another_grid_are_not_listed(town):
    roster = apply(take_in(town.north_leader, town.north, CHEN), town.north_leader)
    assert roster_actions.missing(roster).exists()
    move_unit(town.building, town.south, by=None)
    assert not roster_actions.missing(RosterImport.objects.get(pk=roster.pk)).exists()


def test_a_half_written_roster_cannot_go_back_to_the_preview(town):
    roster = apply(take_in(town.clerk, town.community, CHEN), town.clerk)
    RosterImport.objects.filter(pk=roster.pk).update(state="applying")
    assert refused(roster_actions.reopen, RosterImport.objects.get(pk=roster.pk)) == "half_written"


def test_old_rosters_are_kept_while_a_job_is_at_them(town):
    roster = take_in(town.clerk, town.community, CHEN)
    roster_actions.confirm(roster, by=town.clerk)
    RosterImport.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert roster_actions.forget_files() == 0


def test_two_imports_at_once_meet_the_same_people(town):
    first = take_in(town.clerk, town.community, CHEN, ZHAO)
    second = take_in(town.north_leader, town.north, [*CHEN[:2], "199-0000-0888", *CHEN[3:]])
    roster_actions.confirm(first, by=town.clerk)
    roster_actions.confirm(second, by=town.north_leader)
    drain()
    chen = Person.objects.get(name="陈一")
    assert (Person.objects.count(), chen.phones.count(), chen.residences.count()) == (5, 2, 1)


# --- what is kept unsealed ---------------------------------------------------------------------

NUMBER = "999999198801010010"


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        (HEADINGS, ["陈一", "", "", "1栋", "1", "201", NUMBER]),
        (HEADINGS, ["陈一", "", "", NUMBER, "1", "201", ""]),
        (["姓名", "楼栋", "室", NUMBER], ["陈一", "1栋", "201", "x"]),
    ],
)
def test_no_question_and_no_heading_holds_a_number(town, headings, row):
    roster = take_in(town.clerk, town.community, row, headings=headings)
    assert (roster.state, roster.rows.count()) == ("preview", 2)
    assert NUMBER not in f"{roster.questions}{roster.layout}"


def test_a_number_in_the_name_of_a_file_is_left_out(town):
    file = as_file(workbook(CHEN), f"陈一{NUMBER}-20260101.xlsx")
    roster = roster_actions.upload(file, unit=town.community, by=town.clerk)
    assert (roster.file_name, roster.job.title) == ("陈一….xlsx", "读取花名册 陈一….xlsx")


def test_what_the_reading_told_goes_with_the_file(town):
    roster = take_in(town.clerk, town.community, ZHAO)
    RosterImport.objects.update(created_at=timezone.now() - timedelta(days=31), answers={"words": {"x": "y"}})
    assert roster_actions.forget_files() == 1
    roster.refresh_from_db()
    assert (roster.layout, roster.questions, roster.answers) == ([], [], {})
