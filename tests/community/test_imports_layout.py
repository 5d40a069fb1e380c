import pytest

from community.imports.layout import lay_out
from community.imports.shapes import Answers, Sheet


def laid_out(*rows: list, merges=(), answers: Answers | None = None, name: str = "Sheet1", hidden: bool = False):
    return lay_out(Sheet(name, [list(row) for row in rows], merges=list(merges), hidden=hidden), answers or Answers())


def columns(*rows: list, **kwargs) -> list[str]:
    """What each column means: key, @member, @role."""
    layout, _questions = laid_out(*rows, **kwargs)
    return [
        column.key + (f"@{column.member}" if column.member else "") + (f"@{column.role}" if column.role else "")
        for column in layout.columns
    ]


def asked(*rows: list, **kwargs) -> list[str]:
    return [question.key for question in laid_out(*rows, **kwargs)[1]]


HEAD = ["序号", "姓名", "身份证号", "楼栋", "单元", "室"]
PERSON = [1, "陈一", "", "1栋", "1", "201"]


# --- where the headings are --------------------------------------------------------------------


@pytest.mark.parametrize("above", range(11))
def test_headings_are_found_below_titles(above):
    titles = [["青石社区居民花名册（2025年）"], ["填表单位：青石社区", "", "填报日期：2025年3月1日"], []]
    layout, _questions = laid_out(*(titles * 4)[:above], HEAD, PERSON)
    assert (layout.heading_first, layout.heading_last) == (above, above)


def test_rows_of_people_are_no_headings():
    assert laid_out(["1", "张三", "男", "汉族", "党员", "户主"], PERSON)[0].skipped == "no_headings"


def test_statistics_are_no_roster():
    assert laid_out(["楼栋", "户数", "人数"], ["1栋", 30, 90])[0].skipped == "no_headings"


def test_headings_in_two_rows_are_flattened():
    rows = ["姓名", "户籍地址", None, None, "电话"], [None, "省", "市", "详址", None]
    layout, _questions = laid_out(*rows, merges=[(0, 0, 1, 0), (0, 1, 0, 3), (0, 4, 1, 4)])
    assert [column.heading for column in layout.columns] == [
        "姓名",
        "户籍地址/省",
        "户籍地址/市",
        "户籍地址/详址",
        "电话",
    ]
    assert [column.key for column in layout.columns] == ["name", "hukou", "hukou", "hukou", "phone"]
    assert (layout.heading_first, layout.heading_last) == (0, 1)


def test_groups_that_were_never_merged_are_flattened_too():
    rows = ["姓名", "现住址", "", "", "户籍地址", ""], ["", "楼栋", "单元", "室", "省", "详址"]
    assert columns(*rows) == ["name", "building", "entrance", "room", "hukou", "hukou"]


def test_headings_in_three_rows_are_flattened():
    rows = (
        ["姓名", "住房信息", None, None, "租户信息", None],
        [None, "现住址", None, "面积", "基本情况", None],
        [None, "楼栋", "室", None, "姓名", "电话"],
    )
    merges = [(0, 0, 2, 0), (0, 1, 0, 3), (0, 4, 0, 5), (1, 1, 1, 2), (1, 3, 2, 3), (1, 4, 1, 5)]
    assert columns(*rows, merges=merges) == ["name", "building", "room", "area", "name@1@tenant", "phone@1@tenant"]


def test_title_over_the_whole_width_is_no_group():
    layout, _questions = laid_out(["花名册", *[None] * 5], HEAD, PERSON, merges=[(0, 0, 0, 5)])
    assert (layout.heading_first, layout.columns[1].heading) == (1, "姓名")


def test_merged_house_of_the_first_household_is_no_heading():
    rows = HEAD, PERSON, [2, "赵二", "", None, None, None]
    layout, _questions = laid_out(*rows, merges=[(1, 3, 2, 3), (1, 4, 2, 4), (1, 5, 2, 5)])
    assert (layout.heading_first, layout.heading_last) == (0, 0)


