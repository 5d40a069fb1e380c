import pytest

from community.imports.shapes import (
    BROKEN,
    COLOURED,
    CUT,
    ERROR,
    HIDDEN,
    NO_RESULT,
    NOTICE,
    REVIEW,
    STRUCK,
    SheetRow,
)
from tests.community.checked_rows import HOME, ID, WOMAN, checked, checker, row, told


def test_good_row_has_values_and_no_problem():
    facts = checked(id_number=ID, phone="199 0000-0101", relation="长子", entrance="二单元", kind="流动人口")
    assert facts.problems == []
    assert facts.level == ""
    assert facts.values == {
        "name": "陈一", "id_number": ID, "born": "1988-01-01", "born_precision": "day", "sex": "1",
        "phones": [["19900000101", ""]], "relation": "22", "kind": "migrant",
        "building": 1, "building_name": "1栋", "entrance": "2", "room": "201",
    }  # fmt: skip
    assert facts.home == (1, "2", "201")


def test_a_row_that_is_no_data_is_handed_through():
    facts = checker().check(SheetRow("表", 9, aside="total"))
    assert (facts.values, facts.problems) == ({}, [])


# --- numbers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("999999198801010011", "check_digit"), ("99999919880101001", "length"), ("999999199002300019", "date"),
        ("110101299003070012", "future"), ("1.10105E+17", "cut"), ("110101199003071000", "cut"),
    ],
)  # fmt: skip
def test_wrong_numbers_keep_the_row_out(number, code):
    facts = checked(id_number=number)
    assert told(facts) == [("id_number", code, ERROR)]
    assert (facts.problems[0].heading, facts.problems[0].value) == ("身份证号", number)
    assert "id_number" not in facts.values


def test_a_number_that_excel_cut_is_explained_and_leaves_a_hint():
    facts = checked(id_number="110101199003071232", typed={"id_number": CUT})
    assert told(facts) == [("id_number", "cut", ERROR)]
    assert facts.problems[0].sentence == "身份证号在 Excel 里被当成数字，尾数已丢失，请把这一列设为文本后重新填写。"
    assert facts.values["id_hint"] == "11010119900307"
    assert "id_number" not in facts.values


def test_a_masked_number_is_a_hint_and_no_error():
    facts = checked(id_number="3301********1234")
    assert told(facts) == [("id_number", "masked", NOTICE)]
    assert facts.values["id_hint"] == "3301**********1234"


@pytest.mark.parametrize("word", ["无", "暂无", "不详", "0", "-", "未办理", "/"])
def test_words_for_none_are_no_number(word):
    facts = checked(id_number=word)
    assert facts.problems == []
    assert "id_number" not in facts.values


def test_an_old_number_becomes_the_new_one_with_a_word():
    facts = checked(id_number="110101450101001")
    assert (facts.values["id_number"], told(facts)) == ("110101194501010019", [("id_number", "old_number", NOTICE)])


def test_a_true_number_that_ends_in_three_noughts_is_pointed_at():
    facts = checked(id_number="999999199203238000")
    assert (facts.values["id_number"], told(facts)) == ("999999199203238000", [("id_number", "tail", NOTICE)])


@pytest.mark.parametrize(("number", "kind"), [("E12345678", "414"), ("CHN110187654321", "553"), ("H12345678", "516")])
def test_other_documents_in_the_column_of_numbers_get_their_type(number, kind):
    facts = checked(id_number=number)
    assert (facts.values["id_number"], facts.values["doc_type"]) == (number, kind)
    assert told(facts) == [("id_number", "doc_type", NOTICE)]


def test_a_passport_that_is_called_one_needs_no_word():
    assert told(checked(id_number="e12345678", doc_type="护照")) == []


def test_birth_and_sex_come_from_the_number_and_contradictions_are_told():
    facts = checked(id_number=ID, sex="女", born="1988-01-02")
    assert (facts.values["born"], facts.values["sex"]) == ("1988-01-01", "1")
    assert told(facts) == [("sex", "other_sex", NOTICE), ("born", "other_born", NOTICE)]


@pytest.mark.parametrize("born", ["1988", "1988-01", "88.1.1", "32143"])
def test_vague_writings_of_the_same_birth_are_no_contradiction(born):
    assert told(checked(id_number=ID, born=born)) == []


def test_a_good_number_makes_good_an_unreadable_birth():
    assert told(checked(id_number=ID, born="2024.2.30")) == [("born", "other_born", NOTICE)]


