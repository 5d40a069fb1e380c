"""What residents report, and its way to an answer."""

from datetime import date
from secrets import token_hex

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from grids.models import Posting, Unit

# leaders of the grid and of the units above it, and the community's own workers
OVERSEERS = (*Posting.LEADERS, Posting.Role.WORKER)


class Category(models.Model):
    name = models.CharField(_("名称"), max_length=20, unique=True)
    hint = models.CharField(_("举例"), max_length=80, blank=True)
    days = models.PositiveSmallIntegerField(_("办理期限（天）"), default=7)
    emergency = models.CharField(_("紧急提示"), max_length=120, blank=True)
    confidential = models.BooleanField(_("不对外公开"), default=False)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)
    open = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("事项类别")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class IssueQuerySet(models.QuerySet):
    def visible_to(self, user) -> "IssueQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def public(self) -> "IssueQuerySet":
        """Matters to which staff gave a public title; everything else stays between reporter and staff."""
        return self.exclude(public_title="").exclude(category__confidential=True)

    def reported_by(self, user) -> "IssueQuerySet":
        """Sent in while signed in, or under the telephone number a code has proved to be this user's."""
        mine = Q(reporter=user)
        if user.phone_verified and user.phone_index:
            mine |= Q(phone_index=user.phone_index)
        return self.filter(mine)

    def open(self) -> "IssueQuerySet":
        return self.filter(OPEN)

    def new(self) -> "IssueQuerySet":
        return self.filter(NEW)

    def answered(self) -> "IssueQuerySet":
        return self.filter(state=Issue.State.ANSWERED)

    def closed(self) -> "IssueQuerySet":
        return self.filter(state=Issue.State.CLOSED)

    def overdue(self, on: date) -> "IssueQuerySet":
        return self.filter(overdue(on))

    def due(self, on: date) -> "IssueQuerySet":
        return self.filter(OPEN, due_on=on)

    def handled_by(self, user) -> "IssueQuerySet":
        return self.filter(handled_by(user))

    def for_today(self, user, on: date) -> "IssueQuerySet":
        """What waits for this person today: overdue or due, not yet given to anybody, or given to them."""
        return self.filter(OPEN & Q(due_on__lte=on) | NEW | handled_by(user))

    def counts(self, user, on: date) -> dict[str, int]:
        """How many rows each list of the queue has, in one query."""
        return self.aggregate(**{name: Count("pk", filter=wanted) for name, wanted in lists(user, on).items()})

    def listed(self, name: str, user, on: date) -> "IssueQuerySet":
        """The rows of one list of the queue."""
        return self.filter(lists(user, on)[name])


