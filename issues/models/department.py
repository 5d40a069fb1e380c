"""Organisations outside the grid that are asked to come or are given cases: property company, police office, fire …"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grids.models import Unit


class DepartmentQuerySet(models.QuerySet):
    def reachable(self) -> "DepartmentQuerySet":
        """Those of which somebody with a login would hear."""
        members = Member.objects.current().filter(user__is_active=True)
        return self.filter(open=True, pk__in=members.values("department"))

    def of(self, user) -> "DepartmentQuerySet":
        """Where somebody works today."""
        if not getattr(user, "is_active", False):
            return self.none()
        members = Member.objects.current().filter(user_id=user.pk)
        return self.filter(open=True, pk__in=members.values("department"))

    def serving(self, unit: Unit) -> "DepartmentQuerySet":
        """Those that serve this unit: attached to it or to anything above it."""
        return self.filter(open=True, unit__in=Unit.objects.above(unit))

    def visible_to(self, user) -> "DepartmentQuerySet":
        """Staff see the departments that serve anything they oversee."""
        mine = Unit.objects.visible_to(user)
        above = Unit.objects.filter(
            models.Exists(mine.filter(tree_id=models.OuterRef("tree_id"), lft__gte=models.OuterRef("lft"),
                                      rght__lte=models.OuterRef("rght")))
        )  # fmt: skip
        return self.filter(unit__in=above)


class Department(models.Model):
    class Kind(models.TextChoices):
        PROPERTY = "property", _("物业公司")
        POLICE = "police", _("派出所")
        TRAFFIC = "traffic", _("交警")
        FIRE = "fire", _("消防")
        CITY = "city", _("城管")
        HOUSING = "housing", _("住建")
        ENVIRONMENT = "environment", _("环保环卫")
        ANIMALS = "animals", _("畜牧兽医")
        UTILITY = "utility", _("水电气热公司")
        HEALTH = "health", _("卫生健康")
        STREET = "street", _("街道（镇）科室")
        OWNERS = "owners", _("业委会")
        OTHER = "other", _("其他单位")

    name = models.CharField(_("单位名称"), max_length=60)
    kind = models.CharField(_("性质"), max_length=12, choices=Kind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="departments", verbose_name=_("服务范围"))
    phone = models.CharField(_("值班电话"), max_length=30, blank=True)
    open = models.BooleanField(_("启用"), default=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("协同部门")
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="department_once_per_unit")]

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(models.QuerySet):
    def visible_to(self, user) -> "MemberQuerySet":
        return self.filter(department__in=Department.objects.visible_to(user))

    def current(self, on: date | None = None) -> "MemberQuerySet":
        on = on or timezone.localdate()
        return self.filter(since__lte=on).filter(Q(until=None) | Q(until__gt=on))


class Member(models.Model):
    """A login that works for a department; it gives no sight of the desk or the register."""

    department = models.ForeignKey(Department, models.PROTECT, related_name="members", verbose_name=_("部门"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="departments", verbose_name=_("账号")
    )
    since = models.DateField(_("从"), default=timezone.localdate)
    until = models.DateField(_("到"), null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("部门人员")
        constraints = [
            models.UniqueConstraint(fields=["department", "user"], condition=Q(until=None), name="member_open_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="member_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.user}"
