"""Slow work as rows: what is to be done, how far it is, who holds it, why it failed."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobQuerySet(models.QuerySet):
    def started_by(self, user) -> "JobQuerySet":
        return self.filter(owner_id=user.pk)

    def visible_to(self, user) -> "JobQuerySet":
        return self.started_by(user) if user.is_authenticated else self.none()

    def open(self) -> "JobQuerySet":
        return self.filter(state__in=Job.OPEN)

    def overtaken(self, now: datetime | None = None) -> "JobQuerySet":
        """Running rows whose worker has not been heard of within its lease."""
        return self.filter(state=Job.State.RUNNING, lease_until__lt=now or timezone.now())

    def waiting(self, now: datetime | None = None) -> "JobQuerySet":
        """Queued rows, and running rows whose worker has not been heard of within its lease."""
        stale = Q(state=Job.State.RUNNING, lease_until__lt=now or timezone.now())
        return self.filter(Q(state=Job.State.QUEUED) | stale)

    def due(self, now: datetime | None = None) -> "JobQuerySet":
        """What may be carried at this moment, longest waiting first."""
        now = now or timezone.now()
        return self.waiting(now).filter(not_before__lte=now).order_by("not_before", "pk")


class Job(models.Model):
    class State(models.TextChoices):
        QUEUED = "queued", _("排队中")
        RUNNING = "running", _("进行中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("没有成功")
        CANCELLED = "cancelled", _("已取消")

    OPEN = (State.QUEUED, State.RUNNING)
    MAX_ATTEMPTS = 3

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
    # when the broker was last told; without a broker it says nothing
    announced_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("开始排队"), default=timezone.now)
    ended_at = models.DateTimeField(_("结束"), null=True)

    objects = JobQuerySet.as_manager()
    # monotonic seconds of this attempt's last progress; lives in the carrier, not in the row
    renewed_at: float = 0.0

    class Meta:
        verbose_name = verbose_name_plural = _("后台任务")
        indexes = [models.Index(fields=["state", "not_before"], name="job_next")]
        constraints = [
            models.CheckConstraint(condition=Q(attempts__lte=3), name="job_attempts_at_most_3"),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(lease_until__isnull=False), name="job_running_is_leased"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"], ended_at=None)
                | Q(state__in=["done", "failed", "cancelled"], ended_at__isnull=False),
                name="job_ended_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self._meta.verbose_name)

    @property
    def ended(self) -> bool:
        return self.state not in self.OPEN

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def tone(self) -> str:
        """The class of theme.css that colours the state."""
        return {"queued": "new", "running": "doing", "done": "done", "failed": "late"}.get(self.state, "new")


class Pulse(models.Model):
    """When a part that has no page of its own was last seen alive: ``worker`` or ``clock``."""

    part = models.CharField(max_length=20, unique=True)
    seen_at = models.DateTimeField()
    place = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return f"{self.part} {self.seen_at:%Y-%m-%d %H:%M:%S}"
