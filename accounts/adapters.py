"""What allauth asks us: whom a phone number belongs to, how a code leaves the house, which words to use."""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import actions, senders
from accounts.limits import client_address, is_used_up, name_of_attempts, within_limit
from accounts.models import User
from accounts.secrets import blind_index, seal, unseal
from accounts.senders.post import SendError

logger = logging.getLogger(__name__)

# wrong passwords from one address, whoever's they are: one password tried on 500 accounts ends here
SPRAY_LIMIT, SPRAY_SPAN = 50, 3600
KNOWN_HERE = 90 * 24 * 3600
REAUTHENTICATE = {
    "reauthenticate": gettext_lazy("用密码确认"),
    "mfa_reauthenticate": gettext_lazy("用动态验证码或恢复码确认"),
    "mfa_reauthenticate:webauthn": gettext_lazy("用通行密钥确认"),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("这个账号已停用。如需恢复，请联系社区。"),
        "enter_current_password": gettext_lazy("当前密码不对，请重新输入。"),
        "incorrect_code": gettext_lazy("验证码不对，请核对后重新输入。"),
        "incorrect_password": gettext_lazy("密码不对，请重新输入。"),
        "invalid_login": gettext_lazy("登录没有成功，请检查后重试。"),
        "invalid_password_reset": gettext_lazy("这次重置已经失效，请重新申请。"),
        "too_many_login_attempts": gettext_lazy("尝试的次数太多了，请过半小时再试，或联系社区的系统管理员。"),
        "username_password_mismatch": gettext_lazy("登录名或密码不对，请检查后重新输入。"),
        "rate_limited": gettext_lazy("操作太频繁了，请过几分钟再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Staff accounts are made by the administrator, residents' by their first code."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def authenticate(self, request: HttpRequest, **credentials) -> User | None:
        address = client_address(request)
        here = f"{name_of_attempts(credentials.get('username', ''))}:{address}"
        # whoever has signed in from here before is no sprayer: nobody locks an office or an estate out
        if is_used_up("sign-in", address, SPRAY_LIMIT) and not is_used_up("signed-in", here, 1):
            raise self.validation_error("too_many_login_attempts")
        user = super().authenticate(request, **credentials)
        if user is None:
            within_limit("sign-in", address, SPRAY_LIMIT, SPRAY_SPAN)
        else:
            within_limit("signed-in", here, 1, KNOWN_HERE)
        return user

    def reauthenticate(self, user: User, password: str) -> bool:
        again = self.authenticate(self.request, username=user.username, password=password)
        return again is not None and again.pk == user.pk

    def pre_login(self, request: HttpRequest, user: User, **kwargs) -> HttpResponse | None:
        if user.password_until and user.password_until < timezone.now():
            messages.error(request, _("初始密码已经过期，请联系社区的系统管理员重新发放。"))
            return redirect("account_login")
        return super().pre_login(request, user, **kwargs)

    def set_password(self, user: User, password: str) -> None:
        keep = self.request.session.session_key if self.request.user.is_authenticated else None
        actions.choose_password(user, password, keep_session=keep, address=client_address(self.request))

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        subject = render_to_string(f"{template_prefix}_subject.txt", context)
        body = render_to_string(f"{template_prefix}_message.txt", context)
        senders.send(email, subject.strip(), body.strip())

    def send_notification_mail(self, *args, **kwargs) -> None:
        """Changes of an account are told through the inbox (``actions.tell``)."""

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.set_phone(phone)
        user.phone_verified = verified
        user.save(update_fields=["phone", "phone_index", "phone_verified"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        User.objects.filter(pk=user.pk, phone_index=blind_index(phone, "phone")).update(phone_verified=True)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone_index=blind_index(phone, "phone"), is_active=True).first() if phone else None

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs) -> None:
        body = _("您的登录验证码是 %(code)s，10 分钟内有效。请不要告诉任何人，社区工作人员也不会向您索要。")
        try:
            senders.send(phone, _("登录验证码"), body % {"code": code})
        except SendError as trouble:
            logger.warning("no sign-in code went out: %s", trouble)
            messages.error(self.request, _("短信没有发出去。请过几分钟再试，改用邮箱登录，或打电话给社区。"))

    def get_reauthentication_methods(self, user: User) -> list[dict]:
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": str(REAUTHENTICATE[method["id"]])} for method in methods]


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": gettext_lazy("您的岗位必须使用第二重验证，不能停用最后一种。"),
        "cannot_generate_recovery_codes": gettext_lazy("请先启用动态验证码或通行密钥，再生成恢复码。"),
        "incorrect_code": gettext_lazy("验证码不对。请看手机上最新的一组数字，核对后重新输入。"),
        "unverified_email": gettext_lazy("请先核实邮箱，再启用第二重验证。"),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return _("邻里")

    def get_totp_label(self, user: User) -> str:
        return user.username

    def generate_authenticator_name(self, user: User, type: str) -> str:
        return _("通行密钥 %s") % timezone.localtime().strftime("%Y-%m-%d %H:%M")
