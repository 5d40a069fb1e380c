"""The note of a row: what no field can hold is kept in it, numbers that belong under seal are not."""

import re
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.masks import mask_number, mask_phone
from accounts.text import clean_line, phone_digits
from community import codes
from community.imports.groups import NOT_KEPT, hidden_groups
from community.imports.needs import add_need
from community.imports.phones import MOBILE
from community.imports.row_check import RowCheck
from community.imports.shapes import NOTICE, REVIEW
from community.imports.words import is_none

LONGEST = 1000
LONGEST_EXTRA = 200
LONGEST_LABEL = 20
# whose number it is stands before it: 儿子电话13800000000
WHOSE = re.compile(r"([\u4e00-\u9fff·]{1,8}?)(?:的)?(?:联系)?(?:电话|手机|号码|联系方式)?[号:：\s]{0,5}$")
# nothing shorter is somebody's number
DIGITS = re.compile(r"\d{3}")
MOBILE_NUMBER = re.compile(MOBILE)
# identity numbers old and new, bank cards
LONG_NUMBER = re.compile(r"(?<![\dA-Za-z])\d(?:[ \-]?\d){13,18}[Xx]?(?!\d)")
# numbers of those who work here are no resident's
STAFF = re.compile(r"网格|楼长|楼栋长|单元长|物业|社区|民警|书记|审核|填表|采集|调查|登记人|责任人|包保|联系人员")
GONE = re.compile(
    r"(?:^|[，,；;。、\s])(?:此人|本人|该人|人)?(?:于|在)?(?:\d{4}年?(?:\d{1,2}月)?(?:\d{1,2}日)?)?(?:已经|已|因病)*"
    r"(?:(?P<died>去世|死亡|病故|亡故|过世|身故|已故)|(?P<left>搬走|搬离|搬迁|迁出|外迁|搬出))(?:了)?(?=$|[，,；;。、\s（(])"
)
GONE_SENTENCES = {
    "died": gettext_noop("备注里好像写着已去世，请核对；不是就划掉这一项。"),
    "left": gettext_noop("备注里好像写着已搬走，请核对；不是就划掉这一项。"),
}


def gather(check: RowCheck) -> None:
    add_extra(check)
    if not check.notes:
        return
    note = "；".join(dict.fromkeys(check.notes))
    propose(check, check.cells.get("note", ""))
    note = sealed(check, note, "")
    if len(note) > LONGEST:
        note = note[:LONGEST]
        check.blame("note", "long", _("备注太长，只登记前 %(limit)s 个字。") % {"limit": LONGEST}, NOTICE)
    check.values["note"] = note


def add_extra(check: RowCheck) -> None:
    """Columns that nobody knows are never lost (I10), except what no committee may keep lists of."""
    for heading, text in check.facts.extra.items():
        if (kept := harmless(heading, text)) is not None:
            check.notes += kept
            continue
        if NOT_KEPT.search(heading[:60]) or NOT_KEPT.search(text[:LONGEST_EXTRA]):
            sentence = _("社区登记不记录“%(text)s”这类内容，已略过。") % {"text": heading[:20]}
            check.blame("note", "not_kept", sentence, NOTICE)
            continue
        check.notes.append(sealed(check, line_of(heading, text), heading))


@lru_cache(maxsize=4096)
def harmless(heading: str, text: str) -> tuple[str, ...] | None:
    """What becomes of most such cells, () for those that say nothing; None for those to look at in their row."""
    if is_none(text):
        return ()
    line = line_of(heading, text)
    if NOT_KEPT.search(heading[:60]) or NOT_KEPT.search(text[:LONGEST_EXTRA]) or DIGITS.search(line):
        return None
    return (line,)


def line_of(heading: str, text: str) -> str:
    kept = clean_line(text[: LONGEST_EXTRA + 1])
    if len(kept) > LONGEST_EXTRA:
        kept = kept[:LONGEST_EXTRA] + "…"
    return f"{heading[:40]}：{kept}"


def sealed(check: RowCheck, text: str, heading: str) -> str:
    """Telephone numbers move to where numbers are kept, identity numbers and cards stay masked (S02)."""
    if not DIGITS.search(text):
        return text
    found = [] if STAFF.search(heading) else list(MOBILE_NUMBER.finditer(text))
    for match in found:
        add_phone(check, match, text, heading)
    masked = MOBILE_NUMBER.sub(lambda match: mask_phone(phone_digits(match[0]) or ""), LONG_NUMBER.sub(hidden, text))
    if masked != text:
        check.blame("note", "masked", _("备注里的证件号和电话只留头尾；电话已登记到联系电话。"), NOTICE)
    return masked


def hidden(match: re.Match) -> str:
    return mask_number(re.sub(r"[ \-]", "", match[0]))


def add_phone(check: RowCheck, match: re.Match, text: str, heading: str) -> None:
    number = phone_digits(match[0])
    phones = check.values.setdefault("phones", [])
    if number and number not in [known for known, _label in phones]:
        whose = WHOSE.search(text[max(match.start() - 2 * LONGEST_LABEL, 0) : match.start()])
        phones.append([number, (heading or (whose[1] if whose else "") or _("备注"))[:LONGEST_LABEL]])


def propose(check: RowCheck, note: str) -> None:
    """What a note gives away is offered, never taken without a look."""
    if not note:
        return
    has = {group for group, _grade in check.values.get("needs", ())}
    hidden = [(group, grade) for group, grade in hidden_groups(note) if group not in has]
    for group, grade in hidden:
        add_need(check, group, grade)
    if hidden:
        names = "、".join(codes.SERVICE_GROUPS[group] for group, _grade in hidden)
        sentence = _("备注里提到了%(names)s，请核对要不要登记为服务类别；不要就划掉这一项。")
        check.blame("note", "in_note", sentence % {"names": names}, REVIEW)
    if match := GONE.search(note[:LONGEST]):
        key = "died" if match["died"] else "left"
        if key not in check.values:
            check.values[key] = True
            check.blame("note", f"{key}_in_note", _(GONE_SENTENCES[key]), REVIEW)
