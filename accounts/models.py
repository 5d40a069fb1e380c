"""People who sign in, and what they are told; what they did with others' data."""

import unicodedata

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField, blind_index


class UserManager(BaseUserManager):
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
    is_staff = models.BooleanField(_("可进入系统管理"), default=False)
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(_("下次登录须改密码"), default=False)
    date_joined = models.DateTimeField(_("开通时间"), default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = _("账号")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def set_phone(self, number: str) -> None:
        self.phone, self.phone_index = number, blind_index(number, "phone")


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

    class Meta:
        verbose_name = verbose_name_plural = _("消息")
        indexes = [models.Index(fields=["recipient", "-created_at"], name="message_inbox")]

    def __str__(self) -> str:
        return self.title


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
