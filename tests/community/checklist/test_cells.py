"""I30–I43: dates, telephones, names, words and addresses."""

from datetime import date, datetime

import pytest

from tests.community.checklist.seen import answer, asked, called, one, only, seen, take_rows, write

pytestmark = pytest.mark.django_db
HOME = ["1栋", "1", "201"]
PLACE = ["楼栋", "单元", "室"]


def cell(town, heading, content, key):
    return one(town, ["陈一", *HOME, content], ["姓名", *PLACE, heading]).values.get(key)


@pytest.mark.parametrize(
    ("written", "day", "precision"),
    [
        ("1990.1.1", "1990-01-01", "day"),
        ("1990-01-01", "1990-01-01", "day"),
        ("1990/1/1", "1990-01-01", "day"),
        ("19900101", "1990-01-01", "day"),
        ("1990年1月1日", "1990-01-01", "day"),
        ("1990年1月", "1990-01-01", "month"),
        ("1990.01", "1990-01-01", "month"),
        ("199001", "1990-01-01", "month"),
        ("90.1.1", "1990-01-01", "day"),
        ("1990", "1990-01-01", "year"),
        (32874, "1990-01-01", "day"),
        (datetime(1990, 1, 1), "1990-01-01", "day"),
        (" 1990 - 1 - 1 ", "1990-01-01", "day"),
    ],
)
def test_i30_dates_keep_no_more_than_they_say(town, written, day, precision):
    row = one(town, ["陈一", *HOME, written], ["姓名", *PLACE, "出生日期"])
    assert (row.values["born"], row.values["born_precision"]) == (day, precision)


def test_i30_a_lunar_date_is_a_note(town):
    row = one(town, ["陈一", *HOME, "农历1950年腊月三十"], ["姓名", *PLACE, "出生日期"])
    assert (row.outcome, row.values.get("born")) == ("new", None)
    assert "农历" in row.values["note"]


def test_i31_an_empty_date_stays_empty(town):
    write(take_rows(town, ["陈一", *HOME, ""], headings=["姓名", *PLACE, "出生日期"]), town.clerk)
    assert called("陈一").born is None


@pytest.mark.parametrize("written", ["1799-1-1", "2090-01-01", "2024.2.30", "1899-12-30"])
def test_i31_an_impossible_date_is_an_error_on_that_cell(town, written):
    row = one(town, ["陈一", *HOME, written], ["姓名", *PLACE, "出生日期"])
    assert [problem["heading"] for problem in row.problems if problem["level"] == "error"] == ["出生日期"]


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("19900000101/19900000102", ["19900000101", "19900000102"]),
        ("19900000101、19900000102", ["19900000101", "19900000102"]),
        ("19900000101，19900000102", ["19900000101", "19900000102"]),
        ("19900000101 19900000102", ["19900000101", "19900000102"]),
        ("19900000101\n19900000102", ["19900000101", "19900000102"]),
        ("199 0000 0101", ["19900000101"]),
        ("+86 19900000101", ["19900000101"]),
        ("0734-8123456", ["07348123456"]),
        (19900000101.0, ["19900000101"]),
        ("19900000101.0", ["19900000101"]),
    ],
)
def test_i32_telephones(town, written, numbers):
    assert [number for number, _label in cell(town, "电话", written, "phones")] == numbers


def test_i32_whose_number_it_is(town):
    assert cell(town, "电话", "19900000101（儿子）", "phones") == [["19900000101", "儿子"]]


def test_i32_a_number_with_a_digit_too_few_is_kept_and_told(town):
    row = one(town, ["陈一", *HOME, "1990000010"], ["姓名", *PLACE, "电话"])
    assert row.outcome == "new"
    assert row.problems and "1990000010" in row.values["note"]


def test_i33_a_family_shares_a_number(town):
    rows = ["陈一", *HOME, "19900000101"], ["赵二", *HOME, "19900000101"]
    write(take_rows(town, *rows, headings=["姓名", *PLACE, "电话"]), town.clerk)
    assert called("陈一").phones.get().number == called("赵二").phones.get().number == "19900000101"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("张　三", "张三"),
        ("张三 ", "张三"),
        ("张\u200b三", "张三"),
        ("张三*", "张三"),
        ("张三(户主)", "张三"),
        ("买买提・吐尔逊", "买买提·吐尔逊"),
        ("李𠮷", "李𠮷"),
        ("欧阳㛃", "欧阳㛃"),
        ("王\ue000", "王\ue000"),
    ],
)
def test_i34_names(town, written, name):
    assert one(town, [written, *HOME], ["姓名", *PLACE]).values["name"] == name


def test_i34_what_stands_behind_a_name_is_not_lost(town):
    assert one(town, ["张三(户主)", *HOME], ["姓名", *PLACE]).values["relation"] == "02"
    assert "已故" in str(one(town, ["张四（已故）", *HOME], ["姓名", *PLACE], name="b.xlsx").values)


