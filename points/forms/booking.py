"""What is typed to book something by hand, to give away, to look at a statement."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.forms.fields import DayField, LineField
from points.models import Account, Item, Voucher

WHOLE = {"invalid": _("请填写整数。"), "min_value": _("至少 1 分。"), "max_value": _("数目太大了，请核对。")}
MOST = 100_000


def whole(label, **options) -> forms.IntegerField:
    options = {"min_value": 1, "max_value": MOST, "error_messages": WHOLE | {"required": _("请填写数目。")}} | options
    return forms.IntegerField(label=label, **options)


class Keyed(forms.Form):
    """Sent twice it is done once: the key comes with the page."""

    key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": _("请刷新页面，重新填写。")})

    def __init__(self, *args, **options):
        options["initial"] = {"key": uuid4()} | options.get("initial", {})
        super().__init__(*args, **options)

    def show(self, refusal: ValidationError) -> None:
        self.add_error(None, refusal)


class ItemChoice(forms.ModelChoiceField):
    def label_from_instance(self, item: Item) -> str:
        return f"{item.category.name} · {item.name}"


class VoucherForm(Keyed):
    kind = forms.ChoiceField(
        label=_("记什么"),
        choices=[(kind.value, kind.label) for kind in Voucher.Kind if kind != Voucher.Kind.REVERSAL],
        error_messages={"required": _("请选择记什么。"), "invalid_choice": _("请从列表里选择。")},
    )
    item = ItemChoice(
        Item.objects.none(),
        label=_("积分项目"),
        required=False,
        empty_label=_("不选"),
        help_text=_("补记积分要选项目，按它的规则、上限和预算办。"),
        error_messages={"invalid_choice": _("请从列表里选择项目。")},
    )
    amount = whole(_("积分"))
    on = DayField(label=_("哪一天的事"), initial=timezone.localdate)
    reason = LineField(
        label=_("事由"),
        max_length=120,
        help_text=_("居民在存折上会看到。"),
        error_messages={"required": _("请写明事由。")},
    )

    def __init__(self, *args, account: Account, **options):
        super().__init__(*args, **options)
        self.fields["item"].queryset = Item.objects.open_in(account.unit)

    def clean(self):
        given = super().clean()
        if given.get("kind") == Voucher.Kind.EARN and not given.get("item") and "item" not in self.errors:
            self.add_error("item", _("补记积分请选择项目。"))
        if given.get("kind") != Voucher.Kind.EARN:
            given["item"] = None
        if given.get("on") and given["on"] > timezone.localdate():
            self.add_error("on", _("这一天还没有到，请核对。"))
        return given


class ReverseForm(Keyed):
    reason = LineField(
        label=_("为什么冲正"),
        max_length=120,
        help_text=_("原来那一笔不会消失，存折上会多一行冲正和这个理由。"),
        error_messages={"required": _("请写明为什么冲正。")},
    )


class NoteForm(forms.Form):
    """A word on a statement or a voucher."""

    note = LineField(label=_("审核意见"), max_length=120, required=False)

    def show(self, refusal: ValidationError) -> None:
        self.add_error(None, refusal)


class GiftForm(Keyed):
    to = forms.ChoiceField(
        label=_("给谁"), error_messages={"required": _("请选择家人。"), "invalid_choice": _("请从列表里选择。")}
    )
    amount = whole(_("多少分"))

    def __init__(self, *args, people, **options):
        super().__init__(*args, **options)
        self.people = {str(person.pk): person for person in people}
        self.fields["to"].choices = [(pk, person.name) for pk, person in self.people.items()]

    def clean_to(self):
        return self.people[self.cleaned_data["to"]]


class DonationForm(Keyed):
    amount = whole(_("多少分"))
