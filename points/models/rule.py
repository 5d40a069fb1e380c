"""What earns how many points: categories and items, and for each item the versions of its rule."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grids.models import Unit


class Category(models.Model):
    """One of the five kinds of good deeds; a meeting earns points, but is no volunteer service (Order 67, article 19)."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(_("名称"), max_length=40, unique=True)
    counts_as_volunteer_service = models.BooleanField(_("计入志愿服务时长"), default=False)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("积分类别")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class ItemQuerySet(models.QuerySet):
    def open_in(self, unit: Unit) -> "ItemQuerySet":
        """What can be chosen there: items of everybody, and the community's own."""
        above = Unit.objects.above(unit).values("pk")
        return self.filter(Q(unit=None) | Q(unit__in=above), active=True).select_related("category")

    def visible_to(self, user) -> "ItemQuerySet":
        return self.filter(Q(unit=None) | Q(unit__in=Unit.objects.visible_to(user)))


class Item(models.Model):
    """Something of a category that earns points: 环境清洁, 陪医."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="items", verbose_name=_("类别"))
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    # of one community only; nobody's own: offered everywhere
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("社区"))
    active = models.BooleanField(_("使用中"), default=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("积分项目")
        ordering = ["category__position", "pk"]

    def __str__(self) -> str:
        return self.name


class RuleVersionQuerySet(models.QuerySet):
    def in_force(self, item: Item, unit: Unit, on: date) -> "RuleVersion | None":
        """The nearest unit's own rule, else everybody's; of several the one that began last."""
        above = Unit.objects.above(unit).values("pk")
        there = self.filter(item=item, valid_from__lte=on).filter(Q(unit=None) | Q(unit__in=above))
        return there.order_by(F("unit__level").desc(nulls_last=True), "-valid_from", "-pk").first()


class RuleVersion(models.Model):
    """How many points an item earns from a day on; written once, never changed, named by every credit."""

    class Basis(models.TextChoices):
        ACT = "act", _("每次")
        HOUR = "hour", _("每小时")

    item = models.ForeignKey(Item, models.PROTECT, related_name="versions", verbose_name=_("项目"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("社区"))
    basis = models.CharField(_("怎么算"), max_length=4, choices=Basis)
    points = models.PositiveIntegerField(_("积分"))
    # the most one person gets by this item; none: no limit
    cap_event = models.PositiveIntegerField(_("每场最多"), null=True, blank=True)
    cap_day = models.PositiveIntegerField(_("每天最多"), null=True, blank=True)
    cap_month = models.PositiveIntegerField(_("每月最多"), null=True, blank=True)
    cap_year = models.PositiveIntegerField(_("每年最多"), null=True, blank=True)
    valid_from = models.DateField(_("从哪天起"), default=timezone.localdate)
    reason = models.CharField(_("为什么改"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("制定人")
    )
    at = models.DateTimeField(default=timezone.now)

    objects = RuleVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("积分规则")
        ordering = ["-valid_from", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(points__gt=0), name="rule_gives_points")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.get_basis_display()} {self.points}"

    def worth(self, minutes: int | None) -> int:
        """Points of one act, or of these minutes; what is less than a point is left out."""
        return self.points if self.basis == self.Basis.ACT else self.points * (minutes or 0) // 60


class Span(models.TextChoices):
    """Over what a limit counts."""

    EVENT = "event", _("每场")
    DAY = "day", _("每天")
    MONTH = "month", _("每月")
    YEAR = "year", _("每年")


class Cap(models.Model):
    """The most one person gets in a whole category, or in everything together (no category)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("社区"))
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="+")
    span = models.CharField(_("期间"), max_length=5, choices=Span)
    points = models.PositiveIntegerField(_("最多"))

    class Meta:
        verbose_name = verbose_name_plural = _("类别上限")
        constraints = [
            models.UniqueConstraint(fields=["unit", "category", "span"], name="cap_of_category_once"),
            models.UniqueConstraint(fields=["unit", "span"], condition=Q(category=None), name="cap_of_all_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_span_display()} {self.points}"


class Budget(models.Model):
    """The most a community gives in a category in one month; its row is locked while points are given."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("社区"))
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=_("类别"))
    month = models.DateField(_("月份"))
    points = models.PositiveIntegerField(_("预算"))

    class Meta:
        verbose_name = verbose_name_plural = _("积分预算")
        constraints = [models.UniqueConstraint(fields=["unit", "category", "month"], name="budget_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.points}"


class Policy(models.Model):
    """What one community has decided about its points; without a row everything stands as here."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="+", verbose_name=_("社区"))
    second_person_above = models.PositiveIntegerField(_("超过多少分要第二人审核"), default=50)
    gifts_on = models.BooleanField(_("可以转赠家人"), default=False)
    donations_on = models.BooleanField(_("可以捐到公益池"), default=False)
    gift_month = models.PositiveIntegerField(_("每人每月最多转出"), default=50)
    # months after which points are too old; none: never
    expires_after = models.PositiveSmallIntegerField(_("多少个月后过期"), null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("提前多少天告知"), default=30)

    class Meta:
        verbose_name = verbose_name_plural = _("积分设置")

    def __str__(self) -> str:
        return str(self.unit_id)
