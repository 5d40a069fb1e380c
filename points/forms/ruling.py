"""Rules, limits, budgets and settings as they are typed."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.forms.fields import DayField, LineField
from points.forms.booking import whole
from points.models import Category, Policy, RuleVersion, Span

NONE = _("不填：没有上限")


def limit(label, **options) -> forms.IntegerField:
    return whole(label, required=False, **options)


class RuleForm(forms.Form):
    basis = forms.ChoiceField(
        label=_("怎么算"), choices=RuleVersion.Basis, error_messages={"invalid_choice": _("请从列表里选择。")}
    )
    points = whole(_("积分"), max_value=1000)
    cap_event = limit(_("每场最多"), help_text=NONE)
    cap_day = limit(_("每天最多"), help_text=NONE)
    cap_month = limit(_("每月最多"), help_text=NONE)
    cap_year = limit(_("每年最多"), help_text=NONE)
    valid_from = DayField(label=_("从哪天起"), initial=timezone.localdate)
    reason = LineField(label=_("为什么改"), max_length=120, error_messages={"required": _("请写明为什么改。")})

    def show(self, refusal: ValidationError) -> None:
        self.add_error(None, refusal)

    def clean_valid_from(self):
        if self.cleaned_data["valid_from"] < timezone.localdate():
            raise ValidationError(_("新规则不能倒签，请填今天或以后的日期。"), code="past")
        return self.cleaned_data["valid_from"]


class ItemForm(RuleForm):
    category = forms.ModelChoiceField(
        Category.objects.all(),
        label=_("类别"),
        empty_label=_("请选择"),
        error_messages={"required": _("请选择类别。"), "invalid_choice": _("请从列表里选择。")},
    )
    name = LineField(label=_("项目名称"), max_length=40, error_messages={"required": _("请填写项目名称。")})
    field_order = ("category", "name")

    def facts(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("category", "name")}


class BudgetForm(forms.Form):
    """One field for each category; empty: no budget."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.categories = {f"c{category.pk}": category for category in Category.objects.all()}
        for name, category in self.categories.items():
            self.fields[name] = whole(category.name, required=False, min_value=0, max_value=10_000_000)

    def show(self, refusal: ValidationError) -> None:
        self.add_error(None, refusal)


class CapForm(forms.Form):
    """One field for each category and span, and for everything together."""

    SPANS = (Span.DAY, Span.MONTH, Span.YEAR)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.places: dict[str, tuple[Category | None, str]] = {}
        for category in (*Category.objects.all(), None):
            for span in self.SPANS:
                name = f"{category.pk if category else 'all'}-{span}"
                self.places[name] = (category, span)
                title = category.name if category else _("全部积分")
                self.fields[name] = whole(f"{title} {span.label}", required=False)

    def show(self, refusal: ValidationError) -> None:
        self.add_error(None, refusal)


class PolicyForm(forms.ModelForm):
    class Meta:
        model = Policy
        fields = (
            "second_person_above", "gifts_on", "donations_on", "gift_month", "expires_after", "notice_days",
        )  # fmt: skip
        help_texts = {
            "second_person_above": _("手工记的积分超过这个数，要由另一位工作人员审核才入账。"),
            "gifts_on": _("只能转给登记在同一户的家人、监护人或被监护人；不能换钱。"),
            "expires_after": _("不填：积分一直有效。建议不设期限。"),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.error_messages |= {"invalid": _("请填写整数。"), "required": _("请填写数目。")}

    def show(self, refusal: ValidationError) -> None:
        self.add_error(None, refusal)
