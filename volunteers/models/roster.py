"""值班: who watches when, week after week; gaps are seen, turns are swapped, somebody stands in."""

from datetime import date, datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Person
from grids.models import Posting, Unit

DAY = 24 * 60
WEEK = 7 * DAY


class RosterQuerySet(models.QuerySet):
    def visible_to(self, user) -> "RosterQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def current(self, on: date | None = None) -> "RosterQuerySet":
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on or timezone.localdate()))


class Roster(models.Model):
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rosters", verbose_name=_("范围"))
    name = models.CharField(_("名称"), max_length=40)
    place = models.CharField(_("地点"), max_length=60)
    starts_on = models.DateField(_("从"), default=timezone.localdate)
    ends_on = models.DateField(_("到"), null=True, blank=True)
    around_the_clock = models.BooleanField(_("24 小时不断岗"), default=False)
    note = models.CharField(_("值班须知"), max_length=300, blank=True)

    objects = RosterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("值班表")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="roster_named"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="roster_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Shift(models.Model):
    """One line of the weekly template: Friday 20:00, eight hours, two people, usually these."""

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="shifts", verbose_name=_("值班表"))
    weekday = models.PositiveSmallIntegerField(_("星期"), validators=[MaxValueValidator(7), MinValueValidator(1)])
    starts_at = models.TimeField(_("开始"))
    minutes = models.PositiveSmallIntegerField(_("时长（分钟）"))
    needed = models.PositiveSmallIntegerField(_("要几个人"), default=1)
    people = models.ManyToManyField(Person, blank=True, related_name="shifts", verbose_name=_("固定值班人"))

    class Meta:
        verbose_name = verbose_name_plural = _("班次")
        ordering = ["weekday", "starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["roster", "weekday", "starts_at"], name="shift_once_at_its_time"),
            models.CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=7), name="shift_on_a_day"),
            models.CheckConstraint(condition=Q(minutes__gte=30, minutes__lte=DAY), name="shift_lasts"),
            models.CheckConstraint(condition=Q(needed__gte=1), name="shift_needs_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts_at:%H:%M}"

    @property
    def first_minute(self) -> int:
        """Counted from Monday midnight."""
        return (self.weekday - 1) * DAY + self.starts_at.hour * 60 + self.starts_at.minute


class DutyQuerySet(models.QuerySet):
    def visible_to(self, user) -> "DutyQuerySet":
        return self.filter(roster__in=Roster.objects.visible_to(user))

    def between(self, first: datetime, end: datetime) -> "DutyQuerySet":
        return self.filter(starts_at__lt=end, ends_at__gt=first)

    def with_people(self) -> "DutyQuerySet":
        return self.annotate(on_duty=Count("turns", filter=Q(turns__ended_at=None)))

    def short_of_people(self) -> "DutyQuerySet":
        return self.with_people().filter(on_duty__lt=F("needed"))


class Duty(models.Model):
    """One shift on its day."""

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="duties", verbose_name=_("值班表"))
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    needed = models.PositiveSmallIntegerField(_("要几个人"), default=1)
    alerted_at = models.DateTimeField(null=True, editable=False)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("一班岗")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["roster", "starts_at"], name="duty_once_at_its_time"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="duty_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"


class TurnQuerySet(models.QuerySet):
    def held(self) -> "TurnQuerySet":
        return self.filter(ended_at=None)

    def of(self, user) -> "TurnQuerySet":
        return self.held().filter(person__user=user.pk)

    def coming(self, now: datetime | None = None) -> "TurnQuerySet":
        return self.filter(duty__ends_at__gt=now or timezone.now())


class Turn(models.Model):
    """Somebody is on duty then; whoever gave the turn away stays in the book with the time it ended."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="turns", verbose_name=_("一班岗"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="turns", verbose_name=_("值班人"))
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    # asks for somebody to stand in; the turn is kept until somebody does
    seeks_since = models.DateTimeField(_("找人替班"), null=True, blank=True)

    objects = TurnQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("值班")
        ordering = ["duty__starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["duty", "person"], condition=Q(ended_at=None), name="turn_held_once")
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.person_id}"


class Swap(models.Model):
    """Two turns change hands when both people said yes: who asks has said so by asking."""

    class State(models.TextChoices):
        ASKED = "asked", _("等对方答应")
        AGREED = "agreed", _("换好了")
        REFUSED = "refused", _("对方不换")
        DROPPED = "dropped", _("已收回")

    mine = models.ForeignKey(Turn, models.CASCADE, related_name="swaps", verbose_name=_("我的班"))
    theirs = models.ForeignKey(Turn, models.CASCADE, related_name="swaps_wanted", verbose_name=_("对方的班"))
    token = models.CharField(max_length=32, unique=True, editable=False)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.ASKED)
    at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("换班")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["mine"], condition=Q(state="asked"), name="swap_asked_once"),
            models.CheckConstraint(condition=~Q(mine=F("theirs")), name="swap_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.mine_id} {self.theirs_id}"


def uncovered(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Minutes of the week that no shift covers; ``spans`` (first, end) may run past Sunday midnight into Monday."""
    covered = sorted([*spans, *((first - WEEK, end - WEEK) for first, end in spans if end > WEEK)])
    gaps, at = [], 0
    for first, end in covered:
        if first > at:
            gaps.append((at, min(first, WEEK)))
        at = max(at, end)
    return [*gaps, (at, WEEK)] if at < WEEK else gaps


def moment(day: date, minutes: int) -> datetime:
    """Local time on the wall, also across midnight."""
    days, rest = divmod(minutes, DAY)
    at = datetime.combine(day + timedelta(days=days), datetime.min.time()) + timedelta(minutes=rest)
    return timezone.make_aware(at)
