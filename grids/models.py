"""The territory and who works it: one typed tree of five levels, and the postings that give scope."""

from collections import defaultdict
from datetime import date
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from mptt.managers import TreeManager
from mptt.models import MPTTModel, TreeForeignKey
from mptt.querysets import TreeQuerySet


class UnitQuerySet(TreeQuerySet):
    def current(self, on: date | None = None) -> "UnitQuerySet":
        on = on or timezone.localdate()
        return self.filter(valid_from__lte=on).filter(Q(valid_until=None) | Q(valid_until__gt=on))

    def of_kind(self, kind: str) -> "UnitQuerySet":
        return self.filter(kind=kind)

    def within(self, *units: "Unit | Held") -> "UnitQuerySet":
        """The units themselves and everything below them."""
        spans = {(unit.tree_id, unit.lft, unit.rght): None for unit in units}
        inside = [Q(tree_id=tree_id, lft__gte=left, rght__lte=right) for tree_id, left, right in spans]
        # of no units, nothing: a Q without a condition would be everything
        return self.filter(reduce(or_, inside) if inside else Q(pk__in=[]))

    def above(self, unit: "Unit") -> "UnitQuerySet":
        """The unit itself and everything it hangs below, from the root down."""
        return self.filter(tree_id=unit.tree_id, lft__lte=unit.lft, rght__gte=unit.rght).order_by("level")

    def matching(self, text: str) -> "UnitQuerySet":
        return self.filter(Q(name__icontains=text) | Q(code__startswith=text) | Q(party_name__icontains=text))

    def overseen_by(self, user, *roles: str) -> "UnitQuerySet":
        """Units where the user holds a current posting (of one of the roles, if given), and their subtrees."""
        return self.within(*(held for held in Posting.objects.held_by(user) if not roles or held.role in roles))

    def visible_to(self, user) -> "UnitQuerySet":
        """For the desk: building heads and others on the boards oversee, but do not look behind the page."""
        return self.overseen_by(user, *Posting.STAFF)


