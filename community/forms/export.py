"""What is taken out, of whom, and what for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from community.actions.export import CSV, SHORTEST_PURPOSE, XLSX, listable_units, may_have_full
from community.forms.fields import LineField
from community.models import Person, Residence
from community.reports import lists
from community.reports.items import CODE, ITEMS, LABEL, USUAL, heading_of
from grids.models import Unit

INDENT = "\u3000"
OLDEST = 150
ANY_KIND = [("", _("不限")), *[(value, label) for value, label in Residence.Kind.choices if value]]
ANY_SEX = [("", _("不限")), (Person.Sex.MALE.value, _("男")), (Person.Sex.FEMALE.value, _("女"))]
SAVED = ("list", "state", "kind", "sex", "age_from", "age_to")


class UnitField(forms.ModelChoiceField):
    """Units of the user's scope, set in by their level."""

    def __init__(self, **options):
        super().__init__(
            Unit.objects.none(),
            empty_label=None,
            error_messages={"required": _("请选择范围。"), "invalid_choice": _("请从列表里选择范围。")},
            **options,
        )

    def narrow(self, units) -> None:
        self.queryset = units.order_by("tree_id", "lft")
        self.lowest = min((unit.level for unit in self.queryset), default=0)

    def label_from_instance(self, unit):
        return INDENT * (unit.level - self.lowest) + unit.name


class AgeField(forms.IntegerField):
    def __init__(self, **options):
        sentence = _("请填 0 到 150 之间的整数。")
        super().__init__(
            required=False,
            min_value=0,
            max_value=OLDEST,
            error_messages={"invalid": sentence, "min_value": sentence, "max_value": sentence},
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 3}),
            **options,
        )


class WhomForm(forms.Form):
    """Who is meant; ``whom()`` is what lists and reports keep."""

    list = forms.ChoiceField(label=_("哪一类居民"), required=False)
    state = forms.ChoiceField(label=_("按什么算"), required=False, choices=lists.STATES)
    kind = forms.ChoiceField(label=_("居住类型"), required=False, choices=ANY_KIND)
    sex = forms.ChoiceField(label=_("性别"), required=False, choices=ANY_SEX)
    age_from = AgeField(label=_("年龄从（周岁）"))
    age_to = AgeField(label=_("到（周岁）"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["list"].choices = lists.choices()

    def clean(self):
        typed = super().clean()
        low, high = typed.get("age_from"), typed.get("age_to")
        if low is not None and high is not None and low > high:
            self.add_error("age_to", ValidationError(_("“到”的年龄要不小于“从”的年龄。"), code="age"))
        return typed

    def whom(self) -> dict[str, Any]:
        typed = {name: self.cleaned_data.get(name) for name in SAVED}
        return {name: value for name, value in typed.items() if value not in ("", None)}


class ExportForm(WhomForm):
    unit = UnitField(label=_("范围"))
    columns = forms.MultipleChoiceField(
        label=_("要哪些列"),
        help_text=_("只选用得上的，用不上的不要选。"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一列。"), "invalid_choice": _("请从列表里选择要哪些列。")},
    )
    codes = forms.ChoiceField(
        label=_("民族、婚姻这些项目怎么写"),
        required=False,
        choices=[(LABEL, _("写文字，例如 汉族")), (CODE, _("写国标代码，例如 01")), ("both", _("文字和代码各一列"))],
    )
    file_kind = forms.ChoiceField(
        label=_("文件格式"), required=False, choices=[(XLSX, _("Excel 表格（.xlsx）")), (CSV, _("文本（.csv）"))]
    )
    purpose = LineField(
        label=_("用途"),
        max_length=200,
        min_length=SHORTEST_PURPOSE,
        help_text=_("写给谁、做什么用，例如“重阳节慰问名单”。用途会印在表上，并留痕。"),
        error_messages={
            "required": _("请写明用途。"),
            "min_length": _("请写明用途，至少 4 个字，例如“重阳节慰问名单”。"),
            "max_length": _("用途最多 200 个字，请写短一些。"),
        },
    )
    unmasked = forms.BooleanField(
        label=_("含完整的证件号和电话"),
        required=False,
        help_text=_("不勾选时只显示头尾几位。勾选后还要再确认一次，并重新验证您的身份。"),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["unit"].narrow(listable_units(user))
        self.fields["columns"].choices = [(item.key, heading_of(item)) for item in ITEMS]
        self.fields["columns"].initial = list(USUAL)

    def clean(self):
        typed = super().clean()
        unit = typed.get("unit")
        if unit and typed.get("unmasked") and not may_have_full(self.user, unit):
            sentence = _("您的岗位只能导出遮盖号码的名单。请去掉这一项，或请社区工作者导出。")
            self.add_error("unmasked", ValidationError(sentence, code="unmasked"))
        return typed
