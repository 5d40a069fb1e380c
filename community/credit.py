"""Unified social credit codes of firms and shops (GB 32100-2015): made uniform and checked.

18 signs: registering authority 1, kind 1, region 6, organisation 9, check sign 1. Sign number i counts 3^i mod 31;
the check sign brings the sum to a multiple of 31. I, O, S, V and Z are no signs of it.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from community.ids import normalise

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
SHAPE = re.compile(rf"[{SIGNS}]{{18}}")


def check_sign(seventeen: str) -> str:
    total = sum(SIGNS.index(sign) * weight for sign, weight in zip(seventeen, WEIGHTS, strict=True))
    return SIGNS[-total % 31]


def read_credit_code(text: str) -> str:
    """The normalised code, "" for an empty one. Raises ValidationError with a sentence and a code."""
    code = normalise(text)
    if not code:
        return ""
    if len(code) != 18:
        sentence = _("统一社会信用代码应是 18 位，现在是 %(length)s 位。请对照营业执照再填一次。")
        raise ValidationError(sentence % {"length": len(code)}, code="length")
    if not SHAPE.fullmatch(code):
        raise ValidationError(
            _("统一社会信用代码里没有字母 I、O、S、V、Z，也没有符号。请对照营业执照再填一次。"), code="characters"
        )
    if check_sign(code[:17]) != code[17]:
        raise ValidationError(
            _("统一社会信用代码的末位与前 17 位对不上，可能有一位打错了。请对照营业执照再填一次。"), code="check_sign"
        )
    return code
