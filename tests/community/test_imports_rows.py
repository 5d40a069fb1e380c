from datetime import date
from time import process_time

import pytest

from community.imports.layout import lay_out
from community.imports.rows import RowReader
from community.imports.shapes import Answers
from tests.community.rosters.read import BLANK, CHEN, HEAD, ZHAO, asides, people, sheet_of


def cell(typed, heading: str = "室", **kwargs) -> str | None:
    (row,) = people(["姓名", "楼栋", heading], ["陈一", "1栋", typed], **kwargs)
    return next((shown for key, shown in row.cells.items() if key not in ("name", "building")), None)


# --- cells -------------------------------------------------------------------------------------


def test_row_is_cells_by_meaning_with_its_number():
    (row,) = people(["标题"], [], HEAD, CHEN)
    assert (row.sheet, row.number, row.member) == ("Sheet1", 4, 0)
    assert row.cells == {
        "building": "1栋", "entrance": "1", "room": "201", "name": "陈一", "id_number": "x", "phone": "19900000101",
        "relation": "户主",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (201, "201"),
        (201.0, "201"),
        (98.5, "98.5"),
        (True, "是"),
        ("２０１Ａ", "201A"),
        ("\u202e2\u200b01\u3000", "201"),
        ("2\x0001", "201"),
        ("a\r\nb", "a\nb"),
        ("'=1+1", "=1+1"),
        ("'99", "'99"),
        ("#", "#"),
        ("", None),
        (None, None),
    ],
)
def test_cells_become_the_text_people_see(typed, shown):
    assert cell(typed) == shown


@pytest.mark.parametrize("name", ["李𠮷", "张䶮", "王\ue001", "买买提·吐尔逊", "陈\U00031350"])
def test_rare_signs_stay(name):
    (row,) = people(["姓名", "住址"], [name, "1-1-201"])
    assert row.cells["name"] == name


def test_days_stay_days_outside_house_numbers():
    assert cell(date(1990, 3, 7), "出生日期") == "1990-03-07"


@pytest.mark.parametrize(
    ("heading", "day", "shown"),
    [
        ("室", date(2025, 3, 2), "3-2"),
        ("住址", date(2025, 12, 1), "12-1"),
        ("单元", date(2024, 3, 30), "3-30"),
        ("室", date(1932, 3, 1), "3-32"),
    ],
)
def test_house_number_that_became_a_day_is_turned_back_and_flagged(heading, day, shown):
    (row,) = people(["姓名", heading, "楼栋"], ["陈一", day, "1栋"])
    assert shown in row.cells.values()
    assert list(row.typed.values()) == ["date"]


@pytest.mark.parametrize(
    ("number", "typed"), [(110101199003071234, {"id_number": "cut"}), (10**15, {"id_number": "cut"}), (10**14, {})]
)
def test_number_longer_than_excel_keeps_is_flagged(number, typed):
    (row,) = people(HEAD, [*CHEN[:4], number, *CHEN[5:]])
    assert (row.cells["id_number"], row.typed) == (str(number), typed)


def test_errors_and_missing_results_are_flagged():
    faults = {(1, 2): "no_result", (1, 4): "broken"}
    (row,) = people(HEAD, ["1栋", "#REF!", None, "陈一", "#N/A", "", ""], faults=faults)
    assert row.typed == {"entrance": "broken", "room": "no_result", "id_number": "broken"}
    assert row.cells["id_number"] == "#N/A"


def test_cells_of_one_meaning_are_joined():
    (row,) = people(["姓名", "电话", "地址", "手机", "备注", "说明"], ["陈一", "1", "1-1-1", "2", "甲", "乙"])
    assert (row.cells["phone"], row.cells["note"]) == ("1、2", "甲；乙")


def test_parts_of_an_address_are_joined_in_order():
    rows = (
        ["姓名", "户籍地址", None, None, "地址"],
        [None, "省", "市", "详址", None],
        ["陈一", "湖南省", "衡阳市", "青石", "x"],
    )
    (row,) = people(*rows, merges=[(0, 0, 1, 0), (0, 1, 0, 3), (0, 4, 1, 4)])
    assert row.cells["hukou"] == "湖南省衡阳市青石"


def test_parts_of_an_address_without_a_group_above_are_joined_too():
    (row,) = people(["姓名", "地址", "户籍所在地-省", "户籍所在地-市"], ["陈一", "x", "湖南省", "衡阳市"])
    assert row.cells["hukou"] == "湖南省衡阳市"


def test_second_answer_of_another_column_is_kept_as_a_note():
    (row,) = people(["姓名", "地址", "家庭住址"], ["陈一", "1-1-1", "2-2-2"])
    assert (row.cells["address"], row.extra) == ("1-1-1", {"家庭住址": "2-2-2"})


