"""Questions of a roster's reading, and the meaning of its columns."""

import pytest
from django.urls import reverse

from community.forms.roster_questions import field_name
from community.models import RosterImport
from tests.community.rosters.made import signed_in
from tests.community.rosters.previews import BUILDING, COLUMNS, WORD, add_row, column, layout, preview

DIGIT = {"kind": "digit", "key": "digit:sex", "word": "性别", "sheet": "", "count": 9}
DIGIT["choices"] = [["12", "1 是男，2 是女"], ["10", "1 是男，0 是女"]]
BLANKS = {"kind": "fill_down", "key": "fill_down:名单", "word": "", "sheet": "名单", "count": 8, "choices": []}
BUILDING_FIELD, WORD_FIELD = field_name(BUILDING["key"]), field_name(WORD["key"])


@pytest.fixture
def leader(town):
    return signed_in(town.north_leader)


@pytest.fixture
def asked(town):
    return preview(town.north, town.north_leader, ("new", {}), questions=[BUILDING, WORD, DIGIT, BLANKS])


def page(roster, name: str = "import_questions") -> str:
    return reverse(f"community:{name}", args=[roster.pk])


def text(answer) -> str:
    return answer.content.decode()


def answers(roster) -> dict:
    return RosterImport.objects.get(pk=roster.pk).answers


def test_each_question_is_asked_once_with_its_rows(leader, asked):
    shown = text(leader.get(page(asked, "import")))
    assert "“文化程度”里写的“大本”是什么意思？" in shown
    assert "涉及 12 行" in shown
    assert "“老三楼”是哪一栋楼？" in shown
    assert "和上面一行的人住在一起吗" in shown


def test_answers_are_kept_and_the_file_is_read_again(town, leader, asked):
    sent = {BUILDING_FIELD: town.building.pk, WORD_FIELD: "20", field_name(DIGIT["key"]): "12", "remember": "on"}
    assert leader.post(page(asked), sent).url == page(asked, "import")
    told = answers(asked)
    assert told["buildings"] == {"老三楼": town.building.pk}
    assert told["words"] == {"education:大本": "20"}
    assert told["said"] == {"digit:sex": "12"}
    asked.refresh_from_db()
    assert asked.state == "reading"


def test_a_word_may_be_left_out_of_the_register(leader, asked):
    leader.post(page(asked), {WORD_FIELD: "-"})
    assert answers(asked)["words"] == {"education:大本": "-"}


def test_only_who_keeps_the_committees_data_is_offered_to_teach_it(town, leader, asked):
    clerk = signed_in(town.clerk)
    assert "记住楼名和用词的回答" in text(clerk.get(page(asked, "import")))
    assert "记住楼名的回答" in text(leader.get(page(asked, "import")))
    assert 'name="remember"' in text(clerk.get(page(asked, "import_columns")))
    assert 'name="remember"' not in text(leader.get(page(asked, "import_columns")))
    RosterImport.objects.update(questions=[WORD])
    assert 'name="remember"' not in text(leader.get(page(asked, "import")))


def test_an_empty_form_asks_for_one_answer(leader, asked):
    answer = leader.post(page(asked), {"remember": "on"})
    assert answer.status_code == 422
    assert "请至少回答一个问题" in text(answer)


def test_what_is_not_offered_cannot_be_chosen(town, leader, asked):
    for sent in ({BUILDING_FIELD: town.south_building.pk}, {WORD_FIELD: "no such code"}, {BUILDING_FIELD: "new"}):
        assert leader.post(page(asked), sent).status_code == 422
    assert answers(asked) == {}


def test_a_new_building_is_offered_to_whoever_may_add_one(town, asked):
    offered = [
        ("新建这栋楼" in text(signed_in(user).get(page(asked, "import"))))
        for user in (town.north_leader, town.secretary)
    ]
    assert offered == [False, True]


def test_more_questions_than_fit_are_asked_later(town, leader):
    many = [WORD | {"key": f"word:education:{number}", "word": f"词{number}"} for number in range(70)]
    roster = preview(town.north, town.north_leader, ("new", {}), questions=many)
    assert "还有 10 个问题" in text(leader.get(page(roster, "import")))


def test_the_second_tab_answers_too_late_and_is_told(leader, asked):
    leader.post(page(asked), {WORD_FIELD: "20"})
    assert "已经有人处理" in text(leader.post(page(asked), {WORD_FIELD: "30"}, follow=True))
    assert answers(asked)["words"] == {"education:大本": "20"}


def test_options_are_off_until_somebody_wants_them(leader, asked):
    leader.post(page(asked, "import_options"), {"erase_empty": "on"})
    assert answers(asked)["options"] == {"erase_empty": True, "take_reviewed": False}


