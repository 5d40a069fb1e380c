"""Rows that are nobody: each says why."""

from time import process_time

import pytest

from community.imports.asides import building_words, reason, title_building
from community.imports.cells import is_ditto
from community.imports.columns import plain_heading
from community.imports.headings import meaning
from tests.community.rosters.read import CHEN, HEAD, ZHAO, asides, people, read


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ([], "blank"),
        (["　", "", None], "blank"),
        (["合计", "", "", "300人"], "total"),
        (["合　计：", "", "", "", "", "12"], "total"),
        (["", "", "", "小计"], "total"),
        (["总人数：300"], "total"),
        (["共300人"], "total"),
        (["填表人：文社工", "", "", "审核人：周书记"], "footer"),
        (["审核：", "", "制表："], "footer"),
        (["注：以上均已核对"], "footer"),
        (["单位（盖章）"], "footer"),
        (["第1页"], "footer"),
        (HEAD, "heading"),
        (["楼 栋", *HEAD[1:]], "heading"),
        (["2栋"], "separator"),
        (["", "", "", "幸福小区3号楼"], "separator"),
        (["二单元"], "separator"),
        (["一、户籍人口"], "separator"),
        (["青石社区花名册"], "title"),
        (["【示例】", "1", "201", "王小明"], "sample"),
        (["", "", "", "【示例】王小明"], "sample"),
        (["", "", "", "（示例）张三"], "sample"),
        (["例", "1", "201", "张三"], "sample"),
        (["", "", "", "孙三"], ""),
        (["", "", "", "", "", "19900000101"], ""),
        (["3栋", "1", "101"], ""),
        (["", "", "", "合计仁"], ""),
        (["1栋", "1", "101", "例外"], ""),
        (["1栋", "", "102", "张总计", "", "", "备注：无"], ""),
    ],
)
def test_rows_below_are_told_apart(row, reason):
    assert asides(["青石社区花名册"], HEAD, CHEN, row)[3:] == [reason]


@pytest.mark.parametrize(
    "row",
    [
        ["填写真实姓名", "如3栋", "", "18位"],
        ["必填", "必填", "选填", "必填"],
        ["例如：张三", "例如：3栋", "数字", "按身份证填写"],
        ["请填写", "请从下拉框选择", "请填数字", "文本格式"],
    ],
)
def test_explanations_below_the_headings_are_nobody(row):
    head = ["姓名", "楼栋", "室", "身份证号"]
    assert asides(head, row, ["陈一", "1栋", "201", ""]) == ["heading", "explanation", ""]


def test_person_with_a_note_below_the_headings_is_no_explanation():
    assert asides(["姓名", "住址", "备注"], ["陈一", "1-1-201", "请填写电话"]) == ["heading", ""]


def test_running_numbers_alone_are_nobody():
    assert asides(["序号", "姓名", "住址"], [1, "陈一", "x"], [2, "", ""], ["合计", "", ""]) == [
        "heading",
        "",
        "blank",
        "total",
    ]


def test_every_row_comes_out_with_its_number():
    rows = read(["标题"], [], HEAD, CHEN, [], ["2栋"], ZHAO, ["合计", "2"])
    assert [(row.number, row.aside) for row in rows] == [
        (1, "title"), (2, "blank"), (3, "heading"), (4, ""), (5, "blank"), (6, "separator"), (7, ""), (8, "total"),
    ]  # fmt: skip
    assert rows[7].extra == {"内容": "合计 2"}


def test_separators_tell_the_building_of_what_stands_below():
    head = ["室", "姓名"]
    rows = people(
        head, ["101", "甲"], ["1栋"], ["101", "乙"], ["2单元"], ["101", "丙"], ["3号楼住户"], ["101", "丁"], name="9栋"
    )
    assert [row.hint for row in rows] == ["9栋", "1栋", "1栋2单元", "3号楼"]


def test_nothing_is_proposed_across_a_separator():
    rows = people(["室", "姓名"], ["1栋"], ["101", "甲"], ["2栋"], ["", "乙"])
    assert rows[1].proposed == {}


@pytest.mark.parametrize(
    "text",
    [
        "合计" + "1" * 990 + "x",
        "合计" + "1人" * 450 + "x",
        "一" * 999,
        "第" * 999,
        "3-" * 499,
        "小区" * 499,
        "（" * 999,
        "-" * 999 + "x",
    ],
)
def test_no_text_takes_long_to_judge(text):
    start = process_time()
    reason([text, text[::-1]], 0, frozenset(), near=True)
    building_words(text), title_building(text), plain_heading(text), meaning((text, text), {}), is_ditto(text)
    assert process_time() - start < 0.1