def test_unknown_columns_are_kept_by_heading_or_place():
    (row,) = people(["姓名", "地址", "爱好", "电话"], ["陈一", "x", "书法", "", "", "花猫"])
    assert row.extra == {"爱好": "书法", "第 6 列": "花猫"}


@pytest.mark.parametrize(
    ("heading", "typed", "key", "shown"),
    [
        ("是否党员", "√", "politics", "党员"),
        ("是否党员", "是", "politics", "党员"),
        ("是否党员", "否", "politics", None),
        ("党员", "预备党员", "politics", "预备党员"),
        ("是否人户分离", "是", "kind", "人户分离"),
        ("是否出租", "有", "use", "出租"),
        ("人户一致标识", "02", "kind", "02"),
        ("独居", "√", "tick:living_alone", "√"),
        ("是否死亡", "是", "died", "是"),
    ],
)
def test_yes_under_a_heading_says_what_the_heading_says(heading, typed, key, shown):
    (row,) = people(["姓名", "地址", heading], ["陈一", "x", typed])
    assert row.cells.get(key) == shown


def test_tick_below_a_word_of_a_code_table_is_that_word():
    rows = ["姓名", "性别", None, "地址"], [None, "男", "女", None], ["陈一", "", "√", "x"], ["赵二", "√", "", "y"]
    merges = [(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3)]
    assert [row.cells["sex"] for row in people(*rows, merges=merges)] == ["女", "男"]


# --- merged, repeated, left out ----------------------------------------------------------------


def test_merged_cells_hold_inside_the_merge_only():
    merges = [(1, column, 2, column) for column in range(3)]
    first, second, third = people(HEAD, CHEN, BLANK, BLANK, merges=merges)
    assert {key: second.cells[key] for key in ("building", "entrance", "room")} == {
        "building": "1栋", "entrance": "1", "room": "201",
    }  # fmt: skip
    assert "building" not in third.cells
    assert (first.proposed, second.proposed) == ({}, {})


def test_cells_merged_across_are_not_repeated():
    (row,) = people(HEAD, ["1栋", None, "201", "陈一", "", "", ""], merges=[(1, 0, 1, 1)])
    assert "entrance" not in row.cells


def test_merges_piled_upon_each_other_cost_no_more_than_a_sheet():
    start = process_time()
    assert len(people(HEAD, *[CHEN] * 500, merges=[(1, 0, 1_048_575, 16_383)] * 20_000)) == 500
    assert process_time() - start < 2


def test_merged_house_without_a_person_is_nobody():
    merges = [(1, column, 3, column) for column in range(3)]
    assert asides(HEAD, CHEN, BLANK, [None] * 7, merges=merges) == ["heading", "", "", "blank"]


@pytest.mark.parametrize("mark", ["同上", "〃", '"', "″", "”", "—〃—", "- 〃 -", "同 上", "''"])
def test_ditto_repeats_the_nearest_text_above(mark):
    rows = people(
        HEAD,
        CHEN,
        [mark, mark, mark, "赵二", "", "", mark],
        ["", "", "", "", "", "", ""],
        [mark] * 3 + ["孙三", "", "", ""],
    )
    assert [row.cells["room"] for row in rows] == ["201", "201", "201"]
    assert rows[1].cells["relation"] == "户主"


def test_name_and_number_are_never_the_same():
    (_first, second) = people(HEAD, CHEN, ["1栋", "1", "202", "同上", "同上", "同上", ""])
    assert (second.cells["name"], second.cells["id_number"], second.cells["phone"]) == ("同上", "同上", "19900000101")


def test_ditto_with_nothing_above_stays():
    assert cell("同上") == "同上"


def test_blank_house_cells_are_proposed_and_asked_about():
    sheet = sheet_of(HEAD, CHEN, BLANK, BLANK)
    reader = RowReader(sheet, lay_out(sheet, Answers())[0], Answers())
    rows = [row for row in reader if not row.aside]
    assert [row.proposed for row in rows] == [{}] + [{"building": "1栋", "entrance": "1", "room": "201"}] * 2
    assert "building" not in rows[1].cells
    (question,) = reader.questions
    assert (question.kind, question.key, question.count) == ("fill_down", "fill_down:Sheet1", 2)


@pytest.mark.parametrize(("said", "room"), [("yes", "201"), ("no", None)])
def test_proposal_is_followed_as_somebody_said(said, room):
    sheet, answers = sheet_of(HEAD, CHEN, BLANK), Answers(said={"fill_down:Sheet1": said})
    reader = RowReader(sheet, lay_out(sheet, answers)[0], answers)
    row = list(reader)[2]
    assert (row.cells.get("room"), row.proposed, reader.questions) == (room, {}, [])


def test_what_stands_before_the_room_may_be_left_out_alone():
    rows = people(HEAD, CHEN, ["", "", "202", "赵二", "", "", "户主"], ["", "2", "301", "孙三", "", "", "户主"])
    assert [row.proposed for row in rows[1:]] == [{"building": "1栋", "entrance": "1"}, {"building": "1栋"}]


