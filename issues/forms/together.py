"""Merging, splitting and taking down positions, and what becomes of a proposal."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues.actions.merging import MOST_PARTS, Part
from issues.forms.fields import Block, Line
from issues.models import Category, Department, Issue, Stand
from issues.rules import candidates
from issues.text import issue_number

REASON = {"required": gettext_lazy("请写明原因。")}


class FindForm(forms.Form):
    """The number of the matter to merge with."""

    number = Line(
        label=gettext_lazy("按编号找"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("例如 2026-0012。"),
    )

    def clean_number(self) -> str:
        return issue_number(self.cleaned_data["number"])


class MergeForm(forms.Form):
    into = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class PartForm(forms.Form):
    """One part; an empty row is no part."""

    text = Block(
        label=gettext_lazy("这一件是什么事"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    category = forms.ModelChoiceField(
        label=gettext_lazy("类别"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=gettext_lazy("还没有分类"),
        error_messages={"invalid_choice": gettext_lazy("请从名单里选择类别。")},
    )
    to = forms.ChoiceField(
        label=gettext_lazy("派给"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("请从名单里选择由谁办理。")},
    )

    def __init__(self, *args, targets: dict, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.targets = targets
        self.fields["category"].queryset = Category.objects.offered()
        choices = [(key, label) for key, (label, _row) in targets.items()]
        self.fields["to"].choices = [("", _("先不派")), *choices]

    @property
    def part(self) -> Part:
        chosen = self.targets.get(self.cleaned_data["to"])
        return Part(self.cleaned_data["text"], self.cleaned_data["category"], chosen[1] if chosen else None)


def targets_for(issue: Issue, user) -> dict[str, tuple[str, object]]:
    """``{key: (label, user or department)}``: to whom this user may give a matter of this place."""
    people = {f"u{row.user_id}": (f"{row.user.name}（{row.unit.name}）", row.user) for row in candidates(issue, user)}
    return people | {f"d{row.pk}": (row.name, row) for row in Department.objects.serving(issue.unit)}


class PartsFormSet(forms.BaseFormSet):
    default_error_messages = {
        "missing_management_form": gettext_lazy("这一页没有完整打开，请刷新后再填一次。"),
        "too_many_forms": gettext_lazy("一件事最多拆成 10 件。"),
    }

    @property
    def parts(self) -> list[Part]:
        return [form.part for form in self.forms if form.cleaned_data.get("text")]


PartForms = forms.formset_factory(
    PartForm, PartsFormSet, extra=2, max_num=MOST_PARTS, absolute_max=MOST_PARTS, validate_max=True
)


class SplitForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    photos = forms.BooleanField(label=gettext_lazy("把居民的照片也给每一件"), required=False)


class StandForm(forms.Form):
    side = forms.ChoiceField(
        label=gettext_lazy("立场"),
        choices=Stand.Side,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("请选择立场。")),
    )
    who = Line(
        label=gettext_lazy("哪些人"),
        max_length=40,
        help_text=gettext_lazy("写一群人，不写姓名和门牌，例如：1 到 3 层的住户。"),
        error_messages={"required": gettext_lazy("请写明是哪些人，例如“5 层以上的住户”。")},
    )
    count = forms.IntegerField(
        label=gettext_lazy("多少户（人）"),
        min_value=1,
        max_value=100000,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), gettext_lazy("请写明有多少户（人），例如 12。")
        ),
    )
    text = Block(
        label=gettext_lazy("理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("居民会看到。不要写姓名、电话和门牌。"),
        error_messages={"required": gettext_lazy("请写明他们的理由。")},
    )


class DecideForm(forms.Form):
    answer = Line(label=gettext_lazy("处理意见"), max_length=200, required=False)


class DropForm(forms.Form):
    answer = Line(
        label=gettext_lazy("处理意见"),
        max_length=200,
        error_messages={"required": gettext_lazy("请写明为什么不采纳。")},
    )