# --- dates, sexes, words -----------------------------------------------------------------------


@pytest.mark.parametrize("born", ["1899-12-30", "2090-01-01", "2024.2.30", "看不清"])
def test_an_impossible_birth_is_an_error_of_its_cell(born):
    assert [problem.key for problem in checked(born=born).problems if problem.level == ERROR] == ["born"]


def test_an_empty_birth_stays_empty():
    assert "born" not in checked(born="不详").values


def test_a_lunar_birth_is_kept_as_a_note():
    facts = checked(born="农历1950年腊月三十")
    assert told(facts) == [("born", "lunar", NOTICE)]
    assert (facts.values["note"], "born" in facts.values) == ("出生日期：农历1950年腊月三十", False)


@pytest.mark.parametrize(("born", "code", "level"), [("90.1.1", "short_year", NOTICE), ("05.1.1", "century", REVIEW)])
def test_years_of_two_digits(born, code, level):
    assert told(checked(born=born)) == [("born", code, level)]


def test_digit_for_sex_is_asked_about_not_guessed():
    check = checker()
    facts = check.check(row(sex="1"))
    assert (told(facts), "sex" in facts.values) == ([("sex", "word", REVIEW)], False)
    assert [question.kind for question in check.questions] == ["digit"]


def test_with_a_number_nobody_asks_about_a_digit():
    check = checker()
    assert told(check.check(row(sex="1", id_number=ID))) == []
    assert check.questions == []


def test_an_answered_digit_is_taken():
    assert checker(said={"digit:sex": "12"}).check(row(sex="2")).values["sex"] == "2"


def test_unknown_sex_says_nothing():
    assert "sex" not in checked(sex="未知").values


@pytest.mark.parametrize(
    ("key", "text"),
    [("relation", "干亲"), ("kind", "常客"), ("ethnicity", "火星"), ("education", "私塾"), ("use", "是")],
)
def test_unknown_words_wait_and_are_asked_about(key, text):
    check = checker()
    facts = check.check(row(**{key: text}))
    assert told(facts) == [(key, "word", REVIEW)]
    assert key not in facts.values
    assert [question.word for question in check.questions] == [text]


def test_an_answered_word_is_taken():
    assert checker(words={"education:私塾": "90"}).check(row(education="私塾")).values["education"] == "90"


def test_oneself_is_the_head():
    assert checked(relation="本人").values["relation"] == "02"


def test_whoever_is_named_as_the_head_is_the_head():
    assert checked(head_name="陈一").values["relation"] == "02"
    assert "relation" not in checked(head_name="陈二").values


@pytest.mark.parametrize(("text", "code"), [("是", "01"), ("√", "01"), ("否", None), ("×", None), ("群众", "13")])
def test_a_column_of_party_members(text, code):
    assert checked(politics=text).values.get("politics") == code


@pytest.mark.parametrize(
    ("age", "noticed"), [("38", 0), ("39岁", 0), ("40", 0), ("36", 0), ("52", 1), ("5", 1), ("未知", 0)]
)
def test_an_age_is_compared_never_stored(age, noticed):
    facts = checked(id_number=ID, age=age)
    assert told(facts) == [("age", "age", NOTICE)] * noticed
    assert "age" not in facts.values


# --- telephones, names -------------------------------------------------------------------------


def test_several_phones_with_their_owners():
    facts = checked(phone="199-0000-0101（儿子）、0734-1234567")
    assert facts.values["phones"] == [["19900000101", "儿子"], ["07341234567", ""]]


def test_a_phone_that_misses_a_digit_goes_into_the_note():
    facts = checked(phone="1990000010")
    assert told(facts) == [("phone", "phone", NOTICE)]
    assert facts.values["note"] == "电话：1990000010"


@pytest.mark.parametrize("phone", ["1.38E+10", "1.9E10"])
def test_a_phone_that_excel_cut_keeps_the_row_out(phone):
    assert told(checked(phone=phone)) == [("phone", "cut", ERROR)]


def test_marks_beside_the_name():
    facts = checked(name="张三（已故）")
    assert (facts.values["name"], facts.values["died"], facts.values["note"]) == ("张三", True, "姓名旁注：已故")
    assert checked(name="张三（户主）").values["relation"] == "02"
    assert checked(name="张三*").values["note"] == "姓名旁注：*"


@pytest.mark.parametrize("name", ["张三2", "张**", "张三、李四"])
def test_what_is_no_name(name):
    assert [(key, level) for key, _code, level in told(checked(name=name))] == [("name", ERROR)]


