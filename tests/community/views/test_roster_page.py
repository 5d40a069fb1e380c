"""The page of one roster: what would become of its rows, and what somebody decides about them."""

import pytest
from django.urls import reverse

from community.models import RosterRow
from community.views.roster_page import sheet_facts
from tests.community.rosters.made import signed_in
from tests.community.rosters.previews import CELLS, change, doubt, preview

ERROR = doubt("bad_id", key="id_number", heading="身份证号", value=CELLS["id_number"], level="error")


@pytest.fixture
def leader(town):
    return signed_in(town.north_leader)


@pytest.fixture
def make(town):
    return lambda *rows, **fields: preview(town.north, town.north_leader, *rows, **fields)


def page(roster, name: str = "import") -> str:
    return reverse(f"community:{name}", args=[roster.pk])


def text(answer) -> str:
    return answer.content.decode()


def decided(roster, name: str = "take") -> str:
    return roster.rows.get().decision


def test_tabs_add_up_to_the_rows_read(leader, make):
    outcomes = ["error", "review", "review", "new", "changed", "unchanged", "not_data"]
    answer = leader.get(page(make(*[(outcome, {}) for outcome in outcomes])))
    assert answer.context["total"] == len(outcomes) == sum(tab["count"] for tab in answer.context["tabs"])
    assert "共读到 7 行" in text(answer)
    assert [tab["value"] for tab in answer.context["tabs"] if tab["here"]] == ["error"]


def test_a_problem_names_column_value_and_reason_masked(leader, make):
    quoting = ERROR | {"sentence": f"{CELLS['name']}的号码 {CELLS['id_number']} 校验位不对，请核对。"}
    shown = text(leader.get(page(make(("error", {"problems": [quoting]})))))
    assert "身份证号：9999**********001X：陈*国的号码 9999**********001X 校验位不对，请核对。" in shown
    assert not any(secret in shown for secret in (CELLS["name"], CELLS["id_number"], CELLS["phone"]))


def test_changes_stand_field_by_field_and_masked(leader, make):
    changes = [
        change("phone", "19900000102", "19900000101"),
        change("politics", "群众", "中共党员"),
        change("note", "旧", ""),
    ]
    row = leader.get(page(make(("changed", {"changes": changes})))).context["rows"][0]
    told = [(one["heading"], one["old"], one["new"]) for one in row["changes"]]
    assert told == [
        ("联系电话", "199****0102", "199****0101"),
        ("政治面貌", "群众", "中共党员"),
        ("备注", "旧", ""),
    ]


def test_rows_that_are_no_data_say_what_they_are(leader, make):
    assert "合计" in text(leader.get(page(make(("not_data", {"reason": "total"})))))


def test_columns_nobody_knows_and_marks_are_shown(leader, make):
    shown = text(leader.get(page(make(("new", {"extra": {"喜好": "书法 19900000101"}, "marks": ["struck"]})))))
    assert "喜好：书法 199****0101" in shown
    assert "有删除线" in shown


@pytest.mark.parametrize(
    ("typed", "numbers"), [("建国", [4, 6]), ("5", [5]), ("302", [5]), ("没有这个人", []), ("name", [])]
)
def test_rows_are_found_by_name_number_or_room(leader, make, typed, numbers):
    other = {"cells": CELLS | {"name": "赵二", "room": "302"}}
    roster = make(("new", {}), ("new", other), ("new", {}))
    sent = leader.post(page(roster, "import_search"), {"q": typed, "show": "new"})
    assert "建国" not in sent.url
    assert "%" not in sent.url
    answer = leader.get(sent.url)
    assert [row["number"] for row in answer.context["rows"]] == numbers


@pytest.mark.parametrize("typed", ["乐 安", '"小安"', "安\\\\"])
def test_gaps_and_signs_of_a_name_do_not_hide_it(leader, make, typed):
    roster = make(("new", {"cells": CELLS | {"name": '王乐  安 "小安" 安\\\\'}}), ("new", {}))
    sent = leader.post(page(roster, "import_search"), {"q": typed, "show": "new"})
    assert [row["number"] for row in leader.get(sent.url).context["rows"]] == [4]


def test_a_search_nobody_remembers_says_so(leader, make):
    roster = make(("new", {}))
    answer = leader.get(page(roster) + "?s=forgotten", follow=True)
    assert "这次查找已经过期" in text(answer)


def test_one_row_is_taken_and_left_out_by_its_button(leader, make):
    roster = make(("review", {"problems": [doubt()]}))
    row = roster.rows.get()
    answer = leader.post(page(roster, "import_decide"), {"take": row.pk, "show": "review"})
    assert answer.url == f"{page(roster)}?show=review#row-{row.pk}"
    assert "确认导入 1 人" in text(leader.get(page(roster)))
    leader.post(page(roster, "import_decide"), {"skip": row.pk})
    row.refresh_from_db()
    assert row.decision == RosterRow.Decision.SKIP
    assert "现在还没有可以导入的行" not in text(leader.get(page(roster)))


def test_a_double_click_decides_once(leader, make):
    roster = make(("review", {"problems": [doubt()]}))
    answers = [leader.post(page(roster, "import_decide"), {"take": roster.rows.get().pk}).url for _ in range(2)]
    assert answers[0] == answers[1]
    assert decided(roster) == "take"


