"""The few taps that say how it went, and leaving a matter out of the figures."""

from django import forms
from django.utils.translation import gettext_lazy

from issues.forms.fields import Block, Line
from issues.forms.receipt import STARS
from issues.models import Visit


class VisitAnswerForm(forms.Form):
    solved = forms.ChoiceField(
        label=gettext_lazy("这件事解决了吗"),
        choices=Visit.Solved,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("请选一下解决了没有。")),
    )
    stars = forms.TypedChoiceField(
        label=gettext_lazy("您满意吗"),
        choices=STARS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("请选一个评价，或者不选。")},
    )
    text = Line(label=gettext_lazy("想说的话"), max_length=200, required=False)


class ExclusionForm(forms.Form):
    reason = Block(
        label=gettext_lazy("为什么不计入统计"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("例如：反映人电话打错、同一件事重复转来。要另一位同事同意，件数对外公布。"),
        error_messages={"required": gettext_lazy("请写明为什么不计入统计。")},
    )


class SpanForm(forms.Form):
    """Which months; read from the address, and what cannot be read is left at this month."""

    start = forms.DateField(label=gettext_lazy("从"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=gettext_lazy("到"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
