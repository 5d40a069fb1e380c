"""Conventions (公约): versions of numbered articles, what people say of each, and which household agreed to which version."""

from datetime import date
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.vault import vault
from community.models import Household, Person
from deliberation.models.ballot import Channel
from deliberation.models.ground import of_my_ground
from grids.models import Unit


class ConventionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ConventionQuerySet":
        return self.filter(of_my_ground(user))

    def public(self) -> "ConventionQuerySet":
        """Those with a version that everybody may read."""
        shown = ConventionVersion.objects.public().values("convention")
        return self.filter(pk__in=shown)


class Convention(models.Model):
    class Kind(models.TextChoices):
        RESIDENTS = "residents", _("居民公约")
        ESTATE = "estate", _("小区公约")
        STAIRWELL = "stairwell", _("楼道公约")
        LIFT = "lift", _("电梯使用公约")
        MEMBERS = "members", _("党员公约")
        CONSENT = "consent", _("逐户征求意见")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="conventions", verbose_name=_("范围"))
    title = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("种类"), max_length=10, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("发起人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    objects = ConventionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("公约")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="convention_has_title")]

    def __str__(self) -> str:
        return self.title

    def in_force(self, on: date | None = None) -> "ConventionVersion | None":
        on = on or timezone.localdate()
        found = self.versions.filter(state=ConventionVersion.State.EFFECTIVE, effective_on__lte=on)
        return found.order_by("-number").first()


class ConventionVersionQuerySet(models.QuerySet):
    def public(self) -> "ConventionVersionQuerySet":
        return self.exclude(state=ConventionVersion.State.DRAFT)


class ConventionVersion(models.Model):
    """Once it is shown for signing its words are frozen, and named by their digest; another wording is another version."""

    class State(models.TextChoices):
        DRAFT = "draft", _("起草中")
        COMMENTING = "commenting", _("征求意见")
        SIGNING = "signing", _("逐户签名")
        EFFECTIVE = "effective", _("已生效")
        DROPPED = "dropped", _("没有通过")

    class Needed(models.TextChoices):
        """Of all households there are; ``HALF`` is more than half."""

        NONE = "none", _("不设比例（倡议）")
        HALF = "half", _("过半数的户同意")
        TWO_THIRDS = "thirds", _("三分之二以上的户同意")
        ALL = "all", _("每一户都同意")

    convention = models.ForeignKey(Convention, models.PROTECT, related_name="versions", verbose_name=_("公约"))
    number = models.PositiveSmallIntegerField(_("第几版"))
    why = models.CharField(_("为什么改"), max_length=200, blank=True)
    needed = models.CharField(_("多少户同意才生效"), max_length=6, choices=Needed, default=Needed.HALF)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    frozen_at = models.DateTimeField(_("定稿"), null=True, blank=True)
    effective_on = models.DateField(_("施行日期"), null=True, blank=True)
    # {"homes", "agree", "disagree", "conditions"} when it took effect
    outcome = models.JSONField(null=True, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("起草人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    objects = ConventionVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("公约的版本")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["convention", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["convention"],
                condition=Q(state__in=["draft", "commenting", "signing"]),
                name="version_one_in_work",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signing", "effective"]) | ~Q(digest="") & Q(frozen_at__isnull=False),
                name="version_frozen_for_signing",
            ),
            models.CheckConstraint(
                condition=~Q(state="effective") | Q(effective_on__isnull=False, outcome__isnull=False),
                name="version_effective_from_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.convention} {self.number}"


class Article(models.Model):
    version = models.ForeignKey(ConventionVersion, models.CASCADE, related_name="articles", verbose_name=_("版本"))
    number = models.PositiveSmallIntegerField(_("第几条"))
    text = models.TextField(_("内容"), max_length=1000)
    # the article of an earlier version that this one follows; none for a new one
    origin = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by")

    class Meta:
        verbose_name = verbose_name_plural = _("公约的条文")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="article_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="article_says_something"),
            models.CheckConstraint(condition=~Q(origin=F("id")), name="article_not_its_own_origin"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class ArticleComment(models.Model):
    """Everybody reads it together with its answer, not before."""

    key = models.UUIDField(unique=True, editable=False)
    article = models.ForeignKey(Article, models.PROTECT, related_name="comments", verbose_name=_("条文"))
    text = models.TextField(_("意见"), max_length=500)
    name = models.CharField(_("称呼"), max_length=40)
    answer = models.TextField(_("答复"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("答复人")
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("对条文的意见")
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text="") & ~Q(name=""), name="comment_says_something")]

    def __str__(self) -> str:
        return self.text[:20]


class ConventionSignatureQuerySet(models.QuerySet):
    def current(self) -> "ConventionSignatureQuerySet":
        """The last word of each household."""
        return self.filter(next=None)


class ConventionSignature(models.Model):
    """What one household said of one version; never changed: the row that names this one as ``previous`` replaces it."""

    class Word(models.TextChoices):
        AGREE = "agree", _("同意")
        CONDITIONS = "conditions", _("有条件同意")
        DISAGREE = "disagree", _("不同意")
        NOT_HOME = "not_home", _("没见到人")

    # not an answer: the house was tried and has to be tried again
    ANSWERS = (Word.AGREE, Word.CONDITIONS, Word.DISAGREE)

    version = models.ForeignKey(
        ConventionVersion, models.PROTECT, related_name="signatures", verbose_name=_("公约的版本")
    )
    household = models.ForeignKey(Household, models.PROTECT, related_name="signatures", verbose_name=_("户"))
    word = models.CharField(_("意见"), max_length=10, choices=Word)
    conditions = models.CharField(_("条件或理由"), max_length=200, blank=True)
    channel = models.CharField(_("方式"), max_length=6, choices=Channel)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("谁签的")
    )
    assisted = models.CharField(_("上门或帮着签的人"), max_length=80, blank=True)
    explained = models.CharField(_("解释了什么"), max_length=200, blank=True)
    paper = models.FileField(_("签名纸的照片"), upload_to="signatures/", storage=vault, blank=True)
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next", verbose_name=_("代替哪一次")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("录入人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    objects = ConventionSignatureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("各户的签名")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "household"], condition=Q(previous=None), name="signature_first_once"
            ),
            models.CheckConstraint(
                condition=~Q(channel="online") | Q(person__isnull=False), name="signature_online_by_somebody"
            ),
            models.CheckConstraint(condition=Q(channel="online") | ~Q(assisted=""), name="signature_says_who_assisted"),
            models.CheckConstraint(
                condition=~Q(word="conditions") | ~Q(conditions=""), name="signature_names_its_conditions"
            ),
            models.CheckConstraint(
                condition=~Q(word="not_home") | Q(channel="door"), name="signature_not_home_at_a_door"
            ),
            models.CheckConstraint(
                condition=~Q(channel="paper") | ~Q(paper=""), name="signature_on_paper_has_its_paper"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_word_display())

    @property
    def way(self) -> str:
        return gettext("签名纸") if self.channel == Channel.PAPER else str(self.get_channel_display())
