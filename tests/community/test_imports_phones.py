import pytest
from django.core.exceptions import ValidationError

from community.imports.phones import read_phones

ONE, TWO = "19900000101", "19900000102"
READ = (
    (ONE, [[ONE, ""]]),
    (f"{ONE}/{TWO}", [[ONE, ""], [TWO, ""]]),
    (f"{ONE}、{TWO}", [[ONE, ""], [TWO, ""]]),
    (f"{ONE}，{TWO}", [[ONE, ""], [TWO, ""]]),
    (f"{ONE};{TWO}", [[ONE, ""], [TWO, ""]]),
    (f"{ONE}  {TWO}", [[ONE, ""], [TWO, ""]]),
    (f"{ONE}\n{TWO}", [[ONE, ""], [TWO, ""]]),
    (f"{ONE}或{TWO}", [[ONE, ""], [TWO, ""]]),
    (f"{ONE}、{ONE}", [[ONE, ""]]),
    ("199 0000 0101", [[ONE, ""]]),
    ("199-0000-0101", [[ONE, ""]]),
    ("１９９０００００１０１", [[ONE, ""]]),
    (f"+86 {ONE}", [[ONE, ""]]),
    (f"+86{ONE}", [[ONE, ""]]),
    (f"0086{ONE}", [[ONE, ""]]),
    (f"86-{ONE}", [[ONE, ""]]),
    (f"{ONE}.0", [[ONE, ""]]),
    (f"'{ONE}", [[ONE, ""]]),
    (f"{ONE}（儿子）", [[ONE, "儿子"]]),
    (f"{ONE}(女儿)、{TWO}（本人）", [[ONE, "女儿"], [TWO, ""]]),
    (f"儿子：{ONE}", [[ONE, "儿子"]]),
    (f"手机{ONE}", [[ONE, ""]]),
    (f"{ONE}儿媳", [[ONE, "儿媳"]]),
    ("0734-1234567", [["07341234567", ""]]),
    ("(0571)88888888", [["057188888888", ""]]),
    ("0571 8888 8888", [["057188888888", ""]]),
    ("010-12345678", [["01012345678", ""]]),
    ("0734-1234567转801", [["07341234567", "分机801"]]),
    ("0734-1234567-801", [["07341234567", "分机801"]]),
    ("400-800-1234", [["4008001234", ""]]),
    ("14500000101", [["14500000101", ""]]),
)
DOUBTFUL = ("1990000010", "199000001011", "8234567", "同户主", "00000000000", "13", "199000001011990000010")


@pytest.mark.parametrize(("text", "numbers"), READ)
def test_numbers_in_whatever_dress(text, numbers):
    assert read_phones(text) == (numbers, [])


@pytest.mark.parametrize("text", DOUBTFUL)
def test_what_is_no_whole_number_is_handed_back_as_it_was_typed(text):
    assert read_phones(text) == ([], [text])


def test_good_numbers_stay_beside_a_bad_one():
    assert read_phones(f"{ONE}、1990000010（女儿）") == ([[ONE, ""]], ["1990000010（女儿）"])


@pytest.mark.parametrize("text", ["无", "暂无", "不详", "-", "/", "0", "没有手机", ""])
def test_words_for_none_are_no_number(text):
    assert read_phones(text) == ([], [])


@pytest.mark.parametrize("text", ["1.38E+10", "1.99E10", "1.38e+10"])
def test_scientific_notation_has_lost_its_digits(text):
    with pytest.raises(ValidationError) as refused:
        read_phones(text)
    assert refused.value.code == "cut"


@pytest.mark.parametrize(
    "text", ["1" * 50_000, "1 " * 25_000, "（" * 50_000, "、" * 50_000, "05-" * 10_000, "86" * 25_000]
)
def test_endless_text_yields_no_number(text):
    assert read_phones(text).numbers == []
