"""A matter that a resident raised: where it stands, who has it in hand, and until when."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from grids.models import Posting, Unit
from issues import flow
from issues.flow import State
from issues.models.category import Category, Measure, Severity
from issues.models.counting import counts_up_to
from issues.models.department import Department

# no list is counted further than this where it may be as long as the register
COUNTED = 999
# lists that may hold what has ended
GROWING = ("asked", "closed", "all")
# leaders of the grid and of the units above it, and the community's own workers
OVERSEERS = (*Posting.LEADERS, Posting.Role.WORKER)
# who may look at the matters of the own building or lane, without the reporter
HEADS = (Posting.Role.BUILDING_HEAD, Posting.Role.LANE_HEAD)


# what staff gave a title for everybody; kinds that are confidential are left out by ``public()`` beside it
PUBLIC = ~Q(public_title="") & Q(hidden_by_reporter=False)


class IssueQuerySet(models.QuerySet):
    def visible_to(self, user) -> "IssueQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def of_heads(self, user) -> "IssueQuerySet":
        """What a building or lane head may know of: the own building's matters but the confidential ones."""
        mine = Unit.objects.overseen_by(user, *HEADS)
        return self.filter(unit__in=mine).exclude(category__confidential=True)

    def given_to(self, user) -> "IssueQuerySet":
        """What a member of a department sees: cases in its hands, and those it was called to."""
        mine = Department.objects.of(user).values("pk")
        return self.filter(Q(department__in=mine) | Q(whistles__calls__department__in=mine)).distinct()

    def public(self) -> "IssueQuerySet":
        """Matters to which staff gave a public title; everything else stays between reporter and staff."""
        return self.filter(PUBLIC).exclude(category__confidential=True)

    def reported_by(self, user) -> "IssueQuerySet":
        """Sent in while signed in, or under the telephone number a code has proved to be this user's."""
        mine = Q(reporter=user)
        if user.phone_verified and user.phone_index:
            mine |= Q(phone_index=user.phone_index)
        return self.filter(mine)

    def together_with(self, main: "Issue") -> "IssueQuerySet":
        """The matter itself and those that were merged into it, also when they have ended with it."""
        return self.filter(Q(pk=main.pk) | Q(merged_into=main))

    def open(self) -> "IssueQuerySet":
        return self.filter(OPEN)

    def new(self) -> "IssueQuerySet":
        return self.filter(NEW)

    def answered(self) -> "IssueQuerySet":
        return self.filter(state=State.ANSWERED)

    def closed(self) -> "IssueQuerySet":
        return self.filter(CLOSED)

    def overdue(self, at: datetime) -> "IssueQuerySet":
        return self.filter(overdue(at))

    def due(self, on: date) -> "IssueQuerySet":
        return self.filter(due(on))

    def handled_by(self, user) -> "IssueQuerySet":
        return self.filter(handled_by(user))

    def for_today(self, user, at: datetime) -> "IssueQuerySet":
        """What waits for this person today: overdue or due, not yet given to anybody, or given to them."""
        until = day_span(timezone.localdate(at))[1]
        return self.filter(OPEN, RUNNING & Q(due_at__lt=until) | NEW | handled_by(user))

    def counts(self, user, at: datetime) -> dict[str, int]:
        """How many rows each list of the queue has, in two or three queries.

        What is alive is counted to the last row, by its own index. What has ended only grows, and is counted up to
        ``COUNTED``: one more stands for any number. Of what nobody finds, all rows are read once and not again.
        """
        wanted = lists(user, at)
        ends = {"asked": self.filter(wanted["asked"]), "all": self, "merged": self.filter(state=State.MERGED)}
        found = counts_up_to(COUNTED, ends)
        merged, total = found.pop("merged"), found["all"]
        alive = {name: Count("state", filter=rows) for name, rows in wanted.items() if name not in GROWING}
        if not total:
            return dict.fromkeys(wanted, 0)
        exact = self.filter(state__in=flow.ALIVE).aggregate(living=Count("state"), **alive)
        closed = total - exact.pop("living") - merged
        if total > COUNTED:
            closed = self.filter(CLOSED).order_by()[: COUNTED + 1].count()
        return exact | found | {"closed": closed}

    def listed(self, name: str, user, at: datetime) -> "IssueQuerySet":
        """The rows of one list of the queue."""
        return self.filter(lists(user, at)[name])


