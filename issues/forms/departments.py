"""Departments and their people as staff type them, and what the two write to each other."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from grids.models import Posting, Unit
from issues.forms.fields import Block, ChoiceOrNothing, Line
from issues.models import Department

PICK_ONE = {"required": gettext_lazy("请选择一项。"), "invalid_choice": gettext_lazy("请从名单里选择。")}


class DepartmentForm(forms.Form):
    name = Line(
        label=gettext_lazy("单位名称"),
        max_length=60,
        error_messages={"required": gettext_lazy("请填写单位名称。")},
        help_text=gettext_lazy("例如：青石派出所、柳荫物业服务处"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("性质"), choices=Department.Kind, error_messages=PICK_ONE)
    phone = Line(label=gettext_lazy("值班电话"), max_length=30, required=False)


class NewDepartmentForm(DepartmentForm):
    unit = ChoiceOrNothing(
        label=gettext_lazy("服务范围"),
        queryset=Unit.objects.none(),
        help_text=gettext_lazy("这个范围里的事项可以派给它、请它报到。"),
        empty_label=None,
        error_messages=PICK_ONE,
    )
    field_order = ("name", "kind", "unit", "phone")

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        kept = Unit.objects.overseen_by(user, *Posting.DATA_KEEPERS).current()
        self.fields["unit"].queryset = kept.exclude(kind=Unit.Kind.BUILDING).order_by("tree_id", "lft")


class MemberForm(forms.Form):
    """Somebody new gets a login; somebody who has one is named by it."""

    name = Line(label=gettext_lazy("姓名"), max_length=80, required=False, help_text=gettext_lazy("新开账号时填写。"))
    username = Line(
        label=gettext_lazy("登录名"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("新开账号留空就用姓名拼音；已有账号的人只填登录名，不填姓名。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def clean(self) -> dict:
        data = super().clean()
        if data.get("name"):
            return data
        username = data.get("username")
        if not username:
            raise ValidationError(_("请填写姓名来新开账号，或者填写已有账号的登录名。"), code="nobody")
        data["user"] = User.objects.filter(username=User.objects.normalise(username)).first()
        if data["user"] is None:
            self.add_error("username", ValidationError(_("没有这个登录名。要新开账号，请填写姓名。"), code="unknown"))
        return data


class AskCommitteeForm(forms.Form):
    text = Block(
        label=gettext_lazy("要问什么、约什么时间"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("社区替您联系居民，再把回话告诉您。"),
        error_messages={"required": gettext_lazy("请写明要问居民什么、约什么时间。")},
    )


class AnswerDepartmentForm(forms.Form):
    text = Block(
        label=gettext_lazy("居民怎么说"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("部门会看到。不要写居民的称呼、电话和门牌。"),
        error_messages={"required": gettext_lazy("请写明居民怎么说。")},
    )


class SharedContactForm(forms.Form):
    reason = Line(
        label=gettext_lazy("为什么要看"),
        max_length=200,
        help_text=gettext_lazy("会留下记录：谁、什么时候、为什么，居民也看得到。"),
        error_messages={"required": gettext_lazy("请写明为什么要查看联系方式。")},
    )