def test_somebody_may_point_at_the_headings():
    rows = ["姓名", "电话", "室"], ["姓名", "楼栋", "室", "电话"], ["陈一", "1栋", "201", ""]
    assert laid_out(*rows)[0].heading_first == 1
    assert laid_out(*rows, answers=Answers(said={"heading:Sheet1": "1"}))[0].heading_first == 0


# --- what the columns mean ---------------------------------------------------------------------


def test_two_telephones_are_both_telephones():
    assert columns(["姓名", "电话", "住址", "电话"]) == ["name", "phone", "address", "phone"]
    assert columns(["姓名", "电话1", "住址", "电话2"]) == ["name", "phone", "address", "phone"]


def test_unknown_columns_and_columns_without_heading_are_kept():
    layout, _questions = laid_out(["姓名", "住址", "爱好", None, None], ["陈一", "1-1-201", "", "书法", None])
    assert [(column.place, column.heading, column.key) for column in layout.columns[2:]] == [
        (2, "爱好", ""),
        (3, "", ""),
    ]


@pytest.mark.parametrize(
    ("headings", "keys"),
    [
        (["姓名", "楼栋", "房号"], ["name", "building", "room"]),
        (["姓名", "房号"], ["name", "address"]),
        (["姓名", "门牌号"], ["name", "address"]),
        (["姓名", "地址", "房号"], ["name", "address", ""]),
        (["姓名", "楼栋", "单元", "户号"], ["name", "building", "entrance", "room"]),
        (["姓名", "楼栋", "室", "户号"], ["name", "building", "room", "hukou_number"]),
        (["姓名", "户号", "本户地址"], ["name", "hukou_number", "hukou"]),
    ],
)
def test_house_numbers_mean_what_stands_beside_them(headings, keys):
    assert columns(headings) == keys


def test_house_number_in_a_sheet_of_one_building_is_a_room():
    assert columns(["姓名", "房号"], name="3栋") == ["name", "room"]
    assert columns(["姓名", "房号"], ["3栋"], ["陈一", "201"]) == ["name", "room"]


@pytest.mark.parametrize(
    ("headings", "keys"),
    [
        (["业主姓名", "业主电话", "地址"], ["name", "phone", "address"]),
        (["房主姓名", "租户姓名", "地址"], ["owner", "name@tenant", "address"]),
        (["姓名", "户主", "户主电话", "地址"], ["name", "head_name", "", "address"]),
        (["户主姓名", "户主电话", "地址"], ["name", "phone", "address"]),
        (["姓名", "房主", "房主电话", "房主身份证号", "地址"], ["name", "owner", "owner_phone", "owner_id", "address"]),
        (["姓名", "租户姓名", "租户电话", "地址"], ["name", "name@1@tenant", "phone@1@tenant", "address"]),
        (["姓名", "配偶姓名", "配偶身份证号", "地址"], ["name", "name@1", "id_number@1", "address"]),
        (["姓名", "配偶身份证号", "地址", "电话"], ["name", "", "address", "phone"]),
        (["户主姓名", "成员1姓名", "成员2姓名", "地址"], ["name", "name@1", "name@2", "address"]),
        (["姓名1", "电话1", "姓名2", "电话2", "地址"], ["name@1", "phone@1", "name@2", "phone@2", "address"]),
        (["姓名", "电话", "姓名", "电话", "地址"], ["name", "phone", "name@2", "phone@2", "address"]),
        (["住户", "姓名", "地址"], ["", "name", "address"]),
        (
            ["户主", "身份证号", "成员姓名", "关系", "身份证号"],
            ["name", "id_number", "name@1", "relation@1", "id_number@1"],
        ),
        (["户主", "姓名", "身份证号", "地址"], ["head_name", "name", "id_number", "address"]),
        (["小区/建筑", "门牌地址", "姓名"], ["building", "address", "name"]),
    ],
)
def test_who_the_people_of_a_row_are(headings, keys):
    assert columns(headings) == keys


