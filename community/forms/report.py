"""A superior's table: what it is, what its columns mean, and what has to be typed in."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from community.actions.report import reportable_units
from community.actions.report_filling import LONGEST
from community.forms.export import UnitField, WhomForm
from community.forms.fields import LineField
from community.imports.zipguard import MAX_FILE
from community.models import Report
from community.reports import blank
from community.reports.blank import Asked
from community.reports.items import ITEMS, heading_of

FIELD, COUNT, ASK, FIXED, EMPTY = blank.ITEM, blank.COUNT, blank.ASK, blank.FIXED, blank.EMPTY
CODED = "code"
TO_ASK = (ASK, _("系统里没有，每期补填"))
OTHER = [TO_ASK, (FIXED, _("每行都写同样的字（写在右边）")), (COUNT, _("序号（1、2、3…）")), (EMPTY, _("空着不填"))]


def ways() -> list:
    """How a column can be filled: from the register, or otherwise."""
    plain = [(f"{FIELD}:{item.key}", heading_of(item)) for item in ITEMS]
    coded = [(f"{FIELD}:{item.key}:{CODED}", f"{heading_of(item)}（国标代码）") for item in ITEMS if item.table]
    return [(_("不从登记里取"), OTHER), (_("从居民登记里取"), plain), (_("取国标代码"), coded)]


class FormFile(forms.FileField):
    def __init__(self, **options):
        super().__init__(
            label=_("上级发的空白表"),
            help_text=_(".xlsx 格式，只留标题、表头和落款，不要有居民的信息。.xls 请先另存为 .xlsx。"),
            widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
            allow_empty_file=True,
            error_messages={"required": _("请选择上级发的空白表。"), "invalid": _("请重新选择空白表。")},
            max_length=200,
            **options,
        )

    def clean(self, value, initial=None):
        file = super().clean(value, initial)
        if file and file.size > MAX_FILE:
            raise ValidationError(_("文件超过 10 MB，空白表不会这么大。请删掉图片和空白的行列再上传。"), code="too_big")
        return file


class ReportForm(WhomForm):
    file = FormFile()
    name = LineField(label=_("报表名称"), max_length=80, error_messages={"required": _("请填写报表名称。")})
    asked_by = LineField(
        label=_("哪个单位要的"),
        max_length=80,
        error_messages={"required": _("请填写要求报送的单位，例如“街道民政办”。")},
    )
    basis = LineField(
        label=_("依据"),
        max_length=200,
        help_text=_("文件名称和文号；说不出依据的表，可以先问清楚再填。"),
        error_messages={"required": _("请填写依据，例如文件名称和文号。")},
    )
    period = forms.ChoiceField(
        label=_("多久报一次"),
        choices=Report.Period.choices,
        error_messages={"required": _("请选择多久报一次。"), "invalid_choice": _("请从列表里选择多久报一次。")},
    )
    unit = UnitField(label=_("范围"))

    def __init__(self, *args, user, report=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].narrow(reportable_units(user))
        if report is not None:
            del self.fields["unit"]
            self.fields["file"].required = False
            self.fields["file"].help_text = _("表样没变就不用选。换了新表样才上传，列名没变的列照旧。")

    def facts(self) -> dict:
        typed = {name: self.cleaned_data[name] for name in ("name", "asked_by", "basis", "period")}
        return typed | {"whom": self.whom()}

    def show(self, refusal: ValidationError) -> None:
        code = getattr(refusal, "code", "")
        field = {"name": "name", "unit": "unit", "whom": "list"}.get(code, "file")
        self.add_error(field if field in self.fields else None, refusal)


class ColumnsForm(forms.Form):
    """One choice and one text for each column of the form."""

    def __init__(self, *args, columns: Sequence[Asked], **kwargs):
        super().__init__(*args, **kwargs)
        self.columns = columns
        for column in columns:
            self.fields[f"way-{column.place}"] = forms.ChoiceField(
                label=_("“%(heading)s”怎么填") % {"heading": column.heading},
                choices=ways(),
                initial=way_of(column),
                error_messages={
                    "required": _("请为“%(heading)s”选择怎么填。") % {"heading": column.heading},
                    "invalid_choice": _("请从列表里为“%(heading)s”选择怎么填。") % {"heading": column.heading},
                },
            )
            self.fields[f"text-{column.place}"] = LineField(
                label=_("“%(heading)s”固定写什么") % {"heading": column.heading},
                required=False,
                max_length=100,
                initial=column.text,
            )

    def rows(self):
        return [(column, self[f"way-{column.place}"], self[f"text-{column.place}"]) for column in self.columns]

    def clean(self):
        typed = super().clean()
        for column in self.columns:
            if typed.get(f"way-{column.place}") == FIXED and not typed.get(f"text-{column.place}"):
                sentence = _("请写明“%(heading)s”固定填什么。") % {"heading": column.heading}
                self.add_error(f"text-{column.place}", ValidationError(sentence, code="text"))
        return typed

    def said(self) -> list[dict]:
        """As ``actions.report.map_columns`` takes it."""
        return [self.said_of(column.place) for column in self.columns]

    def said_of(self, place: int) -> dict:
        kind, _colon, rest = self.cleaned_data[f"way-{place}"].partition(":")
        key, _colon, coded = rest.partition(":")
        return {"kind": kind, "key": key, "as_code": coded == CODED, "text": self.cleaned_data[f"text-{place}"]}


def way_of(column: Asked) -> str:
    if column.kind != blank.ITEM:
        return column.kind
    return f"{FIELD}:{column.key}:{CODED}" if column.as_code else f"{FIELD}:{column.key}"


class TypedForm(forms.Form):
    """One text for each person of a page and each column the register does not know."""

    def __init__(self, *args, rows: Sequence[dict], headings: Sequence[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.rows, self.headings = rows, headings
        for row in rows:
            for number, heading in enumerate(headings):
                label = _("%(name)s：%(heading)s") % {"name": row["name"], "heading": heading}
                self.fields[f"t-{row['pk']}-{number}"] = LineField(
                    label=label,
                    required=False,
                    max_length=LONGEST,
                    initial=row["typed"].get(heading, ""),
                    error_messages={"max_length": _("“%(heading)s”最多写 200 个字。") % {"heading": heading}},
                )

    def lines(self):
        """Each person with their boxes; ``same``: what is typed there came from the last period."""
        for row in self.rows:
            boxes = [
                {
                    "field": self[f"t-{row['pk']}-{number}"],
                    "heading": heading,
                    "same": bool(row["typed"].get(heading)) and row["typed"][heading] == row["last"].get(heading),
                }
                for number, heading in enumerate(self.headings)
            ]
            yield row | {"boxes": boxes}

    def typed(self) -> dict[int, dict[str, str]]:
        """Boxes the page did not send stay as they are."""
        return {
            row["pk"]: {
                heading: self.cleaned_data[f"t-{row['pk']}-{number}"]
                for number, heading in enumerate(self.headings)
                if f"t-{row['pk']}-{number}" in self.data
            }
            for row in self.rows
        }


class FileForm(forms.Form):
    marked = forms.BooleanField(
        label=_("标出与上期不同的格子"),
        required=False,
        initial=True,
        help_text=_("表下面会多一行说明，报送前可以删去。"),
    )
    unmasked = forms.BooleanField(
        label=_("含完整的证件号和电话"),
        required=False,
        help_text=_("不勾选时只显示头尾几位。勾选后还要再确认一次，并重新验证您的身份。"),
    )
