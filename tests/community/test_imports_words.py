import pytest

from community.imports.shapes import Answers
from community.imports.words import LEFT_OUT, Words, is_none, is_true


@pytest.mark.parametrize(
    ("table", "text", "code"),
    [
        ("sex", "男", "1"), ("sex", "F", "2"), ("sex", "女性", "2"), ("ethnicity", "汉", "01"), ("ethnicity", "汉族", "01"),
        ("ethnicity", "01", "01"), ("ethnicity", "维吾尔族", "05"), ("ethnicity", "汉族人", "01"), ("politics", "群众", "13"),
        ("politics", "党员", "01"), ("politics", "中共党员", "01"), ("politics", "预备", "02"), ("politics", "团员", "03"),
        ("education", "本科", "20"), ("education", "大学", "20"), ("education", "大本", "20"), ("education", "初中毕业", "70"),
        ("education", "高中文化", "60"), ("marriage", "已婚", "20"), ("marriage", "有配偶", "20"), ("relation", "之妻", "12"),
        ("relation", "爱人", "10"), ("relation", "老伴", "10"), ("relation", "长子", "22"), ("relation", "大儿子", "22"),
        ("relation", "儿媳妇", "38"), ("relation", "租户", "99"), ("relation", "保姆", "99"), ("relation", "户主之妻", "12"),
        ("relation", "户主的儿子", "20"), ("relation", "王小明之子", "20"), ("relation", "其妻", "12"), ("kind", "01", "registered"),
        ("kind", "02", "separated"), ("kind", "流动人口", "migrant"), ("kind", "人户分离", "separated"), ("use", "出租房", "let"),
        ("use", "自住", "owner"), ("use", "空", "vacant"), ("document", "户口本", "113"), ("education", "不详", ""), ("relation", "-", ""),
    ],
)  # fmt: skip
def test_words_of_rosters(table, text, code):
    words = Words(Answers())
    assert words.code(table, text) == code
    assert words.questions == []


@pytest.mark.parametrize(
    ("table", "text"), [("education", "扫盲班"), ("relation", "媳妇"), ("kind", "户在人不在"), ("kind", "是")]
)
def test_other_words_are_asked_about_once(table, text):
    words = Words(Answers())
    assert [words.code(table, text), words.code(table, f" {text} ")] == [None, None]
    (question,) = words.questions
    assert (question.kind, question.key, question.word, question.count) == ("word", f"word:{table}:{text}", text, 2)
    assert question.choices[-1][0] == LEFT_OUT


def test_answers_are_taken_and_remembered_ones_as_well():
    words = Words(Answers(words={"education:扫盲班": "90", "word:relation:媳妇": "38", "kind:是": LEFT_OUT}))
    assert [words.code("education", "扫盲班"), words.code("relation", "媳 妇"), words.code("kind", "是")] == [
        "90",
        "38",
        "",
    ]
    assert words.questions == []


@pytest.mark.parametrize("digits", ["12", "10", "01"])
def test_digits_for_a_sex_are_asked_about_never_guessed(digits):
    words = Words(Answers())
    assert [words.sex(digit) for digit in digits] == [None, None]
    (question,) = words.questions
    assert (question.kind, question.key, question.count) == ("digit", "digit:sex", 2)
    assert set(question.choices[0][0]) == set(digits)


@pytest.mark.parametrize(
    ("answer", "sexes"),
    [("12", ["1", "2", "0"]), ("10", ["1", "0", "2"]), ("01", ["2", "0", "1"]), (LEFT_OUT, ["0"] * 3)],
)
def test_the_answer_holds_for_the_whole_file(answer, sexes):
    words = Words(Answers(said={"digit:sex": answer}))
    assert [words.sex("1"), words.sex("2"), words.sex("0")] == sexes


@pytest.mark.parametrize("sign", ["√", "✓", "●", "是", "1", "有", "Y", "y", " √ ", "Ｙ"])
def test_ticks(sign):
    assert is_true(sign) is True


@pytest.mark.parametrize("sign", ["×", "否", "0", "无", "N", "x", "-", "□"])
def test_no_ticks(sign):
    assert is_true(sign) is False


@pytest.mark.parametrize("sign", ["○", "二级", "陈一", "2024"])
def test_neither(sign):
    assert is_true(sign) is None


@pytest.mark.parametrize("word", ["无", " 不详 ", "-", "/", "n/a"])
def test_words_for_none(word):
    assert is_none(word)


@pytest.mark.parametrize("text", ["之" * 50_000, "户主的" * 20_000, "毕业" * 25_000])
@pytest.mark.parametrize("table", ["relation", "education", "group"])
def test_endless_words_are_asked_about_by_their_beginning(table, text):
    words = Words(Answers())
    assert words.code(table, text) is None
    assert len(words.questions[0].word) <= 40
