"""Questionnaires: who is asked, what is asked, and what came back, counted from real answers only.

Who answered (``SurveyAsked``) and what was answered (``SurveyAnswer``) of an anonymous survey share no key, no order and
no time, so that the portal itself cannot put them together again.
"""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from community.models import Household, Person
from deliberation.models.reach import touched_by
from grids.models import Posting, Unit


class SurveyQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SurveyQuerySet":
        """Their own, and those to a larger unit that was issued: they help to type in what their grid gives back."""
        theirs = Q(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))
        return self.filter(theirs | Q(state=Survey.State.ISSUED, unit__in=touched_by(user)))

    def public(self) -> "SurveyQuerySet":
        return self.filter(state=Survey.State.ISSUED)

    def running(self, now: datetime | None = None) -> "SurveyQuerySet":
        now = now or timezone.now()
        return self.public().filter(opens_at__lte=now, closes_at__gt=now)


class Survey(models.Model):
    class Kind(models.TextChoices):
        SATISFACTION = "satisfaction", _("满意度调查")
        MUTUAL = "mutual", _("自评互评")
        PROPERTY = "property", _("物业评星")

    class Per(models.TextChoices):
        HOUSEHOLD = "household", _("一户一份")
        PERSON = "person", _("一人一份（满 16 周岁）")

    class State(models.TextChoices):
        DRAFT = "draft", _("准备中")
        ISSUED = "issued", _("已发出")
        CANCELLED = "cancelled", _("已取消")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="surveys", verbose_name=_("问哪里的人"))
    title = models.CharField(_("题目"), max_length=60)
    text = models.TextField(_("给大家的话"), max_length=600, blank=True)
    kind = models.CharField(_("类型"), max_length=12, choices=Kind)
    # a property company; or the sides that rate themselves and each other, one a line
    about = models.CharField(_("评的是谁"), max_length=200, blank=True)
    month = models.DateField(_("哪个月"), null=True, blank=True)
    per = models.CharField(_("谁来答"), max_length=9, choices=Per)
    anonymous = models.BooleanField(_("匿名"), default=True)
    opens_at = models.DateTimeField(_("开始"))
    closes_at = models.DateTimeField(_("截止"))
    state = models.CharField(_("状态"), max_length=9, choices=State, default=State.DRAFT)
    # whoever answers, and whoever changes a question, takes the row first
    taken = models.PositiveIntegerField(default=0, editable=False)
    # how many were asked when it was issued; the list itself goes after a year
    issued_to = models.PositiveIntegerField(default=0, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("发起人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("问卷")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="survey_closes_after_opening"),
            models.CheckConstraint(condition=~Q(title=""), name="survey_has_title"),
            models.CheckConstraint(
                condition=~Q(kind="property") | ~Q(about="") & Q(month__isnull=False), name="property_survey_names_one"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == self.State.ISSUED and self.opens_at <= timezone.now() < self.closes_at

    @property
    def is_over(self) -> bool:
        return self.state == self.State.ISSUED and timezone.now() >= self.closes_at

    @property
    def sides(self) -> list[str]:
        return self.about.split("、") if self.kind == self.Kind.MUTUAL else []

    @property
    def phase(self) -> str:
        if self.state != self.State.ISSUED:
            return str(self.get_state_display())
        if self.is_over:
            return gettext("已截止")
        return gettext("正在填写") if self.is_open else gettext("还没有开始")


class SurveyQuestion(models.Model):
    class Kind(models.TextChoices):
        SINGLE = "single", _("选一项")
        SEVERAL = "several", _("可选几项")
        SCALE = "scale", _("打分（1 到 5 分）")
        TEXT = "text", _("写几句话")

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField(_("第几题"))
    kind = models.CharField(_("题型"), max_length=7, choices=Kind)
    text = models.CharField(_("问什么"), max_length=200)
    choices = models.JSONField(_("选项"), default=list, blank=True)
    required = models.BooleanField(_("必答"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("问卷的题目")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="survey_question_once"),
            models.CheckConstraint(condition=~Q(text=""), name="survey_question_asks"),
        ]

    def __str__(self) -> str:
        return self.text


class SurveyAsked(models.Model):
    """One household or person that may answer once, and whether they have. When, stands nowhere."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="asked")
    household = models.ForeignKey(
        Household, models.CASCADE, null=True, blank=True, related_name="surveys", verbose_name=_("户")
    )
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="surveys", verbose_name=_("居民")
    )
    # what opens the questionnaire without an account; found again by its keyed digest
    code = EncryptedTextField(editable=False)
    code_index = models.CharField(max_length=40, unique=True, editable=False)
    answered = models.BooleanField(_("已填写"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("问卷的发放名单")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "household"], name="household_asked_once"),
            models.UniqueConstraint(fields=["survey", "person"], name="person_asked_once"),
            models.CheckConstraint(
                condition=Q(household=None, person__isnull=False) | Q(household__isnull=False, person=None),
                name="asked_is_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.survey_id)


class SurveyAnswer(models.Model):
    """What was answered: ``{question number as text: choice, [choices], 1–5, {side: 1–5} or words}``.

    The random key tells nothing of the order; of an anonymous survey ``asked`` and ``typed_by`` stay empty.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="answers")
    asked = models.OneToOneField(SurveyAsked, models.SET_NULL, null=True, blank=True, related_name="answer")
    said = models.JSONField(_("回答"))
    # which of the sides the one who answers belongs to, where sides rate each other
    own = models.CharField(_("属于哪一方"), max_length=60, blank=True)
    on_paper = models.BooleanField(_("纸质，由工作人员录入"), default=False)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("录入人")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("问卷的回答")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.survey_id)
