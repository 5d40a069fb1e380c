"""The rule of unit codes, and the short codes in QR addresses. Knows no models.

The first 12 digits are the statistical division code (6 region, 3 street, 3 community; the street itself ends in
000). Below a community each level adds digits of its own: an estate 2, a grid 3 (a micro-grid 2 more), a building 3
after its grid's. ``settings.UNIT_CODE_SEGMENTS`` changes these lengths. A code is a name for good: units are ended,
never deleted, and a moved unit keeps the code it was given.
"""

import hashlib
import re
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

STREET, COMMUNITY, AREA, GRID, BUILDING = "street", "community", "area", "grid", "building"
DIVISION = 12
STREET_DIGITS = 9
# no 0/o, 1/l/i: people type these from a poster when the camera fails
SLUG_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
SLUG_LENGTH = 6


def own_digits(kind: str) -> int:
    """How many digits a unit of this kind adds to its prefix."""
    if kind == STREET:
        return DIVISION
    if kind == COMMUNITY:
        return DIVISION - STREET_DIGITS
    return settings.UNIT_CODE_SEGMENTS[kind]


def prefix_for(kind: str, parent_code: str) -> str:
    """What a code of this kind begins with below that parent; "" when there is no parent."""
    if kind == COMMUNITY:
        return parent_code[:STREET_DIGITS]
    if kind in (AREA, GRID):
        return parent_code[:DIVISION]
    return parent_code


def check_code(kind: str, code: str, parent_code: str = "") -> None:
    """Refuse with a sentence that says how the code should look."""
    if not re.fullmatch("[0-9]+", code):
        raise ValidationError(_("编码只能是数字，请去掉空格和其他符号。"), code="code_digits")
    prefix = prefix_for(kind, parent_code)
    if not code.startswith(prefix):
        raise ValidationError(
            _("编码要以上级的编码 %(prefix)s 开头，请改正后再提交。") % {"prefix": prefix}, code="code_prefix"
        )
    lengths = allowed_lengths(kind, prefix)
    if len(code) not in lengths:
        wanted = _("或 ").join(str(length) for length in lengths)
        raise ValidationError(
            _("这一级的编码应为 %(wanted)s 位数字，现在是 %(now)s 位，请核对。") % {"wanted": wanted, "now": len(code)},
            code="code_length",
        )
    check_division(kind, code)


def allowed_lengths(kind: str, prefix: str) -> list[int]:
    if kind in (STREET, COMMUNITY):
        return [DIVISION]
    length = len(prefix) + own_digits(kind)
    return [length, length + settings.UNIT_CODE_SEGMENTS["micro"]] if kind == GRID else [length]


def check_division(kind: str, code: str) -> None:
    """Streets end in 000, communities do not: statistical division codes, third part 001-399."""
    if kind == STREET and (code[STREET_DIGITS:] != "000" or code[6:STREET_DIGITS] == "000"):
        raise ValidationError(_("街道（镇）的编码是12位统计用区划代码，最后三位是000，请核对。"), code="code_street")
    if kind == COMMUNITY and code[STREET_DIGITS:] == "000":
        raise ValidationError(_("社区编码的最后三位不能是000，那是街道的编码。"), code="code_community")


def next_code(kind: str, parent_code: str, taken: Iterable[str]) -> str:
    """The code after the highest ever given; gaps are used only when the end is reached. "" when none is left."""
    prefix, digits = prefix_for(kind, parent_code), own_digits(kind)
    tail = slice(len(prefix), len(prefix) + digits)
    used = {int(code[tail]) for code in taken if code.startswith(prefix) and len(code) >= len(prefix) + digits}
    highest, last = max(used, default=0), 10**digits - 1
    free = highest + 1 if highest < last else next((n for n in range(1, last) if n not in used), None)
    return "" if free is None else f"{prefix}{free:0{digits}d}"


def short_code(code: str, taken: Iterable[str]) -> str:
    """A short stable sign for the QR address of a unit: made from its code, longer only where two would meet."""
    number, signs = int(hashlib.sha256(code.encode()).hexdigest(), 16), ""
    known = set(taken)
    while len(signs) < SLUG_LENGTH or signs in known:
        number, place = divmod(number, len(SLUG_SIGNS))
        signs += SLUG_SIGNS[place]
    return signs
