"""What a category wants to know beside the text, as fields, and the answers as they are kept."""

from datetime import datetime
from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from issues.forms.fields import Block, Line
from issues.models import Category, Issue, Question

PREFIX = "q_"
Kind = Question.Kind


def question_fields(category: Category | None) -> dict[str, forms.Field]:
    """One field for each question, named after its code."""
    rows = category.questions.all() if category else []
    return {PREFIX + row.code: field_of(row) for row in rows}


def field_of(question: Question) -> forms.Field:
    facts = {
        "label": question.label,
        "help_text": question.hint,
        "required": question.required,
        "error_messages": {
            "required": _("请回答：%(what)s") % {"what": question.label},
            "invalid": _("请重新填写：%(what)s") % {"what": question.label},
            "invalid_choice": _("请从名单里选：%(what)s") % {"what": question.label},
        },
    }
    if question.kind == Kind.ONE:
        return forms.ChoiceField(choices=question.values, widget=forms.RadioSelect, **facts)
    if question.kind == Kind.SEVERAL:
        return forms.MultipleChoiceField(choices=question.values, widget=forms.CheckboxSelectMultiple, **facts)
    if question.kind == Kind.NUMBER:
        # no limit of digits would let a number through that no page can show
        return forms.DecimalField(max_digits=12, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **facts)
    if question.kind == Kind.DATETIME:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        return forms.DateTimeField(widget=widget, **facts)
    if question.kind == Kind.TEXT:
        return Block(max_length=500, widget=forms.Textarea(attrs={"rows": 2}), **facts)
    return Line(max_length=100, **facts)


class QuestionsForm(forms.Form):
    """The questions by themselves, for the piece that is fetched while the report is being written."""

    def __init__(self, *args, category: Category | None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= question_fields(category)


def answers_in(cleaned: dict) -> dict[str, str | list[str]]:
    """Code → answer, or list of answers, as text; what was left empty is not kept."""
    given = {name.removeprefix(PREFIX): value for name, value in cleaned.items() if name.startswith(PREFIX)}
    return {code: plain(value) for code, value in given.items() if value not in (None, "", [])}


def plain(value: str | list[str] | Decimal | datetime) -> str | list[str]:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="minutes")
    return value if isinstance(value, list) else str(value)


def answered(issue: Issue) -> list[tuple[str, str]]:
    """``[(question, answer in words)]``, even where the matter was sorted into another category since."""
    found = Question.objects.filter(code__in=issue.answers) if issue.answers else []
    rows = {row.code: row for row in sorted(found, key=lambda row: row.category_id == issue.category_id)}
    return [(row.label, in_words(row, issue.answers[row.code])) for row in rows.values()]


def in_words(question: Question, answer: str | list[str]) -> str:
    names = dict(question.values)
    if isinstance(answer, list):
        return "、".join(names.get(each, each) for each in answer)
    at = parse_datetime(answer) if question.kind == Kind.DATETIME else None
    if at is None:
        return names.get(answer, answer)
    return date_format(at, _("n月j日 H:i"))
