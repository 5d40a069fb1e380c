"""Fields that forgive how people type, and choices narrowed to somebody's scope."""

import re
import unicodedata
from datetime import date
from fractions import Fraction

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.text import clean_block, clean_line
from community.actions.adding import read_phone
from community.images import make_safe
from grids.models import Posting, Unit

DAYS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"]
DAY_HINT = _("例如 2024-03-07 或 20240307")
DAY_ERROR = _("请填写完整的日期，例如 1990-03-07。")
YEAR = re.compile(r"(\d{4})年?")
MONTH = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})月?|(\d{2}))")
SHARE = re.compile(r"(\d{1,6})(?:/|分之)(\d{1,6})|(\d{1,3}(?:\.\d{1,4})?)(%?)")


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
        return read_phone(typed) if typed else ""


class DayField(forms.DateField):
    """Typed rather than picked: nobody should leaf through a calendar back to 1938."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, **options):
        options.setdefault("help_text", DAY_HINT)
        super().__init__(input_formats=DAYS, error_messages={"invalid": DAY_ERROR}, **options)

    def to_python(self, value):
        return super().to_python(unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else value)


class BirthField(DayField):
    """As much as is known: ``1990``, ``1990-03`` or the whole day; cleaned to the date and its precision."""

    FORMS = {"year": "%Y", "month": "%Y-%m"}

    def __init__(self, **options):
        options.setdefault("help_text", _("例如 1990-03-07；只知道年月就写 1990-03，只知道年份写 1990。"))
        super().__init__(**options)

    def prepare_value(self, value):
        if isinstance(value, tuple):
            born, precision = value
            return born.strftime(self.FORMS.get(precision, "%Y-%m-%d")) if born else ""
        return value

    def clean(self, value):
        typed = unicodedata.normalize("NFKC", value or "").strip()
        year, month = YEAR.fullmatch(typed), MONTH.fullmatch(typed)
        if year:
            born = self.first_day(int(year[1]), 1)
        elif month:
            born = self.first_day(int(month[1]), int(month[2] or month[3]))
        else:
            born = super().clean(typed)
        if born and born > timezone.localdate():
            raise ValidationError(_("出生日期还没有到，请核对。"), code="future")
        precision = "year" if year else "month" if month else "day"
        return (born, precision) if born else (None, "")

    def first_day(self, year, month):
        try:
            return date(year, month, 1)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class ShareField(LineField):
    """A part of the whole, exactly: ``1/3``, ``50%``, ``0.25``, ``三分之一`` in digits (``3分之1``)."""

    def clean(self, value):
        typed = unicodedata.normalize("NFKC", super().clean(value)).replace(" ", "")
        found = SHARE.fullmatch(typed)
        if found is None:
            raise ValidationError(_("请写成 1、1/2、1/3 或 50% 这样的份额。"), code="share")
        share = self.fraction(*found.groups(), reverse="分之" in typed)
        if not 0 < share <= 1:
            raise ValidationError(_("份额要大于 0、不超过 1，例如 1/2 或 50%。"), code="share")
        return share

    def fraction(self, first, second, decimal, percent, *, reverse):
        if decimal is not None:
            return Fraction(decimal) / (100 if percent else 1)
        top, bottom = (second, first) if reverse else (first, second)
        return Fraction(int(top), int(bottom)) if int(bottom) else Fraction(0)


class UnitField(forms.ModelChoiceField):
    """Units of the user's own scope, indented as the tree is; one that stands already stays on offer."""

    INDENT = "\u3000"

    def __init__(self, **options):
        super().__init__(Unit.objects.none(), required=False, **options)

    def narrow(self, user, there=None) -> None:
        overseen = Unit.objects.overseen_by(user, *Posting.STAFF).current()
        shown = Unit.objects.filter(Q(pk__in=overseen.values("pk")) | Q(pk=there))
        self.queryset = shown.order_by("tree_id", "lft")

    def label_from_instance(self, unit):
        return self.INDENT * unit.level + unit.name


class BuildingField(forms.ModelChoiceField):
    """Buildings of the user's own scope, each with the grid it belongs to."""

    def __init__(self, **options):
        super().__init__(Unit.objects.none(), empty_label=_("请选择楼栋"), **options)

    def narrow(self, user) -> None:
        overseen = Unit.objects.overseen_by(user, *Posting.STAFF).current().of_kind(Unit.Kind.BUILDING)
        self.queryset = overseen.select_related("parent").order_by("tree_id", "lft")

    def label_from_instance(self, unit):
        return f"{unit.parent.name} {unit.name}" if unit.parent else unit.name


class PictureField(forms.FileField):
    """One photo, made safe to keep; the value is a picture without any trace but its pixels."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def clean(self, data, initial=None):
        if not data:
            if self.required:
                raise ValidationError(_("请拍一张照片放进来。"), code="required")
            return None
        return make_safe(data, clean_line(data.name), data.size)
