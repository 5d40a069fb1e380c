"""吹哨报到: the committee asks departments to come, and what came of it (issues 5.3)."""

import math
from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from issues.models.department import Department
from issues.models.issue import Issue


class WhistleQuerySet(models.QuerySet):
    def visible_to(self, user) -> "WhistleQuerySet":
        return self.filter(issue__in=Issue.objects.visible_to(user))

    def between(self, first: datetime, end: datetime) -> "WhistleQuerySet":
        """Blown from ``first`` on and before ``end``."""
        return self.filter(at__gte=first, at__lt=end)

    def unanswered(self, at: datetime) -> "WhistleQuerySet":
        """Somebody who was called has not come, and the time is up."""
        late = Call.objects.unanswered(at).filter(whistle=models.OuterRef("pk"))
        return self.filter(models.Exists(late))


class Whistle(models.Model):
    class Kind(models.TextChoices):
        DAILY = "daily", _("日常哨")
        HARD = "hard", _("攻坚哨")
        URGENT = "urgent", _("应急哨")

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="whistles", verbose_name=_("事项"))
    # made by the form, so that a double tap blows once
    key = models.UUIDField(unique=True, editable=False)
    kind = models.CharField(_("哨种"), max_length=8, choices=Kind)
    text = models.TextField(_("请来做什么"), max_length=1000)
    place = models.CharField(_("到哪里"), max_length=80, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("吹哨人"))
    at = models.DateTimeField(_("吹哨时间"), default=timezone.now)
    arrive_by = models.DateTimeField(_("最晚报到"))
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    record = models.TextField(_("联合处置记录"), max_length=4000, blank=True)

    objects = WhistleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("吹哨")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.get_kind_display()}"


class CallQuerySet(models.QuerySet):
    def visible_to(self, user) -> "CallQuerySet":
        return self.filter(whistle__in=Whistle.objects.visible_to(user))

    def given_to(self, user) -> "CallQuerySet":
        """Those of the departments in which somebody works."""
        return self.filter(department__in=Department.objects.of(user))

    def waiting(self) -> "CallQuerySet":
        return self.filter(arrived_at=None, whistle__ended_at=None)

    def unanswered(self, at: datetime) -> "CallQuerySet":
        """Nobody came by the time that was set."""
        return self.waiting().filter(whistle__arrive_by__lt=at)

    def judged(self, at: datetime) -> "CallQuerySet":
        """Of which one can say whether they were in time: somebody came, or the time is up."""
        return self.filter(Q(arrived_at__isnull=False) | Q(whistle__arrive_by__lt=at))

    def in_time(self) -> "CallQuerySet":
        return self.filter(arrived_at__lte=F("whistle__arrive_by"))


class Call(models.Model):
    """One department called by one whistle."""

    whistle = models.ForeignKey(Whistle, models.CASCADE, related_name="calls", verbose_name=_("吹哨"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="calls", verbose_name=_("部门"))
    leads = models.BooleanField(_("牵头"), default=False)
    seen_at = models.DateTimeField(_("看到时间"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("报到时间"), null=True, blank=True)
    arrived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("报到人")
    )
    result = models.TextField(_("处理情况"), max_length=2000, blank=True)
    result_at = models.DateTimeField(_("反馈时间"), null=True, blank=True)
    score = models.PositiveSmallIntegerField(
        _("评分"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    score_text = models.CharField(_("评语"), max_length=200, blank=True)
    scored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("评分人")
    )

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("被哨部门")
        ordering = ["-leads", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["whistle", "department"], name="call_once_per_department"),
            models.UniqueConstraint(fields=["whistle"], condition=Q(leads=True), name="call_one_leads"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__gte=1, score__lte=5), name="call_score_range"),
            models.CheckConstraint(
                condition=Q(scored_by=None) | Q(arrived_by=None) | ~Q(scored_by=F("arrived_by")),
                name="call_not_scored_by_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.whistle_id} {self.department}"

    @property
    def minutes_late(self) -> int:
        """Whole minutes begun after the time that was set; 0 for who came in time, or has not come."""
        if self.arrived_at is None:
            return 0
        return max(0, math.ceil((self.arrived_at - self.whistle.arrive_by).total_seconds() / 60))
