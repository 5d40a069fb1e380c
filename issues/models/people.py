"""Who else has the same trouble, who was asked how it went, and who wants to hear of more."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from grids.models import Unit
from issues.models.category import Category
from issues.models.issue import Issue


class Joiner(models.Model):
    """“我也遇到”: somebody beside the first reporter; told of each change, and asked for a rating of their own."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="joiners")
    key = models.UUIDField(unique=True, editable=False)
    token = models.CharField(max_length=32, unique=True, editable=False)
    text = models.CharField(_("补充说明"), max_length=300, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("住在哪里"))
    name = EncryptedTextField(_("称呼"), blank=True)
    phone = EncryptedTextField(_("联系电话"), blank=True)
    phone_index = models.CharField(max_length=40, blank=True, db_index=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="joined", editable=False
    )
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("附议人")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "phone_index"], condition=~Q(phone_index=""), name="joiner_once_by_phone"
            ),
            models.UniqueConstraint(
                fields=["issue", "user"], condition=Q(user__isnull=False), name="joiner_once_by_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} +{self.pk}"


class VisitQuerySet(models.QuerySet):
    def visible_to(self, user) -> "VisitQuerySet":
        return self.filter(issue__in=Issue.objects.visible_to(user))

    def answered(self) -> "VisitQuerySet":
        return self.exclude(answered_at=None)


class Visit(models.Model):
    """回访: one person asked once after one closing; the link in it works once, and never when too old."""

    class Solved(models.TextChoices):
        YES = "yes", _("解决了")
        PARTLY = "partly", _("解决了一部分")
        NO = "no", _("没有解决")

    class Way(models.TextChoices):
        LINK = "link", _("本人点链接")
        PHONE = "phone", _("电话回访")
        DOOR = "door", _("上门回访")

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="visits", verbose_name=_("事项"))
    # None: the first reporter
    joiner = models.ForeignKey(Joiner, models.CASCADE, null=True, blank=True, related_name="visits")
    # counts the closings (1, 2 …); the second question some weeks later has ``again``
    round = models.PositiveSmallIntegerField(_("第几次办结"), default=1)
    again = models.BooleanField(_("过几周再问"), default=False)
    token = models.CharField(max_length=32, unique=True, editable=False)
    way = models.CharField(_("方式"), max_length=6, choices=Way, default=Way.LINK)
    asked_at = models.DateTimeField(_("询问时间"), default=timezone.now)
    expires_at = models.DateTimeField(_("有效期至"))
    answered_at = models.DateTimeField(_("回答时间"), null=True, blank=True)
    solved = models.CharField(_("解决了吗"), max_length=6, choices=Solved, blank=True)
    stars = models.PositiveSmallIntegerField(
        _("满意度"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    text = models.CharField(_("想说的话"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("回访人")
    )

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("回访")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "round", "again"], condition=Q(joiner=None), name="visit_once_for_reporter"
            ),
            models.UniqueConstraint(
                fields=["joiner", "round", "again"], condition=Q(joiner__isnull=False), name="visit_once_for_joiner"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, solved="", stars=None) | ~Q(answered_at=None) & ~Q(solved=""),
                name="visit_answer_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} 回访 {self.round}"


class Subscription(models.Model):
    """What a reader with an account wants to hear of; nothing set but the reader: everything public."""

    class Rhythm(models.TextChoices):
        AT_ONCE = "at_once", _("有进展就告诉我")
        DAILY = "daily", _("每天汇总一次")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="subscriptions")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("范围"))
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("类别")
    )
    issue = models.ForeignKey(Issue, models.CASCADE, null=True, blank=True, related_name="subscriptions")
    rhythm = models.CharField(_("多久一次"), max_length=8, choices=Rhythm, default=Rhythm.DAILY)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("订阅")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.get_rhythm_display()}"
