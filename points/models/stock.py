"""The journal of the shelf: what came in, went out, was lost or counted. The stock is the sum of its lines."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from points.models.order import Order
from points.models.shop import Good


class StockMoveQuerySet(models.QuerySet):
    def visible_to(self, user) -> "StockMoveQuerySet":
        return self.filter(good__in=Good.objects.visible_to(user))


class StockMove(models.Model):
    """One line of the journal; written once."""

    class Kind(models.TextChoices):
        IN = "in", _("进货")
        OUT = "out", _("兑换")
        LOSS = "loss", _("报损")
        COUNT = "count", _("盘点")

    key = models.CharField(max_length=80, unique=True)
    good = models.ForeignKey(Good, models.PROTECT, related_name="moves", verbose_name=_("兑换项目"))
    kind = models.CharField(_("种类"), max_length=6, choices=Kind)
    # signed: what it adds to the shelf
    quantity = models.IntegerField(_("数量"))
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="moves", verbose_name=_("兑换单"))
    reason = models.CharField(_("说明"), max_length=100, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("经手人")
    )
    at = models.DateTimeField(_("时间"), default=timezone.now)
    on = models.DateField(_("日期"), default=timezone.localdate)

    objects = StockMoveQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("库存流水")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["good", "on"], name="stock_move_of_good")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="in", quantity__gt=0)
                | Q(kind="out", quantity__lt=0, order__isnull=False)
                | Q(kind="loss", quantity__lt=0)
                | (Q(kind="count") & ~Q(quantity=0)),
                name="stock_move_sign_by_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.good_id} {self.quantity:+d}"


class StockClaimQuerySet(models.QuerySet):
    def visible_to(self, user) -> "StockClaimQuerySet":
        return self.filter(good__in=Good.objects.visible_to(user))

    def asked(self) -> "StockClaimQuerySet":
        return self.filter(state=StockClaim.State.ASKED)


class StockClaim(models.Model):
    """Something is gone, or the count differs from the book: a second person looks before the book follows."""

    class Kind(models.TextChoices):
        LOSS = "loss", _("报损")
        COUNT = "count", _("盘点")

    class State(models.TextChoices):
        ASKED = "asked", _("待复核")
        GRANTED = "granted", _("已入账")
        REFUSED = "refused", _("不同意")

    good = models.ForeignKey(Good, models.PROTECT, related_name="claims", verbose_name=_("兑换项目"))
    kind = models.CharField(_("种类"), max_length=6, choices=Kind)
    # signed, as the journal will say it
    quantity = models.IntegerField(_("差多少"))
    # what lay on the shelf when it was counted
    counted = models.PositiveIntegerField(_("实点数"), null=True, blank=True)
    reason = models.CharField(_("原因"), max_length=100)
    state = models.CharField(_("结果"), max_length=8, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("谁报的"))
    asked_at = models.DateTimeField(_("上报时间"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("复核人")
    )
    decided_at = models.DateTimeField(_("复核时间"), null=True, blank=True)

    objects = StockClaimQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("报损和盘点")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(quantity=0), name="stock_claim_says_something"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="stock_claim_second_person"
            ),
            models.UniqueConstraint(fields=["good"], condition=Q(state="asked"), name="stock_claim_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.good_id} {self.quantity:+d}"
