"""What people agreed to, and what they ask about their own data."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from community.models.need import OfPersonQuerySet
from community.models.person import Person


class Consent(models.Model):
    """What somebody agreed to beyond the committee's legal duty (registry S08); withdrawing is as easy as giving."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents", verbose_name=_("居民"))
    purpose = models.CharField(_("同意的事"), max_length=30)
    given_on = models.DateField(_("同意日期"), default=timezone.localdate)
    how = models.CharField(_("怎么同意的"), max_length=100)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_on = models.DateField(_("撤回日期"), null=True, blank=True)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("同意")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=Q(withdrawn_on=None), name="consent_current_once"
            )
        ]

    def __str__(self) -> str:
        return self.purpose


class DataRequestQuerySet(OfPersonQuerySet):
    def open(self) -> "DataRequestQuerySet":
        return self.filter(answered_at=None)

    def overdue(self, on=None) -> "DataRequestQuerySet":
        return self.open().filter(due_on__lt=on or timezone.localdate())


class DataRequest(models.Model):
    """A resident asks to see, copy, correct or delete their own data (Personal Information Protection Law, 44–47)."""

    class Kind(models.TextChoices):
        COPY = "copy", _("查看和复制")
        CORRECT = "correct", _("更正")
        DELETE = "delete", _("删除")

    class Answer(models.TextChoices):
        DONE = "done", _("已办理")
        PARTLY = "partly", _("部分办理")
        REFUSED = "refused", _("不能办理")

    person = models.ForeignKey(Person, models.CASCADE, related_name="data_requests", verbose_name=_("居民"))
    kind = models.CharField(_("请求"), max_length=8, choices=Kind)
    text = EncryptedTextField(_("具体内容"), blank=True, default="")
    # None: the resident on their own page; else who typed it in for them
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(_("最晚答复"))
    answer = models.CharField(_("结果"), max_length=8, choices=Answer, blank=True)
    reply = EncryptedTextField(_("答复"), blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("个人信息请求")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(answered_at=None), name="data_request_open_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="data_request_answered_with_result",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
