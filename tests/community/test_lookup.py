import re
from dataclasses import replace

import pytest

from community.lookup import Place, building_pattern, document_number, is_initials, is_tail, read

SAME_ROOM = (
    "3栋2单元501室", "3-2-501", "3号楼二单元501", "03-02-0501", "３栋２单元５０１", "三栋二单元五〇一", "3#2单元501",
    "3号楼2门501", "3栋 2单元 501", "3—2—501", "3/2/501", "3栋2-501", "幸福小区3栋2单元501室", "幸福小区 3栋 2单元 501",
)  # fmt: skip


@pytest.mark.parametrize("typed", SAME_ROOM)
def test_one_room_has_many_spellings(typed):
    assert replace(read(typed).place, estate="") == Place("3", "2", "501")


@pytest.mark.parametrize(
    ("typed", "estate"),
    [("幸福小区3栋2单元501室", "幸福小区"), ("赤帝巷12号3单元602", "赤帝巷"), ("第3栋501", ""), ("3-501", "")],
)
def test_the_estate_is_kept_beside_the_number(typed, estate):
    assert read(typed).place.estate == estate


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("3幢502", Place("3", "", "502")), ("3-501", Place("3", "", "501")), ("A座1203", Place("A", "", "1203")),
        ("十二号楼一单元六零一室", Place("12", "1", "601")), ("2单元501", Place("", "2", "501")), ("3栋", Place("3")),
        ("3栋2单元", Place("3", "2")), ("银杏楼501", Place("银杏", "", "501")),
        ("12号3单元602", Place("12", "3", "602")),
    ],
)  # fmt: skip
def test_parts_left_out_are_any(typed, place):
    assert read(typed).place == place


def test_a_word_may_narrow_a_place():
    assert read("3栋 王") == read("王  3栋")
    assert read("3栋 王").words == ("王",)


@pytest.mark.parametrize("typed", ["王小明", "wxm", "一一", "0459", "欧阳三", "199-0000-0012", "", "王·三", "张小楼"])
def test_names_and_numbers_are_no_place(typed):
    assert read(typed).place is None


@pytest.mark.parametrize("typed", ["1990000 0012", "199 0000 0012", "999999 19900307 0012"])
def test_a_number_with_spaces_is_one_word(typed):
    assert read(typed).words == (typed.replace(" ", ""),)


def test_old_numbers_are_looked_up_by_their_new_form():
    assert document_number("110101450101001") == "110101194501010019"
    assert document_number("王小明") == ""


def test_tails_and_initials_are_told_apart():
    assert is_tail("045x")
    assert not is_tail("04591")
    assert is_initials("WXM")
    assert not is_initials("w1")


def test_a_building_is_never_found_inside_another_number():
    assert not re.search(building_pattern("1"), "11栋")
    assert not re.search(building_pattern("1"), "A1栋")


@pytest.mark.parametrize("name", ["1栋", "01栋", "1号楼", "第1栋", "柳荫小区1栋", "1#"])
def test_a_building_is_found_under_every_name(name):
    assert re.search(building_pattern("1"), name)
