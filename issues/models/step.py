"""What happened to a matter, never changed afterwards, and the photos that came with it."""

from secrets import token_hex

from django.conf import settings
from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from issues.flow import State
from issues.models.issue import Issue


class StepQuerySet(models.QuerySet):
    def public(self) -> "StepQuerySet":
        """What the reporter sees."""
        return self.filter(is_public=True)


class Step(models.Model):
    """One thing that happened to an issue; internal ones stay with the staff.

    The steps of one issue are a chain: each holds the digest of the one before, the issue that of the last.
    """

    class Verb(models.TextChoices):
        SUBMIT = "submit", _("收到反映")
        TAKE_DOWN = "take_down", _("工作人员代为登记")
        BRING_IN = "bring_in", _("从外部工单转入")
        FILE = "file", _("立案")
        DECLINE = "decline", _("不予受理")
        ASSIGN = "assign", _("派单办理")
        REASSIGN = "reassign", _("改派")
        TAKE = "take", _("工作人员接手办理")
        SIGN = "sign", _("签收，开始办理")
        CONTACT = "contact", _("已联系反映人")
        HAND_BACK = "hand_back", _("承办人申请退单")
        ALLOW_RETURN = "allow_return", _("同意退单，重新安排")
        REFUSE_RETURN = "refuse_return", _("不同意退单，继续办理")
        ASK = "ask", _("请您补充情况，期限暂停")
        REPLY = "reply", _("居民补充了情况")
        PAUSE = "pause", _("挂起，期限暂停")
        RESUME = "resume", _("恢复办理，期限接着算")
        ASK_MORE_TIME = "ask_more_time", _("申请延期")
        ALLOW_MORE_TIME = "allow_more_time", _("延期")
        REFUSE_MORE_TIME = "refuse_more_time", _("不同意延期")
        ANSWER = "answer", _("给出答复")
        REWORK = "rework", _("核查没有通过，返工")
        CLOSE = "close", _("核查通过，办结")
        VISIT = "visit", _("回访")
        RATE = "rate", _("居民评价")
        LAPSE = "lapse", _("到期没有评价，按未评价存档")
        REOPEN = "reopen", _("重新办理")
        RAISE = "raise", _("提请上一级督办")
        MERGE = "merge", _("与另一件合并办理")
        UNMERGE = "unmerge", _("取消合并，单独办理")
        FOLLOW = "follow", _("合并办理的事项已办结")
        SPLIT = "split", _("拆成几件分别办理")
        JOIN = "join", _("又有居民反映同样的情况")
        SORT = "sort", _("改类别和轻重")
        WHISTLE = "whistle", _("请有关部门到场")
        ARRIVE = "arrive", _("部门到场")
        RECORD = "record", _("部门处理情况")
        NOTE = "note", _("内部备注")
        TITLE = "title", _("修改公开内容")
        HIDE = "hide", _("反映人要求不再公开")
        FORGET = "forget", _("按期限去掉联系方式")

    # verbs whose words are written for colleagues: the reporter sees that it happened, not why
    INTERNAL_WORDS = (
        Verb.HAND_BACK,
        Verb.ALLOW_RETURN,
        Verb.REFUSE_RETURN,
        Verb.REASSIGN,
        Verb.ASK_MORE_TIME,
        Verb.REFUSE_MORE_TIME,
        Verb.NOTE,
        Verb.TITLE,
        Verb.SORT,
        Verb.RAISE,
        Verb.RECORD,
    )
    # steps that are only the staff's
    INTERNAL = (Verb.NOTE, Verb.TITLE, Verb.SORT, Verb.ASK_MORE_TIME, Verb.REFUSE_MORE_TIME, Verb.RECORD)

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=20, choices=Verb)
    state = models.CharField(max_length=10, choices=State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    is_public = models.BooleanField(default=True)
    at = models.DateTimeField(default=timezone.now)
    # stays when the words are erased, so that the chain still holds
    text_index = models.CharField(max_length=40, blank=True, editable=False)
    previous = models.CharField(max_length=40, blank=True, editable=False)
    digest = models.CharField(max_length=40, blank=True, editable=False)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("办理记录")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "previous"], condition=~models.Q(digest=""), name="step_one_follows_one"
            )
        ]

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

    def public(self) -> "PhotoQuerySet":
        """What staff looked at, blackened where needed, and showed to everybody."""
        return self.filter(shown=True, issue__in=Issue.objects.public()).exclude(redacted="")


def photo_name() -> str:
    return token_hex(16)


class Photo(models.Model):
    issue = models.ForeignKey(Issue, models.CASCADE, related_name="photos")
    step = models.ForeignKey(Step, models.CASCADE, related_name="photos")
    name = models.CharField(max_length=32, unique=True, default=photo_name, editable=False)
    file = models.FileField(upload_to="photos/%Y/%m/")
    # for lists and pages; "" on photos from before, until the clock has made one
    thumb = models.FileField(upload_to="photos/%Y/%m/", blank=True)
    # the copy for everybody, black where staff painted; ``boxes`` are fractions of the picture
    redacted = models.FileField(upload_to="photos/%Y/%m/", blank=True)
    redacted_thumb = models.FileField(upload_to="photos/%Y/%m/", blank=True)
    boxes = models.JSONField(default=list, blank=True)
    shown = models.BooleanField(_("对外公开"), default=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("照片")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(shown=False) | ~models.Q(redacted=""), name="photo_shown_is_safe")
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} #{self.pk}"

    def inside(self, *, small: bool) -> FieldFile:
        """For those who may see the original."""
        return self.thumb if small and self.thumb else self.file

    def outside(self, *, small: bool) -> FieldFile:
        """For everybody: the blackened copy, never anything made of the original."""
        return self.redacted_thumb if small and self.redacted_thumb else self.redacted


class NumberSeries(models.Model):
    """The last number given out in a year: 2026-0001, 2026-0002 …"""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}-{self.last:04d}"
