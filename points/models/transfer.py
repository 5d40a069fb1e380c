"""The ledger itself: one row for each movement of points, never changed, never removed."""

import hashlib
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Func, Q, Sum, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grids.models import Posting, Unit
from points.models.account import Account
from points.models.rule import Category, Item, RuleVersion
from points.models.settlement import Settlement


def digest(kind: str, src: int, dst: int, asked: int, item: int | None) -> str:
    return hashlib.sha256(f"{kind}|{src}|{dst}|{asked}|{item}".encode()).hexdigest()


class Sha256(Func):
    """As ``digest`` puts it; the database's own function, where Django's would need an extension of PostgreSQL."""

    function = "SHA256"
    arg_joiner = " || '|' || "
    output_field = models.CharField()

    def as_postgresql(self, compiler, connection, **context):
        template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
        return self.as_sql(compiler, connection, template=template, **context)


class TransferQuerySet(models.QuerySet):
    def visible_to(self, user) -> "TransferQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def of(self, *accounts: Account) -> "TransferQuerySet":
        return self.filter(Q(src__in=accounts) | Q(dst__in=accounts))

    def altered(self) -> "TransferQuerySet":
        """Rows that are no longer what their digest says; reckoned where the rows are, for there are many."""
        item = Coalesce(Cast("item_id", models.CharField()), Value(str(None)))
        return self.alias(true=Sha256("kind", "src_id", "dst_id", "asked", item)).exclude(digest=F("true"))

    def within(self, unit: Unit) -> "TransferQuerySet":
        """Of the unit and everything below it."""
        return self.filter(unit__tree_id=unit.tree_id, unit__lft__gte=unit.lft, unit__rght__lte=unit.rght)

    def earned(self) -> "TransferQuerySet":
        """Credits for deeds and their reversals: what counts as merit, and what a limit counts."""
        return self.filter(
            Q(kind=Transfer.Kind.EARN) | Q(kind=Transfer.Kind.REVERSAL, reverses__kind=Transfer.Kind.EARN)
        )

    def between(self, first: date, last: date) -> "TransferQuerySet":
        return self.filter(effective__gte=first, effective__lte=last)

    def with_merit(self) -> "TransferQuerySet":
        """``merit`` and ``earner``: what the deed counts for whom; a reversal takes it away again."""
        back = Q(kind=Transfer.Kind.REVERSAL)
        return self.annotate(
            merit=Case(When(back, then=-F("amount")), default=F("amount"), output_field=models.BigIntegerField()),
            earner=Case(When(back, then=F("src")), default=F("dst")),
        )

    def merit(self) -> int:
        """The sum of what was earned and not taken back."""
        return self.earned().with_merit().aggregate(total=Coalesce(Sum("merit"), Value(0)))["total"]


class Transfer(models.Model):
    class Kind(models.TextChoices):
        EARN = "earn", _("获得积分")
        AWARD = "award", _("表彰奖励")
        CARRY = "carry", _("旧存折结转")
        HOLD = "hold", _("兑换（待领取）")
        COMMIT = "commit", _("兑换完成")
        GIFT = "gift", _("转赠家人")
        DONATE = "donate", _("捐到公益池")
        GRANT = "grant", _("公益池资助")
        EXPIRE = "expire", _("过期")
        CLAWBACK = "clawback", _("已用积分由社区垫付")
        REPAY = "repay", _("归还社区垫付")
        REVERSAL = "reversal", _("冲正")
        MERGE = "merge", _("存折合并")

    key = models.CharField(max_length=120, unique=True)
    # of what was asked for under the key: the same key with another body is a mistake of the caller
    digest = models.CharField(max_length=64)
    src = models.ForeignKey(Account, models.PROTECT, related_name="transfers_out", verbose_name=_("转出"))
    dst = models.ForeignKey(Account, models.PROTECT, related_name="transfers_in", verbose_name=_("转入"))
    amount = models.BigIntegerField(_("积分"))
    kind = models.CharField(_("种类"), max_length=10, choices=Kind)
    # where the deed was done: a unit of any level, so that statistics follow the tree
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("所在单元"))
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+", verbose_name=_("类别"))
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+", verbose_name=_("项目"))
    rule = models.ForeignKey(RuleVersion, models.PROTECT, null=True, related_name="+", verbose_name=_("规则"))
    settlement = models.ForeignKey(
        Settlement, models.PROTECT, null=True, related_name="transfers", verbose_name=_("结算")
    )
    # what it was for, in an app above: "shift:12", "order:7", "record:55"
    subject = models.CharField(_("对应"), max_length=80, blank=True)
    minutes = models.PositiveIntegerField(_("分钟"), null=True)
    # before limits; which of them cut it, in words
    asked = models.BigIntegerField(_("应得"))
    cut = models.CharField(_("为什么少"), max_length=120, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="reversed_by", verbose_name=_("冲正哪一笔")
    )
    # the day of the deed; ``at`` is when it was booked
    effective = models.DateField(_("发生日期"))
    at = models.DateTimeField(_("入账时间"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("经手人")
    )
    reason = models.CharField(_("事由"), max_length=200, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("积分流水")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["src", "id"], name="transfer_out"),
            models.Index(fields=["dst", "id"], name="transfer_in"),
            models.Index(fields=["kind", "effective"], name="transfer_kind_day"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="transfer_moves_something"),
            models.CheckConstraint(condition=~Q(src=F("dst")), name="transfer_between_two"),
            models.CheckConstraint(condition=~Q(key=""), name="transfer_has_key"),
            models.CheckConstraint(condition=Q(asked__gte=F("amount")), name="transfer_cut_never_raises"),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False) | (~Q(kind="reversal") & Q(reverses=None)),
                name="transfer_reversal_names_original",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.amount}"