# --- answers, hints, questions -----------------------------------------------------------------


def test_same_headings_have_the_same_signature():
    first, second = laid_out(HEAD, PERSON)[0], laid_out(["标题"], ["序号：", *HEAD[1:]], PERSON)[0]
    assert first.signature == second.signature
    assert first.signature != laid_out(HEAD[1:], PERSON[1:])[0].signature
    assert first.signature == laid_out([*HEAD, "错误原因"], PERSON)[0].signature


def test_what_somebody_said_of_a_column_wins():
    rows = ["称呼", "楼栋", "室", "租的人"], ["陈一", "1栋", "201", "赵二"]
    signature = laid_out(*rows, answers=Answers(said={"heading:Sheet1": "1"}))[0].signature
    said = Answers(columns={signature: {"0": "name", "3": "name@1@tenant", "1": "-"}})
    assert columns(*rows, answers=said) == ["name", "-", "room", "name@1@tenant"]
    assert asked(*rows, answers=said) == []


def test_further_synonyms_are_taken():
    assert columns(["称呼", "住址", "电话"], answers=Answers(synonyms={"称呼": "name"})) == ["name", "address", "phone"]


@pytest.mark.parametrize(
    ("name", "title", "hint"),
    [
        ("3栋", "", "3栋"),
        ("3号楼", "住户表", "3号楼"),
        ("Sheet1", "青石社区幸福小区3号楼住户表", "幸福小区3号楼"),
        ("3栋", "幸福小区3号楼住户表", "幸福小区3号楼"),
        ("2栋", "幸福小区1号楼住户表", "2栋"),
        ("Sheet3", "青石社区居民花名册（2025年）", ""),
        ("12", "1-3号楼住户表", ""),
        ("表", "1栋、2栋住户表", ""),
        ("十二号楼", "", "十二号楼"),
        ("A座", "", "A座"),
        ("3月", "3月1日", ""),
    ],
)
def test_building_of_the_sheet_stands_in_its_name_or_title(name, title, hint):
    assert laid_out([title], HEAD, PERSON, name=name)[0].hint == hint


@pytest.mark.parametrize(
    ("headings", "question"),
    [
        (["姓名", "地址"], []),
        (["姓名", "楼栋", "室"], []),
        (["姓名", "楼栋"], ["columns:Sheet1"]),
        (["姓名", "室"], ["columns:Sheet1"]),
        (["姓名", "电话"], ["columns:Sheet1"]),
        (["电话", "楼栋", "室"], ["columns:Sheet1"]),
    ],
)
def test_missing_columns_are_asked_for(headings, question):
    assert asked(headings, [""] * len(headings)) == question


def test_building_outside_the_columns_is_enough():
    assert asked(["姓名", "室"], name="3栋") == []
    assert asked(["姓名", "室"], ["3栋", ""], ["陈一", "201"]) == []


def test_question_that_was_answered_is_not_asked_again():
    assert asked(["姓名", "电话"], answers=Answers(said={"columns:Sheet1": "none"})) == []


@pytest.mark.parametrize(
    ("rows", "kwargs", "reason"),
    [
        ([HEAD, PERSON], {"hidden": True}, "hidden"),
        ([HEAD, PERSON], {"hidden": True, "answers": Answers(sheets={"Sheet1": True})}, ""),
        ([HEAD, PERSON], {"answers": Answers(sheets={"Sheet1": False})}, "not_chosen"),
        ([], {}, "empty"),
        ([[None, ""]], {"hidden": True}, "empty"),
        ([["请认真填写"]], {}, "no_headings"),
    ],
)
def test_sheets_that_are_not_read_say_why(rows, kwargs, reason):
    layout, questions = laid_out(*rows, **kwargs)
    assert (layout.skipped, layout.rows, questions) == (reason, len(rows), [])
