"""What is typed about a kind of meeting."""

from django import forms
from django.utils.translation import gettext_lazy

from deliberation.forms.topic import words
from deliberation.models.meeting import Majority
from issues.forms.fields import Line

COUNT = {
    name: gettext_lazy("请写数字，太大或太小都不行。") for name in ("required", "invalid", "min_value", "max_value")
}


class MeetingKindForm(forms.Form):
    name = Line(label=gettext_lazy("名称"), max_length=40, error_messages={"required": gettext_lazy("请写名称。")})
    note = Line(label=gettext_lazy("说明"), max_length=200, required=False)
    parties = words(
        gettext_lazy("参加的各方"),
        gettext_lazy("请至少写一方，每行一方。"),
        rows=6,
        hint=gettext_lazy("每行一方。不到场就不能表决的，在后面写“，必须到场”。例如：居委会，必须到场"),
    )
    least = forms.IntegerField(
        label=gettext_lazy("至少到会几人"), min_value=1, max_value=1000, initial=1, error_messages=COUNT
    )
    notice_days = forms.IntegerField(
        label=gettext_lazy("提前几天通知"), min_value=0, max_value=60, initial=3, error_messages=COUNT
    )
    majority = forms.ChoiceField(label=gettext_lazy("怎样算通过"), choices=Majority, initial=Majority.HALF)
    one_voice = forms.BooleanField(
        label=gettext_lazy("每一方一票"),
        required=False,
        help_text=gettext_lazy("不勾就是到会的人一人一票。"),
    )
    open_to_residents = forms.BooleanField(label=gettext_lazy("居民可以报名参加"), required=False)
