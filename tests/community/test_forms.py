from datetime import date
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError

from community.forms.fields import BirthField, ShareField

BIRTHS = {
    "1990": (date(1990, 1, 1), "year"),
    "１９９０年": (date(1990, 1, 1), "year"),
    "1990-03": (date(1990, 3, 1), "month"),
    "1990年3月": (date(1990, 3, 1), "month"),
    "199003": (date(1990, 3, 1), "month"),
    "1990.3.7": (date(1990, 3, 7), "day"),
    "19900307": (date(1990, 3, 7), "day"),
    "": (None, ""),
}


@pytest.mark.parametrize("typed", BIRTHS)
def test_a_birth_is_as_exact_as_it_was_typed(typed):
    assert BirthField(required=False).clean(typed) == BIRTHS[typed]


@pytest.mark.parametrize("typed", ["1990-13", "0000", "2999", "90年", "三月", "1990-02-30", "9" * 300])
def test_what_is_no_birth_is_refused(typed):
    with pytest.raises(ValidationError):
        BirthField(required=False).clean(typed)


@pytest.mark.parametrize(("precision", "shown"), [("year", "1990"), ("month", "1990-03"), ("day", "1990-03-07")])
def test_a_birth_is_shown_as_it_was_typed(precision, shown):
    assert BirthField().prepare_value((date(1990, 3, 7), precision)) == shown


SHARES = {
    "1": Fraction(1),
    "1/3": Fraction(1, 3),
    "２／６": Fraction(1, 3),
    "3分之1": Fraction(1, 3),
    "50%": Fraction(1, 2),
    "33.3%": Fraction(333, 1000),
    "0.25": Fraction(1, 4),
}


@pytest.mark.parametrize("typed", SHARES)
def test_a_share_is_exact(typed):
    assert ShareField().clean(typed) == SHARES[typed]


@pytest.mark.parametrize("typed", ["0", "3/2", "1/0", "120%", "-1/2", "一半", "1/3/3", "9" * 300, ""])
def test_what_is_no_share_is_refused(typed):
    with pytest.raises(ValidationError):
        ShareField().clean(typed)
