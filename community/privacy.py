"""Numbers that must not stand in anything published: identity numbers, bank cards, mobile phones.

Source of the rule: registers and subsidy lists that leaked through notices (domain/registry.md 0.5, S05).
"""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.masks import mask_number, mask_phone
from community.ids import LOOKS_LIKE_X

GAP = r"[ \-–—.·]?"
MOBILE = re.compile(rf"(?<!\d)(?:(?:\+|00)?86{GAP})?(1[3-9]\d{GAP}\d{{4}}{GAP}\d{{4}})(?!\d)")
IDENTITY = re.compile(rf"(?<!\d)(\d{{6}}{GAP}(?:19|20)\d{{2}}{GAP}[01]\d{GAP}?[0-3]\d{GAP}\d{{3}}[\dXx])(?!\d)")
# 16 to 19 digits, also in groups of four as they stand on the card; 15 is an old identity number
CARD = re.compile(r"(?<!\d)(\d{15,19}[Xx]?|\d{4}(?:[ \-]\d{4}){3}(?:[ \-]\d{1,3})?)(?!\d)")
KINDS = (("identity", IDENTITY), ("mobile", MOBILE), ("card", CARD))
CALLED = {"identity": _("身份证号"), "mobile": _("手机号"), "card": _("像银行卡号的长号码")}


@dataclass(frozen=True, slots=True)
class Found:
    """A number that must be masked, already masked, and in which line (from 1) it stands."""

    kind: str
    line: int
    masked: str

    @property
    def sentence(self) -> str:
        sentence = _("第 %(line)s 行有%(kind)s，请改成 %(masked)s 这样的写法，或者删去。")
        return str(sentence) % {"line": self.line, "kind": CALLED[self.kind], "masked": self.masked}


def find_private_numbers(text: str) -> list[Found]:
    """In the order of the text; full-width digits, invisible characters and gaps hide nothing."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        line = unicodedata.normalize("NFKC", line).translate(LOOKS_LIKE_X)
        line = "".join(sign for sign in line if unicodedata.category(sign)[0] != "C")
        for kind, pattern in KINDS:
            found += [Found(kind, number, masked(kind, hit[1])) for hit in pattern.finditer(line)]
            line = pattern.sub("～", line)
    return found


def masked(kind: str, number: str) -> str:
    bare = re.sub(r"[^\dXx]", "", number)
    return mask_phone(bare) if kind == "mobile" else mask_number(bare)
