"""“我也遇到”: what a neighbour who has the same trouble may add."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text import phone_digits
from grids.models import Unit
from issues.actions.joining import TEXT
from issues.forms.fields import Block, Line
from issues.forms.matter import place_choices


class JoinForm(forms.Form):
    """The names are those of the report, so that a page with a report on it can be sent here as it is."""

    text = Block(
        label=gettext_lazy("您那里是什么情况"),
        max_length=TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("可以不写。只有工作人员看得到。"),
    )
    unit = forms.TypedChoiceField(
        label=gettext_lazy("您在哪里遇到"),
        coerce=int,
        required=False,
        empty_value=None,
        error_messages={"invalid_choice": gettext_lazy("请重新选择在哪里：刚才的地点不在名单里。")},
    )
    name = Line(label=gettext_lazy("怎么称呼您"), max_length=40, required=False)
    phone = Line(
        label=gettext_lazy("联系电话"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("留了电话，有进展就告诉您。只有办理人员能看到。"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid"), gettext_lazy("这一页打开得太久了，请再点一次“我也遇到”。")
        ),
    )

    def __init__(self, *args, units: QuerySet[Unit], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        self.fields["unit"].choices = place_choices(units)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.initial.setdefault("key", uuid4())

    def clean_unit(self) -> Unit | None:
        chosen = self.cleaned_data["unit"]
        return self.units.get(pk=chosen) if chosen else None

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        number = phone_digits(typed) if typed else ""
        if number is None:
            raise ValidationError(_("电话号码不对，请写 11 位手机号，或带区号的座机号。"), code="phone")
        return number

    def renew_key(self) -> None:
        self.data = self.data.copy()
        self.data["key"] = str(uuid4())
