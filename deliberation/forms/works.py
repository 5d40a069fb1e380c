"""What is typed about works: their log and their payments."""

from decimal import Decimal
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from community.forms.fields import PictureField
from deliberation.forms.vote import day
from issues.forms.fields import Line

PERCENT = gettext_lazy("请填 0 到 100 的整数。")
MONEY = gettext_lazy("请写金额，例如 12000.50。")


class BeginForm(forms.Form):
    began_on = day(gettext_lazy("哪天开工"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("began_on", timezone.localdate())


class LogForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    day = day(gettext_lazy("哪一天"))
    text = Line(
        label=gettext_lazy("做了什么，有什么问题"),
        max_length=300,
        error_messages={"required": gettext_lazy("请写这一天做了什么。")},
    )
    percent = forms.IntegerField(
        label=gettext_lazy("一共完成了百分之几"),
        min_value=0,
        max_value=100,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), PERCENT),
    )
    photo = PictureField(label=gettext_lazy("现场照片"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial |= {"key": uuid4(), "day": timezone.localdate()}


class PaymentForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    stage = Line(
        label=gettext_lazy("哪个阶段"),
        max_length=60,
        help_text=gettext_lazy("例如：设备到场。"),
        error_messages={"required": gettext_lazy("请写哪个阶段，例如“设备到场”。")},
    )
    yuan = forms.DecimalField(
        label=gettext_lazy("金额（元）"),
        max_digits=11,
        decimal_places=2,
        min_value=Decimal("0.01"),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits"), MONEY
        ),
    )

    evidence = Line(
        label=gettext_lazy("凭什么付"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("例如：设备清点单，三方已签字。审批的人先看这一句。"),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial |= {"key": uuid4()}
