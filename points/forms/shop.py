"""What is typed about the shop: goods, deliveries, days, and who comes for an order."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.forms.fields import BlockField, DayField, LineField, PictureField
from points.models import Good, Shop

NEEDED = {"required": gettext_lazy("请填写这一项。")}
WHOLE = {"invalid": gettext_lazy("请填写整数。"), "min_value": gettext_lazy("不能小于 %(limit_value)s。"),
         "max_value": gettext_lazy("不能大于 %(limit_value)s。")}  # fmt: skip
# where a refusal of an action belongs on the page
PLACES = {
    "code_taken": "code",
    "out_of_stock": "quantity",
    "no_quantity": "quantity",
    "above_cap": "quantity",
    "fully_booked": "opening",
    "no_day": "opening",
    "no_reason": "reason",
    "past": "first",
    "overlap": "starts",
    "times": "starts",
    "too_many": "last",
    "no_consent": "consent",
}
WEEKDAYS = [gettext_lazy(f"周{day}") for day in "一二三四五六日"]
CONSENTS = [
    ("", gettext_lazy("请选择")),
    ("当面说的", gettext_lazy("当面说的")),
    ("电话里说的", gettext_lazy("电话里说的")),
    ("写了委托条", gettext_lazy("写了委托条")),
]


class ShopForm(forms.Form):
    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages = field.error_messages | {"required": _("请填写“%(name)s”。") % {"name": field.label}}

    def show(self, refusal: ValidationError) -> None:
        for error in refusal.error_list:
            place = PLACES.get(error.code or "")
            self.add_error(place if place in self.fields else None, error)


def whole(label, *, least: int = 0, most: int = 100_000, **options) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, error_messages=dict(WHOLE), widget=widget, **options
    )


class SettingsForm(ShopForm):
    name = LineField(label=gettext_lazy("名称"), max_length=40)
    place = LineField(label=gettext_lazy("地点"), max_length=80, required=False)
    hours = LineField(
        label=gettext_lazy("开放时间、兑换日"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("例如：每月 15 日上午 9 点到 11 点"),
    )
    keep_days = whole(gettext_lazy("预约后保留几天"), least=1, most=60)
    open = forms.BooleanField(label=gettext_lazy("开放预约"), required=False)

    @staticmethod
    def facts(shop: Shop) -> dict:
        return {name: getattr(shop, name) for name in ("name", "place", "hours", "keep_days", "open")}


class GoodForm(ShopForm):
    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=Good.Kind.choices)
    name = LineField(label=gettext_lazy("名称"), max_length=60, help_text=gettext_lazy("例如：大米 5 公斤、上门理发"))
    code = LineField(
        label=gettext_lazy("货号或条形码"),
        max_length=20,
        help_text=gettext_lazy("兑换时在键盘上敲，或用扫码枪扫。可以是包装上的条形码，也可以自己编一个短号。"),
    )
    price = whole(gettext_lazy("需要积分"), least=1)
    measure = LineField(label=gettext_lazy("单位"), max_length=8, help_text=gettext_lazy("袋、瓶、次、小时……"))
    worth = forms.DecimalField(
        label=gettext_lazy("参考价（元）"), min_value=0, max_digits=8, decimal_places=2, required=False,
        error_messages=dict(WHOLE),
    )  # fmt: skip
    text = BlockField(
        label=gettext_lazy("说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    supplier = LineField(label=gettext_lazy("由谁提供"), max_length=60, required=False)
    most_per_day = whole(gettext_lazy("每人每天最多"), least=1, most=99, required=False)
    most_per_month = whole(gettext_lazy("每人每月最多"), least=1, most=999, required=False)
    low_at = whole(gettext_lazy("剩多少时提醒进货"), required=False)
    picture = PictureField(
        label=gettext_lazy("图片"), required=False, help_text=gettext_lazy("JPG 或 PNG，不超过 15 MB。")
    )
    open = forms.BooleanField(label=gettext_lazy("上架（居民看得到，可以预约）"), required=False, initial=True)

    def __init__(self, *args, good: Good | None = None, **kwargs) -> None:
        if good:
            kwargs["initial"] = {name: getattr(good, name) for name in self.base_fields if name != "picture"}
        super().__init__(*args, **kwargs)
        if good:
            del self.fields["kind"]

    def clean_low_at(self) -> int:
        return self.cleaned_data["low_at"] or 0


class KeyForm(ShopForm):
    """Made with a key, so that sending it twice does it once."""

    key = forms.UUIDField(widget=forms.HiddenInput)


class StockInForm(KeyForm):
    quantity = whole(gettext_lazy("进货数量"), least=1)
    reason = LineField(
        label=gettext_lazy("来源"), max_length=100, required=False, help_text=gettext_lazy("采购、捐赠单位")
    )


class LossForm(ShopForm):
    quantity = whole(gettext_lazy("报损数量"), least=1)
    reason = LineField(label=gettext_lazy("原因"), max_length=100)


class CountForm(ShopForm):
    counted = whole(gettext_lazy("实点数"))
    reason = LineField(label=gettext_lazy("说明"), max_length=100, required=False)


class OpeningsForm(ShopForm):
    first = DayField(label=gettext_lazy("从哪天"))
    last = DayField(label=gettext_lazy("到哪天"), required=False, help_text=gettext_lazy("只排一天就不填"))
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("只在"),
        choices=list(enumerate(WEEKDAYS)),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("不选就是每天"),
    )
    starts = forms.TimeField(
        label=gettext_lazy("从几点"), required=False, help_text=gettext_lazy("例如 9:00；全天就不填"),
        widget=forms.TimeInput(format="%H:%M"), error_messages={"invalid": gettext_lazy("请写成 9:00 这样。")},
    )  # fmt: skip
    ends = forms.TimeField(
        label=gettext_lazy("到几点"), required=False, widget=forms.TimeInput(format="%H:%M"),
        error_messages={"invalid": gettext_lazy("请写成 11:00 这样。")},
    )  # fmt: skip
    capacity = whole(gettext_lazy("每场名额"), least=1, most=999, initial=1, required=False)

    def plan(self) -> dict:
        data = self.cleaned_data
        first, last = data["first"], data["last"] or data["first"]
        span = (last - first).days
        chosen = {int(day) for day in data["weekdays"]}
        days = [first + timedelta(days=n) for n in range(max(0, min(span, 400)) + 1)]
        days = [day for day in days if not chosen or day.weekday() in chosen]
        return {"days": days, "capacity": data["capacity"] or 1, "starts": data["starts"], "ends": data["ends"]}


class OrderForm(KeyForm):
    """A resident chooses how many, or which day."""

    quantity = whole(gettext_lazy("数量"), least=1, most=99, initial=1)
    opening = forms.ModelChoiceField(
        label=gettext_lazy("选一个时间"), queryset=None, empty_label=None,
        error_messages={"invalid_choice": gettext_lazy("这个时间已经没有了，请换一个。")},
    )  # fmt: skip

    def __init__(self, *args, good: Good, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if good.counted:
            del self.fields["opening"]
        else:
            self.fields["opening"].queryset = good.openings.ahead()
            self.fields["opening"].label_from_instance = label_of
            self.fields["quantity"].widget = forms.HiddenInput()


def label_of(opening) -> str:
    day = f"{opening.day.month}月{opening.day.day}日 {WEEKDAYS[opening.day.weekday()]}"
    when = f" {opening.starts:%H:%M}–{opening.ends:%H:%M}" if opening.starts else ""
    return _("%(day)s%(when)s（余 %(left)d 个）") % {"day": day, "when": when, "left": opening.left}


class HandOverForm(ShopForm):
    """Who takes it: the resident, or somebody with their word."""

    proxy = LineField(label=gettext_lazy("代领人姓名和关系"), max_length=40, required=False,
                      help_text=gettext_lazy("本人来领就不填。例如：王芳（女儿）"))  # fmt: skip
    consent = forms.ChoiceField(label=gettext_lazy("本人怎么同意的"), choices=CONSENTS, required=False)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("proxy") and not data.get("consent"):
            self.add_error("consent", _("请选本人是怎么同意代领的。"))
        return data


class ReasonForm(ShopForm):
    reason = LineField(label=gettext_lazy("原因"), max_length=100)
