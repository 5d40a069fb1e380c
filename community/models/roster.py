"""A roster on its way into the register."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from grids.models import Posting, Unit

# whoever keeps the register, and a grid leader for the own grid
IMPORTERS = (*Posting.DATA_KEEPERS, Posting.Role.GRID_LEADER)


class RosterImportQuerySet(models.QuerySet):
    def visible_to(self, user) -> "RosterImportQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *IMPORTERS))

    def pending(self) -> "RosterImportQuerySet":
        return self.filter(state__in=RosterImport.PENDING)


class RosterImport(models.Model):
    """One uploaded roster: previewed, then applied whole or not at all."""

    class State(models.TextChoices):
        READING = "reading", _("正在读取")
        PREVIEW = "preview", _("等您确认")
        APPLYING = "applying", _("正在写入")
        APPLIED = "applied", _("已导入")
        REFUSED = "refused", _("没有导入")
        DROPPED = "dropped", _("已放弃")

    MOVES = {
        State.READING: (State.PREVIEW, State.REFUSED, State.DROPPED),
        State.PREVIEW: (State.APPLYING, State.DROPPED),
        # back to the preview when the writing was cancelled or failed: nothing was written then
        State.APPLYING: (State.APPLIED, State.REFUSED, State.PREVIEW),
    }
    PENDING = (State.READING, State.PREVIEW, State.APPLYING)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="roster_imports", verbose_name=_("导入到"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="roster_imports")
    file = models.FileField(upload_to="rosters/", max_length=200, blank=True)
    file_name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.READING)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+")
    counts = models.JSONField(default=dict)
    # what the reading left aside: names of sheets without headings, headings nobody knows
    left_aside = models.JSONField(default=dict)
    refusal = models.CharField(_("原因"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("花名册导入")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "sha256"],
                condition=models.Q(state__in=["reading", "preview", "applying"]),
                name="roster_pending_once",
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class RosterRow(models.Model):
    """What one row of the sheet says and what would become of it; the cells are sealed."""

    class Outcome(models.TextChoices):
        NEW = "new", _("新增")
        CHANGED = "changed", _("有变化")
        UNCHANGED = "unchanged", _("没有变化")
        REVIEW = "review", _("需要核对")
        ERROR = "error", _("有问题")
        NOT_DATA = "not_data", _("不是数据")

    roster = models.ForeignKey(RosterImport, models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    cells = EncryptedTextField(blank=True)
    changes = EncryptedTextField(blank=True)
    problem = models.CharField(max_length=300, blank=True)
    column = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("花名册的行")
        constraints = [models.UniqueConstraint(fields=["roster", "sheet", "number"], name="roster_row_once")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.number}"
