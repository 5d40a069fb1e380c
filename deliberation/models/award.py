"""Role models (评选): categories, who is nominated with their consent, and one ballot per person and category."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from accounts.vault import vault
from community.models import Person
from deliberation.models.ballot import Channel
from deliberation.models.ground import of_my_ground
from deliberation.models.topic import Topic, new_token
from grids.models import Unit


class ContestQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ContestQuerySet":
        return self.filter(of_my_ground(user))

    def public(self) -> "ContestQuerySet":
        """What everybody may read: never a draft."""
        return self.filter(state__in=(Contest.State.ANNOUNCED, Contest.State.COUNTED, Contest.State.HONOURED))

    def voting(self, now: datetime | None = None) -> "ContestQuerySet":
        now = now or timezone.now()
        return self.filter(state=Contest.State.ANNOUNCED, opens_at__lte=now, closes_at__gt=now)


class Contest(models.Model):
    """From its announcement on the clock alone says whether one may nominate, screen or vote."""

    class State(models.TextChoices):
        DRAFT = "draft", _("准备中")
        ANNOUNCED = "announced", _("已公告")
        COUNTED = "counted", _("结果公示")
        HONOURED = "honoured", _("已公布荣誉")
        CANCELLED = "cancelled", _("已取消")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contests", verbose_name=_("范围"))
    title = models.CharField(_("评选名称"), max_length=60)
    note = models.TextField(_("评选办法"), max_length=1000, blank=True)
    min_age = models.PositiveSmallIntegerField(_("满几岁可以投票"), default=18)
    nominate_until = models.DateTimeField(_("推荐截止"))
    opens_at = models.DateTimeField(_("开始投票"))
    closes_at = models.DateTimeField(_("截止投票"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    # names a voter in the published file without telling who it is
    salt = models.CharField(max_length=32, blank=True, editable=False)
    cast = models.PositiveIntegerField(default=0, editable=False)
    result = models.JSONField(null=True, blank=True, editable=False)
    # the result is published and objected to as any resolution is
    topic = models.OneToOneField(
        Topic, models.PROTECT, null=True, blank=True, related_name="contest", verbose_name=_("结果公示")
    )
    reason = models.CharField(_("取消的原因"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("发起人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    objects = ContestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("评选")
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__gte=F("nominate_until")) & Q(closes_at__gt=F("opens_at")),
                name="contest_times_in_order",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="contest_has_title"),
            models.CheckConstraint(
                condition=~Q(state__in=["counted", "honoured"]) | Q(result__isnull=False, topic__isnull=False),
                name="contest_counted_has_result",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def nominating(self) -> bool:
        return self.state == self.State.ANNOUNCED and timezone.now() < self.nominate_until

    @property
    def screening(self) -> bool:
        """Until the first ballot may come; then the list stands."""
        return self.state == self.State.ANNOUNCED and timezone.now() < self.opens_at

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
        if self.is_open:
            return gettext("正在投票")
        return gettext("正在推荐") if self.nominating else gettext("推荐结束，等待投票")


class ContestCategory(models.Model):
    contest = models.ForeignKey(Contest, models.CASCADE, related_name="categories", verbose_name=_("评选"))
    number = models.PositiveSmallIntegerField(_("第几个奖项"))
    name = models.CharField(_("奖项"), max_length=30)
    places = models.PositiveSmallIntegerField(_("评几名"), default=1)
    points = models.PositiveIntegerField(_("奖励积分"), default=0)
    # a family is judged (文明家庭): nobody who lives there votes for it
    for_family = models.BooleanField(_("评的是家庭"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("奖项")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "number"], name="category_number_once"),
            models.CheckConstraint(condition=~Q(name="") & Q(places__gte=1), name="category_says_something"),
        ]

    def __str__(self) -> str:
        return self.name


class NomineeQuerySet(models.QuerySet):
    def standing(self) -> "NomineeQuerySet":
        """Who is on the ballot."""
        return self.filter(state=Nominee.State.APPROVED)


class Nominee(models.Model):
    class State(models.TextChoices):
        NOMINATED = "nominated", _("等待审核")
        APPROVED = "approved", _("候选人")
        REJECTED = "rejected", _("没有列入")
        STRUCK = "struck", _("取消资格")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    token = models.CharField(max_length=32, default=new_token, unique=True, editable=False)
    category = models.ForeignKey(ContestCategory, models.PROTECT, related_name="nominees", verbose_name=_("奖项"))
    name = models.CharField(_("推荐谁"), max_length=40)
    place = models.CharField(_("住在哪里"), max_length=60, blank=True)
    deed = models.TextField(_("推荐理由"), max_length=500)
    # what everybody reads: staff's words
    public_deed = models.TextField(_("公开的事迹"), max_length=300, blank=True)
    # who that is in the register, found when it is screened: without it nobody could be kept from voting for themselves
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name=_("登记的居民")
    )
    consented_at = models.DateTimeField(_("本人同意参评"), null=True, blank=True)
    consent_how = models.CharField(_("怎样同意的"), max_length=80, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.NOMINATED)
    number = models.PositiveSmallIntegerField(_("几号候选人"), null=True, blank=True)
    answer = models.CharField(_("审核意见"), max_length=200, blank=True)
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("推荐人账号")
    )
    nominator = models.CharField(_("推荐人"), max_length=40, blank=True)
    phone = EncryptedTextField(_("推荐人电话"), blank=True, default="")
    screened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审核人")
    )
    at = models.DateTimeField(_("时间"), default=timezone.now)

    objects = NomineeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("候选人")
        ordering = ["category", F("number").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["category", "number"], name="nominee_number_once"),
            models.UniqueConstraint(
                fields=["category", "person"], condition=Q(state__in=["approved", "struck"]), name="nominee_person_once"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(deed=""), name="nominee_says_something"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "struck"])
                | Q(person__isnull=False, consented_at__isnull=False, number__isnull=False) & ~Q(public_deed=""),
                name="nominee_known_and_willing",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["rejected", "struck"]) | ~Q(answer=""), name="nominee_refused_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ContestPaper(models.Model):
    """A paper ballot of one person: typed by one with its scan, counted when a second one has typed the same."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等待第二人核对")
        COUNTED = "counted", _("已计入")
        DIFFERS = "differs", _("两人录入不一致")
        VOID = "void", _("没有计入")

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="papers", verbose_name=_("评选"))
    voter = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("投票人"))
    # {"number of the category": number of the nominee}, as the first person read it
    choices = models.JSONField(_("票上的选择"))
    scan = models.FileField(_("纸质票的照片"), upload_to="contest/", storage=vault)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.WAITING)
    why_void = models.CharField(_("为什么没有计入"), max_length=100, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("录入人"))
    at = models.DateTimeField(_("录入时间"), default=timezone.now)
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("核对人")
    )
    second_at = models.DateTimeField(_("核对时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("评选的纸质票")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(second=None) | ~Q(second=F("by")), name="contest_paper_two_people"),
            models.CheckConstraint(
                condition=~Q(state="counted") | Q(second__isnull=False), name="contest_paper_counted_by_two"
            ),
            models.CheckConstraint(
                condition=~Q(state="void") | ~Q(why_void=""), name="contest_paper_void_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_state_display())


class ContestBallotQuerySet(models.QuerySet):
    def current(self) -> "ContestBallotQuerySet":
        """The last word of each voter in each category."""
        return self.filter(next=None)


class ContestBallot(models.Model):
    """One person's word in one category; never changed: the row that names this one as ``previous`` replaces it."""

    category = models.ForeignKey(ContestCategory, models.PROTECT, related_name="ballots", verbose_name=_("奖项"))
    voter = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("投票人"))
    nominee = models.ForeignKey(Nominee, models.PROTECT, related_name="ballots", verbose_name=_("投给谁"))
    channel = models.CharField(_("方式"), max_length=6, choices=Channel)
    paper = models.ForeignKey(
        ContestPaper, models.PROTECT, null=True, blank=True, related_name="ballots", verbose_name=_("纸质票")
    )
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next", verbose_name=_("代替哪一张")
    )
    receipt = models.CharField(_("回执"), max_length=12, unique=True)
    assisted = models.CharField(_("谁帮着投的"), max_length=80, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("录入人")
    )
    at = models.DateTimeField(_("时间"), default=timezone.now)

    objects = ContestBallotQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("评选的票")
        constraints = [
            models.UniqueConstraint(
                fields=["category", "voter"], condition=Q(previous=None), name="contest_ballot_first_once"
            ),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="contest_ballot_channel"),
            models.CheckConstraint(
                condition=Q(channel="online") | Q(by__isnull=False), name="contest_ballot_typed_by_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(channel="door") | ~Q(assisted=""), name="contest_ballot_says_who_assisted"
            ),
        ]

    def __str__(self) -> str:
        return self.receipt