def test_a_row_about_a_flat_alone():
    facts = checked(name="空置", area="89.50平方米", owner="何业主", owner_phone="19900000109")
    assert told(facts) == [("name", "no_person", NOTICE)]
    assert facts.values["owner"] == {"name": "何业主", "phone": "19900000109"}
    assert (facts.values["use"], facts.values["area"], "name" in facts.values) == ("vacant", "89.5", False)


def test_somebody_without_a_name():
    assert told(checked(name="", id_number=ID)) == [("name", "missing", ERROR)]


def test_a_person_without_any_home_is_left_to_the_register():
    facts = checked(building="", room="", id_number=ID)
    assert (told(facts), "building" in facts.values) == ([], False)


# --- what surrounds the cells ------------------------------------------------------------------


@pytest.mark.parametrize("fault", [BROKEN, NO_RESULT])
@pytest.mark.parametrize("key", ["id_number", "born", "phone", "education"])
def test_broken_formulas_are_errors_of_their_cells(fault, key):
    assert told(checked(**{key: "#REF!"}, typed={key: fault})) == [(key, fault, ERROR)]


def test_marks_on_a_row_are_told():
    facts = checked(marks=(STRUCK, HIDDEN, COLOURED))
    assert [(code, level) for _key, code, level in told(facts)] == [
        (mark, NOTICE) for mark in (STRUCK, HIDDEN, COLOURED)
    ]


def test_cells_filled_from_above_wait_for_a_nod():
    facts = checked(building="", room="", proposed={"building": "2栋", "room": "301"})
    assert facts.home == (2, "", "301")
    assert told(facts) == [("building", "fill_down", REVIEW), ("room", "fill_down", REVIEW)]


def test_a_tenants_flat_is_let():
    told_as = SheetRow("表", 2, 1, cells={"name": "孙三"} | HOME, role="tenant")
    assert checker().check(told_as).values["use"] == "let"


def test_the_sheet_names_the_building():
    assert checked(building="", hint="2栋").home == (2, "", "201")


def test_unknown_columns_go_into_the_note():
    facts = checked(note="住院", extra={"血型": "A", "空列": "-"})
    assert facts.values["note"] == "住院；血型：A"
    assert facts.extra == {"血型": "A", "空列": "-"}


def test_numbers_in_notes_go_where_numbers_are_kept():
    facts = checked(
        note=f"儿子电话19900000103，证件{WOMAN}", extra={"监护人电话": "19900000104", "网格员手机": "19900000105"}
    )
    assert facts.values["phones"] == [["19900000104", "监护人电话"], ["19900000103", "儿子"]]
    assert not [
        number for number in (WOMAN, "19900000103", "19900000104", "19900000105") if number in facts.values["note"]
    ]
    assert {level for _key, _code, level in told(facts)} == {NOTICE}


def test_a_known_building_outside_is_an_error():
    assert told(checked(building="3栋")) == [("building", "out_of_scope", ERROR)]


def test_questions_of_all_rows_come_together():
    check = checker()
    for number, building in enumerate(("4栋", "4号楼", "5栋")):
        check.check(row(number, building=building, education="私塾"))
    assert [(question.kind, question.word, question.count) for question in check.questions] == [
        ("building", "4栋", 2),
        ("building", "5栋", 1),
        ("word", "私塾", 3),
    ]


def test_empty_cells_clear_only_when_asked_and_only_in_columns_that_are_used():
    rows = [row(2, education="本科"), row(3, name="陈二")]
    for options, cleared in (({}, ()), ({"erase_empty": True}, ("education",))):
        check = checker(options=options)
        facts = [check.check(one) for one in rows]
        check.check_together(facts)
        assert [one.cleared for one in facts] == [(), cleared]


@pytest.mark.parametrize(
    "key",
    ["name", "id_number", "born", "sex", "phone", "relation", "kind", "group", "note", "address", "room", "building", "area",
     "plate", "owner_id", "died", "left_on", "doc_expires_on", "tick:disabled", "hukou", "age", "group_grade", "pet"],
)  # fmt: skip
@pytest.mark.parametrize("text", ["1" * 50_000, "（" * 50_000, "一 " * 25_000, "张三、" * 17_000, "1990-" * 10_000])
def test_endless_cells_end_in_a_few_sentences(key, text):
    facts = checked(**{key: text})
    assert len(facts.problems) <= 200
    assert len(str(facts.values.get("note", ""))) <= 1000
