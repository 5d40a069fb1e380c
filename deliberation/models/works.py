"""Works that a resolution asked for: their log, and what is paid for them stage by stage."""

from datetime import date, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.models.resolution import ActionItem

# a log with nothing in it for longer than this is a gap
QUIET_DAYS = 7


class Works(models.Model):
    """They run from the day of their beginning until what was to be done is done."""

    item = models.OneToOneField(ActionItem, models.CASCADE, related_name="works", verbose_name=_("落实事项"))
    began_on = models.DateField(_("哪天开工"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("施工")

    def __str__(self) -> str:
        return str(self.item)

    @property
    def last_day(self) -> date:
        """The last day of which the log says anything."""
        return self.entries.aggregate(day=models.Max("day"))["day"] or self.began_on

    def gap(self, on: date) -> int:
        """For how many days the log has said nothing, if that is too long; else 0."""
        days = (on - self.last_day).days
        running = self.item.state == ActionItem.State.OPEN
        return days if running and on - self.last_day > timedelta(days=QUIET_DAYS) else 0


class WorksEntry(models.Model):
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    works = models.ForeignKey(Works, models.CASCADE, related_name="entries", verbose_name=_("施工"))
    day = models.DateField(_("哪一天"))
    text = models.CharField(_("做了什么"), max_length=300)
    photo = models.ImageField(_("现场照片"), upload_to="works/", blank=True)
    percent = models.PositiveSmallIntegerField(_("完成了百分之几"), default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("记录人"))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("施工日志")
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & Q(percent__lte=100), name="works_entry_says_something")
        ]

    def __str__(self) -> str:
        return self.text


class WorksPayment(models.Model):
    """One stage; paid only when two people, neither of them who asked for it, have agreed."""

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    works = models.ForeignKey(Works, models.CASCADE, related_name="payments", verbose_name=_("施工"))
    stage = models.CharField(_("哪个阶段"), max_length=60)
    fen = models.PositiveBigIntegerField(_("金额（分）"))
    evidence = models.CharField(_("凭什么付"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("申请人"))
    at = models.DateTimeField(default=timezone.now)
    first = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("第一位审批人"),
    )
    first_at = models.DateTimeField(null=True, blank=True)
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("第二位审批人"),
    )
    second_at = models.DateTimeField(null=True, blank=True)
    paid_on = models.DateField(_("哪天付的"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("阶段付款")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(stage="") & Q(fen__gte=1), name="works_payment_of_something"),
            models.CheckConstraint(
                condition=(Q(first=None) | ~Q(first=F("by")))
                & (Q(second=None) | Q(first__isnull=False) & ~Q(second=F("first")) & ~Q(second=F("by"))),
                name="works_payment_other_people",
            ),
            models.CheckConstraint(
                condition=Q(paid_on=None) | Q(second__isnull=False), name="works_payment_after_two_agreed"
            ),
        ]

    def __str__(self) -> str:
        return self.stage

    @property
    def yuan(self) -> str:
        return f"{self.fen // 100:,}.{self.fen % 100:02}"
