from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from community.actions.roster import importable_units
from community.forms.fields import LineField
from community.imports.zipguard import MAX_FILE
from grids.models import Unit

ENDINGS = (".xlsx", ".xls", ".xlsm", ".csv")


class UnitChoice(forms.ModelChoiceField):
    def label_from_instance(self, unit):
        return f"{unit.get_kind_display()} {unit.name}"


class RosterForm(forms.Form):
    file = forms.FileField(
        label=_("花名册文件"),
        help_text=_("可以把文件拖到框里。收 .xlsx、.xls、.xlsm、.csv，最大 10 MB、2 万行。"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
        allow_empty_file=True,
        error_messages={"required": _("请选择要导入的花名册文件。"), "invalid": _("请重新选择花名册文件。")},
        max_length=200,
    )
    unit = UnitChoice(
        label=_("导入到"),
        help_text=_("表里的楼栋都要在这个范围内。"),
        queryset=Unit.objects.none(),
        empty_label=None,
        error_messages={"required": _("请选择导入到哪里。"), "invalid_choice": _("请从列表里选择导入到哪里。")},
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = importable_units(user).order_by("code")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE:
            raise ValidationError(
                _("文件超过 10 MB。请删掉图片和空白的行列，或者按楼栋分成几个文件再上传。"), code="too_big"
            )
        return file


class UndoForm(forms.Form):
    reason = LineField(
        label=_("撤销的原因"),
        max_length=200,
        error_messages={"required": _("请写明为什么撤销，例如“传错了文件”。")},
    )
