"""Duty rosters, organisations that report in, and pairs."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.text import phone_digits
from community.forms.fields import DayField, LineField, UnitField
from community.forms.person import RefusedForm
from community.models import Organisation
from grids.models import Unit
from volunteers.forms.neighbours import PlacedForm
from volunteers.models import PairLine, Partner
from volunteers.models.people import DAYS

CLOCK = forms.TimeInput(attrs={"type": "time"})


class RosterForm(PlacedForm):
    name = LineField(label=_("名称"), max_length=40, help_text=_("例如：监控室 24 小时值班。"))
    place = LineField(label=_("地点"), max_length=60)
    unit = UnitField(label=_("范围"))
    around_the_clock = forms.BooleanField(label=_("24 小时不能断岗"), required=False)
    note = LineField(label=_("值班须知"), required=False, max_length=300)


class ShiftForm(RefusedForm):
    """One line of the week, or the same line on several days at once."""

    weekdays = forms.MultipleChoiceField(
        label=_("星期"), choices=list(DAYS.items()), widget=forms.CheckboxSelectMultiple
    )
    starts_at = forms.TimeField(label=_("开始"), widget=CLOCK)
    ends_at = forms.TimeField(
        label=_("结束"), widget=CLOCK, help_text=_("比开始早，就是第二天；和开始一样，就是整整 24 小时。")
    )
    needed = forms.IntegerField(label=_("要几个人"), min_value=1, max_value=20, initial=1)

    def clean(self):
        found = super().clean()
        if "starts_at" in found and "ends_at" in found:
            start, end = (each.hour * 60 + each.minute for each in (found["starts_at"], found["ends_at"]))
            found["minutes"] = (end - start) % (24 * 60) or 24 * 60
            if found["minutes"] < 30:
                raise ValidationError(_g("一班至少半小时。"), code="short")
        return found


class PartnerForm(PlacedForm):
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("辖区单位"), required=False, empty_label=_("不在辖区内")
    )
    name = LineField(label=_("外面单位的名称"), required=False, max_length=100)
    unit = UnitField(label=_("和谁共建"))

    def __init__(self, *args, user, **options):
        super().__init__(*args, user=user, **options)
        own = Organisation.objects.visible_to(user).current().filter(partner=None)
        self.fields["organisation"].queryset = own.order_by("name", "pk")


class ContactForm(RefusedForm):
    """Somebody with a login of their own, by the number or address they sign in with."""

    login = LineField(label=_("联络人登录用的手机号或邮箱"), max_length=100)

    def clean_login(self) -> User:
        typed = self.cleaned_data["login"]
        digits = phone_digits(typed)
        found = User.objects.under(phone=digits or "", email="" if digits else typed)
        if found is None:
            raise ValidationError(_g("还没有这个账号。请对方先用手机号或邮箱登录一次，再来登记。"), code="unknown")
        return found


class ReportingForm(RefusedForm):
    key = forms.UUIDField(widget=forms.HiddenInput)
    partner = forms.ModelChoiceField(Partner.objects.none(), label=_("所在单位"), empty_label=_("请选择"))
    offers = LineField(label=_("能做什么"), required=False, max_length=200, help_text=_("例如：会法律、周末有空。"))

    def __init__(self, *args, partners, **options):
        super().__init__(*args, **options)
        self.fields["partner"].queryset = partners


class PlaceForm(PlacedForm):
    unit = UnitField(label=_("服务的网格"))


class PostForm(PlacedForm):
    name = LineField(label=_("岗位"), max_length=40, help_text=_("例如：赶集日秩序岗。"))
    unit = UnitField(label=_("网格"))
    text = LineField(label=_("做什么"), required=False, max_length=200)
    places = forms.IntegerField(label=_("要几个人"), min_value=1, max_value=100, initial=1)


class ServedForm(RefusedForm):
    did = LineField(label=_("做了什么"), max_length=200)
    on = DayField(label=_("服务日期"), initial=timezone.localdate)
    minutes = forms.IntegerField(label=_("服务多少分钟"), required=False, min_value=1, max_value=1440)


class RateForm(RefusedForm):
    stars = forms.TypedChoiceField(
        label=_("评价"), choices=[(5, _("很好")), (4, _("好")), (3, _("一般")), (2, _("不够")), (1, _("很不够"))],
        coerce=int, widget=forms.RadioSelect,
    )  # fmt: skip
    words = LineField(label=_("评语"), required=False, max_length=200)


class PairForm(PlacedForm):
    unit = UnitField(label=_("网格或社区"))
    partners = forms.ModelMultipleChoiceField(
        Partner.objects.none(), label=_("结对单位"), widget=forms.CheckboxSelectMultiple
    )
    note = LineField(label=_("共建目标"), required=False, max_length=300)

    def __init__(self, *args, user, **options):
        super().__init__(*args, user=user, **options)
        own = Partner.objects.current().filter(unit__in=Unit.objects.visible_to(user))
        self.fields["partners"].queryset = own.select_related("organisation")


class LineForm(RefusedForm):
    kind = forms.ChoiceField(label=_("清单"), choices=PairLine.Kind.choices)
    title = LineField(label=_("内容"), max_length=100)
    partner = forms.ModelChoiceField(
        Partner.objects.none(), label=_("单位"), required=False, empty_label=_("还没有单位认领")
    )
    due_on = DayField(label=_("计划完成"), required=False)

    def __init__(self, *args, partners, **options):
        super().__init__(*args, **options)
        self.fields["partner"].queryset = partners


class ProgressForm(RefusedForm):
    text = LineField(label=_("进展"), max_length=200)
    done = forms.BooleanField(label=_("已经做完"), required=False)
