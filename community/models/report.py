"""One register, many reports: what superiors ask for, filled from the register in their own form; and exports."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from accounts.vault import vault
from community.codes import RESTRICTED_GROUPS
from community.models.need import RESTRICTED_READERS
from grids.models import Posting, Unit

# what the name of a ready list about a service group begins with
NEED = "need:"
RESTRICTED_LISTS = tuple(f"{NEED}{group}" for group in RESTRICTED_GROUPS)


class OfUnitQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OfUnitQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))


class ReportQuerySet(OfUnitQuerySet):
    def visible_to(self, user) -> "ReportQuerySet":
        """A table about a restricted group names its people, so it is for those who may know (registry S11)."""
        there = Unit.objects.overseen_by(user, *RESTRICTED_READERS)
        hidden = self.model.objects.restricted().exclude(unit__in=there)
        return super().visible_to(user).exclude(pk__in=hidden.values("pk"))

    def restricted(self) -> "ReportQuerySet":
        return self.filter(whom__list__in=RESTRICTED_LISTS)


class Report(models.Model):
    """A table that somebody above asks for again and again: who, on what ground, how often, and its blank form."""

    class Period(models.TextChoices):
        MONTH = "month", _("每月")
        QUARTER = "quarter", _("每季度")
        HALF_YEAR = "half_year", _("每半年")
        YEAR = "year", _("每年")
        ONCE = "once", _("一次性")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reports", verbose_name=_("范围"))
    name = models.CharField(_("报表名称"), max_length=80)
    asked_by = models.CharField(_("要求单位"), max_length=80)
    basis = models.CharField(_("依据"), max_length=200)
    period = models.CharField(_("周期"), max_length=10, choices=Period, default=Period.MONTH)
    # who is listed: a key of the ready lists and further conditions
    whom = models.JSONField(_("报哪些人"), default=dict)
    # the superior's blank form, and what each of its columns means: sheet, heading row, first row, columns
    form = models.FileField(upload_to="reports/", storage=vault, max_length=200, blank=True)
    form_name = models.CharField(max_length=200, blank=True)
    layout = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    stopped_on = models.DateField(_("停报日期"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("报表")
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], condition=Q(stopped_on=None), name="report_named_once")
        ]

    def __str__(self) -> str:
        return self.name


class ReportRunQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ReportRunQuerySet":
        return self.filter(report__in=Report.objects.visible_to(user))


class ReportRun(models.Model):
    """One filling of a report for one period."""

    class State(models.TextChoices):
        FILLING = "filling", _("正在取数")
        OPEN = "open", _("等您补填")
        DONE = "done", _("已完成")

    report = models.ForeignKey(Report, models.PROTECT, related_name="runs")
    label = models.CharField(_("期次"), max_length=20)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.FILLING)
    as_of = models.DateField(_("取数日期"), default=timezone.localdate)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    objects = ReportRunQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("报表期次")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["report", "label"], name="report_run_once_a_period")]

    def __str__(self) -> str:
        return self.label


class ReportRow(models.Model):
    """One person in one filling: what the register said (``values``) and what was typed beside it (``typed``)."""

    run = models.ForeignKey(ReportRun, models.CASCADE, related_name="rows")
    person = models.ForeignKey("community.Person", models.SET_NULL, null=True, related_name="+")
    position = models.PositiveIntegerField()
    # JSON by column of the form
    values = EncryptedTextField(default="{}")
    typed = EncryptedTextField(default="{}")
    # columns that say something else than last time
    changed = models.JSONField(default=list)

    class Meta:
        verbose_name = verbose_name_plural = _("报表的行")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="report_row_once")]

    def __str__(self) -> str:
        return str(self.position)


class ExportQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ExportQuerySet":
        """A file belongs to whoever asked for it; nobody else fetches it."""
        return self.filter(by=user)


class Export(models.Model):
    """A list of residents that left the register: who took it, what for, how much of it, and until when it may be fetched."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="exports", verbose_name=_("范围"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports")
    purpose = models.CharField(_("用途"), max_length=200)
    # what was chosen: filters and columns, never the words of a search
    chosen = models.JSONField(default=dict)
    unmasked = models.BooleanField(_("含完整号码"), default=False)
    count = models.PositiveIntegerField(_("人数"), default=0)
    file = models.FileField(upload_to="exports/", storage=vault, max_length=200, blank=True)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("导出")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.purpose
