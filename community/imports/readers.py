"""One reader for every kind of cell: what the text says, or a sentence about what is wrong with it."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.text import clean_block, clean_line
from community import codes, ids
from community.imports import belongings, names, needs
from community.imports.dates import DAY, MONTH, read_date
from community.imports.phones import HIDDEN, read_phones
from community.imports.row_check import RowCheck, heading_of
from community.imports.shapes import ERROR, NOTICE, REVIEW
from community.imports.words import is_none, is_true

# "oneself" in the column "relation to the head" is the head
HEAD, ONESELF = codes.HEAD, "01"
KNOWN_SEXES = ("1", "2")
# 2015.3.4-2035.3.4: the last day counts
PERIOD = re.compile(r"[-—至到~～]\s*(?=\d{4})")
FOR_EVER = re.compile(r"长期|永久|无固定期限")
HINT_DIGITS = 14
CUT_ID = gettext_noop("身份证号在 Excel 里被当成数字，尾数已丢失，请把这一列设为文本后重新填写。")
LOST_DIGITS = ("scientific", "truncated")
ID_DOUBTS = {"old_number": NOTICE, "region": NOTICE, "tail": NOTICE}


def read_name(check: RowCheck, text: str) -> None:
    if names.is_nobody(text):
        if text.startswith("空") or "人" in text or text.startswith("待"):
            check.values.setdefault("use", "vacant")
        return
    found = names.read_name(text)
    check.values["name"] = found.name
    if found.died:
        check.values["died"] = True
    if found.head:
        check.values["relation"] = HEAD
    if found.former:
        check.values["former_name"] = found.former
    for note in found.notes:
        check.keep(_("姓名旁注"), note)
    if found.doubt == "rare":
        sentence = _("姓名里有没显示出来的字，可能是生僻字，请对照证件核对。")
        check.blame("name", "rare", sentence, REVIEW)
    elif found.doubt:
        check.blame("name", "several", _("姓名中间有空格，请核对是不是两个人；是两个人请每人一行。"), REVIEW)


def read_number(check: RowCheck, text: str) -> None:
    """The number, or the part of it that is left: a hint for whoever looks for the person, never a number."""
    values = check.values
    number = ids.normalise(text) if len(text) <= ids.LONGEST else text
    whole = ids.TRUE_NUMBER.fullmatch(number)
    if hint := "" if whole else ids.partial(number):
        values["id_hint"] = hint
        check.blame("id_number", "masked", _("号码不完整，只记作线索；有完整号码请补上。"), NOTICE)
        return
    doc_type = values.get("doc_type", ids.ID_CARD)
    other = ids.shape_of(number) if not whole and doc_type in (ids.ID_CARD, ids.HOUSEHOLD_BOOK) else ""
    try:
        document = ids.read_document(number, other or doc_type, check.today)
    except ValidationError as refusal:
        if refusal.code not in LOST_DIGITS:
            raise
        lost_digits(check, number)
        return
    if document is None:
        return
    values["id_number"] = document.number
    if other:
        values["doc_type"] = other
        check.blame("id_number", "doc_type", _("这不是身份证号，按号码的样子登记了证件类型，请核对。"), NOTICE)
    for code, sentence in zip(document.doubts, document.warnings, strict=True):
        check.blame("id_number", code, sentence, ID_DOUBTS[code])
    if document.born:
        check.document = document
        values |= {"born": document.born.isoformat(), "born_precision": DAY, "sex": document.sex}


def lost_digits(check: RowCheck, number: str) -> None:
    """The first digits still say whom to look for (I22)."""
    if number.isdigit() and len(number) > HINT_DIGITS:
        check.values["id_hint"] = number[:HINT_DIGITS]
    check.blame("id_number", "cut", _(CUT_ID))


def read_other_name(key: str, check: RowCheck, text: str) -> None:
    if not is_none(text):
        found = names.uniform(names.visible(text[: names.LONGEST_CELL]))
        if len(found) > names.LONGEST:
            raise ValidationError(_("姓名太长，请核对这一格，每人一行。"), code="long")
        check.values[key] = found


def read_born(check: RowCheck, text: str) -> None:
    if is_none(text):
        return
    known = check.document.born if check.document else None
    try:
        found = read_date(text, check.today)
    except ValidationError as refusal:
        if refusal.code == "lunar":
            check.keep(_("出生日期"), text if "历" in text else f"{text}（{_('农历')}）")
            check.blame("born", "lunar", refusal.messages[0], NOTICE)
        elif known:
            check.blame("born", "other_born", _("这个出生日期看不懂，按身份证号登记。"), NOTICE)
        else:
            raise
        return
    if known is None:
        check.values |= {"born": found.day.isoformat(), "born_precision": found.precision}
        doubt(check, "born", found.doubt, found.day)
    elif not found.doubt and differs(known, found.day, found.precision):
        check.blame("born", "other_born", _("出生日期与身份证号不一致，按身份证号登记。"), NOTICE)


def differs(known: date, told: date, precision: str) -> bool:
    if known == told:
        return False
    parts = {DAY: 3, MONTH: 2}.get(precision, 1)
    return known.timetuple()[:parts] != told.timetuple()[:parts]


def doubt(check: RowCheck, key: str, code: str, day: date) -> None:
    sentence, level = DOUBTS.get(code, ("", ""))
    if sentence:
        check.blame(key, code, _(sentence) % {"day": day.isoformat()}, level)


DOUBTS = {
    "serial": (gettext_noop("这一格是表格软件的日期数字，已换算成 %(day)s，请核对。"), NOTICE),
    "short_year": (gettext_noop("年份只有两位，按 %(day)s 登记，请核对。"), NOTICE),
    "century": (gettext_noop("年份只有两位，不知道是哪个世纪；先按 %(day)s，请核对。"), REVIEW),
    "partial": (gettext_noop("日期没有写到日，按 %(day)s 登记，请核对。"), NOTICE),
}


def read_day(key: str, check: RowCheck, text: str) -> None:
    """A day in the life of the register; a month or year is taken as its first day, and said so."""
    if is_none(text) or FOR_EVER.search(text):
        return
    if key == "doc_expires_on":
        text = PERIOD.split(text[:60])[-1]
    try:
        found = read_date(text, check.today, to_come=key == "doc_expires_on")
    except ValidationError as refusal:
        # a missing date of a visit or of a document keeps nobody out
        check.keep(heading_of(key), text[:40])
        check.blame(key, str(refusal.code), refusal.messages[0], ERROR if key in ("died_on", "left_on") else NOTICE)
        return
    check.values[key] = found.day.isoformat()
    if key in ("died_on", "left_on"):
        check.values[key.removesuffix("_on")] = True
    doubt(check, key, found.doubt or ("" if found.precision == DAY else "partial"), found.day)


def read_event(key: str, check: RowCheck, text: str) -> None:
    """是, 否, or at once the date when somebody died or left."""
    told = is_true(text)
    if told is None and re.search(r"\d{4}", text[:60]):
        read_day(f"{key}_on", check, text)
    elif told or (told is None and EVENTS[key].search(text[:60])):
        check.values[key] = True
    elif told is None and not is_none(text):
        sentence = _("看不懂“%(text)s”，请填“是”或“否”，或填日期。")
        check.blame(key, "word", sentence % {"text": text[:20]}, REVIEW)


EVENTS = {
    "died": re.compile(r"^已?(?:故|亡|死亡|去世|亡故|病故|过世|注销)"),
    "left": re.compile(r"^已?(?:迁|搬|离开|外迁|不在)"),
}


def read_sex(check: RowCheck, text: str) -> None:
    """Unknown is not news."""
    known = check.document.sex if check.document else ""
    if known in KNOWN_SEXES:
        if check.words.sex(text, asks=False) in {*KNOWN_SEXES} - {known}:
            check.blame("sex", "other_sex", _("性别与身份证号不一致，按身份证号登记。"), NOTICE)
        return
    code = check.words.sex(text)
    if code in KNOWN_SEXES:
        check.values["sex"] = code
    elif code is None:
        sentence = _("性别写的是“%(text)s”，请在“需要您回答的问题”里说明是男是女，或改成“男”“女”。")
        check.blame("sex", "word", sentence % {"text": text[:20]}, REVIEW)


def read_word(key: str, table: str, check: RowCheck, text: str) -> None:
    code = check.words.code(table, text)
    if code is None:
        sentence = _("看不懂“%(text)s”，请在“需要您回答的问题”里选它的意思，或改成表里常用的词。")
        check.blame(key, "word", sentence % {"text": clean_line(text[:60])[:20]}, REVIEW)
    elif code:
        check.values[key] = code


def read_relation(check: RowCheck, text: str) -> None:
    read_word("relation", "relation", check, text)
    if check.values.get("relation") == ONESELF:
        check.values["relation"] = HEAD


def read_politics(check: RowCheck, text: str) -> None:
    """In a column 是否党员 a no says nothing about what somebody is."""
    if is_true(text) is not False:
        read_word("politics", "politics", check, "是" if is_true(text) else text)


def read_phone(check: RowCheck, text: str) -> None:
    found = read_phones(text)
    if found.numbers:
        check.values["phones"] = found.numbers
    if found.unread:
        check.keep(_("电话"), "、".join(found.unread)[:100])
        sentence = _("有的电话号码看不懂，原样记在备注里；请核对是不是 11 位手机号或带区号的座机。")
        check.blame("phone", "phone", sentence, NOTICE)
    if HIDDEN.search(text):
        check.blame("phone", "masked", _("遮住中间几位的电话没有登记；有完整号码请补上。"), NOTICE)


def read_text(key: str, limit: int, check: RowCheck, text: str) -> None:
    text = clean_line(text)
    if is_none(text):
        return
    if len(text) > limit:
        raise ValidationError(_("这一格最多 %(limit)s 个字，请缩短。") % {"limit": limit}, code="long")
    check.values[key] = text


def read_note(check: RowCheck, text: str) -> None:
    if not is_none(text):
        check.notes.insert(0, clean_block(text))


def read_head_phone(check: RowCheck, text: str) -> None:
    """The head's own number, or one at which the others of the household can be reached."""
    for number, label in read_phones(text).numbers:
        phones = check.values.setdefault("phones", [])
        if number not in [known for known, _label in phones]:
            phones.append([number, label or _("户主")])


