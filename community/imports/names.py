"""Names as people type them: padding, dots of several kinds, and what they write beside a name (I34)."""

import re
import unicodedata
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST = 80
# nothing below looks at longer texts
LONGEST_CELL = 300
HAN = r"\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\ue000-\uf8ff"
ORDINARY = re.compile(r"[\u4e00-\u9fff]{2,4}")
GAP = re.compile(rf"(?<=[{HAN}·])\s+(?=[{HAN}·])")
DOT = re.compile(rf"(?<=[{HAN}])\s*[.．]\s*(?=[{HAN}])")
DOTS = dict.fromkeys(map(ord, "・･•‧∙⋅᛫﹒"), "·")
REMARK = re.compile(r"[（(【\[<〈《]([^（()）【】\[\]<>〈〉《》]{0,60})[）)】\]>〉》]?")
STARS = re.compile(r"[*＊※★☆▲△#＃]+$|^[*＊※★☆▲△#＃]+")
DIED = re.compile(r"(?:已|人)?(?:故|亡|死|去世|死亡|亡故|病故|过世|身故|离世|逝世|已故|注销户口)(?:人员)?")
HEAD = re.compile(r"(?:本?户主|户主本人|本人户主)")
FORMER = re.compile(r"(?:曾用名|原名|又名|别名)[:：为]?\s*(.{1,40})")
MASKED = re.compile(r"[*＊×✕]|某某|某$")
# signs that stand where a rare character could not be shown
LOST = re.compile(r"[?？□■�〓]")
SEVERAL = re.compile(r"[、,，;；/\\|]")
NOBODY = frozenset(
    "空置 空房 空 空户 闲置 无人 无人居住 无人住 未入住 暂无人住 无 没有 暂无 不详 出租 待租 待售 空挂 - — / ——".split()
)


class Name(NamedTuple):
    """``doubt``: "" or the code of what somebody should look at."""

    name: str
    notes: tuple[str, ...] = ()
    died: bool = False
    head: bool = False
    former: str = ""
    doubt: str = ""


def read_name(text: str) -> Name:
    """Raises ValidationError with one of the codes long, several, masked, name."""
    if ORDINARY.fullmatch(text) and text not in NOBODY and "某" not in text:
        return Name(text)
    if len(text) > LONGEST_CELL:
        raise ValidationError(_("姓名太长，请核对这一格，每人一行。"), code="long")
    whole = visible(text)
    remarks = [remark for remark in REMARK.findall(whole) if remark.strip()]
    bare = REMARK.sub("", whole).strip()
    starless = STARS.sub("", bare).strip()
    # one sign and stars is a hidden name, more signs and a star is a mark somebody made
    if starless != bare and len(starless) > 1:
        remarks.append(bare.replace(starless, ""))
        bare = starless
    name = uniform(bare)
    refuse(name, bare)
    return beside(name, remarks, doubt_of(name, bare))


def visible(text: str) -> str:
    """Without control and invisible characters; private and unassigned ones are rare characters, and stay."""
    text = unicodedata.normalize("NFC", text)
    return "".join(
        narrow(sign) for sign in text if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs")
    )


def narrow(sign: str) -> str:
    """Full-width letters and spaces, and the radicals that PDF files hold instead of characters."""
    strange = "\u2e80" <= sign <= "\u2fdf" or sign in "\u3000\xa0" or ("！" <= sign <= "～" and sign.isalnum())
    return unicodedata.normalize("NFKC", sign) if strange else sign


def uniform(name: str) -> str:
    name = re.sub(r"\s*·\s*", "·", DOT.sub("·", name.translate(DOTS)))
    return " ".join(GAP.sub("", name).split())


def refuse(name: str, bare: str) -> None:
    if SEVERAL.search(bare):
        raise ValidationError(_("一格里写了几个人，请每人一行。"), code="several")
    if MASKED.search(name):
        raise ValidationError(_("姓名不完整，请填写全名。"), code="masked")
    if re.search(r"\d", name):
        raise ValidationError(_("姓名里不应有数字，请核对这一格。"), code="name")
    if not any(letter(sign) for sign in name) and not LOST.search(name):
        raise ValidationError(_("这一格里没有姓名，请填写姓名。"), code="name")
    if len(name) > LONGEST:
        raise ValidationError(_("姓名太长，请核对这一格，每人一行。"), code="long")


def letter(sign: str) -> bool:
    return sign.isalpha() or unicodedata.category(sign) in ("Co", "Cn")


def doubt_of(name: str, bare: str) -> str:
    if LOST.search(name):
        return "rare"
    parts = bare.split()
    # 张 三 is padded, 张三 李四 may be two people; 欧阳 娜娜 is asked about too
    if len(parts) > 1 and all(re.fullmatch(rf"[{HAN}]{{2,}}", part) for part in parts):
        return "several"
    return ""


def beside(name: str, remarks: list[str], doubt: str) -> Name:
    notes, died, head, former = [], False, False, ""
    for remark in map(str.strip, remarks):
        died = died or bool(DIED.fullmatch(remark))
        if HEAD.fullmatch(remark):
            head = True
        elif found := FORMER.fullmatch(remark):
            former = uniform(found[1])
        else:
            notes.append(remark)
    return Name(name, tuple(notes), died, head, former, doubt)


def is_nobody(text: str) -> bool:
    """空置, 无人居住: the row is about a flat, not about a person."""
    bare = text if ORDINARY.fullmatch(text) else visible(text[:LONGEST_CELL]).strip()
    return bare in NOBODY
