"""Who really came: one line per session and person, and when they came and went, by whose hand."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.vault import vault
from community.models import Person
from grids.models import Posting, Unit
from points.models import Item
from volunteers.models.activity import Activity, Session

PAIRS_A_DAY = 3


def title_of(session: Session) -> str:
    """Of a shift: 人民读书会 门口引导."""
    name: str = session.title or session.activity.title
    return f"{session.activity.title} {name}"[:60] if session.within_id and session.title else name


class RecordPolicy(models.Model):
    """What the committee decides about signing in and recording; one row, and the lock behind numbers."""

    NUMBERS = (
        "early_minutes", "grace_minutes", "overrun_minutes", "session_minutes", "day_minutes", "late_days",
        "warn_days", "due_days",
    )  # fmt: skip
    # what each number does, for those who set it and those who work by it
    MEANING = {
        "early_minutes": _("来得更早的，系统会请他等一等再签。早到的时间不算服务时间。"),
        "grace_minutes": _("晚来、早走在这个时间以内，记“已到”；超过了记“迟到”或“早退”。"),
        "overrun_minutes": _("活动拖了堂，多做的时间最多算到这里；再晚要按纸质名单补登。"),
        "session_minutes": _("一场再长，也只记到这里。不能比一天的上限多。"),
        "day_minutes": _("一个人一天做几场，加起来只记到这里。最多 1440 分钟（24 小时）。"),
        "late_days": _("活动结束这么多天以后才登记的，标“补录”，要由另一位同事确认。"),
        "warn_days": _("到了这个工作日还有记录没确认，提醒组织活动的人。要比下面一项少。"),
        "due_days": _("到期还没确认，提醒社区。民政部令第67号规定不能超过 10 个工作日。"),
    }

    early_minutes = models.PositiveSmallIntegerField(_("开始前多少分钟可以签到"), default=60)
    grace_minutes = models.PositiveSmallIntegerField(_("晚到多少分钟以内不算迟到"), default=10)
    overrun_minutes = models.PositiveSmallIntegerField(_("结束后多少分钟以内还算服务时间"), default=60)
    session_minutes = models.PositiveSmallIntegerField(_("一场最多计多少分钟"), default=480)
    day_minutes = models.PositiveSmallIntegerField(_("一天最多计多少分钟"), default=480)
    late_days = models.PositiveSmallIntegerField(_("结束多少天以后登记算补录"), default=7)
    warn_days = models.PositiveSmallIntegerField(_("几个工作日没确认提醒组织者"), default=7)
    due_days = models.PositiveSmallIntegerField(_("几个工作日内应当确认"), default=10)

    class Meta:
        verbose_name = verbose_name_plural = _("签到和记录规则")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="record_policy_one"),
            models.CheckConstraint(
                condition=Q(session_minutes__lte=F("day_minutes"), day_minutes__lte=1440, session_minutes__gte=1),
                name="record_policy_caps",
                violation_error_message=_("一场的上限要在 1 分钟以上、不超过一天的上限；一天的上限不超过 1440 分钟。"),
            ),
            # 民政部令第67号 article 11: within ten working days
            models.CheckConstraint(
                condition=Q(due_days__lte=10, warn_days__lt=F("due_days"), warn_days__gte=1),
                name="record_policy_days",
                violation_error_message=_("确认的期限不能超过 10 个工作日；提醒组织者要在 1 天以后、期限以前。"),
            ),
        ]

    def __str__(self) -> str:
        return str(_("签到和记录规则"))

    @classmethod
    def current(cls) -> "RecordPolicy":
        return cls.objects.get_or_create(pk=1)[0]


class SignBookQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SignBookQuerySet":
        return self.filter(session__unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def open(self) -> "SignBookQuerySet":
        return self.filter(closed_at=None)


class SignBook(models.Model):
    """The list of one session: open while people come and go, closed when nobody is asked any more."""

    session = models.OneToOneField(Session, models.PROTECT, primary_key=True, related_name="book")
    # what the hours count for; none: people only sign in, and nothing is recorded as service
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("积分项目"))
    opened_at = models.DateTimeField(default=timezone.now)
    # a photo of the list on paper that was typed in
    paper = models.FileField(_("纸质名单的照片"), upload_to="lists/%Y/%m/", storage=vault, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    warned_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = SignBookQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("签到簿")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="sign_book_closed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return str(self.session_id)


class AttendanceQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AttendanceQuerySet":
        return self.filter(session__unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def came(self) -> "AttendanceQuerySet":
        return self.filter(state__in=Attendance.CAME)


class Attendance(models.Model):
    """One person at one session. ``minutes`` is what the server counted, never what somebody sent."""

    class State(models.TextChoices):
        ARRIVED = "arrived", _("已到")
        LATE = "late", _("迟到")
        EARLY = "early", _("早退")
        ABSENT = "absent", _("缺席")
        EXCUSED = "excused", _("请假")

    CAME = (State.ARRIVED, State.LATE, State.EARLY)

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances", verbose_name=_("场次"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances", verbose_name=_("居民"))
    state = models.CharField(_("到场情况"), max_length=8, choices=State)
    minutes = models.PositiveSmallIntegerField(_("计时分钟"), default=0)
    # before the limits of session and day: what was cut is told
    served = models.PositiveSmallIntegerField(_("在场分钟"), default=0)
    walk_in = models.BooleanField(_("现场加入"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("到场")
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="attendance_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["absent", "excused"]) | Q(minutes=0), name="attendance_away_no_minutes"
            ),
            models.CheckConstraint(condition=Q(minutes__lte=F("served")), name="attendance_no_more_than_served"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.state}"


class SignPair(models.Model):
    """Coming and going once; activity, person and day stand here too, so that the database counts to three."""

    class How(models.TextChoices):
        CODE = "code", _("本人扫现场的码")
        PASSBOOK = "passbook", _("工作人员扫个人码")
        TICK = "tick", _("工作人员点名")
        PAPER = "paper", _("按纸质名单登记")
        CLOSING = "closing", _("结束签到时一起签退")

    attended = models.ForeignKey(Attendance, models.CASCADE, related_name="pairs")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    day = models.DateField(_("日期"))
    number = models.PositiveSmallIntegerField(default=1)
    in_at = models.DateTimeField(_("签到"))
    in_how = models.CharField(max_length=8, choices=How)
    in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # a keyed hash of the telephone that read the code, until the list is closed
    device = models.CharField(max_length=32, blank=True, default="", editable=False)
    out_at = models.DateTimeField(_("签退"), null=True, blank=True)
    out_how = models.CharField(max_length=8, choices=How, blank=True)
    out_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("签到签退")
        ordering = ["in_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "person", "day", "number"], name="sign_pair_numbered"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=PAIRS_A_DAY), name="sign_pair_three_a_day"),
            # nobody is in two places: whoever has not left one cannot come to another
            models.UniqueConstraint(fields=["person"], condition=Q(out_at=None), name="sign_pair_one_open"),
            models.CheckConstraint(condition=Q(out_at=None) | Q(out_at__gte=F("in_at")), name="sign_pair_in_then_out"),
        ]

    def __str__(self) -> str:
        return f"{self.attended_id} {self.number}"


class PlaceholderQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PlaceholderQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def unknown(self) -> "PlaceholderQuerySet":
        return self.filter(known_at=None)


class Placeholder(models.Model):
    """Somebody written down at the door by name, until the register knows who it is; what they did stays theirs."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="placeholders")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("范围"))
    name = models.CharField(_("姓名"), max_length=40)
    words = models.CharField(_("怎么认得出"), max_length=80, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    known_at = models.DateTimeField(null=True, blank=True)
    known_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PlaceholderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("临时登记的人")

    def __str__(self) -> str:
        return self.name
