"""双报到 and 结对共建: organisations whose members report to the community, and what they and a grid do together."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Organisation, Person
from grids.models import Posting, Unit
from volunteers.models.activity import Activity
from volunteers.models.wish import Wish


class PartnerQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PartnerQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def current(self) -> "PartnerQuerySet":
        return self.filter(ended_on=None)

    def spoken_for_by(self, user) -> "PartnerQuerySet":
        """Organisations whose contact this is."""
        contacts = PartnerContact.objects.filter(user=user.pk, until=None)
        return self.current().filter(pk__in=contacts.values("partner"))


class Partner(models.Model):
    """An organisation that works with the community: one of the register, or one from elsewhere by its name."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, null=True, blank=True, related_name="partner", verbose_name=_("辖区单位")
    )
    name = models.CharField(_("单位名称"), max_length=100, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="partners", verbose_name=_("和谁共建"))
    since = models.DateField(_("从"), default=timezone.localdate)
    ended_on = models.DateField(_("到"), null=True, blank=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("共建单位")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation=None) & ~Q(name="") | Q(organisation__isnull=False, name=""),
                name="partner_named_once",
            ),
            models.UniqueConstraint(
                fields=["unit", "name"], condition=~Q(name="") & Q(ended_on=None), name="partner_once_per_unit"
            ),
        ]

    def __str__(self) -> str:
        return self.organisation.name if self.organisation else self.name


