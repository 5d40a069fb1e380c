"""爱心超市: where points are exchanged. What it offers, when, and how much of it lies on the shelf."""

from secrets import token_hex

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grids.models import Posting, Unit


class ShopQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ShopQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def public(self) -> "ShopQuerySet":
        return self.filter(open=True)


class Shop(models.Model):
    """One per community: where it is, when it opens, how long something that was ordered is kept."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="point_shop", verbose_name=_("社区"))
    name = models.CharField(_("名称"), max_length=40, default="爱心超市")
    place = models.CharField(_("地点"), max_length=80, blank=True)
    hours = models.CharField(_("开放时间、兑换日"), max_length=120, blank=True)
    keep_days = models.PositiveSmallIntegerField(_("预约后保留几天"), default=7)
    open = models.BooleanField(_("开放预约"), default=True)

    objects = ShopQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("爱心超市")
        constraints = [
            models.CheckConstraint(condition=Q(keep_days__gte=1, keep_days__lte=60), name="shop_keeps_some_days")
        ]

    def __str__(self) -> str:
        return self.name


class GoodQuerySet(models.QuerySet):
    def visible_to(self, user) -> "GoodQuerySet":
        return self.filter(shop__in=Shop.objects.visible_to(user))

    def public(self) -> "GoodQuerySet":
        return self.filter(open=True, shop__in=Shop.objects.public())

    def on_shelf(self) -> "GoodQuerySet":
        """What is counted; services and the rest have openings instead."""
        return self.filter(kind=Good.Kind.GOODS)

    def with_left(self) -> "GoodQuerySet":
        """``left``: pieces, or places on the days to come, that somebody may still have."""
        ahead = Opening.objects.ahead().filter(good=models.OuterRef("pk")).order_by().values("good")
        places = models.Subquery(ahead.annotate(n=models.Sum(F("capacity") - F("taken"))).values("n"))
        there = models.functions.Coalesce(places, 0)
        return self.annotate(
            left=models.Case(models.When(kind=Good.Kind.GOODS, then=F("stock") - F("reserved")), default=there)
        )


def picture_name() -> str:
    return token_hex(16)


class Good(models.Model):
    """Something that can be had for points: goods, a service, an hour of a room, an honour."""

    class Kind(models.TextChoices):
        GOODS = "goods", _("物品")
        SERVICE = "service", _("服务")
        SLOT = "slot", _("场地")
        HONOUR = "honour", _("荣誉")

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="goods", verbose_name=_("爱心超市"))
    kind = models.CharField(_("种类"), max_length=8, choices=Kind)
    # typed or scanned at the desk; the bar code of the package, or a short number of one's own
    code = models.CharField(_("货号或条形码"), max_length=20)
    name = models.CharField(_("名称"), max_length=60)
    text = models.TextField(_("说明"), max_length=500, blank=True)
    measure = models.CharField(_("单位"), max_length=8, default="份")
    # a field of its own: what costs 25 yuan may well be 30 points
    price = models.PositiveIntegerField(_("需要积分"))
    worth = models.DecimalField(_("参考价（元）"), max_digits=8, decimal_places=2, null=True, blank=True)
    supplier = models.CharField(_("由谁提供"), max_length=60, blank=True)
    stock = models.IntegerField(_("库存"), default=0, editable=False)
    reserved = models.IntegerField(_("已预约"), default=0, editable=False)
    low_at = models.PositiveIntegerField(_("剩多少时提醒进货"), default=0)
    most_per_day = models.PositiveSmallIntegerField(_("每人每天最多"), null=True, blank=True)
    most_per_month = models.PositiveSmallIntegerField(_("每人每月最多"), null=True, blank=True)
    open = models.BooleanField(_("上架"), default=True)
    picture = models.FileField(_("图片"), upload_to="goods/%Y/%m/", blank=True)
    picture_name = models.CharField(max_length=32, unique=True, default=picture_name, editable=False)

    objects = GoodQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("兑换项目")
        ordering = ["kind", "price", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(price__gt=0), name="good_has_price"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(code=""), name="good_named"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0) & Q(stock__gte=F("reserved")), name="good_reserved_within_stock"
            ),
            models.CheckConstraint(condition=Q(kind="goods") | Q(stock=0, reserved=0), name="good_only_goods_counted"),
            models.UniqueConstraint(fields=["shop", "code"], name="good_code_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def counted(self) -> bool:
        return self.kind == self.Kind.GOODS


class OpeningQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OpeningQuerySet":
        return self.filter(good__in=Good.objects.visible_to(user))

    def ahead(self) -> "OpeningQuerySet":
        """Today's and later ones that have not begun."""
        now = timezone.localtime()
        later_today = Q(day=now.date()) & (Q(starts=None) | Q(starts__gt=now.time()))
        return self.filter(Q(day__gt=now.date()) | later_today, closed=False)


class Opening(models.Model):
    """A day, or an hour of a day, on which a service, a room or an honour can be had, and by how many."""

    good = models.ForeignKey(Good, models.PROTECT, related_name="openings", verbose_name=_("兑换项目"))
    day = models.DateField(_("日期"))
    starts = models.TimeField(_("从几点"), null=True, blank=True)
    ends = models.TimeField(_("到几点"), null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(_("名额"), default=1)
    taken = models.PositiveSmallIntegerField(_("已约"), default=0, editable=False)
    closed = models.BooleanField(_("停约"), default=False)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("场次")
        ordering = ["day", "starts", "pk"]
        constraints = [
            # two, because SQLite knows no "nulls are the same"
            models.UniqueConstraint(fields=["good", "day", "starts"], name="opening_once"),
            models.UniqueConstraint(fields=["good", "day"], condition=Q(starts=None), name="opening_once_a_day"),
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="opening_not_overbooked"),
            models.CheckConstraint(
                condition=Q(starts=None, ends=None) | Q(ends__gt=F("starts")), name="opening_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.when

    @property
    def when(self) -> str:
        day = f"{self.day.month}月{self.day.day}日"
        return day if self.starts is None else f"{day} {self.starts:%H:%M}–{self.ends:%H:%M}"

    @property
    def left(self) -> int:
        return self.capacity - self.taken
