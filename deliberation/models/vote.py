"""An owners' vote (业主共同决定, Civil Code article 278): what is asked, of whom, when, and by which rules."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deliberation.models.petition import Petition
from deliberation.models.topic import Topic
from grids.models import Posting, Unit


class OwnersVoteQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OwnersVoteQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def public(self) -> "OwnersVoteQuerySet":
        """What everybody may read: announced and counted ones, never a draft."""
        return self.filter(state__in=(OwnersVote.State.ANNOUNCED, OwnersVote.State.COUNTED))

    def running(self, now: datetime | None = None) -> "OwnersVoteQuerySet":
        now = now or timezone.now()
        return self.filter(state=OwnersVote.State.ANNOUNCED, opens_at__lte=now, closes_at__gt=now)


class OwnersVote(models.Model):
    """Until it is announced everything may change; from then on nothing may.

    Whether it is open follows from the clock alone: no job opens or closes it, and nobody can.
    """

    class Matter(models.TextChoices):
        """Article 278, the first paragraph, number by number; the last one is article 279."""

        RULES = "rules", _("（一）制定和修改业主大会议事规则")
        CONVENTION = "convention", _("（二）制定和修改管理规约")
        COMMITTEE = "committee", _("（三）选举业主委员会或者更换业主委员会成员")
        MANAGER = "manager", _("（四）选聘和解聘物业服务企业或者其他管理人")
        USE_FUND = "use_fund", _("（五）使用建筑物及其附属设施的维修资金")
        RAISE_FUND = "raise_fund", _("（六）筹集建筑物及其附属设施的维修资金")
        REBUILD = "rebuild", _("（七）改建、重建建筑物及其附属设施")
        COMMON_USE = "common_use", _("（八）改变共有部分的用途或者利用共有部分从事经营活动")
        OTHER = "other", _("（九）有关共有和共同管理权利的其他重大事项")
        HOME_TO_SHOP = "home_to_shop", _("住宅改为经营性用房（第二百七十九条，有利害关系的业主一致同意）")

    # article 278, paragraph 2: these three need three quarters, the others more than half
    SPECIAL = (Matter.RAISE_FUND, Matter.REBUILD, Matter.COMMON_USE)
    # articles 10 and 11 of the interpretation: everybody on the list, a majority is no defence
    UNANIMOUS = (Matter.HOME_TO_SHOP,)

    class State(models.TextChoices):
        DRAFT = "draft", _("准备中")
        ANNOUNCED = "announced", _("已公告")
        COUNTED = "counted", _("已计票")
        CANCELLED = "cancelled", _("已取消")

    class Twice(models.TextChoices):
        FIRST = "first", _("以先到的为准")
        LAST = "last", _("以后到的为准")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="owners_votes", verbose_name=_("范围"))
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="votes", verbose_name=_("来自哪个议题")
    )
    petition = models.ForeignKey(
        Petition, models.PROTECT, null=True, blank=True, related_name="votes", verbose_name=_("应哪次业主联名")
    )
    title = models.CharField(_("题目"), max_length=60)
    question = models.TextField(_("表决的事项（写在票上的原文）"), max_length=2000)
    matter = models.CharField(_("属于哪一类事项"), max_length=14, choices=Matter)
    record_on = models.DateField(_("以哪一天的产权登记为准"), null=True, blank=True)
    announced_on = models.DateField(_("公告日期"), null=True, blank=True)
    opens_at = models.DateTimeField(_("开始投票"))
    closes_at = models.DateTimeField(_("截止投票"))
    twice = models.CharField(_("同一户用两种方式投了票"), max_length=5, choices=Twice, default=Twice.FIRST)
    proxy_limit = models.PositiveSmallIntegerField(_("一个人最多受几户委托"), default=3)
    silent_clause = models.BooleanField(_("本小区议事规则对没有投票的业主另有约定"), default=False)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    register_digest = models.CharField(max_length=64, blank=True, editable=False)
    question_digest = models.CharField(max_length=64, blank=True, editable=False)
    # names a head in the published file without telling who it is
    salt = models.CharField(max_length=32, blank=True, editable=False)
    cast = models.PositiveIntegerField(default=0, editable=False)
    result = models.JSONField(null=True, blank=True, editable=False)
    reason = models.CharField(_("取消的原因"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("发起人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    objects = OwnersVoteQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("业主共同决定")
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="owners_vote_closes_after_opening"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(question=""), name="owners_vote_asks_something"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"])
                | ~Q(register_digest="") & ~Q(question_digest="") & Q(announced_on__isnull=False),
                name="owners_vote_frozen_when_announced",
            ),
            models.CheckConstraint(
                condition=~Q(state="counted") | Q(result__isnull=False), name="owners_vote_counted_has_result"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind(self) -> str:
        return "special" if self.matter in self.SPECIAL else "ordinary"

    @property
    def unanimous(self) -> bool:
        return self.matter in self.UNANIMOUS

    @property
    def is_open(self) -> bool:
        return self.state == self.State.ANNOUNCED and self.opens_at <= timezone.now() < self.closes_at

    @property
    def is_over(self) -> bool:
        return self.state == self.State.ANNOUNCED and timezone.now() >= self.closes_at

    @property
    def phase(self) -> str:
        """What people call where it stands."""
        if self.state != self.State.ANNOUNCED:
            return str(self.get_state_display())
        if self.is_over:
            return gettext("已截止，等待计票")
        return gettext("正在投票") if self.is_open else gettext("已公告，尚未开始")
