"""What the reporter types later: finding the matter again, the rating, and that it is not solved."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues.forms.fields import Block, Line, photos_field
from issues.text import issue_number


class TrackForm(forms.Form):
    number = Line(
        label=gettext_lazy("编号"),
        max_length=20,
        help_text=gettext_lazy("回执上的编号，例如 2026-0012。"),
        error_messages={"required": gettext_lazy("请写回执上的编号。")},
    )
    tail = Line(
        label=gettext_lazy("手机号后四位"),
        max_length=8,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("请写反映时留的手机号的后四位。")},
    )

    def clean_number(self) -> str:
        return issue_number(self.cleaned_data["number"])

    def clean_tail(self) -> str:
        tail = self.cleaned_data["tail"]
        if not (len(tail) == 4 and tail.isascii() and tail.isdigit()):
            raise ValidationError(_("请只写手机号的最后四位数字。"), code="tail")
        return tail


STARS = (
    (5, gettext_lazy("很满意")),
    (4, gettext_lazy("满意")),
    (3, gettext_lazy("一般")),
    (2, gettext_lazy("不满意")),
    (1, gettext_lazy("很不满意")),
)


class RatingForm(forms.Form):
    stars = forms.TypedChoiceField(
        label=gettext_lazy("您满意吗"),
        choices=STARS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选一个评价。"), "invalid_choice": gettext_lazy("请选一个评价。")},
    )
    text = Line(label=gettext_lazy("想说的话"), max_length=200, required=False)


class ReopenForm(forms.Form):
    reason = Block(
        label=gettext_lazy("还有什么没解决"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写一写还有什么没解决。")},
    )


class ReplyForm(forms.Form):
    """What the reporter adds when staff asked for more."""

    text = Block(
        label=gettext_lazy("补充的情况"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写一写情况。")},
    )
    photos = photos_field()
