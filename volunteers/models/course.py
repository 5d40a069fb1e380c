"""Courses with terms and enrolment, the four-thirty class and who may fetch a child, birthdays for the party."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from community.models import Person
from volunteers.models.activity import Activity, Session, SignUp


class TermQuerySet(models.QuerySet):
    def visible_to(self, user) -> "TermQuerySet":
        return self.filter(activity__in=Activity.objects.visible_to(user))

    def public(self) -> "TermQuerySet":
        return self.filter(activity__published_at__lte=timezone.now(), activity__withdrawn_at=None)


class Term(models.Model):
    """A course from its first to its last lesson: people enrol once and come to every session of it."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="terms", verbose_name=_("课程"))
    name = models.CharField(_("学期"), max_length=40)
    first_on = models.DateField(_("开课日期"))
    last_on = models.DateField(_("结课日期"))
    enrol_until = models.DateField(_("报名截止"), null=True, blank=True)
    places = models.PositiveSmallIntegerField(_("名额"), null=True, blank=True)
    lecturer = models.CharField(_("讲师"), max_length=40, blank=True)
    taken = models.PositiveIntegerField(default=0, editable=False)
    last_number = models.PositiveIntegerField(default=0, editable=False)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("学期")
        ordering = ["-first_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "name"], name="term_named_once"),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="term_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name


class Enrolment(models.Model):
    """Somebody takes part in a term; their sign-ups for its sessions come and go with it."""

    State = SignUp.State
    OPEN = SignUp.OPEN

    term = models.ForeignKey(Term, models.PROTECT, related_name="enrolments", verbose_name=_("学期"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments", verbose_name=_("居民"))
    number = models.PositiveIntegerField(_("报名顺序"))
    state = models.CharField(_("状态"), max_length=10, choices=SignUp.State)
    at = models.DateTimeField(_("报名时间"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("课程报名")
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "person"],
                condition=Q(state__in=("confirmed", "waiting", "offered")),
                name="enrolment_open_once",
            ),
            models.UniqueConstraint(fields=["term", "number"], name="enrolment_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.term_id} {self.number}"


class PickUpQuerySet(models.QuerySet):
    def current(self) -> "PickUpQuerySet":
        return self.filter(until=None)


class PickUp(models.Model):
    """Who may fetch this child from the class; the guardian said so."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="pick_ups", verbose_name=_("班级"))
    child = models.ForeignKey(Person, models.PROTECT, related_name="pick_ups", verbose_name=_("孩子"))
    name = models.CharField(_("接的人"), max_length=40)
    relation = models.CharField(_("与孩子的关系"), max_length=20)
    phone = EncryptedTextField(_("电话"), blank=True, default="")
    said_by = models.CharField(_("哪位监护人说的"), max_length=40)
    since = models.DateField(_("登记日期"), default=timezone.localdate)
    until = models.DateField(_("停用日期"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PickUpQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("接孩子的人")
        ordering = ["child", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "child", "name"], condition=Q(until=None), name="pick_up_named_once"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(said_by=""), name="pick_up_somebody_said_so"),
        ]

    def __str__(self) -> str:
        return self.name


class Handover(models.Model):
    """A child left the class: with whom, when, seen by whom."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="handovers", verbose_name=_("场次"))
    child = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("孩子"))
    pick_up = models.ForeignKey(PickUp, models.PROTECT, related_name="handovers", verbose_name=_("接的人"))
    at = models.DateTimeField(_("接走时间"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("交接人"))

    class Meta:
        verbose_name = verbose_name_plural = _("接送交接")
        constraints = [models.UniqueConstraint(fields=["session", "child"], name="handover_once")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.child_id}"


class Birthday(models.Model):
    """When somebody celebrates, if they said so; otherwise it is worked out from the date of birth."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="birthday", verbose_name=_("居民"))
    lunar = models.BooleanField(_("过农历生日"), default=True)
    month = models.PositiveSmallIntegerField(_("月"))
    day = models.PositiveSmallIntegerField(_("日"))
    leap = models.BooleanField(_("闰月"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("生日习惯")
        constraints = [
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12, day__gte=1, day__lte=31), name="birthday_in_a_year"
            ),
            models.CheckConstraint(condition=Q(lunar=False) | Q(day__lte=30), name="birthday_in_a_lunar_month"),
            models.CheckConstraint(condition=Q(lunar=True) | Q(leap=False), name="birthday_leaps_in_lunar_only"),
        ]

    def __str__(self) -> str:
        return f"{self.month}-{self.day}"
