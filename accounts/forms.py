"""Forms of signing in; allauth calls them through ACCOUNT_FORMS and MFA_FORMS."""

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as second
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import actions
from accounts.limits import client_address, within_limit
from accounts.models import User
from accounts.text import clean_line, phone_digits

DAY = 24 * 3600
CODE_TRIES, CODE_SPAN = 5, 600
SECOND_FACTOR_TRIES = 10
# an app's code is taken one step before and after its own, 90 s in all
CODE_LIVES = 120
# scope, what it is counted by, how often, per seconds, what the reader is told
CODE_LIMITS = [
    ("code-address", "address", 20, DAY, gettext_lazy("今天从这里发出的验证码太多了，请明天再试，或打电话给社区。")),
    ("code-minute", "contact", 1, 60, gettext_lazy("验证码刚刚发过，请等一分钟再试。")),
    ("code-day", "contact", 5, DAY, gettext_lazy("今天发给您的验证码已满 5 次，请明天再试，或打电话给社区。")),
]


def password_field(label: str, autocomplete: str, help_text: str = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, widget=widget, help_text=help_text)


def code_field(label: str, help_text: str = "") -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "off", "spellcheck": "false"}
    return forms.CharField(label=label, max_length=20, widget=forms.TextInput(attrs=attrs), help_text=help_text)


