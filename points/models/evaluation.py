"""一年两评选: who did how much in half a year, shown to everybody, objected to, and then fixed."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.masks import mask_name
from accounts.secrets import EncryptedTextField
from community.models import Person
from grids.models import Posting, Unit
from points.models.account import Account


class EvaluationQuerySet(models.QuerySet):
    def visible_to(self, user) -> "EvaluationQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def public(self) -> "EvaluationQuerySet":
        return self.exclude(state=Evaluation.State.DRAFT)

    def before(self, first: date) -> "EvaluationQuerySet":
        return self.filter(first__lt=first).order_by("-first")


class Evaluation(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SHOWN = "shown", _("公示中")
        FINAL = "final", _("已定")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="point_evaluations", verbose_name=_("社区"))
    year = models.PositiveSmallIntegerField(_("年份"))
    half = models.PositiveSmallIntegerField(_("哪半年"), choices=[(1, _("上半年")), (2, _("下半年"))])
    first = models.DateField(_("从"))
    last = models.DateField(_("到"))
    state = models.CharField(_("状态"), max_length=5, choices=State, default=State.DRAFT)
    # the last transfer that counts; what is booked later belongs to the next half year
    mark = models.BigIntegerField(default=0)
    # the one before, already fixed: deeds of its time that came too late for it count here
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next", verbose_name=_("上一次评选")
    )
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("制表人"))
    drafted_at = models.DateTimeField(_("制表时间"), default=timezone.now)
    shown_at = models.DateTimeField(_("公示开始"), null=True, blank=True)
    shown_until = models.DateField(_("公示到"), null=True, blank=True)
    fixed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审定人")
    )
    fixed_at = models.DateTimeField(_("审定时间"), null=True, blank=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("半年评选")
        ordering = ["-first", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "half"], name="evaluation_once_per_half"),
            models.CheckConstraint(
                condition=Q(fixed_by=None) | ~Q(fixed_by=F("drafted_by")), name="evaluation_second_person"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(shown_until__isnull=False), name="evaluation_shown_until"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        half = _("上半年") if self.half == 1 else _("下半年")
        return _("%(year)d年%(half)s") % {"year": self.year, "half": half}


class Standing(models.Model):
    """One person's line: what was earned in the half year, and the place it gives. Equal scores share a place."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="standings")
    account = models.ForeignKey(Account, models.PROTECT, related_name="standings", verbose_name=_("存折"))
    merit = models.BigIntegerField(_("得分"))
    place = models.PositiveIntegerField(_("名次"))
    minutes = models.PositiveIntegerField(_("服务分钟"), default=0)
    star = models.PositiveSmallIntegerField(_("星级"), default=0)
    hidden = models.BooleanField(_("本人要求不公开"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("评选名次")
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint(fields=["evaluation", "account"], name="standing_once")]

    def __str__(self) -> str:
        return f"{self.place} {self.merit}"

    @property
    def masked(self) -> str:
        return mask_name(self.account.person.name)


class Unnamed(models.Model):
    """Somebody who does not want to be named in public lists, not even in part; one button sets and ends it."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+", verbose_name=_("居民"))
    since = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("要求不公开姓名")

    def __str__(self) -> str:
        return str(self.person_id)


class Objection(models.Model):
    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="objections", verbose_name=_("评选"))
    key = models.UUIDField(unique=True)
    text = models.TextField(_("意见"), max_length=500)
    # of whoever came by or phoned; somebody signed in is ``user``
    name = EncryptedTextField(_("称呼"), blank=True, default="")
    phone = EncryptedTextField(_("电话"), blank=True, default="")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("提出人")
    )
    at = models.DateTimeField(_("提出时间"), default=timezone.now)
    answer = models.TextField(_("答复"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("答复人")
    )
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    upheld = models.BooleanField(_("意见成立"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("公示意见")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)


class StarLevel(models.Model):
    """From how many hours, or points, or both, somebody has so many stars; everything earned so far counts."""

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("社区"))
    level = models.PositiveSmallIntegerField(_("星级"))
    hours = models.PositiveIntegerField(_("服务满几小时"), null=True, blank=True)
    points = models.PositiveIntegerField(_("累计满几分"), null=True, blank=True)
    both = models.BooleanField(_("两样都要达到"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("星级标准")
        ordering = ["level"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "level"], name="star_level_once"),
            models.UniqueConstraint(fields=["level"], condition=Q(unit=None), name="star_level_once_for_all"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="star_level_one_to_five"),
            models.CheckConstraint(
                condition=Q(hours__isnull=False) | Q(points__isnull=False), name="star_level_asks_something"
            ),
        ]

    def __str__(self) -> str:
        return "★" * self.level

    def reached(self, *, minutes: int, points: int) -> bool:
        asked = [have >= want for have, want in ((minutes, (self.hours or 0) * 60), (points, self.points or 0)) if want]
        return bool(asked) and (all(asked) if self.both else any(asked))


class CommendationQuerySet(models.QuerySet):
    def visible_to(self, user) -> "CommendationQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def granted(self) -> "CommendationQuerySet":
        return self.filter(state=Commendation.State.GRANTED)


class Commendation(models.Model):
    """表彰: an honour for somebody, proposed by one and granted by another, with a certificate."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("待审定")
        GRANTED = "granted", _("已授予")
        REFUSED = "refused", _("不授予")

    key = models.UUIDField(unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("授予单位"))
    account = models.ForeignKey(Account, models.PROTECT, related_name="commendations", verbose_name=_("授予谁"))
    evaluation = models.ForeignKey(
        Evaluation, models.PROTECT, null=True, blank=True, related_name="commendations", verbose_name=_("评选")
    )
    title = models.CharField(_("荣誉称号"), max_length=40)
    reason = models.CharField(_("事迹"), max_length=200)
    points = models.PositiveIntegerField(_("奖励积分"), default=0)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("提名人")
    )
    proposed_at = models.DateTimeField(_("提名时间"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审定人")
    )
    decided_on = models.DateField(_("授予日期"), null=True, blank=True)

    objects = CommendationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("表彰")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="commendation_second_person"
            ),
            models.UniqueConstraint(
                fields=["evaluation", "account", "title"],
                condition=Q(evaluation__isnull=False) & ~Q(state="refused"),
                name="commendation_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        return f"{self.decided_on:%Y}-{self.pk:05d}" if self.decided_on else f"{self.pk:05d}"

    @property
    def masked(self) -> str:
        return mask_name(self.account.person.name)
