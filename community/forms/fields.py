"""Fields that forgive how people type, and choices narrowed to somebody's scope."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.text import clean_block, clean_line, phone_digits
from grids.models import Posting, Unit

DAYS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"]
DAY_HINT = _("例如 2024-03-07 或 20240307")
DAY_ERROR = _("请填写完整的日期，例如 1990-03-07。")


class LineField(forms.CharField):
    """One line without invisible signs, full-width digits made narrow."""

    def to_python(self, value):
        return clean_line(super().to_python(value) or "")


class BlockField(forms.CharField):
    widget = forms.Textarea

    def to_python(self, value):
        return clean_block(super().to_python(value) or "")


class PhoneField(LineField):
    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})

    def clean(self, value):
        typed = super().clean(value)
        if typed and phone_digits(typed) is None:
            raise ValidationError(_("电话号码应是 11 位手机号，或带区号的座机号，请核对。"), code="phone")
        return phone_digits(typed) if typed else ""


class DayField(forms.DateField):
    """Typed rather than picked: nobody should leaf through a calendar back to 1938."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, **options):
        options.setdefault("help_text", DAY_HINT)
        super().__init__(input_formats=DAYS, error_messages={"invalid": DAY_ERROR}, **options)

    def to_python(self, value):
        return super().to_python(unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else value)


class BuildingField(forms.ModelChoiceField):
    """Buildings of the user's own scope, each with the grid it belongs to."""

    def __init__(self, **options):
        super().__init__(Unit.objects.none(), empty_label=_("请选择楼栋"), **options)

    def narrow(self, user) -> None:
        overseen = Unit.objects.overseen_by(user, *Posting.STAFF).current().of_kind(Unit.Kind.BUILDING)
        self.queryset = overseen.select_related("parent").order_by("tree_id", "lft")

    def label_from_instance(self, unit):
        return f"{unit.parent.name} {unit.name}" if unit.parent else unit.name
