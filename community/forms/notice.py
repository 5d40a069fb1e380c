"""What the desk writes for everybody."""

from django import forms
from django.utils.translation import gettext_lazy as _

from community.forms.fields import BlockField, DayField, LineField
from community.forms.person import RefusedForm
from community.models import Notice
from community.rules import PUBLISHERS
from grids.models import Unit


class UnitField(forms.ModelChoiceField):
    def label_from_instance(self, unit):
        return f"{unit.name}（{unit.get_kind_display()}）"


class NoticeForm(RefusedForm):
    unit = UnitField(Unit.objects.none(), label=_("发给哪里的居民"), empty_label=None)
    kind = forms.ChoiceField(label=_("种类"), choices=Notice.Kind.choices)
    title = LineField(label=_("标题"), max_length=100)
    body = BlockField(
        label=_("正文"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("只写文字，换行会保留。不要写身份证号、银行卡号和手机号。"),
    )
    until = DayField(label=_("公示到"), required=False, help_text=_("公示才需要填写截止日期，例如 2026-12-31。"))

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        own = Unit.objects.overseen_by(user, *PUBLISHERS).current()
        self.fields["unit"].queryset = own.order_by("tree_id", "lft")


class WithdrawForm(RefusedForm):
    reason = LineField(label=_("为什么撤下"), max_length=200)
