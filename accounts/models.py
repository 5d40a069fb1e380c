"""People who sign in, and what they are told; what they did with others' data."""

import unicodedata
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField, blind_index
from accounts.senders import WECHAT, can_wechat, channel_of

SELF_MADE = "neighbour-"


class UserQuerySet(models.QuerySet):
    def never_confirmed(self, before: datetime) -> "UserQuerySet":
        """Accounts that somebody asked a sign-in code for, and then never used."""
        return self.filter(username__startswith=SELF_MADE, last_login=None, date_joined__lt=before)

    def under(self, *, phone: str = "", email: str = "") -> "User | None":
        """Whose phone number or e-mail this is."""
        if phone:
            return self.filter(phone_index=blind_index(phone, "phone")).first()
        return self.filter(email__iexact=email).first() if email else None


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    use_in_migrations = True

    @classmethod
    def normalise(cls, username: str) -> str:
        """`` ＡＤＭＩＮ `` and ``admin`` are one account."""
        return unicodedata.normalize("NFKC", username).strip().casefold()

    def get_by_natural_key(self, username):
        return self.get(username=self.normalise(username))

    def create_user(self, username, password=None, **fields):
        user = self.model(username=self.normalise(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username, password=None, **fields):
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody with a login: staff, or a resident who wants one. What a person may do comes from postings."""

    username = models.CharField(_("登录名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=80)
    email = models.EmailField(_("邮箱"), blank=True)
    phone = EncryptedTextField(_("手机号"), blank=True)
    phone_index = models.CharField(max_length=40, blank=True, db_index=True, editable=False)
    phone_verified = models.BooleanField(_("手机号已核实"), default=False, editable=False)
    # the openid of the official account's follower; whoever bound it wants messages there
    wechat = EncryptedTextField(_("微信"), blank=True, editable=False)
    wants_mail = models.BooleanField(_("有消息时发邮件"), default=True)
    wants_sms = models.BooleanField(_("有消息时发短信"), default=False)
    is_staff = models.BooleanField(_("可进入系统管理"), default=False)
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(_("下次登录须改密码"), default=False)
    # a password given out by somebody else works until then only (ASVS 6.4.1)
    password_until = models.DateTimeField(_("初始密码有效期至"), null=True, blank=True)
    date_joined = models.DateTimeField(_("开通时间"), default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = _("账号")
        constraints = [
            models.UniqueConstraint(
                fields=["phone_index"],
                condition=~models.Q(phone_index=""),
                name="user_phone_once",
                violation_error_message=_("这个手机号已经属于另一个账号。"),
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="user_email_once",
                violation_error_message=_("这个邮箱已经属于另一个账号。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def set_phone(self, number: str) -> None:
        self.phone, self.phone_index = number, blind_index(number, "phone")


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user) -> "MessageQuerySet":
        return self.filter(recipient_id=user.pk)

    def unread(self) -> "MessageQuerySet":
        return self.filter(read_at=None)


class Message(models.Model):
    """One thing one person is told; the inbox shows it, deliveries say which other ways were tried."""

    recipient = models.ForeignKey(User, models.CASCADE, related_name="inbox", null=True)
    address = EncryptedTextField(_("收件地址"), blank=True)
    title = models.CharField(_("标题"), max_length=120)
    body = models.TextField(_("内容"), blank=True)
    link = models.CharField(_("链接"), max_length=300, blank=True)
    key = models.CharField(max_length=120, unique=True, null=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("消息")
        indexes = [models.Index(fields=["recipient", "-created_at"], name="message_inbox")]

    def __str__(self) -> str:
        return self.title

    @property
    def ways(self) -> dict[str, str]:
        """channel → address on file, beside the inbox."""
        user = self.recipient
        if user is None:
            return {channel_of(self.address): self.address} if self.address else {}
        mail = user.email if user.is_active and user.wants_mail else ""
        phone = user.phone if user.is_active and user.phone_verified else ""
        wechat = WECHAT + user.wechat if user.is_active and user.wechat and can_wechat() else ""
        found = (("mail", mail), ("sms", phone), ("wechat", wechat))
        return {channel: address for channel, address in found if address}


class Delivery(models.Model):
    """One message on its way out of the portal by one channel."""

    class Channel(models.TextChoices):
        MAIL = "mail", _("邮件")
        SMS = "sms", _("短信")
        WECOM = "wecom", _("企业微信群")
        WECHAT = "wechat", _("微信公众号")

    class State(models.TextChoices):
        WAITING = "waiting", _("待发送")
        SENT = "sent", _("已发出")
        FAILED = "failed", _("没有发出")

    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("渠道"), max_length=8, choices=Channel)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    error = models.CharField(_("原因"), max_length=200, blank=True)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("发送记录")
        constraints = [models.UniqueConstraint(fields=["message", "channel"], name="delivery_once_per_channel")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.get_state_display()}"


class WechatLink(models.Model):
    """Binds the WeChat that opens it to an account: works once, and not for long. The newest is the only one."""

    user = models.OneToOneField(User, models.CASCADE, related_name="wechat_link")
    # sha256 of the word in the link: whoever reads the database cannot open it
    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("绑定微信的链接")

    def __str__(self) -> str:
        return f"{self.user} {self.until:%Y-%m-%d %H:%M}"


class SignIn(models.Model):
    """A live session of one user, so that they can see it and end it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    address = models.CharField(_("来源地址"), max_length=45, blank=True)
    agent = models.CharField(_("浏览器"), max_length=200, blank=True)
    since = models.DateTimeField(_("登录时间"), default=timezone.now)
    seen_at = models.DateTimeField(_("最近使用"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("登录会话")

    def __str__(self) -> str:
        return f"{self.user} {self.since:%Y-%m-%d %H:%M}"


class Counter(models.Model):
    """How often a hashed key did something in the span that ends at ``until``; see ``limits.py``."""

    digest = models.CharField(max_length=40, unique=True)
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("频次计数")

    def __str__(self) -> str:
        return f"{self.digest[:8]} {self.count}"


class KeyCheck(models.Model):
    """A known word under the field key and the index key, so that wrong keys are noticed at the start."""

    word = EncryptedTextField()
    index = models.CharField(max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = _("密钥核对")

    def __str__(self) -> str:
        return self.index[:8]


class AuditHead(models.Model):
    """The chain's last digest; whoever appends locks this one row first."""

    digest = models.CharField(max_length=64)
    length = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("留痕链末端")

    def __str__(self) -> str:
        return f"{self.length} {self.digest[:8]}"


class AuditEntry(models.Model):
    """Who saw, exported or changed what, and why; append-only, each row chained to the one before."""

    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(_("做了什么"), max_length=60)
    target = models.CharField(_("对象"), max_length=120, blank=True)
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    detail = models.JSONField(default=dict)
    address = models.CharField(_("来源地址"), max_length=45, blank=True)
    at = models.DateTimeField(default=timezone.now)
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = _("留痕记录")
        indexes = [models.Index(fields=["target"], name="audit_target")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.target}"
