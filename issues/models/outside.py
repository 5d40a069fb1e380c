"""What other systems know of a matter: keys of the open interface, work orders of hotlines, and what was deleted."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.vault import vault
from grids.models import Posting, Unit
from issues.models.issue import Issue


class ApiKeyQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ApiKeyQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, Posting.Role.ADMIN))


class ApiKey(models.Model):
    """A client that may send matters by Open311; the key itself is shown once and kept as an index only."""

    name = models.CharField(_("给谁用"), max_length=60)
    index = models.CharField(max_length=40, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("社区"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("发放人"))
    since = models.DateTimeField(_("发放时间"), default=timezone.now)
    until = models.DateTimeField(_("停用时间"), null=True, blank=True)
    used_at = models.DateTimeField(_("最近使用"), null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("对外接口密钥")
        ordering = ["-since"]

    def __str__(self) -> str:
        return self.name


class BatchQuerySet(models.QuerySet):
    def visible_to(self, user) -> "BatchQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.DATA_KEEPERS))


class Batch(models.Model):
    """A file of work orders of another system: read, looked at, then brought in row by row, each once."""

    class State(models.TextChoices):
        READING = "reading", _("正在读")
        PREVIEW = "preview", _("请核对")
        BRINGING = "bringing", _("正在转入")
        DONE = "done", _("已转入")
        FAILED = "failed", _("没有读成")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("社区"))
    system = models.CharField(_("来自哪个系统"), max_length=20)
    file_name = models.CharField(_("文件名"), max_length=120)
    # sealed on the disk, and deleted once its rows are in
    file = models.FileField(upload_to="orders/", storage=vault, max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("导入人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.READING)
    # heading of the file → meaning; counts of the preview; a sentence when it failed
    layout = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    reason = models.CharField(max_length=200, blank=True)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+")

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("工单导入")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class OrderQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OrderQuerySet":
        """Orders that became matters of the communities whose data the user keeps."""
        return self.filter(issue__unit__in=Unit.objects.overseen_by(user, *Posting.DATA_KEEPERS))

    def changed(self) -> "OrderQuerySet":
        """Those whose result was not exported yet, or has moved on since."""
        later = Q(issue__answered_at__gt=F("sent_at")) | Q(issue__closed_at__gt=F("sent_at"))
        return self.filter(Q(sent_at=None) | ~Q(issue__state=F("sent_state")) | later)


class Order(models.Model):
    """A work order of another system and the matter it became; its number there comes in once."""

    issue = models.OneToOneField(
        Issue, models.CASCADE, null=True, blank=True, related_name="order", verbose_name=_("事项")
    )
    batch = models.ForeignKey(Batch, models.SET_NULL, null=True, blank=True, related_name="orders")
    system = models.CharField(_("系统"), max_length=20)
    number = models.CharField(_("对方编号"), max_length=40)
    due_at = models.DateTimeField(_("对方要求的期限"), null=True, blank=True)
    # state and time of the last result that was exported
    sent_state = models.CharField(max_length=10, blank=True)
    sent_at = models.DateTimeField(_("结果导出时间"), null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("外部工单")
        constraints = [
            models.UniqueConstraint(fields=["system", "number"], name="order_once_per_system"),
            models.CheckConstraint(condition=~Q(number=""), name="order_has_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.number}"


class Tombstone(models.Model):
    """What is left of a matter that was deleted on time: figures stay true, nobody is named."""

    number = models.CharField(_("编号"), max_length=16, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("地点"))
    category_name = models.CharField(_("类别"), max_length=20, blank=True)
    state = models.CharField(_("状态"), max_length=10)
    received_at = models.DateTimeField(_("收到时间"))
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("删除时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("已删除的事项")
        ordering = ["-deleted_at"]

    def __str__(self) -> str:
        return self.number
