import pytest
from django.core.exceptions import ValidationError

from community.imports.addresses import read_address, read_building

SAME_HOME = (
    "3栋2单元501室", "3-2-501", "3号楼二单元501", "03-02-0501", "３栋２单元５０１", "三栋二单元五〇一", "三栋二单元五零一", "3#2单元501",
    "3号楼2门501", "3栋 2单元 501", "3—2—501", "3/2/501", "3栋2-501", "第3栋2单元501", "3幢2单元501号", "3号楼-2单元-501",
    "3栋2单元501（出租）", "3#楼2单元0501房", "3座2单元501", "3栋\u3000二单元\n501",
)  # fmt: skip
OTHERS = (
    ("3幢502", ("", "3", "", "502")),
    ("3-501", ("", "3", "", "501")),
    ("A座1203", ("", "A", "", "1203")),
    ("a座1203室", ("", "A", "", "1203")),
    ("十二号楼一单元六零一室", ("", "12", "1", "601")),
    ("二十一栋二单元1002", ("", "21", "2", "1002")),
    ("幸福小区3栋2单元501室", ("幸福小区", "3", "2", "501")),
    ("幸福小区3-2-501", ("幸福小区", "3", "2", "501")),
    ("幸福里12弄3号501室", ("幸福里", "12弄3号", "", "501")),
    ("三里屯小区3栋101", ("三里屯小区", "3", "", "101")),
    ("五一路12号3栋101", ("五一路12号", "3", "", "101")),
    ("建设路12号501室", ("建设路", "12号", "", "501")),
    ("12号3单元501", ("", "12号", "3", "501")),
    ("银杏楼2单元501", ("", "银杏楼", "2", "501")),
    ("银杏楼2座501", ("银杏楼", "2", "", "501")),
    ("A3栋2单元501", ("", "A3", "2", "501")),
    ("3A栋101", ("", "3A", "", "101")),
    ("3栋B101", ("", "3", "", "B101")),
    ("3栋A单元101", ("", "3", "A", "101")),
    ("3栋12室", ("", "3", "", "12")),
    ("甲栋101", ("", "甲栋", "", "101")),
    ("东楼201", ("", "东楼", "", "201")),
    ("柳荫小区3区2栋501", ("柳荫小区3区", "2", "", "501")),
    ("青石街道柳荫小区11栋1单元101室", ("青石街道柳荫小区", "11", "1", "101")),
)
AMBIGUOUS = (
    "3栋2单元5楼01室", "平房12号", "负一层", "商铺105", "东户", "3栋2单元501-2", "3-2", "3-12", "3栋12", "3栋负1层101", "3栋商铺105",
    "平房3栋501", "3栋501-502", "3栋5楼", "3栋1单元101室/102室", "", "  ", "无", "青石社区", "3栋2单元",
)  # fmt: skip
HINTED = (
    ("2单元501", "3栋", ("", "3", "2", "501")),
    ("2单元501", "幸福小区3栋", ("幸福小区", "3", "2", "501")),
    ("二单元五〇一室", "三号楼", ("", "3", "2", "501")),
    ("501室", "3栋", ("", "3", "", "501")),
    ("0501", "3栋2单元", ("", "3", "2", "501")),
    ("2-501", "3栋", ("", "3", "2", "501")),
    ("3-501", "3栋", ("", "3", "3", "501")),
    ("5栋2单元501", "3栋", ("", "5", "2", "501")),
    ("2单元501", "", ("", "", "2", "501")),
)


@pytest.mark.parametrize("text", SAME_HOME)
def test_one_home_in_all_its_writings(text):
    assert read_address(text)[:4] == ("", "3", "2", "501")


@pytest.mark.parametrize(("text", "home"), OTHERS)
def test_estates_lanes_letters_and_named_buildings(text, home):
    assert read_address(text)[:4] == home


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_what_could_be_read_in_two_ways_is_not_guessed(text):
    with pytest.raises(ValidationError) as refused:
        read_address(text)
    assert refused.value.code == "ambiguous"


@pytest.mark.parametrize(("text", "hint", "home"), HINTED)
def test_the_sheet_says_the_building_that_the_cell_leaves_out(text, hint, home):
    assert read_address(text, hint)[:4] == home


def test_a_remark_in_brackets_is_handed_on():
    assert read_address("3栋2单元501（出租）").remark == "出租"


@pytest.mark.parametrize(
    "text", ["3栋" * 20_000, "一" * 50_000, "-" * 50_000, "3-" * 25_000 + "501", "栋楼单元" * 12_000, "（" * 50_000]
)
def test_endless_text_is_refused_before_any_pattern_sees_it(text):
    with pytest.raises(ValidationError):
        read_address(text)


@pytest.mark.parametrize("sign", ["3栋", "一", "-", "3-", "楼", "（", "小区", "号"])
def test_the_longest_text_that_is_read_is_read_at_once(sign):
    with pytest.raises(ValidationError):
        read_address((sign * 120)[:120])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3栋", ("", "3", "")),
        ("柳荫小区三号楼", ("柳荫小区", "3", "")),
        ("3栋2单元", ("", "3", "2")),
        ("银杏楼", ("", "银杏楼", "")),
        ("", ("", "", "")),
    ],
)
def test_buildings_as_sheets_and_titles_name_them(text, found):
    assert read_building(text)[:3] == found