def test_one_field_may_be_declined_and_taken_again(leader, make):
    roster = make(("changed", {"changes": [change("phone", "", "19900000101"), change("note", "", "独居")]}))
    row = roster.rows.get()
    leader.post(page(roster, "import_decide"), {"keep": f"{row.pk}:note"})
    assert roster.rows.get().declined == ["note"]
    assert "还是改" in text(leader.get(page(roster)))
    leader.post(page(roster, "import_decide"), {"change": f"{row.pk}:note"})
    assert roster.rows.get().declined == []


def test_all_rows_of_one_reason_are_decided_at_once(leader, make):
    two = {"problems": [doubt("two_homes")]}
    roster = make(("review", {"problems": [doubt()]}), ("review", two), ("review", two))
    assert "2 行" in text(leader.get(page(roster)))
    leader.post(page(roster, "import_decide_all"), {"all": "two_homes", "decision": "take"})
    assert list(roster.rows.order_by("pk").values_list("decision", flat=True)) == ["", "take", "take"]


def test_one_column_is_left_as_it_is_in_all_changed_rows(leader, make):
    both = {"changes": [change("phone", "", "19900000101"), change("note", "", "独居")]}
    roster = make(("changed", both), ("changed", {"changes": [change("note", "", "空巢")]}))
    leader.post(page(roster, "import_decide_all"), {"all": "note", "decision": "skip"})
    assert [row.declined for row in roster.rows.order_by("pk")] == [["note"], ["note"]]


def test_rows_are_narrowed_to_one_reason_and_to_open_ones(leader, make):
    roster = make(("review", {"problems": [doubt()]}), ("review", {"problems": [doubt("two_homes")]}))
    RosterRow.objects.filter(reason="two_homes").update(decision="take")
    shown = [
        len(leader.get(page(roster) + query).context["rows"]) for query in ("?reason=two_homes", "?open=1", "?reason=x")
    ]
    assert shown == [1, 1, 2]


def test_whom_a_row_may_mean_is_shown_and_chosen(town, leader, make):
    roster = make(("review", {"problems": [doubt()], "candidates": [town.wang.pk, town.zeng.pk]}))
    row = leader.get(page(roster)).context["rows"][0]
    assert [person["name"] for person in row["candidates"]] == ["王*明"], "of another grid nothing is told"
    leader.post(page(roster, "import_decide"), {"same": f"{row['pk']}:{town.wang.pk}"})
    assert (roster.rows.get().person, decided(roster)) == (town.wang, "take")
    assert leader.post(page(roster, "import_decide"), {"same": f"{row['pk']}:{town.zeng.pk}"}).status_code == 404


def test_a_row_may_be_somebody_new_after_all(town, leader, make):
    roster = make(("review", {"problems": [doubt()], "candidates": [town.wang.pk]}))
    leader.post(page(roster, "import_decide"), {"apart": roster.rows.get().pk})
    assert (roster.rows.get().declined, decided(roster)) == (["person"], "take")


@pytest.mark.parametrize("sent", ["999999", "x", "", "9" * 400])
def test_rows_of_no_roster_or_of_another_are_not_there(town, leader, make, sent):
    assert leader.post(page(make(("review", {})), "import_decide"), {"take": sent}).status_code == 404


def test_a_person_whose_number_nobody_could_write_is_not_there(leader, make):
    roster = make(("review", {"problems": [doubt()]}))
    sent = {"same": f"{roster.rows.get().pk}:" + "9" * 5000}
    assert leader.post(page(roster, "import_decide"), sent).status_code == 404


def test_a_row_of_another_roster_is_not_there(town, leader, make):
    roster, other = make(("review", {})), preview(town.south, town.south_leader, ("review", {}), sha256="1" * 64)
    assert leader.post(page(roster, "import_decide"), {"take": other.rows.get().pk}).status_code == 404
    assert decided(other) == ""


def test_the_second_tab_is_told_that_it_is_too_late(leader, make):
    roster = make(("review", {"problems": [doubt()]}), state="applied")
    for name, sent in (
        ("import_decide", {"take": roster.rows.get().pk}),
        ("import_decide_all", {"all": "x", "decision": "take"}),
    ):
        assert "请刷新页面看结果" in text(leader.post(page(roster, name), sent, follow=True))
    assert decided(roster) == ""


def test_buttons_without_a_meaning_do_nothing(leader, make):
    roster = make(("review", {"problems": [doubt()]}))
    for name, sent in (("import_decide", {}), ("import_decide_all", {"all": "namesake", "decision": "burn"})):
        assert leader.post(page(roster, name), sent).status_code == 302
    assert decided(roster) == ""


def test_many_rows_cost_as_many_queries_as_few(town, leader, make, queries):
    roster = make(*[("review", {"problems": [doubt()], "candidates": [town.wang.pk]}) for _ in range(60)])
    with queries(27):
        answer = leader.get(page(roster))
    assert len(answer.context["rows"]) == 50


def test_columns_no_committee_keeps_are_named_apart_from_kept_notes():
    columns = [{"heading": "宗教信仰", "key": ""}, {"heading": "血型", "key": ""}, {"heading": "姓名", "key": "name"}]
    facts = sheet_facts({"sheet": "3栋", "columns": columns, "heading_first": 0, "heading_last": 0})
    assert (facts["not_kept"], facts["unknown"]) == (["宗教信仰"], ["血型"])
