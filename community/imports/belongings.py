"""What a row says of the flat: its area, its owner, the vehicles and pets kept there."""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.text import clean_line
from community import ids
from community.imports import names
from community.imports.phones import read_phones
from community.imports.row_check import RowCheck, heading_of
from community.imports.shapes import NOTICE
from community.imports.words import is_none, is_true

BETWEEN = re.compile(r"[、,，;；/\n|\s]+")
PLATE = re.compile(r"[\u4e00-\u9fff][A-Z][A-Z0-9]{4,6}[A-Z0-9学警港澳挂]?")
AREA = re.compile(r"(?:约|共)?(\d{1,5}(?:\.\d{1,4})?)(?:平方米|平方|平米|平|㎡|M2|M²|m2)?")


def read_area(check: RowCheck, text: str) -> None:
    bare = re.sub(r"\s", "", clean_line(text[:40]))
    match = AREA.fullmatch(bare)
    if match and Decimal(match[1]) > 0:
        check.values["area"] = f"{Decimal(match[1]).quantize(Decimal('0.01')).normalize():f}"
    elif not is_none(text) and (not match or match[1].strip("0.")):
        check.keep(heading_of("area"), text[:40])
        check.blame("area", "area", _("看不懂这个面积，没有登记；请填数字，例如 89.5。"), NOTICE)


def read_plates(check: RowCheck, text: str) -> None:
    parts = [re.sub(r"[·.・•\-]", "", part).upper() for part in BETWEEN.split(clean_line(text[:200])) if part]
    plates = [part for part in parts if PLATE.fullmatch(part)]
    if plates:
        check.values["vehicles"] = list(dict.fromkeys(plates))
    if len(plates) < len(parts) and is_true(text) is not False and not is_none(text):
        check.keep(heading_of("plate"), text[:60])


def read_pets(check: RowCheck, text: str) -> None:
    if is_true(text) is not False and not is_none(text):
        check.values["pets"] = (
            [_("有宠物")]
            if is_true(text)
            else [clean_line(part)[:40] for part in re.split(r"[、,，;；\n]+", text[:200]) if part.strip()]
        )


def owner_of(check: RowCheck) -> dict:
    return check.values.setdefault("owner", {})


def read_owner(check: RowCheck, text: str) -> None:
    if is_none(text) or names.is_nobody(text):
        return
    same = clean_line(text) in ("本人", "自己", "户主", "同户主", "同上", "业主本人")
    name = check.values.get("name", "") if same else names.uniform(names.visible(text[: names.LONGEST_CELL]))
    if name:
        owner_of(check)["name"] = name[: names.LONGEST]


def read_owner_id(check: RowCheck, text: str) -> None:
    number = ids.normalise(text)
    try:
        kind = ids.shape_of(number) or ids.ID_CARD
        document = ids.other_document(number) if credit_like(number) else ids.read_document(text, kind)
    except ValidationError as refusal:
        check.blame("owner_id", str(refusal.code), refusal.messages[0], NOTICE)
        return
    if document:
        owner_of(check)["doc_number"] = document.number


def credit_like(number: str) -> bool:
    """GB 32100: firms have 18 signs that begin with 1, 5, 9 or Y and hold a letter before the last."""
    return len(number) == 18 and bool(re.fullmatch(r"[0-9A-Z]{18}", number)) and not number[:17].isdigit()


def read_owner_phone(check: RowCheck, text: str) -> None:
    found = read_phones(text)
    if found.numbers:
        owner_of(check)["phone"] = found.numbers[0][0]
    for number, _label in found.numbers[1:]:
        check.values.setdefault("phones", []).append([number, _("房主")])
    if found.unread:
        check.blame("owner_phone", "phone", _("房主的电话看不懂，没有登记；请核对。"), NOTICE)
