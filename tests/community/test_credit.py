import pytest
from django.core.exceptions import ValidationError

from community.credit import check_sign, read_credit_code

# the first is the standard's own example, the others are invented in a region nobody has
GOOD = ["91350100M000100Y43", "92999999MA12345678", "91999999MA2K3L4M5L", "92999999MA7X8Y9W2K"]


@pytest.mark.parametrize("code", GOOD)
def test_the_check_sign_is_that_of_the_standard(code):
    assert check_sign(code[:17]) == code[17]
    assert read_credit_code(code) == code


def test_a_code_is_read_however_it_is_typed():
    assert read_credit_code(" ９１３５０１００m000100y43 ") == "91350100M000100Y43"
    assert read_credit_code("无") == read_credit_code("") == ""


BAD = {
    "91350100M000100Y4": "length",
    "91350100M000100Y433": "length",
    "91350100I000100Y43": "characters",
    "9135010*M000100Y43": "characters",
    "91350100M000100Y44": "check_sign",
    "91350100M000010Y43": "check_sign",
}


@pytest.mark.parametrize("code", BAD)
def test_a_wrong_code_is_refused_with_its_reason(code):
    with pytest.raises(ValidationError) as refusal:
        read_credit_code(code)
    assert refusal.value.error_list[0].code == BAD[code]


def test_every_single_wrong_sign_is_noticed():
    code = GOOD[0]
    for place, sign in ((place, sign) for place in range(17) for sign in "0189ABXY" if sign != code[place]):
        assert check_sign(code[:place] + sign + code[place + 1 : 17]) != code[17]
