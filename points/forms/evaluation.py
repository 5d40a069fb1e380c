"""What is typed about the evaluation, honours, and odd finds."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from community.forms.fields import BlockField, DayField, LineField, PhoneField
from points.forms.shop import KeyForm, ShopForm, whole


class DraftForm(ShopForm):
    """The half years that are over, the newest first."""

    period = forms.ChoiceField(label=gettext_lazy("哪半年"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        last = (today.year, 1) if today.month > 6 else (today.year - 1, 2)
        choices = []
        year, half = last
        for _number in range(4):
            name = gettext_lazy("上半年") if half == 1 else gettext_lazy("下半年")
            choices.append((f"{year}-{half}", f"{year} 年{name}"))
            year, half = (year, 1) if half == 2 else (year - 1, 2)
        self.fields["period"].choices = choices

    def chosen(self) -> dict:
        year, half = self.cleaned_data["period"].split("-")
        return {"year": int(year), "half": int(half)}


class ShowForm(ShopForm):
    until = DayField(label=gettext_lazy("公示到哪天"))


class WithdrawForm(ShopForm):
    reason = LineField(label=gettext_lazy("为什么撤回"), max_length=200)


class ObjectionForm(KeyForm):
    text = BlockField(
        label=gettext_lazy("您的意见"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("哪一位、哪里不对，写清楚一些，方便核对。"),
    )  # fmt: skip


class ToldObjectionForm(ObjectionForm):
    """For somebody who came by or phoned."""

    name = LineField(label=gettext_lazy("谁提的"), max_length=40, required=False)
    phone = PhoneField(label=gettext_lazy("电话"), required=False)


class AnswerForm(ShopForm):
    text = BlockField(label=gettext_lazy("答复"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    upheld = forms.BooleanField(label=gettext_lazy("意见成立，要更正"), required=False)


class CommendForm(KeyForm):
    places = whole(gettext_lazy("表彰前几名"), least=1, most=50)
    title = LineField(label=gettext_lazy("荣誉称号"), max_length=40, help_text=gettext_lazy("例如：积分之星、文明家庭"))
    points = whole(gettext_lazy("每人奖励积分"), most=1000, required=False, initial=0)


class StarForm(ShopForm):
    level = forms.TypedChoiceField(label=gettext_lazy("星级"), coerce=int, choices=[(n, "★" * n) for n in range(1, 6)])
    hours = whole(gettext_lazy("服务满几小时"), least=1, most=20_000, required=False)
    points = whole(gettext_lazy("累计满几分"), least=1, required=False)
    both = forms.BooleanField(label=gettext_lazy("两样都要达到"), required=False, initial=True)

    def clean(self) -> dict:
        data = super().clean()
        if not data.get("hours") and not data.get("points"):
            self.add_error("hours", gettext_lazy("小时和积分至少填一样。"))
        return data


class LookForm(ShopForm):
    reason = LineField(label=gettext_lazy("查看的结果"), max_length=200)
    wrong = forms.TypedChoiceField(
        label=gettext_lazy("结论"),
        choices=[("", gettext_lazy("没有问题")), ("wrong", gettext_lazy("查实有问题，已处理"))],
        coerce=bool,
        empty_value=False,
        required=False,
    )
