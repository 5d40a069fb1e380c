import pytest

from community.codes import DOCUMENT, ETHNICITY, KIND, POLITICS, SEX, TABLES, USE, code_for, label
from community.models import Dwelling, Person, Residence


@pytest.mark.parametrize(
    ("table", "word", "code"),
    [
        ("sex", "男性", "1"), ("sex", "女", "2"), ("ethnicity", "汉", "01"), ("ethnicity", "土家族", "15"),
        ("ethnicity", "01", "01"), ("politics", "团员", "03"), ("politics", "中共党员", "01"), ("relation", "老伴", "10"),
        ("relation", "儿媳妇", "38"), ("relation", "大儿子", "22"), ("relation", "保姆", "99"), ("relation", "之妻", "12"),
        ("document", "身份证", "111"), ("document", "户口本", "113"), ("relation", " 长　子 ", "22"), ("relation", "", ""),
        ("kind", "人户分离", "separated"), ("kind", "常住人口", "registered"), ("kind", "01", "registered"), ("use", "已出租", "let"),
        ("marriage", "有配偶", "20"), ("education", "大本", "20"), ("group", "独居", "living_alone"), ("group", "五保", "destitute"),
        ("relation", "岳母", "56"), ("relation", "妻", "12"), ("relation", "房客", "99"), ("politics", "预备党员", "02"),
    ],
)  # fmt: skip
def test_words_of_rosters_become_codes(table, word, code):
    assert code_for(table, word) == code


@pytest.mark.parametrize(
    ("table", "word"),
    [
        ("sex", "1"),
        ("sex", "0"),
        ("politics", "很好"),
        ("relation", "邻居家的"),
        ("relation", "媳妇"),
        ("kind", "户在人不在"),
    ],
)
def test_what_nobody_taught_us_is_not_guessed(table, word):
    assert code_for(table, word) is None


def test_every_synonym_leads_to_a_code_of_its_table():
    for labels, words in TABLES.values():
        assert set(words.values()) <= set(labels)


def test_tables_have_the_published_size():
    assert (len(ETHNICITY), len(POLITICS), len(SEX)) == (58, 13, 4)
    assert label("ethnicity", "56") == "基诺族"


def test_document_codes_are_those_of_the_model():
    assert set(DOCUMENT) == set(Person.DocType.values)


def test_kinds_and_uses_are_those_of_the_models():
    assert {value: str(name) for value, name in Residence.Kind.choices} == {**KIND, "": "未登记"}
    assert {value: str(name) for value, name in Dwelling.Use.choices} == USE


@pytest.mark.parametrize("table", TABLES)
def test_endless_words_mean_nothing(table):
    assert code_for(table, "汉族" * 25_000) is None
