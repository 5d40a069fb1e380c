from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from community.imports.checking import check, check_together
from community.imports.dates import read_date
from community.imports.places import Building, Buildings
from community.imports.reading import SheetRow

BUILDINGS = Buildings([Building(1, "1栋", ("北苑",)), Building(2, "2栋", ("北苑",))], ["3栋"])
ID = "99999919880101001X"


def checked(number=2, numeric=(), **cells):
    cells = {"name": "陈一", "building": "1栋", "room": "201"} | cells
    return check(SheetRow("表", number, {key: text for key, text in cells.items() if text}, numeric), BUILDINGS)


def problem(**cells) -> tuple[str, str]:
    (found,) = checked(**cells).problems
    return found


def test_good_row_has_values_and_no_problem():
    facts = checked(id_number=ID, phone="199 0000-0101", relation="长子", entrance="二单元", kind="流动人口")
    assert facts.problems == []
    assert facts.values["phones"] == {"19900000101": ""}
    assert (facts.values["relation"], facts.values["kind"], facts.values["entrance"]) == ("22", "migrant", "2")
    assert facts.home == (1, "2", "201")


@pytest.mark.parametrize("key", ["name", "building", "room"])
def test_what_every_row_must_say(key):
    column, sentence = problem(**{key: ""})
    assert column in ("姓名", "楼栋", "室")
    assert "不能空着" in sentence


@pytest.mark.parametrize(
    "number",
    ["999999198801010011", "99999919880101001", "999999199002300019", "1.10105E+17", "3301********1234"],
)
def test_wrong_numbers_are_problems_of_their_column(number):
    assert problem(id_number=number)[0] == "身份证号"


def test_number_that_excel_cut_is_explained():
    column, sentence = checked(id_number="110101199003071232", numeric=("id_number",)).problems[0]
    assert (column, sentence) == (
        "身份证号",
        "身份证号在 Excel 里被当成数字，尾数已丢失，请把这一列设为文本后重新填写。",
    )


@pytest.mark.parametrize("word", ["无", "暂无", "不详", "0", "-"])
def test_words_for_none_are_no_number(word):
    facts = checked(id_number=word)
    assert facts.problems == []
    assert "id_number" not in facts.values


def test_fullwidth_and_lower_case_numbers_are_one():
    assert checked(id_number="９９９９９９ 19451001045x").values["id_number"] == "99999919451001045X"


def test_birth_and_sex_come_from_the_number_and_contradictions_are_told():
    facts = checked(id_number=ID, sex="女", born="1988-01-02")
    assert (facts.values["born"], facts.values["sex"]) == (date(1988, 1, 1), "1")
    assert "性别与身份证号不一致，按身份证号登记。" in facts.notices
    assert "出生日期与身份证号不一致，按身份证号登记。" in facts.notices


def test_digit_for_sex_is_asked_about_not_guessed():
    assert problem(sex="1")[0] == "性别"


def test_unknown_sex_says_nothing():
    assert "sex" not in checked(sex="未知").values


def test_several_phones_with_their_owners():
    facts = checked(phone="199-0000-0101（儿子）、0734-1234567")
    assert facts.values["phones"] == {"19900000101": "儿子", "07341234567": ""}


@pytest.mark.parametrize(
    "cells", [{"phone": "1990000010"}, {"relation": "干亲"}, {"kind": "常客"}, {"ethnicity": "火星"}]
)
def test_unknown_words_are_problems(cells):
    assert len(checked(**cells).problems) == 1


def test_oneself_is_the_head():
    assert checked(relation="本人").values["relation"] == "02"


@pytest.mark.parametrize("name", ["张　三", "张\u200b三", "张 三"])
def test_names_lose_their_padding(name):
    assert checked(name=name).values["name"] == "张三"


def test_dots_in_names_are_one_kind():
    assert checked(name="阿依古丽•买买提").values["name"] == "阿依古丽·买买提"


@pytest.mark.parametrize("name", ["1栋", "01号楼", "１幢", "一栋", "1#", "北苑1栋", "第1栋"])
def test_one_building_by_all_its_names(name):
    assert checked(building=name).values["building"] == 1


@pytest.mark.parametrize(
    ("name", "word"), [("3号楼", "不在您负责的范围内"), ("11栋", "没有找到"), ("银杏楼", "没有找到")]
)
def test_buildings_elsewhere_and_nowhere(name, word):
    assert word in problem(building=name)[1]


def test_one_name_of_several_buildings_needs_the_estate():
    twice = Buildings([Building(1, "1栋", ("北苑",)), Building(2, "1幢", ("南苑",))], [])
    with pytest.raises(ValidationError, match="小区"):
        twice.find("1号楼")
    assert twice.find("1号楼", "南苑").pk == twice.find("南苑1栋").pk == 2


def test_rooms_and_entrances_without_their_nouns():
    assert checked(room="０５０１室", entrance="无").home == (1, "", "501")


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("1990-03-07", "day"),
        ("1990.3.7", "day"),
        ("1990年3月7日", "day"),
        ("19900307", "day"),
        ("32939", "day"),
        ("1990.03", "month"),
        ("1990年3月", "month"),
        ("199003", "month"),
        ("1990", "year"),
    ],
)
def test_dates_keep_the_precision_they_were_written_with(text, precision):
    full = {"day": date(1990, 3, 7), "month": date(1990, 3, 1), "year": date(1990, 1, 1)}
    assert read_date(text) == (full[precision], precision)


@pytest.mark.parametrize("text", ["1990-02-30", "90.1.1", "腊月三十", "1880-01-01", "2090-01-01"])
@time_machine.travel("2026-03-01")
def test_impossible_dates_are_refused(text):
    with pytest.raises(ValidationError):
        read_date(text)


def test_same_number_twice_in_a_file():
    first, second = checked(2, id_number=ID), checked(3, id_number=ID, room="202")
    check_together([first, second])
    assert first.problems == []
    assert second.problems == [("身份证号", "与第 2 行是同一个证件号，请只留一行。")]


def test_namesakes_without_number_in_one_home_are_asked_about():
    first, second = checked(2), checked(3)
    check_together([first, second])
    assert second.problems[0].column == "姓名"


def test_namesakes_without_number_in_two_homes_are_two_people():
    rows = [checked(2), checked(3, room="202")]
    check_together(rows)
    assert [facts.problems for facts in rows] == [[], []]


def test_second_head_of_one_home():
    rows = [checked(2, relation="户主"), checked(3, name="陈二", relation="户主")]
    check_together(rows)
    assert rows[1].problems[0].column == "与户主关系"


def test_an_unknown_building_is_answered_with_names_that_end_alike():
    buildings = Buildings([Building(1, "柳荫小区1栋", ()), Building(2, "柳荫小区11栋", ())], [])
    with pytest.raises(ValidationError, match="例如：柳荫小区1栋。"):
        buildings.find("1栋")
