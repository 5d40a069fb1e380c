"""What narrows a list; a value nobody may choose narrows nothing."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.forms.fields import LineField
from community.models import Notice, Residence

UNSTATED, LEFT, DIED = "unstated", "left", "died"
KINDS = [
    ("", _("全部在册")),
    *[(value, label) for value, label in Residence.Kind.choices if value],
    (UNSTATED, _("居住类型未登记")),
    (LEFT, _("已搬离")),
    (DIED, _("已去世")),
]
SORTS = [("", _("按住址")), ("name", _("按姓名拼音")), ("newest", _("最新登记在前"))]
INDENT = "\u3000"


def unit_choices(units: Collection[Mapping]) -> list[tuple[Any, str]]:
    """``units`` have pk, level and name, in the tree's order; set in by their level."""
    lowest = min((unit["level"] for unit in units), default=0)
    named = [(unit["pk"], INDENT * (unit["level"] - lowest) + unit["name"]) for unit in units]
    return [("", _("我负责的全部")), *named]


class PeopleFilter(forms.Form):
    unit = forms.TypedChoiceField(label=_("范围"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=KINDS)
    sort = forms.ChoiceField(label=_("顺序"), required=False, choices=SORTS)

    def __init__(self, data, *, units):
        super().__init__(data)
        self.fields["unit"].choices = unit_choices(units)
        self.full_clean()

    def chosen(self, name):
        return self.cleaned_data.get(name) or ""


class NoticeFilter(forms.Form):
    kind = forms.ChoiceField(required=False, choices=[("", ""), *Notice.Kind.choices])
    q = LineField(label=_("在标题和正文里找"), required=False, max_length=40)
    state = forms.ChoiceField(required=False, choices=[(name, "") for name in ("", "draft", "public", "withdrawn")])

    def __init__(self, data):
        super().__init__(data)
        self.full_clean()

    def chosen(self, name):
        return self.cleaned_data.get(name) or ""
