"""What somebody orders for points: held first, then handed over, or given back, once."""

from datetime import date
from secrets import choice, token_urlsafe
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from points.models.account import Account
from points.models.shop import Good, Opening, Shop

CODE_LENGTH = 6


class OrderQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OrderQuerySet":
        return self.filter(shop__in=Shop.objects.visible_to(user))

    def owned_by(self, user) -> "OrderQuerySet":
        return self.filter(account__in=Account.objects.owned_by(user))

    def waiting(self) -> "OrderQuerySet":
        return self.filter(state=Order.State.RESERVED)

    def lapsed(self, on: date) -> "OrderQuerySet":
        return self.waiting().filter(keep_until__lt=on)


def pickup_code() -> str:
    """Read out at the counter or typed on a telephone."""
    return "".join(choice("0123456789") for _digit in range(CODE_LENGTH))


def order_token() -> str:
    return token_urlsafe(16)


class Order(models.Model):
    class State(models.TextChoices):
        RESERVED = "reserved", _("待领取")
        PICKED = "picked", _("已领取")
        CANCELLED = "cancelled", _("已取消")
        EXPIRED = "expired", _("过期未领")

    # made by the form: the same form sent twice is one order
    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    token = models.CharField(max_length=30, unique=True, default=order_token, editable=False)
    code = models.CharField(_("取货码"), max_length=CODE_LENGTH, default=pickup_code)
    shop = models.ForeignKey(Shop, models.PROTECT, related_name="orders", verbose_name=_("爱心超市"))
    account = models.ForeignKey(Account, models.PROTECT, related_name="orders", verbose_name=_("存折"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.RESERVED)
    total = models.PositiveIntegerField(_("合计积分"))
    asked_at = models.DateTimeField(_("预约时间"), default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("谁下的单")
    )
    keep_until = models.DateField(_("保留到"))
    ended_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("经手人")
    )
    reason = models.CharField(_("取消原因"), max_length=100, blank=True)
    # somebody else comes for it, with the resident's word
    proxy = EncryptedTextField(_("代领人"), blank=True, default="")
    proxy_consent = models.CharField(_("本人怎么同意的"), max_length=40, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("兑换单")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "keep_until"], name="order_waiting")]
        constraints = [
            models.CheckConstraint(condition=Q(total__gt=0), name="order_costs_something"),
            models.UniqueConstraint(
                fields=["shop", "code"], condition=Q(state="reserved"), name="order_code_once_while_waiting"
            ),
            models.CheckConstraint(
                condition=Q(state="reserved", ended_at=None) | (~Q(state="reserved") & Q(ended_at__isnull=False)),
                name="order_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"{self.pk:06d}"


class OrderLine(models.Model):
    """How many of what, at the price of that day."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    good = models.ForeignKey(Good, models.PROTECT, related_name="lines", verbose_name=_("兑换项目"))
    opening = models.ForeignKey(
        Opening, models.PROTECT, null=True, blank=True, related_name="lines", verbose_name=_("场次")
    )
    quantity = models.PositiveSmallIntegerField(_("数量"))
    price = models.PositiveIntegerField(_("单价"))
    name = models.CharField(_("名称"), max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = _("兑换单明细")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0, price__gt=0), name="order_line_has_quantity"),
            models.UniqueConstraint(fields=["order", "good", "opening"], name="order_line_once"),
            models.UniqueConstraint(
                fields=["order", "good"], condition=Q(opening=None), name="order_line_once_of_goods"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} × {self.quantity}"

    @property
    def cost(self) -> int:
        return self.price * self.quantity
