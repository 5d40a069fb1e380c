"""A roster on its way into the register, and what people taught us about rosters."""

import json
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from accounts.vault import vault
from grids.models import Posting, Unit

# whoever keeps the register, and a grid leader for the own grid
IMPORTERS = (*Posting.DATA_KEEPERS, Posting.Role.GRID_LEADER)


class RosterImportQuerySet(models.QuerySet):
    def visible_to(self, user) -> "RosterImportQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *IMPORTERS))

    def pending(self) -> "RosterImportQuerySet":
        return self.filter(state__in=RosterImport.PENDING)


class RosterImport(models.Model):
    """One uploaded roster: read, previewed, its good rows written in chunks, perhaps undone."""

    class State(models.TextChoices):
        READING = "reading", _("正在读取")
        PREVIEW = "preview", _("等您确认")
        APPLYING = "applying", _("正在写入")
        APPLIED = "applied", _("已导入")
        UNDOING = "undoing", _("正在撤销")
        UNDONE = "undone", _("已撤销")
        REFUSED = "refused", _("没有导入")
        DROPPED = "dropped", _("已放弃")

    MOVES = {
        State.READING: (State.PREVIEW, State.REFUSED, State.DROPPED),
        # an answer to a question or another meaning of a column: read again
        State.PREVIEW: (State.APPLYING, State.READING, State.DROPPED),
        # back to the preview when the writing was cancelled or failed before its first chunk
        State.APPLYING: (State.APPLIED, State.PREVIEW, State.UNDOING),
        State.APPLIED: (State.UNDOING,),
        State.UNDOING: (State.UNDONE,),
    }
    PENDING = (State.READING, State.PREVIEW, State.APPLYING, State.UNDOING)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="roster_imports", verbose_name=_("导入到"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="roster_imports")
    # sealed on the disk
    file = models.FileField(upload_to="rosters/", storage=vault, max_length=200, blank=True)
    file_name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.READING)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+")
    # rows by outcome; they add up to the rows read
    counts = models.JSONField(default=dict)
    # rows by what became of them: new, changed, skipped, kept; beside it the buildings that the roster covers, and its
    # dwellings: in the preview those that are not registered yet, later those that were
    written = models.JSONField(default=dict)
    # how each sheet was understood (shapes.Layout as JSON), and what the reading asks its reader
    layout = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    # what was answered for this file: sheets, columns, words, buildings, options (see shapes.Answers)
    answers = models.JSONField(default=dict)
    refusal = models.CharField(_("原因"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("花名册导入")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "sha256"],
                condition=models.Q(state__in=["reading", "preview", "applying", "undoing"]),
                name="roster_pending_once",
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class RosterRow(models.Model):
    """What one row of a sheet says and what would become of it. A wide row holds several people: ``member`` counts them."""

    class Outcome(models.TextChoices):
        NEW = "new", _("新增")
        CHANGED = "changed", _("有变化")
        UNCHANGED = "unchanged", _("没有变化")
        REVIEW = "review", _("需要核对")
        ERROR = "error", _("有问题")
        NOT_DATA = "not_data", _("不是数据")

    class Decision(models.TextChoices):
        NONE = "", _("未决定")
        TAKE = "take", _("照此登记")
        SKIP = "skip", _("不导入")

    roster = models.ForeignKey(RosterImport, models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    member = models.PositiveSmallIntegerField(default=0)
    # the order of writing: home by home in thousands, heads first
    turn = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=10, choices=Outcome)
    # why: the code of the first problem, or what kind of row it is when it is no data
    reason = models.CharField(max_length=30, blank=True)
    # sealed JSON: cells, extra, values, problems, changes (see shapes); forgotten with the file
    content = EncryptedTextField(blank=True, default="")
    decision = models.CharField(max_length=4, choices=Decision, blank=True, default=Decision.NONE)
    # changes that were declined, by key
    declined = models.JSONField(default=list)
    # whom the row means, or who came of it; and which facts it wrote: every value's source
    person = models.ForeignKey("community.Person", models.SET_NULL, null=True, related_name="roster_rows")
    wrote = models.JSONField(default=list)
    # sealed JSON: what stood there before, for taking the import back
    before = EncryptedTextField(blank=True, default="")
    written_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("花名册的行")
        constraints = [models.UniqueConstraint(fields=["roster", "sheet", "number", "member"], name="roster_row_once")]
        indexes = [models.Index(fields=["roster", "outcome"], name="roster_row_outcome")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.number}"

    def facts(self) -> dict:
        """What was read from the row; empty once it is forgotten."""
        return json.loads(self.content) if self.content else {}


class Source(NamedTuple):
    """Where something known about a person came from."""

    roster: int
    file_name: str
    sheet: str
    row: int
    at: datetime
    fields: list[str]


def sources_of(person) -> list[Source]:
    """The rosters' rows that wrote about this person, the latest first; ``fields`` are keys of columns."""
    rows = RosterRow.objects.filter(person=person).exclude(written_at=None).order_by("-written_at", "-pk")
    names = ("roster", "roster__file_name", "sheet", "number", "written_at", "wrote")
    return [Source(*row) for row in rows.values_list(*names)]


class RosterSynonym(models.Model):
    """A heading that people here use for a column (``columns.COLUMNS``), beside those everybody uses."""

    word = models.CharField(_("表头写法"), max_length=40, unique=True)
    key = models.CharField(_("对应的列"), max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = _("花名册表头写法")

    def __str__(self) -> str:
        return self.word


class RosterHeadings(models.Model):
    """What the columns of one set of headings meant last time, as somebody confirmed it."""

    # sha256 over the plain headings in their order
    signature = models.CharField(max_length=64, unique=True)
    headings = models.JSONField(default=list)
    # place of the column → its key
    keys = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("花名册表头记忆")

    def __str__(self) -> str:
        return "、".join(self.headings[:6])


class RosterWord(models.Model):
    """What a word in a coded column means here: 退伍军人 → veteran."""

    table = models.CharField(_("哪一列"), max_length=20)
    word = models.CharField(_("表里的写法"), max_length=40)
    code = models.CharField(_("意思"), max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("花名册用词")
        constraints = [models.UniqueConstraint(fields=["table", "word"], name="roster_word_once")]

    def __str__(self) -> str:
        return self.word


class RosterPlace(models.Model):
    """How people here write a building: 老三楼 → 3栋."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("社区"))
    word = models.CharField(_("表里的写法"), max_length=60)
    building = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("楼栋"))

    class Meta:
        verbose_name = verbose_name_plural = _("花名册楼名")
        constraints = [models.UniqueConstraint(fields=["unit", "word"], name="roster_place_once")]

    def __str__(self) -> str:
        return self.word