class Issue(models.Model):
    class State(models.TextChoices):
        RECEIVED = "received", _("已受理")
        ASSIGNED = "assigned", _("办理中")
        ANSWERED = "answered", _("已答复")
        CLOSED = "closed", _("已办结")

    class Channel(models.TextChoices):
        WEB = "web", _("网页")
        QR = "qr", _("楼栋二维码")
        PHONE = "phone", _("电话")
        VISIT = "visit", _("上门走访")

    # how often, and how long after the answer, a resident may say that it is not solved
    REOPEN_LIMIT = 2
    REOPEN_DAYS = 30
    # verb → (states it may start from, state it leads to); collect → find → assign → answer back
    MOVES = {
        "assign": ((State.RECEIVED, State.ASSIGNED), State.ASSIGNED),
        "hand_back": ((State.ASSIGNED,), State.RECEIVED),
        "answer": ((State.ASSIGNED,), State.ANSWERED),
        "close": ((State.ANSWERED,), State.CLOSED),
        "rate": ((State.ANSWERED, State.CLOSED), State.CLOSED),
        "reopen": ((State.ANSWERED, State.CLOSED), State.RECEIVED),
    }

    number = models.CharField(_("编号"), max_length=16, unique=True)
    # made by the form that was opened, so that a double tap finds the same issue
    key = models.UUIDField(unique=True)
    token = models.CharField(max_length=32, unique=True)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, verbose_name=_("类别"))
    text = models.TextField(_("情况"), max_length=2000)
    public_title = models.CharField(_("对外公开的标题"), max_length=60, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="issues", verbose_name=_("地点"))
    place = models.CharField(_("具体位置"), max_length=60, blank=True)
    channel = models.CharField(_("来源"), max_length=8, choices=Channel, default=Channel.WEB)
    reporter_name = EncryptedTextField(_("反映人"), blank=True)
    reporter_phone = EncryptedTextField(_("联系电话"), blank=True)
    phone_index = models.CharField(max_length=40, blank=True, db_index=True, editable=False)
    phone_tail = models.CharField(max_length=40, blank=True, editable=False)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="reports", editable=False
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    urgent = models.BooleanField(_("紧急"), default=False)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.RECEIVED)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="issues", verbose_name=_("承办人")
    )
    due_on = models.DateField(_("期限"))
    received_at = models.DateTimeField(_("收到时间"), default=timezone.now)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    rating = models.PositiveSmallIntegerField(
        _("评分"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    rating_text = models.CharField(_("评价"), max_length=200, blank=True)
    reopened = models.PositiveSmallIntegerField(_("重新办理次数"), default=0)
    # counts the moves, so that two people who act on the same page cannot both win
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("事项")
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "due_on"], name="issue_due"),
            models.Index(fields=["unit", "state"], name="issue_unit_state"),
            models.Index(fields=["-received_at"], name="issue_received"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5), name="issue_rating_one_to_five"
            ),
            models.CheckConstraint(
                condition=~Q(state="assigned") | Q(handler__isnull=False), name="issue_assigned_has_handler"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def open(self) -> bool:
        return self.state in (self.State.RECEIVED, self.State.ASSIGNED)

    @property
    def tone(self) -> str:
        """Which colour of the theme says this state."""
        if self.open and self.due_on < timezone.localdate():
            return "late"
        return TONES[self.state]


TONES = {"received": "new", "assigned": "doing", "answered": "done", "closed": "done"}
NEW = Q(state=Issue.State.RECEIVED)
OPEN = Q(state__in=(Issue.State.RECEIVED, Issue.State.ASSIGNED))


def overdue(on: date) -> Q:
    return OPEN & Q(due_on__lt=on)


def handled_by(user) -> Q:
    return Q(handler_id=user.pk, state=Issue.State.ASSIGNED)


def lists(user, on: date) -> dict[str, Q]:
    """The lists of the queue by name; counts and rows come from this one table."""
    return {
        "overdue": overdue(on),
        "today": OPEN & Q(due_on=on),
        "new": NEW,
        "mine": handled_by(user),
        "answered": Q(state=Issue.State.ANSWERED),
        "all": Q(),
        "closed": Q(state=Issue.State.CLOSED),
    }


class StepQuerySet(models.QuerySet):
    def public(self) -> "StepQuerySet":
        """What the reporter sees."""
        return self.filter(is_public=True)


class Step(models.Model):
    """One thing that happened to an issue; internal ones stay with the staff."""

    class Verb(models.TextChoices):
        SUBMIT = "submit", _("收到反映")
        TAKE = "take", _("工作人员代为登记")
        ASSIGN = "assign", _("派单办理")
        HAND_BACK = "hand_back", _("退回，重新安排")
        ANSWER = "answer", _("给出答复")
        CLOSE = "close", _("办结")
        RATE = "rate", _("居民评价")
        REOPEN = "reopen", _("重新办理")
        NOTE = "note", _("内部备注")
        TITLE = "title", _("修改公开标题")

    # verbs whose words are written for colleagues: the reporter sees that it happened, not why
    INTERNAL_WORDS = (Verb.HAND_BACK, Verb.NOTE, Verb.TITLE)

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=20, choices=Verb)
    state = models.CharField(max_length=10, choices=Issue.State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    is_public = models.BooleanField(default=True)
    at = models.DateTimeField(default=timezone.now)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("办理记录")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.verb}"

    @property
    def public_text(self) -> str:
        return "" if self.verb in self.INTERNAL_WORDS else self.text


class PhotoQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PhotoQuerySet":
        return self.filter(issue__in=Issue.objects.visible_to(user))

    def on_receipts(self, tokens: list[str]) -> "PhotoQuerySet":
        """Photos of public steps of the issues whose receipts the reader has opened."""
        return self.filter(issue__token__in=tokens, step__is_public=True)


def photo_name() -> str:
    return token_hex(16)


class Photo(models.Model):
    issue = models.ForeignKey(Issue, models.CASCADE, related_name="photos")
    step = models.ForeignKey(Step, models.CASCADE, related_name="photos")
    name = models.CharField(max_length=32, unique=True, default=photo_name, editable=False)
    file = models.FileField(upload_to="photos/%Y/%m/")
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("照片")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.issue_id} #{self.pk}"


class NumberSeries(models.Model):
    """The last number given out in a year: 2026-0001, 2026-0002 …"""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}-{self.last:04d}"
