"""What people do together: an activity, how it repeats, each time it takes place, and who comes."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from community.models import Person
from grids.models import Posting, Unit
from points.models import Item
from volunteers.models.people import Skill, Team


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ActivityQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def public(self) -> "ActivityQuerySet":
        return self.filter(published_at__lte=timezone.now(), withdrawn_at=None)


class Activity(models.Model):
    """What stays the same from one time to the next; when and where stands in its sessions."""

    class Kind(models.TextChoices):
        SERVICE = "service", _("志愿服务")
        CLUB = "club", _("社团活动")
        COURSE = "course", _("课程")
        CARE = "care", _("四点半课堂")
        BIRTHDAY = "birthday", _("集体生日")
        EVENT = "event", _("社区活动")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="activities", verbose_name=_("范围"))
    kind = models.CharField(_("种类"), max_length=10, choices=Kind, default=Kind.EVENT)
    title = models.CharField(_("名称"), max_length=60)
    text = models.TextField(_("说明"), max_length=4000, blank=True)
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="activities", verbose_name=_("队伍")
    )
    place = models.CharField(_("地点"), max_length=80)
    contact = models.CharField(_("联系方式"), max_length=60, blank=True)
    places = models.PositiveSmallIntegerField(_("名额"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("负责人"))
    # 志愿服务条例, articles 15–17: fit for age and skill, trained, insured where it is dangerous
    min_age = models.PositiveSmallIntegerField(_("最小年龄"), null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(_("最大年龄"), null=True, blank=True)
    needs = models.ManyToManyField(Skill, blank=True, related_name="+", verbose_name=_("需要的技能或培训"))
    needs_insurance = models.BooleanField(_("有危险，须有保险"), default=False)
    # what taking part earns; settled after attendance is a fact
    item = models.ForeignKey(Item, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("积分项目"))
    sign_up = models.BooleanField(_("需要报名"), default=True)
    closes_hours = models.PositiveSmallIntegerField(_("开始前几小时截止报名"), default=0)
    remind_hours = models.PositiveSmallIntegerField(_("提前几小时提醒"), default=24)
    accept_hours = models.PositiveSmallIntegerField(_("候补几小时内确认"), default=24)
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("撤下时间"), null=True, blank=True)
    # made by the form, so that a double tap publishes once
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("活动")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="activity_named"),
            models.CheckConstraint(
                condition=Q(min_age=None) | Q(max_age=None) | Q(max_age__gte=F("min_age")),
                name="activity_ages_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.withdrawn_at is None

    @property
    def for_volunteers(self) -> bool:
        """Service is done by registered volunteers; the rest is open to every neighbour."""
        return self.kind == self.Kind.SERVICE


class Question(models.Model):
    """What the organiser asks at sign-up, beyond what the register already knows."""

    class Kind(models.TextChoices):
        TEXT = "text", _("填写")
        YES = "yes", _("是或否")
        CHOICE = "choice", _("选一项")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="questions", verbose_name=_("活动"))
    text = models.CharField(_("问题"), max_length=80)
    kind = models.CharField(_("怎么答"), max_length=8, choices=Kind, default=Kind.TEXT)
    choices = models.CharField(_("选项"), max_length=200, blank=True)
    required = models.BooleanField(_("必填"), default=False)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("报名问题")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class Series(models.Model):
    """How an activity repeats: on which days of the week, at what time, from when until when."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="series", verbose_name=_("活动"))
    # ISO weekdays, "246" is Tuesday, Thursday, Saturday
    weekdays = models.CharField(_("星期"), max_length=7)
    every = models.PositiveSmallIntegerField(_("每几周"), default=1)
    begins_at = models.TimeField(_("开始时间"))
    minutes = models.PositiveSmallIntegerField(_("时长（分钟）"))
    first_on = models.DateField(_("从"))
    last_on = models.DateField(_("到"), null=True, blank=True)
    skips_holidays = models.BooleanField(_("法定节假日不办"), default=True)
    place = models.CharField(_("地点"), max_length=80, blank=True)
    places = models.PositiveSmallIntegerField(_("名额"), null=True, blank=True)
    term = models.ForeignKey(
        "volunteers.Term", models.PROTECT, null=True, blank=True, related_name="series", verbose_name=_("学期")
    )
    made_until = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("重复")
        ordering = ["activity", "weekdays", "begins_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(weekdays=""), name="series_has_days"),
            models.CheckConstraint(condition=Q(minutes__gt=0, minutes__lte=1440), name="series_takes_time"),
            models.CheckConstraint(condition=Q(every__gte=1), name="series_comes_again"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.weekdays} {self.begins_at:%H:%M}"


class SessionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SessionQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def public(self) -> "SessionQuerySet":
        return self.filter(activity__published_at__lte=timezone.now(), activity__withdrawn_at=None)

    def planned(self) -> "SessionQuerySet":
        return self.filter(state=Session.State.PLANNED)

    def whole(self) -> "SessionQuerySet":
        """As calendars show them: shifts stand inside their session."""
        return self.filter(within=None)

    def coming(self, now: datetime | None = None) -> "SessionQuerySet":
        return self.filter(ends_at__gt=now or timezone.now())

    def over(self, now: datetime | None = None) -> "SessionQuerySet":
        return self.filter(ends_at__lte=now or timezone.now())


class Session(models.Model):
    """One time an activity takes place. It is changed or cancelled, never made again."""

    class State(models.TextChoices):
        PLANNED = "planned", _("按时举行")
        CANCELLED = "cancelled", _("已取消")

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="sessions", verbose_name=_("活动"))
    # for scope: where the activity is held for, and read without its activity
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="sessions", verbose_name=_("范围"))
    series = models.ForeignKey(Series, models.SET_NULL, null=True, blank=True, related_name="sessions")
    # a lesson of this term: people come by enrolling, not one by one
    term = models.ForeignKey(
        "volunteers.Term", models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("学期")
    )
    # a shift of this session; people sign up for it, and in to it, instead of the whole
    within = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="shifts", verbose_name=_("是哪一场的班次")
    )
    in_shifts = models.BooleanField(_("分班次"), default=False, editable=False)
    # the day the series gave it; editing moves the session, not this
    slot_on = models.DateField(null=True, editable=False)
    title = models.CharField(_("这一场的名称"), max_length=60, blank=True)
    place = models.CharField(_("地点"), max_length=80)
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    places = models.PositiveSmallIntegerField(_("名额"), null=True, blank=True)
    # confirmed and offered places, kept by the guarded updates of actions/signing.py
    taken = models.PositiveIntegerField(default=0, editable=False)
    # the last number given out to somebody who signed up
    last_number = models.PositiveIntegerField(default=0, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PLANNED)
    reason = models.CharField(_("取消原因"), max_length=100, blank=True)
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # of the calendar entry: grows with each change that readers' calendars must notice
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("场次")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["starts_at"], name="session_by_time"),
            models.Index(fields=["unit", "starts_at"], name="session_of_unit"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start"),
            models.UniqueConstraint(fields=["series", "slot_on"], name="session_once_per_slot"),
            models.UniqueConstraint(
                fields=["activity", "starts_at", "place", "title"],
                condition=Q(state="planned", within=None),
                name="session_once_at_its_time",
            ),
            models.UniqueConstraint(
                fields=["within", "starts_at", "title"],
                condition=Q(state="planned", within__isnull=False),
                name="shift_once_in_its_session",
            ),
            # people are in the shifts, or in the whole, never in both; and no shift has shifts
            models.CheckConstraint(
                condition=Q(in_shifts=False) | Q(taken=0, within=None), name="session_whole_or_in_shifts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"


class SignUpQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SignUpQuerySet":
        return self.filter(session__in=Session.objects.visible_to(user))

    def of(self, person: Person) -> "SignUpQuerySet":
        return self.filter(person=person)

    def open(self) -> "SignUpQuerySet":
        return self.filter(state__in=SignUp.OPEN)

    def coming_for(self) -> "SignUpQuerySet":
        """Who is expected: a confirmed place."""
        return self.filter(state=SignUp.State.CONFIRMED)

    def in_turn(self) -> "SignUpQuerySet":
        return self.order_by("number", "pk")


class SignUp(models.Model):
    """Somebody wants to come to one session; by number in the order in which they asked."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("已报上")
        WAITING = "waiting", _("候补中")
        OFFERED = "offered", _("待确认")
        CANCELLED = "cancelled", _("已取消")
        LAPSED = "lapsed", _("过时未确认")
        DECLINED = "declined", _("不来了")

    # holds a place or a turn
    OPEN = (State.CONFIRMED, State.WAITING, State.OFFERED)
    CLOSED = (State.CANCELLED, State.LAPSED, State.DECLINED)
    # holds a place
    HOLDING = (State.CONFIRMED, State.OFFERED)

    session = models.ForeignKey(Session, models.PROTECT, related_name="sign_ups", verbose_name=_("场次"))
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="sign_ups", verbose_name=_("居民")
    )
    # only for somebody who is not in the register
    name = models.CharField(_("姓名"), max_length=80, blank=True)
    phone = EncryptedTextField(_("电话"), blank=True, default="")
    phone_index = models.CharField(max_length=40, blank=True, editable=False)
    number = models.PositiveIntegerField(_("报名顺序"))
    state = models.CharField(_("状态"), max_length=10, choices=State)
    answers = models.JSONField(_("回答"), default=dict, blank=True)
    at = models.DateTimeField(_("报名时间"), default=timezone.now)
    # who pressed the button: the person, or staff for them
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("登记人")
    )
    accept_by = models.DateTimeField(_("最晚确认"), null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, editable=False)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("报名")
        indexes = [
            models.Index(fields=["session", "state", "number"], name="sign_up_in_turn"),
            models.Index(fields=["state", "accept_by"], name="sign_up_to_accept"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(person__isnull=False, state__in=("confirmed", "waiting", "offered")),
                name="sign_up_open_once",
            ),
            models.UniqueConstraint(
                fields=["session", "phone_index", "name"],
                condition=~Q(phone_index="") & Q(state__in=("confirmed", "waiting", "offered")),
                name="sign_up_by_phone_once",
            ),
            models.UniqueConstraint(fields=["session", "number"], name="sign_up_numbered_once"),
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(name=""), name="sign_up_by_somebody"),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(accept_by__isnull=False), name="sign_up_offer_has_an_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.number} {self.get_state_display()}"
