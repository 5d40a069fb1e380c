"""What was said in an owners' vote, and how it got here; a ballot is never changed, another one follows it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from accounts.vault import vault
from deliberation.models.roll import RollFlat, RollHead, RollOwner


class Choice(models.TextChoices):
    YES = "yes", _("同意")
    NO = "no", _("不同意")
    ABSTAIN = "abstain", _("弃权")


class Channel(models.TextChoices):
    ONLINE = "online", _("网上")
    PAPER = "paper", _("纸质票")
    PHONE = "phone", _("电话")
    DOOR = "door", _("上门")


class Proxy(models.Model):
    """授权委托书: who may vote for a head (条例 article 12), by a letter, until it is taken back."""

    head = models.ForeignKey(RollHead, models.CASCADE, related_name="proxies", verbose_name=_("委托人"))
    agent = models.CharField(_("受托人"), max_length=80)
    agent_phone = EncryptedTextField(_("受托人电话"))
    agent_index = models.CharField(max_length=40, db_index=True, editable=False)
    letter = models.FileField(_("委托书"), upload_to="letters/", storage=vault)
    since = models.DateField(_("从"))
    until = models.DateField(_("到"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("委托")
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="proxy_ends_after_start"),
            models.UniqueConstraint(fields=["head"], condition=Q(revoked_at=None), name="proxy_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return self.agent


class BallotQuerySet(models.QuerySet):
    def current(self) -> "BallotQuerySet":
        """The last word of each head."""
        return self.filter(next=None)


class Ballot(models.Model):
    """One head's word; the row that names this one as ``previous`` replaces it."""

    head = models.ForeignKey(RollHead, models.PROTECT, related_name="ballots", verbose_name=_("投票人"))
    choice = models.CharField(_("意见"), max_length=7, choices=Choice)
    channel = models.CharField(_("方式"), max_length=6, choices=Channel)
    owner = models.ForeignKey(
        RollOwner, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("谁投的")
    )
    proxy = models.ForeignKey(Proxy, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("受托人"))
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next", verbose_name=_("代替哪一张")
    )
    receipt = models.CharField(_("回执"), max_length=12, unique=True)
    assisted = models.CharField(_("谁帮着填的"), max_length=80, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("录入人")
    )
    at = models.DateTimeField(_("时间"), default=timezone.now)

    objects = BallotQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("选票")
        constraints = [
            models.UniqueConstraint(fields=["head"], condition=Q(previous=None), name="ballot_first_once"),
            models.CheckConstraint(condition=Q(choice__in=Choice.values), name="ballot_choice"),
        ]

    def __str__(self) -> str:
        return self.receipt

    @property
    def helper(self) -> str:
        """Who helped the owner at their own ballot; by telephone the same line says how the owner was known."""
        return self.assisted if self.channel == Channel.ONLINE else ""


class Paper(models.Model):
    """A paper ballot: typed by one person with its scan, counted only when a second one has typed the same."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等待第二人核对")
        COUNTED = "counted", _("已计入")
        DIFFERS = "differs", _("两人录入不一致")
        VOID = "void", _("无效票")

    head = models.ForeignKey(RollHead, models.CASCADE, related_name="papers", verbose_name=_("投票人"))
    scan = models.FileField(_("纸质票的照片"), upload_to="ballots/", storage=vault)
    choice = models.CharField(_("票上的意见"), max_length=7, choices=Choice, blank=True)
    channel = models.CharField(_("怎样收回的"), max_length=6, choices=Channel, default=Channel.PAPER)
    signed_by_all = models.BooleanField(_("全体共有人都签了名"), default=False)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.WAITING)
    why_void = models.CharField(_("为什么无效"), max_length=100, blank=True)
    ballot = models.OneToOneField(Ballot, models.PROTECT, null=True, blank=True, related_name="paper")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("录入人"))
    at = models.DateTimeField(_("录入时间"), default=timezone.now)
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("核对人")
    )
    second_at = models.DateTimeField(_("核对时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("纸质票")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(second=None) | ~Q(second=F("by")), name="paper_two_people"),
            models.CheckConstraint(condition=~Q(state="counted") | Q(ballot__isnull=False), name="paper_counted"),
            models.CheckConstraint(condition=~Q(state="void") | ~Q(why_void=""), name="paper_void_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.head_id} {self.get_state_display()}"


class TurnedAway(models.Model):
    """What came when a ballot was there already, and why it does not count (V.7: the loser is listed)."""

    head = models.ForeignKey(RollHead, models.CASCADE, related_name="turned_away", verbose_name=_("投票人"))
    channel = models.CharField(_("方式"), max_length=6, choices=Channel)
    why = models.CharField(_("为什么不计"), max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("谁交来的")
    )
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("未计入的票")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.why


class DoorVisit(models.Model):
    """Two people at a door: whether somebody was reached, never what they said."""

    class Outcome(models.TextChoices):
        REACHED = "reached", _("见到人，已送达")
        RETURNED = "returned", _("收回了票")
        NOT_HOME = "not_home", _("没人在家")
        REFUSED = "refused", _("不愿意参加")

    flat = models.ForeignKey(RollFlat, models.CASCADE, related_name="visits", verbose_name=_("房屋"))
    outcome = models.CharField(_("情况"), max_length=8, choices=Outcome)
    note = models.CharField(_("备注"), max_length=100, blank=True)
    companion = models.CharField(_("同去的人"), max_length=80)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("上门")
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(companion=""), name="door_visit_by_two")]

    def __str__(self) -> str:
        return str(self.get_outcome_display())
