"""What may be typed about units and posts; choices are narrowed to what the user and the unit allow."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.text import clean_line, phone_digits
from grids.actions import propose_code
from grids.boundary import MAX_BYTES, read_boundary
from grids.models import Posting, Unit


class LineField(forms.CharField):
    """One clean line: control characters gone, full-width digits made narrow."""

    def to_python(self, value: Any) -> str:
        # NUL is taken out here, before Django's own check would answer in its words
        return clean_line(super().to_python(str(value or "").replace("\x00", "")))


class DayField(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"], **options)


class PhoneField(LineField):
    """Any number people call, also short ones such as 12345; kept the way it is written."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}), **options
        )

    def clean(self, value: Any) -> str:
        number = super().clean(value)
        if number and phone_digits(number) is None and not (number.isdigit() and 3 <= len(number) <= 6):
            raise ValidationError(_("请填写手机号，或带区号的座机，例如 0734-1234567。"), code="phone")
        return number


class AskingForm(forms.Form):
    """Whatever is missing is asked for by its own name: "请填写姓名", not the same sentence for each control."""

    def full_clean(self) -> None:
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                choose = isinstance(field, (forms.ChoiceField, forms.FileField))
                sentence = _("请选择%(label)s。") if choose else _("请填写%(label)s。")
                field.error_messages["required"] = sentence % {"label": field.label}
        super().full_clean()


class FirstUnitForm(AskingForm):
    kind = forms.ChoiceField(label=_("先建哪一级"), choices=[(kind, kind.label) for kind in Unit.BELOW[None]])
    name = LineField(label=_("名称"), max_length=60, help_text=_("例如：人民街道"))
    code = LineField(label=_("编码"), max_length=24, help_text=_("12位统计用区划代码；街道（镇）的最后三位是000"))


class UnitWordsForm(AskingForm, forms.ModelForm):
    """The words on a unit; code, kind and place are not among them."""

    name = LineField(label=_("名称"), max_length=60)
    party_name = LineField(label=_("党组织名称"), max_length=80, required=False)
    party_head = LineField(label=_("党组织负责人"), max_length=40, required=False)
    phone = PhoneField(label=_("服务电话"), required=False)

    class Meta:
        model = Unit
        fields = ("name", "party_name", "party_head", "phone", "special")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.kind != Unit.Kind.GRID:
            del self.fields["special"]


class UnitAddForm(AskingForm):
    kind = forms.ChoiceField(label=_("层级"))
    name = LineField(label=_("名称"), max_length=60)
    code = LineField(
        label=_("编码"), max_length=24, required=False, help_text=_("留空就用下一个没有用过的编码；编码定了不再改")
    )
    party_name = LineField(label=_("党组织名称"), max_length=80, required=False)
    party_head = LineField(label=_("党组织负责人"), max_length=40, required=False)
    phone = PhoneField(label=_("服务电话"), required=False)

    def __init__(self, *args: Any, parent: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        self.parent = parent
        self.fields["kind"].choices = [(kind, Unit.Kind(kind).label) for kind in parent.kinds_below()]
        if len(parent.kinds_below()) == 1:
            self.fields["kind"].initial = parent.kinds_below()[0]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("kind") and not data.get("code"):
            data["code"] = propose_code(data["kind"], self.parent)
            if not data["code"]:
                self.add_error("code", _("这一级没有空的编码了，请联系系统管理员调整编码规则。"))
        return data


class UnitMoveForm(AskingForm):
    parent = forms.ModelChoiceField(label=_("移到哪里下面"), queryset=Unit.objects.none(), empty_label=_("请选择"))
    on = DayField(label=_("从哪天起"), initial=timezone.localdate)

    def __init__(self, *args: Any, unit: Unit, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        above = [kind for kind, below in Unit.BELOW.items() if kind and unit.kind in below]
        keeps = Unit.objects.overseen_by(user, Posting.Role.ADMIN, Posting.Role.SECRETARY).current()
        targets = keeps.filter(kind__in=above).exclude(pk=unit.parent_id).select_related("parent")
        field = self.fields["parent"]
        field.queryset = targets.order_by("tree_id", "lft")
        field.label_from_instance = lambda row: f"{row.parent.name} · {row.name}" if row.parent else row.name


class UnitEndForm(AskingForm):
    on = DayField(label=_("从哪天起停用"), initial=timezone.localdate)


class BoundaryForm(AskingForm):
    file = forms.FileField(
        label=_("GeoJSON 文件"),
        help_text=_("一个面（Polygon 或 MultiPolygon），经纬度坐标，不超过512 KB"),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json"}),
    )

    def clean_file(self) -> dict:
        # one byte more than allowed is enough to refuse
        return read_boundary(self.cleaned_data["file"].read(MAX_BYTES + 1))


class ExternalCodeForm(AskingForm):
    system = LineField(label=_("系统"), max_length=40, help_text=_("例如：公安一标三实"))
    code = LineField(label=_("编码"), max_length=40)
    valid_from = DayField(label=_("启用日期"), required=False)
    valid_until = DayField(label=_("停用日期"), required=False)


class AccountField(LineField):
    """A login name, answered with the account."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}), **options
        )

    def clean(self, value: Any) -> User | None:
        name = super().clean(value)
        if not name:
            return None
        return account_named(name)


def account_named(name: str) -> User:
    user = User.objects.filter(username=User.objects.normalise(name), is_active=True).first()
    if user is None:
        raise ValidationError(_("没有这个登录名，请核对；还没有账号的人，请在登记任职时为他开通。"), code="account")
    return user


class PostingForm(AskingForm):
    role = forms.ChoiceField(label=_("岗位"))
    name = LineField(
        label=_("姓名"), max_length=80, required=False, help_text=_("已有账号的人可以不填，用账号里的姓名")
    )
    new_account = forms.BooleanField(label=_("为他开通登录账号"), required=False)
    username = LineField(
        label=_("登录名"),
        max_length=60,
        required=False,
        help_text=_("已有账号的人填他的登录名；新开账号留空就用姓名拼音；只上公示牌的人不填"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    since = DayField(label=_("任职日期"), initial=timezone.localdate)
    until = DayField(label=_("卸任日期"), required=False)
    on_board = forms.BooleanField(label=_("在公示牌上公开姓名和电话"), required=False)
    public_phone = PhoneField(label=_("公开电话"), required=False)
    public_note = LineField(label=_("公开说明"), max_length=60, required=False, help_text=_("例如：每晚七点在议事亭"))

    def __init__(self, *args: Any, roles: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = [("", _("请选择")), *((role, Posting.Role(role).label) for role in roles)]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        username = data.get("username", "")
        if data.get("new_account") and not data.get("name"):
            self.add_error("name", ValidationError(_("开通账号要填写姓名。"), code="no_name"))
        elif username and not data.get("new_account"):
            try:
                data["user"] = account_named(username)
            except ValidationError as refusal:
                self.add_error("username", refusal)
        return data


class ConfirmForm(forms.Form):
    """Nothing to type: the page explains, the button does it."""

    sure = forms.CharField(initial="1", widget=forms.HiddenInput)


class PostingEndForm(AskingForm):
    on = DayField(label=_("从哪天起卸任"), initial=timezone.localdate)


class DeputyForm(AskingForm):
    user = AccountField(label=_("代理人的登录名"))
    since = DayField(label=_("从哪天起"), initial=timezone.localdate)
    until = DayField(label=_("到哪天为止（当天不再代理）"))
