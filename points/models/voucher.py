"""What the desk wants to book by hand, and the second person's word on it; the code on a passbook."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grids.models import Unit
from points.models.account import Account
from points.models.rule import Item
from points.models.transfer import Transfer


class VoucherQuerySet(models.QuerySet):
    def visible_to(self, user) -> "VoucherQuerySet":
        return self.filter(account__in=Account.objects.visible_to(user))

    def asked(self) -> "VoucherQuerySet":
        return self.filter(state=Voucher.State.ASKED)


class Voucher(models.Model):
    class Kind(models.TextChoices):
        EARN = "earn", _("补记积分")
        AWARD = "award", _("表彰奖励")
        CARRY = "carry", _("旧存折结转")
        GRANT = "grant", _("公益池资助")
        REVERSAL = "reversal", _("冲正")

    class State(models.TextChoices):
        ASKED = "asked", _("待第二人审核")
        POSTED = "posted", _("已入账")
        REFUSED = "refused", _("未通过")

    # made by the form: the same form sent twice is one voucher
    key = models.CharField(max_length=80, unique=True)
    kind = models.CharField(_("种类"), max_length=10, choices=Kind)
    account = models.ForeignKey(Account, models.PROTECT, related_name="vouchers", verbose_name=_("存折"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("所在单元"))
    amount = models.PositiveIntegerField(_("积分"))
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("项目"))
    minutes = models.PositiveIntegerField(_("分钟"), null=True, blank=True)
    reverses = models.ForeignKey(Transfer, models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField(_("发生日期"), default=timezone.localdate)
    reason = models.CharField(_("事由"), max_length=200)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("申请人"))
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审核人")
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("审核意见"), max_length=200, blank=True)
    posted = models.OneToOneField(Transfer, models.PROTECT, null=True, blank=True, related_name="voucher")

    objects = VoucherQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("记账凭证")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="voucher_moves_something"),
            models.CheckConstraint(condition=~Q(reason=""), name="voucher_has_reason"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="voucher_second_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"


def new_token() -> str:
    return secrets.token_urlsafe(18)


class PassbookCode(models.Model):
    """What stands in the QR code of a passbook: random, good for whoever may see the account anyway, revocable."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="codes")
    token = models.CharField(max_length=40, unique=True, default=new_token)
    made_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("存折码")
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(revoked_at=None), name="passbook_code_once")
        ]

    def __str__(self) -> str:
        return str(self.account_id)