def test_columns_show_what_the_first_rows_say_masked(town, leader):
    roster = preview(town.north, town.north_leader, ("new", {"extra": {"喜好": "书法"}}))
    answer = leader.get(page(roster, "import_columns"))
    samples = {one["heading"]: one["samples"] for one in answer.context["columns"]}
    assert samples == {"序号": [], "姓名": ["陈*国"], "楼栋": ["1栋"], "喜好": ["书法"]}
    assert "第 2 到 3 行是表头，上面 1 行是标题" in text(answer)


def test_columns_are_corrected_and_read_again(town, leader):
    roster = preview(town.north, town.north_leader, ("new", {}))
    sent = {"save": "1", "c0": "-", "c1": "name", "c2": "address", "c3": "tick:living_alone", "remember": "on"}
    assert leader.post(page(roster, "import_columns"), sent).url == page(roster, "import")
    assert answers(roster)["columns"] == {"a" * 64: {"0": "-", "1": "name", "2": "address", "3": "tick:living_alone"}}


def test_columns_of_one_person_of_a_wide_row_stay_that_persons(town, leader):
    wide = [*COLUMNS[:3], column(4, "成员2姓名", "name", 2), column(5, "租户电话", "phone", 0, "tenant")]
    roster = preview(town.north, town.north_leader, ("new", {}), layout=[layout(columns=wide)])
    add_row(roster, 4, "new", member=2, cells={"name": "陈小花"})
    answer = leader.get(page(roster, "import_columns"))
    assert [(one["member"], one["role"], one["samples"]) for one in answer.context["columns"][3:]] == [
        (2, "", ["陈*花"]),
        (0, "租户", ["199****0101"]),
    ]
    leader.post(page(roster, "import_columns"), {"save": "1", "c1": "name", "c4": "former_name", "c5": "phone"})
    kept = answers(roster)["columns"]["a" * 64]
    assert (kept["4"], kept["5"]) == ("former_name@2", "phone@0@tenant")


@pytest.mark.parametrize(
    "sent", [{"c1": "note"}, {"c1": "name", "c2": "no such column"}, {"c1": "name", "c2": "x" * 5000}]
)
def test_columns_need_a_name_and_known_meanings(town, leader, sent):
    roster = preview(town.north, town.north_leader, ("new", {}))
    assert leader.post(page(roster, "import_columns"), sent | {"save": "1"}).status_code == 422
    assert answers(roster) == {}


def test_sheets_left_aside_say_why_and_may_be_read(town, leader):
    hidden = layout(sheet="旧数据", skipped="hidden", columns=[])
    roster = preview(town.north, town.north_leader, ("new", {}), layout=[layout(), hidden])
    assert "隐藏的工作表，没有读" in text(leader.get(page(roster, "import")))
    assert "也读这张表" in text(leader.get(page(roster, "import_columns") + "?page=1"))
    leader.post(page(roster, "import_sheet"), {"sheet": "1", "include": "1"})
    assert answers(roster)["sheets"] == {"旧数据": True}


def test_a_sheet_may_be_left_out(town, leader):
    roster = preview(town.north, town.north_leader, ("new", {}))
    leader.post(page(roster, "import_sheet"), {"sheet": "0", "exclude": "1"})
    assert answers(roster)["sheets"] == {"名单": False}


def test_headings_may_be_pointed_at(town, leader):
    roster = preview(town.north, town.north_leader, ("new", {}))
    assert "请写 1 到 12 之间的行号" in text(leader.post(page(roster, "import_sheet"), {"row": "0"}, follow=True))
    leader.post(page(roster, "import_sheet"), {"sheet": "0", "row": "４"})
    assert answers(roster)["said"] == {"heading:名单": "4"}


@pytest.mark.parametrize("asked_sheet", ["7", "x", "-1", "9" * 300])
def test_a_sheet_that_is_not_there_is_the_first_one(town, leader, asked_sheet):
    roster = preview(town.north, town.north_leader, ("new", {}))
    assert leader.get(page(roster, "import_columns") + f"?page={asked_sheet}").context["number"] == 0


def test_columns_are_not_changed_any_more_once_confirmed(town, leader):
    roster = preview(town.north, town.north_leader, ("new", {}), state="applied")
    assert "才能改列的对应" in text(leader.get(page(roster, "import_columns"), follow=True))


def test_columns_of_another_grid_are_not_there(town, asked):
    south = signed_in(town.south_leader)
    assert south.get(page(asked, "import_columns")).status_code == 404
    assert south.post(page(asked), {WORD_FIELD: "20"}).status_code == 404


def test_columns_cost_the_same_for_few_and_many_rows(town, leader, queries):
    roster = preview(town.north, town.north_leader, *[("new", {})] * 40)
    with queries(20):
        leader.get(page(roster, "import_columns"))
