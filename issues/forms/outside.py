"""Work orders of other systems, the meaning of their columns, the export of results, and keys of the interface."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.imports.zipguard import MAX_FILE
from grids.models import Unit
from issues.actions.order_results import ALL, CHANGED, CSV, XLSX
from issues.actions.orders import HOTLINE, STREET
from issues.forms.fields import Line
from issues.imports.columns import LABELS

ENDINGS = (".xlsx", ".xls", ".csv")
OTHER = "other"
SYSTEMS = (
    (HOTLINE, gettext_lazy("12345 热线")),
    (STREET, gettext_lazy("街道工单")),
    (OTHER, gettext_lazy("别的系统（请写名称）")),
)


class UnitChoice(forms.ModelChoiceField):
    def label_from_instance(self, unit: Unit) -> str:
        return unit.name


def unit_field(label) -> UnitChoice:
    return UnitChoice(
        label=label,
        queryset=Unit.objects.none(),
        empty_label=None,
        error_messages={"required": _("请选择社区。"), "invalid_choice": _("请从列表里选择社区。")},
    )


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("工单文件"),
        help_text=gettext_lazy("从热线系统导出的 .xlsx、.xls 或 .csv，最大 10 MB、2 万行。"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
        allow_empty_file=True,
        max_length=200,
        error_messages={
            "required": gettext_lazy("请选择热线系统导出的工单文件。"),
            "invalid": gettext_lazy("请重新选择工单文件。"),
        },
    )
    system = forms.ChoiceField(
        label=gettext_lazy("来自哪个系统"),
        choices=SYSTEMS,
        initial=HOTLINE,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("请选择工单来自哪个系统。"),
            "invalid_choice": gettext_lazy("请选择工单来自哪个系统。"),
        },
    )
    other = Line(
        label=gettext_lazy("别的系统的名称"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("每次写一样的名称，系统才认得出同一件工单。"),
    )
    unit = unit_field(gettext_lazy("转入到"))

    def __init__(self, *args, units, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units.order_by("code")
        # where there is nothing to choose, nothing is asked
        if len(only := units[:2]) == 1:
            self.fields["unit"].initial = only[0]
            self.fields["unit"].widget = forms.HiddenInput()

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE:
            raise ValidationError(_("文件超过 10 MB。请按日期分成几个文件再上传。"), code="too_big")
        return file

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("system") == OTHER:
            if not cleaned.get("other"):
                self.add_error("other", _("请写明是哪个系统，例如“区网格中心”。"))
            cleaned["system"] = cleaned.get("other", "")
        return cleaned


class ColumnsForm(forms.Form):
    """One choice for each column of the file, by its place."""

    def __init__(self, *args, names: Sequence[str], keys: Sequence[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("不用这一列")), *LABELS.items()]
        for place, (name, key) in enumerate(zip(names, keys, strict=True)):
            self.fields[f"c{place}"] = forms.ChoiceField(
                label=name or _("第 %(n)s 列（没有列名）") % {"n": place + 1},
                choices=choices,
                initial=key,
                required=False,
                error_messages={"invalid_choice": _("请从列表里选择。")},
            )

    @property
    def keys(self) -> list[str]:
        return [self.cleaned_data[f"c{place}"] for place in range(len(self.fields))]


class ExportForm(forms.Form):
    system = forms.ChoiceField(
        label=gettext_lazy("交给哪个系统"),
        error_messages={
            "required": gettext_lazy("请选择交给哪个系统。"),
            "invalid_choice": gettext_lazy("请从列表里选择系统。"),
        },
    )
    which = forms.ChoiceField(
        label=gettext_lazy("导出哪些"),
        choices=((CHANGED, gettext_lazy("上次导出以后有变化的")), (ALL, gettext_lazy("全部"))),
        initial=CHANGED,
        error_messages={
            "required": gettext_lazy("请选择导出哪些。"),
            "invalid_choice": gettext_lazy("请选择导出哪些。"),
        },
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("文件格式"),
        choices=((XLSX, gettext_lazy("Excel 表格（xlsx）")), (CSV, gettext_lazy("文本表格（csv）"))),
        initial=XLSX,
        error_messages={
            "required": gettext_lazy("请选择文件格式。"),
            "invalid_choice": gettext_lazy("请选择文件格式。"),
        },
    )

    def __init__(self, *args, systems: Sequence[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        names = dict(SYSTEMS)
        self.fields["system"].choices = [(system, names.get(system, system)) for system in systems]


class KeyForm(forms.Form):
    name = Line(
        label=gettext_lazy("给谁用"),
        max_length=60,
        help_text=gettext_lazy("例如“市城管应用”。"),
        error_messages={"required": gettext_lazy("请写明给哪个系统用，例如“市城管应用”。")},
    )
    unit = unit_field(gettext_lazy("哪个社区"))

    def __init__(self, *args, units, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units.order_by("code")
