from datetime import date

import pytest
from django.core.exceptions import ValidationError

from community.ids import agrees, check_character, normalise, partial, read_document, shape_of, upgrade

VALID = (
    "110101199003070011", "11010119900307002X", "330102198506301232", "510902194910010452", "11010520120229008X",
    "810000198801010039", "830000197512120062", "91015619900101001X",
)  # fmt: skip
REFUSED = (
    ("110101199003070012", "check_digit"),
    ("110101199002300019", "date"),
    ("110101199003071000", "truncated"),
    ("1101011990030700", "length"),
    ("1.10101E+17", "scientific"),
    ("3301********1234", "masked"),
    ("11010119900307AB11", "characters"),
    ("110101299003070012", "future"),
    ("110101180003070019", "date"),
    ("110101187003070010", "date"),
    ("1101011990030700111", "length"),
    ("X10101199003070011", "characters"),
    ("1" * 50_000, "characters"),
    ("*" * 50_000, "characters"),
    ("1.10101E+17 ", "scientific"),
)


@pytest.mark.parametrize("number", VALID)
def test_real_numbers_are_read_without_a_word(number):
    assert read_document(number).warnings == ()


@pytest.mark.parametrize(("typed", "code"), REFUSED)
def test_wrong_numbers_are_refused_by_what_is_wrong(typed, code):
    with pytest.raises(ValidationError) as refused:
        read_document(typed)
    assert refused.value.code == code


def test_birth_and_sex_come_from_the_number():
    document = read_document("110101199003070011")
    assert (document.born, document.sex) == (date(1990, 3, 7), "1")
    assert read_document("11010119900307002X").sex == "2"


@pytest.mark.parametrize(
    "typed",
    [
        "'11010119900307002x",
        "１１０１０１１９９００３０７００２Ｘ",
        "110101 19900307 002×",
        "110101-19900307-002Х",
        "11010119900307\u200b002χ",
    ],
)
def test_typing_habits_are_forgiven(typed):
    assert read_document(typed).number == "11010119900307002X"


def test_old_numbers_get_eighteen_digits_and_a_warning():
    document = read_document("110101450101001")
    assert document.number == upgrade("110101450101001") == "110101194501010019"
    assert "15" in document.warnings[0]
    assert document.doubts == ("old_number",)


def test_unassigned_region_is_only_a_warning():
    document = read_document("00000019451001" + "045" + check_character("00000019451001045"))
    assert document.born == date(1945, 10, 1)
    assert document.doubts == ("region",)
    assert len(document.warnings) == 1


def test_a_true_number_that_looks_cut_is_only_a_warning():
    assert read_document("999999199203238000").doubts == ("tail",)


def test_the_demonstrations_own_region_is_taken_silently():
    assert read_document("99999919451001045X").warnings == ()


@pytest.mark.parametrize(
    "word",
    [
        "",
        "无",
        "暂无",
        "不详",
        " 未办理 ",
        "0",
        "-",
        "/",
        "\x00",
        "——",
        "000000000000000000",
        "未提供",
        "n/a",
        "'",
        "\\",
        "拒绝提供",
    ],
)
def test_words_for_none_are_no_number(word):
    assert normalise(word) == ""
    assert read_document(word) is None


@pytest.mark.parametrize(
    ("doc_type", "typed"),
    [("414", "e12345678"), ("553", "CHN110187654321"), ("516", "H12345678"), ("553", "91015619900101001x")],
)
def test_other_documents_are_not_measured_by_the_identity_rule(doc_type, typed):
    assert read_document(typed, doc_type).number == typed.upper()


def test_a_wrong_passport_is_refused():
    with pytest.raises(ValidationError) as refused:
        read_document("护照丢了", "414")
    assert refused.value.code == "characters"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("3301********1234", "3301**********1234"),
        ("330102********1232", "330102********1232"),
        ("330102XXXXXXXX1232", "330102********1232"),
        ("330102××××××××123x", "330102********123X"),
        ("330102●●●●1232", "330102********1232"),
        ("３３０１０２＊＊＊＊＊＊＊＊１２３２", "330102********1232"),
        ("33010219850630****", "33010219850630****"),
        ("330102198506301232", ""),
        ("11010119900307002X", ""),
        ("E12345678", ""),
        ("", ""),
        ("*" * 50_000, ""),
    ],
)
def test_a_number_with_a_hidden_part_is_a_hint(typed, hint):
    assert partial(typed) == hint


@pytest.mark.parametrize(
    ("hint", "fits"),
    [
        ("330102********1232", True),
        ("33010219850630", True),
        ("330102********1233", False),
        ("330103********1232", False),
    ],
)
def test_a_hint_fits_a_whole_number_or_not(hint, fits):
    assert agrees(hint, "330102198506301232") is fits


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("E12345678", "414"),
        ("EA1234567", "414"),
        ("CHN110187654321", "553"),
        ("H1234567800", "516"),
        ("M12345678", "516"),
    ]
    + [(number, "") for number in VALID],
)
def test_documents_by_their_shape(number, kind):
    assert shape_of(number) == kind


def test_household_books_have_numbers_of_their_own():
    assert read_document("430400123", "113").number == "430400123"
    assert read_document("110101199003070011", "113").born == date(1990, 3, 7)
