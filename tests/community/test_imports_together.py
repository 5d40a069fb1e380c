import pytest

from community.imports.shapes import ERROR, REVIEW
from tests.community.checked_rows import ID, WOMAN, checker, row


def beside(*rows):
    check = checker()
    facts = [check.check(one) for one in rows]
    check.check_together(facts)
    return [[(problem.code, problem.level) for problem in one.problems] for one in facts]


def test_a_row_that_stands_there_twice():
    assert beside(row(2, id_number=ID), row(3, id_number=ID)) == [[], [("duplicate", REVIEW)]]
    assert beside(row(2), row(3)) == [[], [("duplicate", REVIEW)]]


def test_the_same_person_and_home_with_other_cells():
    assert beside(row(2, id_number=ID), row(3, id_number=ID, education="本科")) == [[], [("twice", REVIEW)]]


def test_one_number_in_two_homes_is_one_person_to_confirm():
    assert beside(row(2, id_number=ID), row(3, id_number=ID, room="202")) == [[], [("two_homes", REVIEW)]]


def test_one_number_under_two_names_is_wrong_in_both_rows():
    twice = beside(row(2, id_number=ID), row(3, name="陈二", id_number=ID), row(4, name="陈三", id_number=ID))
    assert twice == [[("two_names", ERROR)]] * 3


def test_namesakes_without_number_in_one_home_are_asked_about():
    assert beside(row(2), row(3, education="本科")) == [[], [("same_name", REVIEW)]]
    assert beside(row(2, id_number=ID), row(3)) == [[], [("same_name", REVIEW)]]


def test_namesakes_with_two_numbers_are_two_people():
    assert beside(row(2, id_number=ID), row(3, id_number=WOMAN)) == [[], []]


def test_namesakes_in_two_homes_are_two_people():
    assert beside(row(2), row(3, room="202")) == [[], []]


def test_people_without_number_never_meet_over_it():
    assert beside(row(2, id_number="无"), row(3, name="陈二", id_number="无")) == [[], []]


def test_a_second_head_of_one_home():
    assert beside(row(2, relation="户主"), row(3, name="陈二", relation="户主")) == [[], [("two_heads", REVIEW)]]
    assert beside(row(2, relation="户主"), row(3, name="陈二", relation="户主", room="202")) == [[], []]


@pytest.mark.parametrize(("sheet", "sentence"), [("表", "与第 2 行完全相同"), ("二", "与工作表“表”第 2 行完全相同")])
def test_the_sentence_names_the_other_row(sheet, sentence):
    check = checker()
    facts = [check.check(row(2)), check.check(row(3, sheet=sheet))]
    check.check_together(facts)
    assert facts[1].problems[0].sentence.startswith(sentence)


def test_a_number_before_the_room_is_the_building_or_an_entrance():
    alone = beside(row(2, room="1-501"), row(3, name="陈二", room="1-502"))
    assert alone == [[("ambiguous", REVIEW)]] * 2
    assert beside(row(2, room="1-501"), row(3, name="陈二", room="2-501")) == [[], []]
    assert beside(row(2, building="", hint="1栋", room="1-501"), row(3, building="", hint="1栋", room="2-501")) == [
        [],
        [],
    ]
    assert beside(row(2, room="1-501", entrance="1")) == [[]]
