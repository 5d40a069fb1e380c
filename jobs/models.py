"""Slow work as rows: what is to be done, how far it is, who holds it, why it failed."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobQuerySet(models.QuerySet):
    def started_by(self, user) -> "JobQuerySet":
        return self.filter(owner_id=user.pk)

    def waiting(self) -> "JobQuerySet":
        """Queued rows, and running rows whose worker has not been heard of within its lease."""
        stale = models.Q(state=Job.State.RUNNING, lease_until__lt=timezone.now())
        return self.filter(models.Q(state=Job.State.QUEUED) | stale)


class Job(models.Model):
    class State(models.TextChoices):
        QUEUED = "queued", _("排队中")
        RUNNING = "running", _("进行中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("没有成功")
        CANCELLED = "cancelled", _("已取消")

    kind = models.CharField(_("种类"), max_length=80)
    title = models.CharField(_("名称"), max_length=120, blank=True)
    args = models.JSONField(default=dict)
    key = models.CharField(max_length=120, unique=True, null=True)
    # accounts stands above jobs, so the owner is kept as a bare number
    owner_id = models.BigIntegerField(null=True, db_index=True)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    lease_until = models.DateTimeField(null=True)
    holder = models.CharField(max_length=40, blank=True)
    done = models.PositiveIntegerField(_("已处理"), default=0)
    total = models.PositiveIntegerField(_("总数"), default=0)
    note = models.CharField(_("进展"), max_length=200, blank=True)
    checkpoint = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    reason = models.TextField(_("原因"), blank=True)
    not_before = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(_("开始排队"), default=timezone.now)
    ended_at = models.DateTimeField(_("结束"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("后台任务")
        indexes = [models.Index(fields=["state", "not_before"], name="job_next")]
        constraints = [models.CheckConstraint(condition=models.Q(attempts__lte=3), name="job_attempts_at_most_3")]

    def __str__(self) -> str:
        return self.title or self.kind

    @property
    def ended(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED, self.State.CANCELLED)

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0
