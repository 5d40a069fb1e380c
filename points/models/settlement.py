"""One statement for one event: who did what, who looked at it, what was paid out."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Person
from grids.models import Posting, Unit
from points.models.rule import Item, RuleVersion


class SettlementQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SettlementQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def waiting(self) -> "SettlementQuerySet":
        return self.filter(state__in=(Settlement.State.OPEN, Settlement.State.REVIEWED))


class Settlement(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("待审核")
        REVIEWED = "reviewed", _("待入账")
        SETTLED = "settled", _("已入账")
        CANCELLED = "cancelled", _("已撤销")

    # what is settled, in an app above: "session:12"
    subject = models.CharField(_("对应"), max_length=80, unique=True)
    title = models.CharField(_("名称"), max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("所在单元"))
    on = models.DateField(_("活动日期"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)
    headcount = models.PositiveIntegerField(_("人数"), default=0)
    minutes = models.PositiveIntegerField(_("总分钟"), default=0)
    points = models.PositiveIntegerField(_("总积分"), default=0)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("制表人")
    )
    opened_at = models.DateTimeField(_("制表时间"), default=timezone.now)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("审核人")
    )
    reviewed_at = models.DateTimeField(_("审核时间"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("入账人")
    )
    settled_at = models.DateTimeField(_("入账时间"), null=True)
    note = models.CharField(_("审核意见"), max_length=200, blank=True)

    objects = SettlementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("积分结算")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | Q(opened_by=None) | ~Q(reviewed_by=F("opened_by")),
                name="settlement_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["reviewed", "settled"]) | Q(reviewed_at__isnull=False),
                name="settlement_reviewed_first",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SettlementLine(models.Model):
    """What one person did at the event, and what it came to."""

    settlement = models.ForeignKey(Settlement, models.CASCADE, related_name="lines")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("居民"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("项目"))
    rule = models.ForeignKey(RuleVersion, models.PROTECT, related_name="+", verbose_name=_("规则"))
    minutes = models.PositiveIntegerField(_("分钟"))
    # the record in an app above that shows it: "record:55"
    record = models.CharField(_("记录"), max_length=80, unique=True)
    asked = models.PositiveIntegerField(_("应得"))
    given = models.PositiveIntegerField(_("实得"), null=True)
    cut = models.CharField(_("为什么少"), max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("结算明细")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["settlement", "person"], name="settlement_line_once"),
            models.CheckConstraint(
                condition=Q(given=None) | Q(given__lte=F("asked")), name="settlement_line_cut_never_raises"
            ),
        ]

    def __str__(self) -> str:
        return self.record
