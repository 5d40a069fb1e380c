"""Who gets a matter by rule, what needs a second person's word, what was reminded of, and the desk's own shortcuts."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grids.models import Posting, Unit
from issues.models.category import Category, Severity
from issues.models.department import Department
from issues.models.issue import Issue


class Rule(models.Model):
    """An ordered rule of dispatch: the first one whose every condition fits decides; empty conditions fit all."""

    position = models.PositiveSmallIntegerField(_("顺序"), default=100)
    name = models.CharField(_("规则名称"), max_length=40)
    unit = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("地点在（含下级）")
    )
    level = models.CharField(_("地点层级"), max_length=12, choices=Unit.Kind, blank=True)
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("类别（含小类）")
    )
    severity_from = models.PositiveSmallIntegerField(_("轻重不低于"), choices=Severity, default=Severity.NORMAL)
    # 22 to 6 wraps around midnight; equal hours mean the whole day
    hour_from = models.PositiveSmallIntegerField(_("从几点"), default=0, validators=[MaxValueValidator(23)])
    hour_until = models.PositiveSmallIntegerField(_("到几点"), default=0, validators=[MaxValueValidator(23)])
    working_days_only = models.BooleanField(_("只在工作日"), default=False)
    # to: the nearest holder of a role from the place upwards, a department that serves the place, or one person
    role = models.CharField(_("派给岗位"), max_length=20, choices=Posting.Role, blank=True)
    department_kind = models.CharField(_("派给哪类部门"), max_length=12, choices=Department.Kind, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("派给个人")
    )
    open = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("派单规则")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(role="", department_kind="", user=None),
                name="rule_sends_somewhere",
                violation_error_message=_("请选择派给岗位、部门或个人。"),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ApprovalQuerySet(models.QuerySet):
    def asked(self) -> "ApprovalQuerySet":
        return self.filter(state=Approval.State.ASKED)


class Approval(models.Model):
    """Something that needs the word of a second person: a return, more time, or a case left out of the figures."""

    class Kind(models.TextChoices):
        RETURN = "return", _("退单")
        MORE_TIME = "more_time", _("延期")
        EXCLUSION = "exclusion", _("不计入统计")

    class State(models.TextChoices):
        ASKED = "asked", _("待审")
        GRANTED = "granted", _("同意")
        REFUSED = "refused", _("不同意")
        DROPPED = "dropped", _("不再需要")

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="approvals", verbose_name=_("事项"))
    kind = models.CharField(_("申请什么"), max_length=10, choices=Kind)
    reason = models.TextField(_("原因"), max_length=500)
    # more time: the new limit that is asked for
    until = models.DateTimeField(_("延到"), null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("申请人"))
    asked_at = models.DateTimeField(_("申请时间"), default=timezone.now)
    due_at = models.DateTimeField(_("审核期限"), null=True, blank=True)
    state = models.CharField(_("结果"), max_length=8, choices=State, default=State.ASKED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审核人")
    )
    decided_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    answer = models.CharField(_("审核意见"), max_length=200, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("审核")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "kind"], condition=Q(state="asked"), name="approval_one_open_per_kind"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="approval_by_a_second_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.get_kind_display()}"


class Nudge(models.Model):
    """A reminder or a rise to the next level that was given; the same mark of the same limit is given once."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="nudges")
    # a share of the limit in percent, or what else was due: respond, up:n, return, whistle:key
    mark = models.CharField(max_length=24)
    due_at = models.DateTimeField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("提醒")
        constraints = [models.UniqueConstraint(fields=["issue", "mark", "due_at"], name="nudge_once")]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.mark}"


class Reply(models.Model):
    """A ready sentence for answers; {编号} and {地点} are filled in."""

    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, related_name="replies", verbose_name=_("类别")
    )
    title = models.CharField(_("名称"), max_length=30)
    text = models.TextField(_("内容"), max_length=1000)
    position = models.PositiveSmallIntegerField(_("顺序"), default=1)

    class Meta:
        verbose_name = verbose_name_plural = _("答复模板")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class SavedView(models.Model):
    """A set of filters of the queue under a name of one's own."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="views")
    name = models.CharField(_("名称"), max_length=20)
    query = models.CharField(max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = _("常用筛选")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name