def test_nothing_is_proposed_for_a_house_without_entrances_or_a_head_without_a_house():
    rows = people(HEAD, CHEN, ["2栋", "", "101", "赵二", "", "", ""], ["", "", "", "孙三", "", "", "户主"])
    assert [row.proposed for row in rows] == [{}, {}, {}]


def test_number_of_the_household_is_left_out_with_its_house():
    head = ["户号", "本户地址", "现住址", "姓名", "关系"]
    rows = people(head, ["43", "青石", "1-1-201", "陈一", "户主"], ["", "", "", "赵二", "妻"])
    assert rows[1].proposed == {"address": "1-1-201", "hukou_number": "43", "hukou": "青石"}


# --- wide rows and roles -----------------------------------------------------------------------

WIDE = ["楼栋", "室", "户主姓名", "户主电话", "成员1姓名", "成员1关系", "成员2姓名", "成员2关系", "备注", "车牌号"]


def test_wide_row_is_as_many_people_as_it_names():
    rows = people(
        WIDE,
        ["1栋", "101", "甲", "199", "乙", "妻", "", "", "好", "湘A1"],
        ["1栋", "102", "丙", "", "", "", "丁", "子", "", ""],
    )
    assert [(row.number, row.member, row.cells["name"], row.cells["relation"]) for row in rows] == [
        (2, 0, "甲", "户主"), (2, 1, "乙", "妻"), (3, 0, "丙", "户主"), (3, 2, "丁", "子"),
    ]  # fmt: skip
    assert rows[0].cells.keys() - rows[1].cells.keys() == {"phone", "note"}
    assert {row.cells["room"] for row in rows[:2]} == {"101"}
    assert rows[1].cells["plate"] == "湘A1"


def test_wide_row_without_people_is_one_row():
    (row,) = people(WIDE, ["1栋", "101", *[""] * 8])
    assert (row.member, row.cells) == (0, {"building": "1栋", "room": "101"})


def test_spouse_comes_with_the_relation():
    rows = people(["姓名", "地址", "配偶姓名", "配偶身份证号"], ["甲", "1-1-101", "乙", "y"], ["丙", "1-1-102", "", ""])
    assert [(row.cells["name"], row.cells.get("relation")) for row in rows] == [
        ("甲", None),
        ("乙", "配偶"),
        ("丙", None),
    ]
    assert rows[1].cells == {"address": "1-1-101", "name": "乙", "id_number": "y", "relation": "配偶"}


def test_head_beside_each_member_is_one_person():
    head = ["地址", "户主", "身份证号", "成员姓名", "关系", "身份证号"]
    merges = [(1, column, 2, column) for column in range(3)]
    rows = people(head, ["1-1-101", "甲", "x", "乙", "妻", "y"], [None, None, None, "丙", "子", "z"], merges=merges)
    assert [(row.member, row.cells["name"], row.cells["relation"], row.cells["id_number"]) for row in rows] == [
        (0, "甲", "户主", "x"), (1, "乙", "妻", "y"), (1, "丙", "子", "z"),
    ]  # fmt: skip
    assert {row.cells["address"] for row in rows} == {"1-1-101"}


def test_tenants_beside_owners_come_in_their_role():
    head = ["地址", "房主姓名", "房主电话", "租户姓名", "租户电话", "人口类型"]
    (row,) = people(head, ["1-1-101", "甲", "199", "乙", "198", "流动人口"])
    assert (row.role, row.cells["name"], row.cells["phone"], row.cells["kind"]) == ("tenant", "乙", "198", "流动人口")
    assert (row.cells["owner"], row.cells["owner_phone"]) == ("甲", "199")


def test_tenants_beside_residents_do_not_take_over_their_household():
    head = ["地址", "姓名", "户籍地址", "租户姓名"]
    first, second = people(head, ["1-1-101", "甲", "青石", "乙"])
    assert (first.role, first.cells["hukou"]) == ("", "青石")
    assert (second.role, second.cells) == ("tenant", {"address": "1-1-101", "name": "乙"})
    assert (first.member, second.member) == (0, 1)


# --- marks -------------------------------------------------------------------------------------


def test_marks_come_with_their_rows():
    rows = people(HEAD, CHEN, ZHAO, CHEN, ZHAO, marks={2: ("struck", "hidden")}, struck={3: (3,), 4: (0,)})
    assert [row.marks for row in rows] == [(), ("struck", "hidden"), ("struck",), ()]


def test_few_coloured_rows_are_marks_many_are_the_look_of_the_sheet():
    few = people(HEAD, *[CHEN] * 8, marks={3: ("coloured",)})
    striped = people(HEAD, *[CHEN] * 8, marks={row: ("coloured",) for row in range(2, 9, 2)})
    assert [row.marks for row in few].count(("coloured",)) == 1
    assert {row.marks for row in striped} == {()}
