"""What residents report, and its way to an answer."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from grids.models import Posting, Unit


class Category(models.Model):
    name = models.CharField(_("名称"), max_length=20, unique=True)
    hint = models.CharField(_("举例"), max_length=80, blank=True)
    days = models.PositiveSmallIntegerField(_("办理期限（天）"), default=7)
    emergency = models.CharField(_("紧急提示"), max_length=120, blank=True)
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
        return self.exclude(public_title="")

    def open(self) -> "IssueQuerySet":
        return self.filter(state__in=Issue.OPEN)

    def new(self) -> "IssueQuerySet":
        return self.filter(state=Issue.State.RECEIVED)

    def overdue(self, on: date) -> "IssueQuerySet":
        return self.open().filter(due_on__lt=on)

    def due(self, on: date) -> "IssueQuerySet":
        return self.open().filter(due_on=on)

    def handled_by(self, user) -> "IssueQuerySet":
        return self.filter(handler=user, state=Issue.State.ASSIGNED)


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

    OPEN = (State.RECEIVED, State.ASSIGNED)
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
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
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


class Step(models.Model):
    """One thing that happened to an issue; internal ones stay with the staff."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=Issue.State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    is_public = models.BooleanField(default=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("办理记录")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.verb}"


class Photo(models.Model):
    issue = models.ForeignKey(Issue, models.CASCADE, related_name="photos")
    step = models.ForeignKey(Step, models.CASCADE, related_name="photos")
    file = models.ImageField(upload_to="photos/%Y/%m/", width_field="width", height_field="height")
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("照片")

    def __str__(self) -> str:
        return f"{self.issue_id} #{self.pk}"


class NumberSeries(models.Model):
    """The last number given out in a year: 2026-0001, 2026-0002 …"""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}-{self.last:04d}"
