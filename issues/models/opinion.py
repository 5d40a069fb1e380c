"""Opposed wishes side by side (B11), and what should be talked over by all rather than handled one by one."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grids.models import Unit
from issues.models.category import Category
from issues.models.issue import Issue


class Stand(models.Model):
    """One position on an opposed matter: which side, who stands there (a group, never names), and how many."""

    class Side(models.TextChoices):
        FOR = "for", _("赞成")
        AGAINST = "against", _("反对")
        IF = "if", _("有条件赞成")

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="stands", verbose_name=_("事项"))
    side = models.CharField(_("立场"), max_length=8, choices=Side)
    who = models.CharField(_("哪些人"), max_length=40)
    count = models.PositiveIntegerField(_("多少户（人）"), default=1)
    text = models.TextField(_("理由"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("记录人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("各方意见")
        ordering = ["side", "at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(count__gte=1), name="stand_counts_somebody")]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.get_side_display()}"


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ProposalQuerySet":
        return self.filter(unit__in=Unit.objects.visible_to(user))


class Proposal(models.Model):
    """转议事 or 未诉先办: found by rule or made by hand; ``topic`` is filled by the app that takes it up."""

    class Kind(models.TextChoices):
        TOPIC = "topic", _("转议事")
        PREVENT = "prevent", _("未诉先办")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("待处理")
        TAKEN = "taken", _("已采纳")
        DROPPED = "dropped", _("不采纳")

    kind = models.CharField(_("建议"), max_length=8, choices=Kind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("范围"))
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("类别")
    )
    issue = models.ForeignKey(
        Issue, models.CASCADE, null=True, blank=True, related_name="proposals", verbose_name=_("事项")
    )
    title = models.CharField(_("题目"), max_length=60)
    why = models.CharField(_("为什么"), max_length=200)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.PROPOSED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("处理人")
    )
    answer = models.CharField(_("处理意见"), max_length=200, blank=True)
    # the address of the topic in deliberation, once there is one
    topic = models.CharField(max_length=120, blank=True, editable=False)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("转议事建议")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "kind"],
                condition=Q(state="proposed", issue__isnull=False),
                name="proposal_once_per_issue",
            ),
            models.UniqueConstraint(
                fields=["unit", "category", "kind"],
                condition=Q(state="proposed", issue=None),
                name="proposal_once_per_place",
            ),
        ]

    def __str__(self) -> str:
        return self.title
