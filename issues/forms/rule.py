"""A rule of dispatch, and the invented matter it is tried with."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grids.models import Posting, Unit
from issues.forms.matter import place_choices
from issues.models import Category, Rule, Severity

HANDLERS = [(role.value, role.label) for role in Posting.STAFF]


def kinds() -> list:
    """Small categories below their group, the group itself first."""
    groups: dict[int, tuple[str, list]] = {}
    rows = list(Category.objects.offered().order_by("position", "pk").values("pk", "name", "parent_id"))
    for row in rows:
        if row["parent_id"] is None:
            groups[row["pk"]] = (row["name"], [(row["pk"], _("%(name)s（全部）") % {"name": row["name"]})])
    for row in rows:
        if row["parent_id"] in groups:
            groups[row["parent_id"]][1].append((row["pk"], row["name"]))
    return [("", _("不限")), *groups.values()]


class RuleForm(forms.ModelForm):
    class Meta:
        model = Rule
        fields = (
            *("name", "position", "unit", "level", "category", "severity_from", "hour_from", "hour_until"),
            *("working_days_only", "role", "department_kind", "user", "open"),
        )
        help_texts = {
            "position": gettext_lazy("数字小的先看；第一条符合的规则说了算。"),
            "hour_from": gettext_lazy("例如 22 点到 6 点；两个一样就是全天。"),
            "role": gettext_lazy("派给这个地点最近一级担任这个岗位、手上事最少的人。"),
            "department_kind": gettext_lazy("派给服务这个地点的这类部门。岗位、部门、个人选一样。"),
        }

    def __init__(self, *args, units, people, everywhere: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # a rule without a place is a rule for all: only for who answers for all
        self.fields["unit"].required = not everywhere
        self.fields["unit"].queryset, self.fields["user"].queryset = units, people
        self.fields["unit"].empty_label = _("不限") if everywhere else _("请选择")
        self.fields["unit"].error_messages["required"] = _("请选择这条规则管哪里。")
        self.fields["user"].empty_label = _("不指定个人")
        self.fields["level"].choices = [("", _("不限")), *Unit.Kind.choices]
        self.fields["category"].choices = kinds()
        self.fields["role"].choices = [("", _("不按岗位")), *HANDLERS]
        self.fields["department_kind"].choices = [
            ("", _("不派给部门")),
            *self.fields["department_kind"].choices[1:],
        ]

    def clean(self) -> dict:
        """Exactly one of the three ways to say who gets it."""
        data = super().clean()
        chosen = [name for name in ("role", "department_kind", "user") if data.get(name)]
        if len(chosen) != 1:
            self.add_error("role", _("请在岗位、部门、个人里选一样。"))
        return data


class TrialForm(forms.Form):
    """One invented matter; nothing is stored."""

    unit = forms.TypedChoiceField(
        label=gettext_lazy("在哪里"),
        coerce=int,
        error_messages={
            "required": gettext_lazy("请选择在哪里。"),
            "invalid_choice": gettext_lazy("请重新选择在哪里。"),
        },
    )
    category = forms.TypedChoiceField(
        label=gettext_lazy("类别"), coerce=int, empty_value=None, required=False,
        error_messages={"invalid_choice": gettext_lazy("请从名单里选择类别。")},
    )  # fmt: skip
    severity = forms.TypedChoiceField(
        label=gettext_lazy("轻重"), choices=Severity, coerce=int, initial=Severity.NORMAL,
        error_messages={"required": gettext_lazy("请选择轻重。"), "invalid_choice": gettext_lazy("请选择轻重。")},
    )  # fmt: skip
    at = forms.DateTimeField(
        label=gettext_lazy("什么时候"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": gettext_lazy("请选择时间。"),
            "invalid": gettext_lazy("请选择时间，例如 2026-08-01 09:00。"),
        },
    )

    def __init__(self, *args, units, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        self.fields["unit"].choices = place_choices(units)
        self.fields["category"].choices = kinds()
        self.initial.setdefault("at", timezone.localtime())

    def clean_unit(self) -> Unit:
        return self.units.get(pk=self.cleaned_data["unit"])

    def clean_category(self) -> Category | None:
        return Category.objects.filter(pk=self.cleaned_data["category"]).first()
