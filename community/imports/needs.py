"""Service groups of a row, from columns of ticks, a list in one cell, a grade beside them (I37)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.text import clean_line
from community.imports import groups
from community.imports.row_check import RowCheck, heading_of
from community.imports.shapes import NOTICE, REVIEW
from community.imports.words import is_none, is_true


def read_ticks(group: str, check: RowCheck, text: str) -> None:
    """√ in a column of its own; a grade there says yes as well (I37)."""
    told = is_true(text)
    grade = "" if told is not None else groups.read_grade(text)
    if told or grade:
        add_need(check, group, grade)
    elif told is None and not is_none(text):
        add_need(check, group, clean_line(text)[: groups.LONGEST_GRADE])
        sentence = _("看不懂“%(text)s”是不是打了勾，请核对；不是就划掉这一项。")
        check.blame(f"tick:{group}", "tick", sentence % {"text": text[:20]}, REVIEW)


def add_need(check: RowCheck, group: str, grade: str = "") -> None:
    needs = check.values.setdefault("needs", [])
    known = next((need for need in needs if need[0] == group), None)
    if known is None:
        needs.append([group, grade])
    elif grade and not known[1]:
        known[1] = grade


def read_group(check: RowCheck, text: str) -> None:
    for found in groups.read_groups(text, check.words):
        if found.table == "group":
            add_need(check, found.code, found.grade)
        elif found.table:
            check.values.setdefault(found.table, found.code)
        elif found.reason in GROUP_REASONS:
            sentence, level = GROUP_REASONS[found.reason]
            check.blame("group", found.reason, _(sentence) % {"text": found.word[:20]}, level)


GROUP_REASONS = {
    "unknown": (gettext_noop("看不懂“%(text)s”，请在“需要您回答的问题”里选它的意思。"), REVIEW),
    "computed": (gettext_noop("“%(text)s”按出生日期自动计算，不用登记。"), NOTICE),
    "not_kept": (gettext_noop("社区登记不记录“%(text)s”这类内容，已略过。"), NOTICE),
}


def read_grade(check: RowCheck, text: str) -> None:
    """The column beside the groups; it speaks of a disability unless another group stands alone."""
    grade = groups.read_grade(text)
    if grade:
        check.grade = grade
    elif not is_none(text) and is_true(text) is None:
        check.keep(heading_of("group_grade"), text[:40])