class Issue(models.Model):
    State = State

    class Channel(models.TextChoices):
        WEB = "web", _("网页")
        QR = "qr", _("楼栋二维码")
        SNAP = "snap", _("随手拍")
        PHONE = "phone", _("电话")
        VISIT = "visit", _("上门走访")
        MEETING = "meeting", _("会议")
        GROUP = "group", _("微信群")
        HOTLINE = "12345", _("12345 热线")
        APP = "app", _("城市应用")
        API = "api", _("对外接口")
        IMPORT = "import", _("批量导入")
        PATROL = "patrol", _("巡查发现")

    class Outcome(models.TextChoices):
        SOLVED = "solved", _("已解决")
        PARTLY = "partly", _("部分解决")
        EXPLAINED = "explained", _("已解释说明")
        REFERRED = "referred", _("已转有关部门")
        UNABLE = "unable", _("暂时无法解决")

    # how often, and how long after the answer, a resident may say that it is not solved
    REOPEN_LIMIT = 2
    REOPEN_DAYS = 30

    number = models.CharField(_("编号"), max_length=16, unique=True)
    # made by the form that was opened, so that a double tap finds the same issue
    key = models.UUIDField(unique=True)
    token = models.CharField(max_length=32, unique=True)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, verbose_name=_("类别"))
    severity = models.PositiveSmallIntegerField(_("轻重"), choices=Severity, default=Severity.NORMAL)
    text = models.TextField(_("情况"), max_length=4000)
    # what the category asked for beside the text: code of the question → answer, or list of answers
    answers = models.JSONField(_("补充问题的回答"), default=dict, blank=True)
    public_title = models.CharField(_("对外公开的标题"), max_length=60, blank=True)
    public_text = models.TextField(_("对外公开的内容"), max_length=4000, blank=True)
    hidden_by_reporter = models.BooleanField(_("反映人不愿公开"), default=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="issues", verbose_name=_("地点"))
    place = models.CharField(_("具体位置"), max_length=60, blank=True)
    # WGS-84, where a client sent a point; pages use the unit
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    channel = models.CharField(_("来源"), max_length=8, choices=Channel, default=Channel.WEB)

    reporter_name = EncryptedTextField(_("反映人"), blank=True)
    reporter_phone = EncryptedTextField(_("联系电话"), blank=True)
    phone_index = models.CharField(max_length=40, blank=True, db_index=True, editable=False)
    phone_tail = models.CharField(max_length=40, blank=True, editable=False)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="reports", editable=False
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # for this matter alone: departments outside may know who reported (issues 6, point 30)
    shares_contact = models.BooleanField(_("同意把称呼和电话告诉办理部门"), default=False)
    forgotten_at = models.DateTimeField(_("去掉联系方式的时间"), null=True, blank=True, editable=False)

    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.RECEIVED)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="issues", verbose_name=_("承办人")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="issues", verbose_name=_("承办部门")
    )
    # 首接负责: a return was granted; who had it answers for it until somebody else has signed (国办函〔2025〕66号)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("交接前负责人"),
    )
    # whose level the matter has risen to, when it did
    raised_to = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="raised", verbose_name=_("督办层级")
    )
    rule = models.ForeignKey(
        "issues.Rule", models.SET_NULL, null=True, blank=True, related_name="issues", editable=False
    )
    why = models.CharField(_("派单依据"), max_length=200, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("并入")
    )
    split_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("拆自")
    )

    received_at = models.DateTimeField(_("收到时间"), default=timezone.now)
    filed_at = models.DateTimeField(_("立案时间"), null=True, blank=True)
    assigned_at = models.DateTimeField(_("派单时间"), null=True, blank=True)
    signed_at = models.DateTimeField(_("签收时间"), null=True, blank=True)
    responded_at = models.DateTimeField(_("联系反映人的时间"), null=True, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    respond_due_at = models.DateTimeField(_("响应期限"), null=True, blank=True)
    due_at = models.DateTimeField(_("期限"))
    measure = models.CharField(max_length=2, choices=Measure, default=Measure.DAYS, editable=False)
    # while the clock stands: since when, what was left (minutes or days, by ``measure``), at the latest until when
    stopped_at = models.DateTimeField(null=True, blank=True, editable=False)
    left = models.IntegerField(null=True, blank=True, editable=False)
    stopped_until = models.DateTimeField(_("最晚恢复"), null=True, blank=True, editable=False)

    outcome = models.CharField(_("办理结论"), max_length=10, choices=Outcome, blank=True)
    rating = models.PositiveSmallIntegerField(
        _("评分"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    rating_text = models.CharField(_("评价"), max_length=200, blank=True)
    reopened = models.PositiveSmallIntegerField(_("重新办理次数"), default=0)
    returns = models.PositiveSmallIntegerField(_("退单次数"), default=0)
    reworks = models.PositiveSmallIntegerField(_("返工次数"), default=0)
    more_time = models.PositiveSmallIntegerField(_("延期次数"), default=0)
    joined = models.PositiveIntegerField(_("附议人数"), default=0)

    # counts the moves, so that two people who act on the same page cannot both win
    version = models.PositiveIntegerField(default=0, editable=False)
    # where the chain of its steps ends
    steps_count = models.PositiveIntegerField(default=0, editable=False)
    steps_digest = models.CharField(max_length=40, blank=True, editable=False)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("事项")
        ordering = ["-received_at", "-pk"]
        indexes = [
            # as wide as what the lists are counted by, so that counting need not open the rows
            models.Index(fields=["state", "due_at", "unit", "handler", "kept_by"], name="issue_due"),
            models.Index(fields=["unit", "state"], name="issue_unit_state"),
            models.Index(fields=["-received_at", "unit"], name="issue_received"),
            models.Index(fields=["category", "-received_at"], name="issue_category_received"),
            models.Index(fields=["-severity", "due_at", "id"], name="issue_pressing"),
            models.Index(fields=["answered_at", "unit"], name="issue_answered"),
            models.Index(
                fields=["closed_at", "unit", "answered_at", "due_at", "reopened", "reworks"], name="issue_closed"
            ),
            models.Index(fields=["received_at", "unit", "category"], name="issue_public", condition=PUBLIC),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5), name="issue_rating_one_to_five"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=flow.IN_HAND) | Q(handler__isnull=False) | Q(department__isnull=False),
                name="issue_in_hand_has_handler",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.MERGED) | Q(merged_into__isnull=False), name="issue_merged_into_another"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="issue_not_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(state__in=flow.STOPPED, stopped_at__isnull=False)
                | ~Q(state__in=flow.STOPPED) & Q(stopped_at=None),
                name="issue_clock_stands_with_state",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def open(self) -> bool:
        return self.state in flow.OPEN

    @property
    def urgent(self) -> bool:
        return self.severity == Severity.URGENT

    @property
    def due_on(self) -> date:
        return timezone.localdate(self.due_at)

    @property
    def in_charge(self):
        """The person or department that answers for it now, or None."""
        return self.kept_by or self.handler or self.department

    @property
    def tone(self) -> str:
        """Which colour of the theme says this state."""
        if self.state in flow.RUNNING and self.due_at < timezone.now():
            return "late"
        return TONES[self.state]


TONES = {
    **dict.fromkeys(flow.NEW, "new"),
    **dict.fromkeys(flow.IN_HAND, "doing"),
    State.ANSWERED: "done",
    State.CLOSED: "done",
    State.ENDED: "done",
    State.DECLINED: "quiet",
    State.MERGED: "quiet",
}
NEW = Q(state__in=flow.NEW)
OPEN = Q(state__in=flow.OPEN)
RUNNING = Q(state__in=flow.RUNNING)
CLOSED = Q(state__in=flow.ENDS)


def day_span(on: date) -> tuple[datetime, datetime]:
    """The first moment of the day and that of the next."""
    start = timezone.make_aware(datetime.combine(on, time.min))
    return start, start + timedelta(days=1)


def overdue(at: datetime) -> Q:
    return RUNNING & Q(due_at__lt=at)


def due(on: date) -> Q:
    start, end = day_span(on)
    return RUNNING & Q(due_at__gte=start, due_at__lt=end)


def handled_by(user) -> Q:
    return Q(handler_id=user.pk, state__in=flow.IN_HAND) | Q(kept_by_id=user.pk)


def asked() -> Q:
    """What waits for a second person's word."""
    approvals = Issue._meta.get_field("approvals").related_model
    return Q(pk__in=approvals.objects.asked().values("issue"))


def lists(user, at: datetime) -> dict[str, Q]:
    """The lists of the queue by name; counts and rows come from this one table."""
    return {
        "overdue": overdue(at),
        "today": due(timezone.localdate(at)) & Q(due_at__gte=at),
        "new": NEW,
        "mine": handled_by(user),
        "asked": asked(),
        "answered": Q(state=State.ANSWERED),
        "stopped": Q(state__in=flow.STOPPED),
        "all": Q(),
        "closed": CLOSED,
    }
