import pytest

from community.imports.groups import hidden_groups, read_grade, read_groups
from community.imports.shapes import Answers
from community.imports.words import Words


def told(text, **answers):
    return [
        (found.table, found.code, found.grade) for found in read_groups(text, Words(Answers(**answers))) if found.code
    ]


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("低保", [("group", "low_income", "")]),
        ("低保、残疾二级", [("group", "low_income", ""), ("group", "disabled", "二级")]),
        ("肢体残疾2级", [("group", "disabled", "肢体二级")]),
        ("残疾（视力一级）", [("group", "disabled", "视力一级")]),
        ("视力Ⅰ级", [("group", "disabled", "视力一级")]),
        ("重度残疾", [("group", "disabled", "重度")]),
        ("低保A类", [("group", "low_income", "A类")]),
        ("独居老人；空巢", [("group", "living_alone", ""), ("group", "empty_nest", "")]),
        ("低保边缘户", [("group", "near_low_income", "")]),
        ("退役军人 党员", [("group", "veteran", ""), ("politics", "01", "")]),
        ("流动人口", [("kind", "migrant", "")]),
        ("失独家庭", [("group", "lost_child", "")]),
        ("普通居民", []),
        ("无", []),
    ],
)
def test_lists_in_one_cell(text, groups):
    assert told(text) == groups


@pytest.mark.parametrize("text", ["80岁以上", "高龄老人", "高龄", "老年人", "学龄前儿童"])
def test_ages_are_computed_not_typed(text):
    assert [found.reason for found in read_groups(text, Words(Answers()))] == ["computed"]


@pytest.mark.parametrize("text", ["吸毒人员", "刑满释放人员", "社区矫正", "上访户", "信教群众", "重点人员"])
def test_what_no_committee_may_list_is_left_out_and_not_asked_about(text):
    words = Words(Answers())
    assert [found.reason for found in read_groups(text, words)] == ["not_kept"]
    assert words.questions == []


def test_an_unknown_group_is_asked_about():
    words = Words(Answers())
    assert [found.reason for found in read_groups("留守妇女", words)] == ["unknown"]
    assert [question.key for question in words.questions] == ["word:group:留守妇女"]
    assert told("留守妇女", words={"group:留守妇女": "empty_nest"}) == [("group", "empty_nest", "")]


@pytest.mark.parametrize(
    ("note", "groups"),
    [
        ("低保，住院", [["low_income", ""]]),
        ("肢体残疾二级", [["disabled", "肢体二级"]]),
        ("独居，子女在外地", [["living_alone", ""]]),
        ("低保边缘", [["near_low_income", ""]]),
        ("无低保", []),
        ("非低保户", []),
        ("已取消低保", []),
        ("住院", []),
        ("", []),
    ],
)
def test_notes_give_groups_away(note, groups):
    assert hidden_groups(note) == groups


@pytest.mark.parametrize(
    ("text", "grade"), [("二级", "二级"), ("2级", "二级"), ("肢体三级", "肢体三级"), ("陈一", ""), ("A类", "A类")]
)
def test_grades(text, grade):
    assert read_grade(text) == grade


@pytest.mark.parametrize("text", ["低保" * 25_000, "、" * 50_000, "残疾二级、" * 10_000, "无" * 50_000])
def test_endless_cells_are_read_by_their_beginning(text):
    assert len(read_groups(text, Words(Answers()))) <= 150
    assert len(hidden_groups(text)) <= 2
