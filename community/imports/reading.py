"""From an uploaded file to rows of people: the front door of the reading half."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePath
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from community.imports import parser, zipguard
from community.imports.layout import EMPTY, NO_HEADINGS, lay_out
from community.imports.rows import RowReader
from community.imports.shapes import Answers, Layout, Question, Sheet, SheetRow
from community.imports.zipguard import WEB, Limits

LONGEST_NAME = 80


@dataclass
class Reading:
    """``rows`` may be walked several times; ``questions`` is complete once they have been walked to the end."""

    layouts: list[Layout]
    rows: "Rows"
    questions: list[Question] = field(default_factory=list)


class Rows:
    """Every row of every sheet that is read, made while somebody walks through them."""

    def __init__(self, sheets: list[tuple[Sheet, Layout]], answers: Answers, questions: list[Question]) -> None:
        self.sheets, self.answers, self.questions = sheets, answers, questions

    def __iter__(self) -> Iterator[SheetRow]:
        for sheet, layout in self.sheets:
            reader = RowReader(sheet, layout, self.answers)
            yield from reader
            self.questions += [question for question in reader.questions if question not in self.questions]


def read(
    content: bytes | BinaryIO,
    file_name: str = "",
    *,
    limits: Limits = WEB,
    answers: Answers | None = None,
    guarded: bool = False,
) -> Reading:
    """Refuses with a ValidationError whose sentence says what to do with the file.

    ``guarded``: exactly these bytes were looked through at their upload.
    """
    answers = answers or Answers()
    content = content if isinstance(content, bytes) else content.read()
    sheets = sheets_of(content, file_name, limits, guarded=guarded)
    understood = [lay_out(sheet, answers) for sheet in sheets]
    layouts = [layout for layout, _questions in understood]
    check(layouts, limits)
    questions = [question for _layout, asked in understood for question in asked]
    chosen = [(sheet, layout) for sheet, layout in zip(sheets, layouts, strict=True) if not layout.skipped]
    return Reading(layouts, Rows(chosen, answers, questions), questions)


def sheets_of(content: bytes, file_name: str, limits: Limits, *, guarded: bool = False) -> list[Sheet]:
    kind = zipguard.kind_alone(content) if guarded else zipguard.guard(BytesIO(content), limits, file_name)
    sheets = parser.parse(content, kind, limits)
    for sheet in sheets:
        # text files have no sheets, only a name of their own
        sheet.name = sheet.name or PurePath(file_name).stem[:LONGEST_NAME]
    return sheets


def check(layouts: list[Layout], limits: Limits) -> None:
    chosen = [layout for layout in layouts if not layout.skipped]
    below = sum(layout.rows - layout.heading_last - 1 for layout in chosen)
    if below > limits.rows:
        raise zipguard.too_many(limits)
    if chosen and not below:
        raise ValidationError(_("列名下面没有一行内容。请填好花名册后重新上传。"), code="no_rows")
    if all(layout.skipped == EMPTY for layout in layouts):
        raise ValidationError(_("这个文件里没有内容。请选择填好的花名册。"), code="empty")
    if all(layout.skipped in (EMPTY, NO_HEADINGS) for layout in layouts):
        raise ValidationError(
            _("前 12 行里没有找到列名（姓名、楼栋、室……）。请照模板写好列名后重新上传。"), code="no_headings"
        )