Reader = Callable[[RowCheck, str], None]
READERS: dict[str, Reader] = {
    "name": read_name,
    "id_number": read_number,
    "former_name": partial(read_other_name, "former_name"),
    "head_name": partial(read_other_name, "head_name"),
    "doc_type": partial(read_word, "doc_type", "document"),
    "doc_expires_on": partial(read_day, "doc_expires_on"),
    "sex": read_sex,
    "born": read_born,
    "ethnicity": partial(read_word, "ethnicity", "ethnicity"),
    "politics": read_politics,
    "marriage": partial(read_word, "marriage", "marriage"),
    "education": partial(read_word, "education", "education"),
    "workplace": partial(read_text, "workplace", 100),
    "phone": read_phone,
    "relation": read_relation,
    "hukou_number": partial(read_text, "hukou_number", 40),
    "hukou": partial(read_text, "hukou", 200),
    "kind": partial(read_word, "kind", "kind"),
    "use": partial(read_word, "use", "use"),
    "area": belongings.read_area,
    "owner": belongings.read_owner,
    "owner_id": belongings.read_owner_id,
    "owner_phone": belongings.read_owner_phone,
    "group": needs.read_group,
    "group_grade": needs.read_grade,
    "plate": belongings.read_plates,
    "pet": belongings.read_pets,
    "died": partial(read_event, "died"),
    "died_on": partial(read_day, "died_on"),
    "left": partial(read_event, "left"),
    "left_on": partial(read_day, "left_on"),
    "verified_on": partial(read_day, "verified_on"),
    "note": read_note,
    "head_phone": read_head_phone,
}
# what these say hangs on nothing but their own text, and is kept under their own key
ALONE = (
    "former_name", "head_name", "ethnicity", "politics", "marriage", "education", "workplace", "relation",
    "hukou_number", "hukou", "kind", "use",
)  # fmt: skip
READERS |= {f"tick:{group}": partial(needs.read_ticks, group) for group in codes.SERVICE_GROUPS}