class Unit(MPTTModel):
    class Kind(models.TextChoices):
        STREET = "street", _("街道（镇）")
        COMMUNITY = "community", _("社区")
        AREA = "area", _("片区（小区）")
        GRID = "grid", _("网格")
        BUILDING = "building", _("楼栋")

    # which kind may hang below which; None is the root
    BELOW = {
        None: (Kind.STREET, Kind.COMMUNITY),
        Kind.STREET: (Kind.COMMUNITY,),
        Kind.COMMUNITY: (Kind.AREA, Kind.GRID),
        Kind.AREA: (Kind.GRID,),
        Kind.GRID: (Kind.BUILDING,),
        Kind.BUILDING: (),
    }
    PARTY_KIND = {
        Kind.STREET: _("党工委（党委）"),
        Kind.COMMUNITY: _("党委（党总支）"),
        Kind.AREA: _("党支部"),
        Kind.GRID: _("党小组"),
        Kind.BUILDING: _("党员中心户"),
    }

    kind = models.CharField(_("层级"), max_length=12, choices=Kind)
    name = models.CharField(_("名称"), max_length=60)
    code = models.CharField(_("编码"), max_length=24, unique=True)
    parent = TreeForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级")
    )
    party_name = models.CharField(_("党组织名称"), max_length=80, blank=True)
    party_head = models.CharField(_("党组织负责人"), max_length=40, blank=True)
    boundary = models.JSONField(_("边界（GeoJSON）"), null=True, blank=True)
    phone = models.CharField(_("服务电话"), max_length=30, blank=True)
    special = models.BooleanField(_("专属网格"), default=False)
    slug = models.CharField(_("二维码短码"), max_length=12, unique=True, null=True, editable=False)
    valid_from = models.DateField(_("启用日期"), default=timezone.localdate)
    valid_until = models.DateField(_("停用日期"), null=True, blank=True)

    objects = TreeManager.from_queryset(UnitQuerySet)()

    class MPTTMeta:
        order_insertion_by = ["code"]

    class Meta:
        verbose_name = verbose_name_plural = _("网格单元")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from")), name="unit_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(lft__lt=models.F("rght")), name="unit_left_before_right"),
            models.CheckConstraint(
                condition=Q(parent__isnull=False) | Q(kind__in=["street", "community"]), name="unit_root_kind"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="unit_named"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_open(self, on: date | None = None) -> bool:
        on = on or timezone.localdate()
        return self.valid_from <= on and (self.valid_until is None or self.valid_until > on)

    def kinds_below(self) -> tuple[str, ...]:
        return self.BELOW[self.Kind(self.kind)]

    def party_kind(self) -> str:
        """What the Party organisation of this level is called."""
        return self.PARTY_KIND[self.Kind(self.kind)]


class UnitPlaceQuerySet(models.QuerySet):
    def on(self, day: date) -> "UnitPlaceQuerySet":
        return self.filter(since__lte=day).filter(Q(until=None) | Q(until__gt=day))

    def within(self, unit: Unit, day: date) -> set[int]:
        """Keys of the unit and all that hung below it on that day, however often the tree was redrawn since."""
        below: dict[int | None, list[int]] = defaultdict(list)
        for child, parent in self.on(day).values_list("unit", "parent"):
            below[parent].append(child)
        found, waiting = set(), [unit.pk]
        while waiting:
            found.add(waiting[-1])
            waiting.extend(below[waiting.pop()])
        return found


class UnitPlace(models.Model):
    """Below which unit a unit hung, from when until when: last year's figures stay explainable."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="places", verbose_name=_("单元"))
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("上级"))
    since = models.DateField(_("从"))
    until = models.DateField(_("到"), null=True, blank=True)

    objects = UnitPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("归属变化")
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(until=None), name="unit_place_open_once"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=models.F("since")), name="unit_place_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} < {self.parent_id}"


class ExternalCode(models.Model):
    """The code another system gives this unit, for as long as it is valid there."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="external_codes", verbose_name=_("单元"))
    system = models.CharField(_("系统"), max_length=40)
    code = models.CharField(_("编码"), max_length=40)
    valid_from = models.DateField(_("启用日期"), null=True, blank=True)
    valid_until = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("外部编码")
        constraints = [models.UniqueConstraint(fields=["system", "code"], name="external_code_once")]

    def __str__(self) -> str:
        return f"{self.system} {self.code}"


CARRIED = "held_today"


class Held(NamedTuple):
    """A post somebody holds today, and the part of the tree it covers."""

    role: str
    unit: str
    level: int
    tree_id: int
    lft: int
    rght: int

    def covers(self, unit: Unit) -> bool:
        return self.tree_id == unit.tree_id and self.lft <= unit.lft and self.rght >= unit.rght


class PostingQuerySet(models.QuerySet):
    def current(self, on: date | None = None) -> "PostingQuerySet":
        on = on or timezone.localdate()
        return self.filter(since__lte=on).filter(Q(until=None) | Q(until__gt=on))

    def open(self, on: date | None = None) -> "PostingQuerySet":
        """Current ones and those that begin later."""
        return self.filter(Q(until=None) | Q(until__gt=on or timezone.localdate()))

    def held_by(self, user) -> list[Held]:
        """Today's posts of somebody, the highest first; the reader of a request carries them along."""
        if not getattr(user, "is_active", False):
            return []
        carried: list[Held] | None = getattr(user, CARRIED, None)
        if carried is not None:
            return carried
        places = ("unit__name", "unit__level", "unit__tree_id", "unit__lft", "unit__rght")
        rows = self.current().filter(user_id=user.pk).order_by("unit__level", "pk").values_list("role", *places)
        return [Held(*row) for row in rows]

    def visible_to(self, user) -> "PostingQuerySet":
        return self.filter(unit__in=Unit.objects.visible_to(user))

    def over(self, unit: Unit) -> "PostingQuerySet":
        """Posts at the unit and at everything above it."""
        return self.filter(unit__tree_id=unit.tree_id, unit__lft__lte=unit.lft, unit__rght__gte=unit.rght)

    def public(self) -> "PostingQuerySet":
        """What a board may show: current posts whose holder has a public contact."""
        return self.current().filter(on_board=True)

    def nearest_first(self) -> "PostingQuerySet":
        rank = models.Case(*(models.When(role=role, then=n) for n, role in enumerate(Posting.ON_BOARDS)), default=99)
        return self.annotate(rank=rank).order_by("-unit__level", "rank", "since", "pk")


class Posting(models.Model):
    class Role(models.TextChoices):
        ADMIN = "admin", _("系统管理员")
        SECRETARY = "secretary", _("社区书记")
        WORKER = "worker", _("社区工作者")
        GRID_LEADER = "grid_leader", _("网格长")
        GRID_WORKER = "grid_worker", _("网格员")
        BUILDING_HEAD = "building_head", _("楼栋长")
        LANE_HEAD = "lane_head", _("街巷长")
        PARTY_HOME = "party_home", _("党员中心户")
        REPRESENTATIVE = "representative", _("居民代表")
        PROPERTY = "property", _("物业")

    # who handles matters and may open residents' records; the others see names on boards only
    STAFF = (Role.ADMIN, Role.SECRETARY, Role.WORKER, Role.GRID_LEADER, Role.GRID_WORKER)
    LEADERS = (Role.ADMIN, Role.SECRETARY, Role.GRID_LEADER)
    # in this order on a board; an administrator of the software is nobody's neighbour
    ON_BOARDS = (
        Role.BUILDING_HEAD,
        Role.PARTY_HOME,
        Role.REPRESENTATIVE,
        Role.LANE_HEAD,
        Role.GRID_LEADER,
        Role.GRID_WORKER,
        Role.PROPERTY,
        Role.SECRETARY,
        Role.WORKER,
    )
    # who may take a whole register out or in
    DATA_KEEPERS = (Role.ADMIN, Role.SECRETARY, Role.WORKER)
    # who may reveal one resident's number for a visit; they and the keepers need a second factor
    REVEALERS = STAFF

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="postings", verbose_name=_("账号")
    )
    name = models.CharField(_("姓名"), max_length=80)
    role = models.CharField(_("岗位"), max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="postings", verbose_name=_("所在单元"))
    since = models.DateField(_("任职日期"), default=timezone.localdate)
    until = models.DateField(_("卸任日期"), null=True, blank=True)
    deputy_for = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="deputies", verbose_name=_("代理")
    )
    public_phone = models.CharField(_("公开电话"), max_length=30, blank=True)
    public_note = models.CharField(_("公开说明"), max_length=60, blank=True)
    on_board = models.BooleanField(_("在公示牌上公开"), default=False)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("任职")
        indexes = [models.Index(fields=["user", "role"], name="posting_of_user")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")), name="posting_ends_after_start"
            ),
            models.UniqueConstraint(fields=["user", "role", "unit"], condition=Q(until=None), name="posting_open_once"),
            models.CheckConstraint(condition=~Q(name=""), name="posting_named"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.get_role_display()}"
