"""长者饭堂: meals that somebody carries to elders along a route, and the alarm when one was not handed over."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from community.models import Person
from grids.models import Posting, Unit


class MealRouteQuerySet(models.QuerySet):
    def visible_to(self, user) -> "MealRouteQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def current(self) -> "MealRouteQuerySet":
        return self.filter(ended_on=None)


class MealRoute(models.Model):
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="meal_routes", verbose_name=_("范围"))
    name = models.CharField(_("路线名称"), max_length=40)
    rider = models.ForeignKey(Person, models.PROTECT, related_name="meal_routes", verbose_name=_("送餐员"))
    # ISO weekdays, "12345" is Monday to Friday
    weekdays = models.CharField(_("星期"), max_length=7, default="12345")
    leaves_at = models.TimeField(_("出发时间"))
    deliver_by = models.TimeField(_("最晚送到"))
    ended_on = models.DateField(_("停送日期"), null=True, blank=True)

    objects = MealRouteQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("送餐路线")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(weekdays=""), name="meal_route_named_and_run"),
            models.CheckConstraint(
                condition=Q(deliver_by__gt=models.F("leaves_at")), name="meal_route_arrives_after_leaving"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MealStopQuerySet(models.QuerySet):
    def current(self) -> "MealStopQuerySet":
        return self.filter(ended_on=None)


class MealStop(models.Model):
    """One elder on a route; where they live stands in the register."""

    route = models.ForeignKey(MealRoute, models.CASCADE, related_name="stops", verbose_name=_("路线"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="meal_stops", verbose_name=_("长者"))
    position = models.PositiveSmallIntegerField(_("第几站"), default=1)
    # soft food, no sugar, hang it at the door: health, so it is sealed
    note = EncryptedTextField(_("送餐提示"), blank=True, default="")
    ended_on = models.DateField(_("停送日期"), null=True, blank=True)

    objects = MealStopQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("送餐站点")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["route", "person"], condition=Q(ended_on=None), name="meal_stop_once_per_route"
            )
        ]

    def __str__(self) -> str:
        return str(self.position)


class MealRun(models.Model):
    """One day of a route; the link for the rider's telephone opens this day's stops and no others."""

    route = models.ForeignKey(MealRoute, models.PROTECT, related_name="runs", verbose_name=_("路线"))
    on = models.DateField(_("日期"))
    rider = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("送餐员"))
    deliver_by = models.DateTimeField(_("最晚送到"))
    token = models.CharField(max_length=32, unique=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("当天送餐")
        ordering = ["-on", "route__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["route", "on"], name="meal_run_once_a_day")]

    def __str__(self) -> str:
        return f"{self.route_id} {self.on}"


class MealQuerySet(models.QuerySet):
    def visible_to(self, user) -> "MealQuerySet":
        return self.filter(run__route__in=MealRoute.objects.visible_to(user))

    def missed(self, at: datetime) -> "MealQuerySet":
        """Not handed over: the time is up, or the rider rang in vain; nobody has looked yet."""
        late = Q(state=Meal.State.PENDING, run__deliver_by__lt=at)
        return self.filter(late | Q(state=Meal.State.NOBODY), looked_at=None)


class Meal(models.Model):
    class State(models.TextChoices):
        PENDING = "pending", _("还没送到")
        DELIVERED = "delivered", _("已送到")
        NOBODY = "nobody", _("没人应门")
        SKIPPED = "skipped", _("今天不要")

    run = models.ForeignKey(MealRun, models.CASCADE, related_name="meals", verbose_name=_("当天送餐"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="meals", verbose_name=_("长者"))
    stop = models.ForeignKey(MealStop, models.PROTECT, related_name="meals", verbose_name=_("站点"))
    position = models.PositiveSmallIntegerField(_("第几站"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PENDING)
    at = models.DateTimeField(_("时间"), null=True, blank=True)
    # None: the rider by the link
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("记录人")
    )
    alarmed_at = models.DateTimeField(_("提醒时间"), null=True, blank=True)
    looked_at = models.DateTimeField(_("查看时间"), null=True, blank=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("查看人")
    )
    found = models.CharField(_("查看情况"), max_length=200, blank=True)

    objects = MealQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("送餐")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "person"], name="meal_once_a_day"),
            models.CheckConstraint(
                condition=Q(state="pending", at=None) | ~Q(state="pending") & Q(at__isnull=False),
                name="meal_told_with_time",
            ),
            models.CheckConstraint(
                condition=Q(looked_at=None) | ~Q(found="") & Q(looked_by__isnull=False), name="meal_looked_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.position}"

    def is_late(self, now: datetime | None = None) -> bool:
        return self.state == self.State.PENDING and self.run.deliver_by < (now or timezone.now())