class LoginForm(account.LoginForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false"}
        widget = forms.TextInput(attrs=attrs)
        self.fields["login"] = forms.CharField(label=_("登录名"), max_length=60, widget=widget)
        self.fields["password"] = password_field(_("密码"), "current-password")
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        return User.objects.normalise(clean_line(self.cleaned_data["login"]))

    def user_credentials(self) -> dict:
        return {"username": self.cleaned_data["login"], "password": self.cleaned_data["password"]}


class CodeRequestForm(forms.Form):
    """One field for phone or e-mail. The answer is the same whether anybody is known under it or not."""

    contact = forms.CharField(
        label=gettext_lazy("手机号或邮箱"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false"}),
    )

    def clean_contact(self) -> str:
        typed = clean_line(self.cleaned_data["contact"])
        if "@" in typed:
            return self.clean_email(typed)
        digits = phone_digits(typed)
        if digits is None or len(digits) != 11 or not digits.startswith("1"):
            raise ValidationError(_("请输入 11 位手机号，或完整的邮箱地址。"), code="invalid_contact")
        return digits

    def clean_email(self, typed: str) -> str:
        try:
            validate_email(typed)
        except ValidationError:
            raise ValidationError(
                _("邮箱地址不完整，请写成 name@example.com 的样子。"), code="invalid_contact"
            ) from None
        return typed.casefold()

    def clean(self) -> dict:
        contact = self.cleaned_data.get("contact")
        if contact:
            ask_limits(contact)
            mail = "@" in contact
            self.cleaned_data |= {"email": contact if mail else "", "phone": "" if mail else contact}
            self._user = account_of(self.cleaned_data["phone"], self.cleaned_data["email"])
        return self.cleaned_data


def ask_limits(contact: str) -> None:
    keys = {"address": client_address(context.request), "contact": contact}
    for scope, by, limit, seconds, refusal in CODE_LIMITS:
        if not within_limit(scope, keys[by], limit, seconds):
            raise ValidationError(refusal, code="too_often")
    if "@" not in contact and not within_limit("sms", "everybody", settings.SMS_PER_DAY, DAY):
        raise ValidationError(_("今天的短信已经发完了，请改用邮箱登录，或打电话给社区。"), code="too_often")


def account_of(phone: str, email: str) -> User | None:
    """The account under this phone or e-mail; a new one where residents may open their own."""
    known = User.objects.under(phone=phone, email=email)
    if known is not None:
        return known if known.is_active else None
    return actions.open_account(phone=phone, email=email) if settings.RESIDENTS_MAY_SIGN_UP else None


class ConfirmCodeForm(account.ConfirmLoginCodeForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(_("验证码"), _("6 位数字，10 分钟内有效。"))

    def clean_code(self) -> str:
        self.cleaned_data["code"] = clean_line(self.cleaned_data["code"])
        session = context.request.session.session_key
        # counted in the database, because parallel requests each see the session as it was before them
        if not within_limit("code-try", f"{session}:{self.expected_code}", CODE_TRIES, CODE_SPAN):
            raise ValidationError(_("试了太多次，这个验证码已作废，请重新获取。"), code="too_often")
        return super().clean_code()


class ConfirmResetCodeForm(ConfirmCodeForm, account.ConfirmPasswordResetCodeForm):
    pass


class NewPasswordMixin:
    """Two fields for a new password, with the rules beside them."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        rules = _("至少 8 个字，长一点更好，比如一句只有您知道的话。不要用常见的密码，也不要和登录名、姓名相近。")
        field = self.fields["password1"]
        field.label, field.help_text = _("新密码"), rules
        field.widget.attrs = {"autocomplete": "new-password"}
        self.fields["password2"] = password_field(_("再输入一遍新密码"), "new-password")

    def clean(self) -> dict:
        first, second = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("两次输入的新密码不一样，请重新输入。"))
        return self.cleaned_data


class ChangePasswordForm(NewPasswordMixin, account.ChangePasswordForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = password_field(_("当前密码"), "current-password")
        self.order_fields(["oldpassword", "password1", "password2"])

    def clean_password1(self) -> str:
        password = self.cleaned_data["password1"]
        if self.user.check_password(password):
            raise ValidationError(_("新密码不能和当前密码一样，请换一个。"), code="same_as_current")
        return password


class SetPasswordForm(NewPasswordMixin, account.SetPasswordForm):
    pass


class ResetPasswordKeyForm(NewPasswordMixin, account.ResetPasswordKeyForm):
    pass


class ResetPasswordForm(account.ResetPasswordForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"autocomplete": "email", "inputmode": "email"}
        self.fields["email"] = forms.EmailField(label=_("账号的邮箱"), widget=forms.EmailInput(attrs=attrs))

    def clean_email(self) -> str:
        ask_limits(self.cleaned_data["email"].casefold())
        email = super().clean_email()
        # a resident without a password has none to reset
        self.users = [user for user in self.users if user.has_usable_password()]
        return email


class ReauthenticateForm(account.ReauthenticateForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = password_field(_("密码"), "current-password")


class SecondFactorMixin:
    """Tries are counted, and a code once used is spent, in the database: every web process knows."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(
            _("动态验证码或恢复码"), _("看手机验证器上的 6 位数字，或输入一个没用过的恢复码。")
        )

    def clean_code(self) -> str:
        self.cleaned_data["code"] = clean_line(self.cleaned_data["code"]).replace(" ", "")
        if not within_limit("second-factor", str(self.user.pk), SECOND_FACTOR_TRIES, CODE_SPAN):
            raise ValidationError(_("试了太多次，请过十分钟再试。"), code="too_often")
        code = super().clean_code()
        if not within_limit("second-factor-code", f"{self.user.pk}:{code}", 1, CODE_LIVES):
            raise ValidationError(_("这组数字已经用过，请等手机上换了下一组再输入。"), code="spent")
        return code


class AuthenticateForm(SecondFactorMixin, second.AuthenticateForm):
    pass


class SecondFactorReauthenticateForm(SecondFactorMixin, second.ReauthenticateForm):
    pass


class ActivateTotpForm(totp.ActivateTOTPForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(_("验证器上显示的 6 位数字"))

    def clean_code(self) -> str:
        self.cleaned_data["code"] = clean_line(self.cleaned_data["code"]).replace(" ", "")
        return super().clean_code()


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        help_text = _("起一个认得出的名字，例如“办公室电脑”“我的手机”。")
        self.fields["name"] = forms.CharField(label=_("名称"), max_length=60, required=False, help_text=help_text)
        self.fields["passwordless"].label = _("以后只用它就能登录，不再输入密码")
        self.fields["passwordless"].help_text = ""
        self.order_fields(["name", "passwordless"])


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label, self.fields["name"].max_length = _("名称"), 60


class UserForm(forms.ModelForm):
    """What the administrator may set of an account."""

    class Meta:
        model = User
        fields = ("username", "name", "email", "is_active", "wants_mail")

    def clean_username(self) -> str:
        return User.objects.normalise(clean_line(self.cleaned_data["username"]))

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"])