def test_i35_a_digit_is_asked_about_once_never_guessed(town):
    roster = take_rows(town, ["陈一", *HOME, "1"], ["赵二", *HOME, "0"], headings=["姓名", *PLACE, "性别"])
    (question,) = asked(roster, "digit")
    assert "sex" not in seen(roster)[0].values
    roster = answer(roster, town.clerk, said={question["key"]: question["choices"][0][0]})
    assert {row.values.get("sex") for row in seen(roster)} == {"1", "2"}


@pytest.mark.parametrize(
    ("heading", "written", "key", "code"),
    [
        ("性别", "男性", "sex", "1"),
        ("性别", "F", "sex", "2"),
        ("民族", "汉", "ethnicity", "01"),
        ("民族", "01", "ethnicity", "01"),
        ("政治面貌", "预备", "politics", "02"),
        ("政治面貌", "团员", "politics", "03"),
        ("学历", "大本", "education", "20"),
        ("婚否", "有配偶", "marriage", "20"),
        ("与户主关系", "大儿子", "relation", "22"),
        ("与户主关系", "老伴", "relation", "10"),
        ("与户主关系", "保姆", "relation", "99"),
        ("与户主关系", "之妻", "relation", "12"),
    ],
)
def test_i36_i38_words_become_codes(town, heading, written, key, code):
    assert cell(town, heading, written, key) == code


def test_i36_an_unknown_word_is_asked_and_remembered(town):
    headings = ["姓名", *PLACE, "文化程度"]
    roster = take_rows(town, ["陈一", *HOME, "扫盲班"], headings=headings)
    (question,) = asked(roster, "word")
    answer(roster, town.clerk, words={question["key"].removeprefix("word:"): "90"})
    again = take_rows(town, ["赵二", *HOME, "扫盲班"], headings=headings)
    assert only(again).values["education"] == "90"


@pytest.mark.parametrize(
    ("mark", "ticked"),
    [
        ("√", True),
        ("✓", True),
        ("●", True),
        ("是", True),
        (1, True),
        ("有", True),
        ("Y", True),
        ("×", False),
        ("否", False),
        (0, False),
        ("", False),
    ],
)
def test_i37_ticks(town, mark, ticked):
    needs = one(town, ["陈一", *HOME, mark], ["姓名", *PLACE, "独居老人"]).values.get("needs", [])
    assert bool(needs) == ticked


@pytest.mark.parametrize(
    ("address", "home"),
    [
        ("1栋2单元501室", ("1栋", "2", "501")),
        ("1-2-501", ("1栋", "2", "501")),
        ("1号楼二单元501", ("1栋", "2", "501")),
        ("１栋２单元５０１", ("1栋", "2", "501")),
        ("一栋二单元五〇一", ("1栋", "2", "501")),
        ("柳荫小区1栋2单元501室", ("1栋", "2", "501")),
        ("1-501", ("1栋", "", "501")),
    ],
)
def test_i39_one_string_becomes_building_entrance_room(town, address, home):
    assert one(town, ["陈一", address], ["姓名", "现住址"]).home == home


@pytest.mark.parametrize("address", ["3栋2单元5楼01室", "平房12号", "负一层", "商铺105", "东户", "3栋2单元501-2"])
def test_i39_what_is_ambiguous_waits_for_eyes(town, address):
    row = one(town, ["陈一", address], ["姓名", "现住址"])
    assert row.outcome == "review"
    assert row.cells["address"] == address


def test_i40_a_room_that_became_a_date_is_turned_back(town):
    row = one(town, ["陈一", "1栋", date(2026, 3, 2)], ["姓名", "楼栋", "房号"])
    assert row.home == ("1栋", "3", "2")
    assert row.problems


def test_i41_a_building_is_met_exactly(town):
    roster = take_rows(town, ["陈一", "11栋", "1", "201"], headings=["姓名", *PLACE])
    assert only(roster).outcome == "review"
    (question,) = asked(roster, "building")
    roster = answer(roster, town.clerk, buildings={question["word"]: town.building2.pk})
    assert only(roster).home == ("2栋", "1", "201")


@pytest.mark.parametrize("building", ["1栋", "1号楼", "1幢", "01#", "一栋", "１栋", "1"])
def test_i42_a_building_by_all_its_names(town, building):
    assert one(town, ["陈一", building, "无", "201"], ["姓名", *PLACE]).home == ("1栋", "", "201")


def test_i43_the_grid_follows_from_the_building(town):
    row = one(town, ["陈一", *HOME, "第2网格"], ["姓名", *PLACE, "所属网格"])
    assert row.outcome == "new"
    assert row.problems
