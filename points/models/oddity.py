"""What looks odd in the book: found by patterns, looked at by a person, with a word why it is all right or not."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grids.models import Posting, Unit


class OddityQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OddityQuerySet":
        """Whoever keeps the books, of the units they oversee."""
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.DATA_KEEPERS))

    def open(self) -> "OddityQuerySet":
        return self.filter(state=Oddity.State.OPEN)


class Oddity(models.Model):
    class Kind(models.TextChoices):
        LONG_DAY = "long_day", _("一天超过 8 小时")
        SHARED_DEVICE = "shared_device", _("一台手机替 5 人以上签到")
        OUTSIDE_TIME = "outside_time", _("不在活动时间里签到")
        OWN_CREDIT = "own_credit", _("给自己记分")
        ONE_HOUSEHOLD = "one_household", _("一半以上记给同一户")
        JUST_BELOW = "just_below", _("刚好低于要第二人审核的分数")

    class State(models.TextChoices):
        OPEN = "open", _("待查看")
        FINE = "fine", _("查过，没有问题")
        WRONG = "wrong", _("查实有问题")

    # the same find twice is one row: "long_day:12:2026-05-03"
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(_("种类"), max_length=16, choices=Kind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("所在单元"))
    # whom it is about, so that they are not the one who looks
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("涉及的人")
    )
    title = models.CharField(_("情况"), max_length=120)
    text = models.TextField(_("依据"), max_length=1000, blank=True)
    link = models.CharField(max_length=200, blank=True)
    on = models.DateField(_("日期"), default=timezone.localdate)
    found_at = models.DateTimeField(_("发现时间"), default=timezone.now)
    state = models.CharField(_("状态"), max_length=5, choices=State, default=State.OPEN)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("查看人")
    )
    looked_at = models.DateTimeField(_("查看时间"), null=True, blank=True)
    reason = models.CharField(_("说明"), max_length=200, blank=True)

    objects = OddityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("异常线索")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | (Q(looked_by__isnull=False) & ~Q(reason="")), name="oddity_looked_at"
            )
        ]

    def __str__(self) -> str:
        return self.title