class PartnerContact(models.Model):
    """Who speaks for the organisation here, and sees its own members' record, nobody else's."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="contacts", verbose_name=_("共建单位"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="partner_contacts", verbose_name=_("联络人")
    )
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("联络人")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "user"], condition=Q(until=None), name="partner_contact_once")
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.user_id}"


class ReportingQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ReportingQuerySet":
        return self.filter(partner__in=Partner.objects.visible_to(user))

    def open(self) -> "ReportingQuerySet":
        return self.filter(ended_on=None)


class Reporting(models.Model):
    """A working Party member reports where they live, and is given a unit to serve in."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="reportings", verbose_name=_("所在单位"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="reportings", verbose_name=_("党员"))
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    offers = models.CharField(_("能做什么"), max_length=200, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="reportings", verbose_name=_("服务的网格")
    )
    at = models.DateTimeField(_("报到时间"), default=timezone.now)
    placed_at = models.DateTimeField(_("安排时间"), null=True, blank=True)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("安排人")
    )
    ended_on = models.DateField(_("结束日期"), null=True, blank=True)

    objects = ReportingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("双报到")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_on=None), name="reporting_open_once"),
            models.CheckConstraint(
                condition=Q(unit=None, placed_at=None) | Q(unit__isnull=False, placed_at__isnull=False),
                name="reporting_placed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.person_id}"


class PostQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PostQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def open(self) -> "PostQuerySet":
        return self.filter(ended_on=None)

    def free_for(self, reporting: Reporting) -> "PostQuerySet":
        """With a place left, and not in this member's hands already."""
        counted = self.open().annotate(taken=Count("services", filter=Q(services__state="taken")))
        mine = Service.objects.filter(reporting=reporting, state="taken", post__isnull=False)
        return counted.filter(taken__lt=F("places")).exclude(pk__in=mine.values("post"))


class Post(models.Model):
    """A post the community offers to those who reported in: order on market days, caring for a building's elders."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("网格"))
    name = models.CharField(_("岗位"), max_length=40)
    text = models.CharField(_("做什么"), max_length=200, blank=True)
    places = models.PositiveSmallIntegerField(_("要几个人"), default=1)
    ended_on = models.DateField(_("撤销日期"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("认领岗位")
        ordering = ["name", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="post_named")]

    def __str__(self) -> str:
        return self.name


class ServiceQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ServiceQuerySet":
        return self.filter(reporting__in=Reporting.objects.visible_to(user))

    def of_partner(self, partner: Partner, year: int) -> "ServiceQuerySet":
        return self.filter(reporting__partner=partner, taken_at__year=year)


class Service(models.Model):
    """What somebody who reported in took upon themselves: a post, a wish or an activity; served, then rated."""

    class State(models.TextChoices):
        TAKEN = "taken", _("已认领")
        SERVED = "served", _("已服务，待评价")
        RATED = "rated", _("已评价")
        DROPPED = "dropped", _("已退回")

    reporting = models.ForeignKey(Reporting, models.CASCADE, related_name="services", verbose_name=_("报到"))
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="services", verbose_name=_("岗位")
    )
    wish = models.ForeignKey(
        Wish, models.PROTECT, null=True, blank=True, related_name="services", verbose_name=_("微心愿")
    )
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="services", verbose_name=_("活动")
    )
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.TAKEN)
    taken_at = models.DateTimeField(_("认领时间"), default=timezone.now)
    served_on = models.DateField(_("服务日期"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("服务多少分钟"), null=True, blank=True)
    did = models.CharField(_("做了什么"), max_length=200, blank=True)
    stars = models.PositiveSmallIntegerField(
        _("评价"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    words = models.CharField(_("评语"), max_length=200, blank=True)
    rated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("评价人")
    )
    rated_at = models.DateTimeField(_("评价时间"), null=True, blank=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("报到服务")
        ordering = ["-taken_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=False, wish=None, activity=None)
                | Q(post=None, wish__isnull=False, activity=None)
                | Q(post=None, wish=None, activity__isnull=False),
                name="service_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["reporting", "post"], condition=Q(state="taken", post__isnull=False), name="service_post_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["served", "rated"]) | Q(served_on__isnull=False), name="service_on_a_day"
            ),
            models.CheckConstraint(condition=~Q(state="rated") | Q(stars__isnull=False), name="service_rated_whole"),
        ]

    def __str__(self) -> str:
        return str(self.post or self.wish or self.activity)

    @property
    def kind(self) -> str:
        return str(_("岗位") if self.post_id else _("微心愿") if self.wish_id else _("活动"))


class PairQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PairQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def current(self) -> "PairQuerySet":
        return self.filter(until=None)

    def of_partners(self, partners) -> "PairQuerySet":
        return self.current().filter(pk__in=Pair.partners.through.objects.filter(partner__in=partners).values("pair"))


class Pair(models.Model):
    """1+1 when one organisation stands beside the grid, N+1 when several do: counted, never typed."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pairs", verbose_name=_("网格或社区"))
    partners = models.ManyToManyField(Partner, related_name="pairs", verbose_name=_("结对单位"))
    since = models.DateField(_("从"), default=timezone.localdate)
    until = models.DateField(_("到"), null=True, blank=True)
    note = models.CharField(_("共建目标"), max_length=300, blank=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("结对共建")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(until=None), name="pair_once_per_unit"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="pair_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}"


class PairLineQuerySet(models.QuerySet):
    def of(self, kind: str) -> "PairLineQuerySet":
        return self.filter(kind=kind)


class PairLine(models.Model):
    """A line of one of the three lists: what organisations have, what the grid needs, what both do together."""

    class Kind(models.TextChoices):
        RESOURCE = "resource", _("资源清单")
        NEED = "need", _("需求清单")
        PROJECT = "project", _("项目清单")

    class State(models.TextChoices):
        OPEN = "open", _("待认领")
        CLAIMED = "claimed", _("进行中")
        DONE = "done", _("已完成")
        DROPPED = "dropped", _("不做了")

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="lines", verbose_name=_("结对共建"))
    kind = models.CharField(_("清单"), max_length=8, choices=Kind)
    title = models.CharField(_("内容"), max_length=100)
    due_on = models.DateField(_("计划完成"), null=True, blank=True)
    # whose resource it is, or who took the need or the project; None: nobody yet
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="lines", verbose_name=_("单位")
    )
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.OPEN)
    at = models.DateTimeField(default=timezone.now)

    objects = PairLineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("共建清单")
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="pair_line_says_what"),
            models.CheckConstraint(
                condition=~Q(state__in=["claimed", "done"]) | Q(partner__isnull=False), name="pair_line_taken_by_one"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PairProgress(models.Model):
    line = models.ForeignKey(PairLine, models.CASCADE, related_name="progress", verbose_name=_("共建清单"))
    on = models.DateField(_("日期"), default=timezone.localdate)
    text = models.CharField(_("进展"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("记录人"))

    class Meta:
        verbose_name = verbose_name_plural = _("共建进展")
        ordering = ["on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="pair_progress_says_what")]

    def __str__(self) -> str:
        return self.text
