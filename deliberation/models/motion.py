"""Motions of a meeting: the text frozen before the vote, who may say something, what each said."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.models.ballot import Choice
from deliberation.models.meeting import AgendaItem, Majority, Meeting, Seat
from deliberation.models.resolution import Resolution

Kind = Resolution.Kind
# what a meeting can end with; only the owners' own vote makes the others
EXITS = [one for one in Kind.choices if one[0] in (Kind.DECIDED, Kind.OPINION, Kind.DEFERRED, Kind.OWNERS)]


class Motion(models.Model):
    """From the moment the vote begins its text, rule and voices stay; ``voices`` as ``[{"key", "party", "name"}]``."""

    class State(models.TextChoices):
        DRAFT = "draft", _("已提出")
        VOTING = "voting", _("正在表决")
        PASSED = "passed", _("通过")
        FAILED = "failed", _("没有通过")
        WITHDRAWN = "withdrawn", _("已撤回")

    COUNTED = (State.PASSED, State.FAILED)

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="motions", verbose_name=_("会议"))
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="motions", verbose_name=_("议程"))
    mover = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("提出人"))
    text = models.TextField(_("动议"), max_length=2000)
    kind = models.CharField(_("通过以后"), max_length=8, choices=EXITS)
    state = models.CharField(_("状态"), max_length=9, choices=State, default=State.DRAFT)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    majority = models.CharField(max_length=6, choices=Majority, blank=True, editable=False)
    voices = models.JSONField(default=list, editable=False)
    entitled = models.PositiveSmallIntegerField(default=0, editable=False)
    said = models.PositiveIntegerField(default=0, editable=False)
    yes = models.PositiveSmallIntegerField(default=0, editable=False)
    no = models.PositiveSmallIntegerField(default=0, editable=False)
    abstain = models.PositiveSmallIntegerField(default=0, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    resolution = models.OneToOneField(
        Resolution, models.PROTECT, null=True, blank=True, related_name="motion", verbose_name=_("决议")
    )
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("动议")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") & Q(kind__in=[value for value, _label in EXITS]), name="motion_says_something"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | ~Q(digest="") & ~Q(majority="") & Q(entitled__gte=1),
                name="motion_frozen_before_the_vote",
            ),
            models.CheckConstraint(
                condition=Q(entitled__gte=F("yes") + F("no") + F("abstain")), name="motion_no_more_than_entitled"
            ),
            models.UniqueConstraint(fields=["meeting"], condition=Q(state="voting"), name="motion_one_vote_at_a_time"),
            models.UniqueConstraint(fields=["item"], condition=Q(state="passed"), name="motion_one_result_of_an_item"),
        ]

    def __str__(self) -> str:
        return self.text[:20]

    @property
    def needed(self) -> int:
        """How many must agree."""
        return Majority(self.majority).needed(self.entitled)

    @property
    def silent(self) -> int:
        return self.entitled - self.yes - self.no - self.abstain


class Recusal(models.Model):
    """回避: somebody with an interest takes no part in this vote and does not count in its base."""

    motion = models.ForeignKey(Motion, models.CASCADE, related_name="recusals")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", verbose_name=_("谁回避"))
    reason = models.CharField(_("为什么回避"), max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = _("回避")
        constraints = [
            models.UniqueConstraint(fields=["motion", "seat"], name="recusal_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="recusal_for_a_reason"),
        ]

    def __str__(self) -> str:
        return self.reason


class Voice(models.Model):
    """What one seat or one party said to a motion; the last word before the end counts."""

    motion = models.ForeignKey(Motion, models.CASCADE, related_name="said_by")
    key = models.CharField(max_length=30)
    choice = models.CharField(_("意见"), max_length=7, choices=Choice)
    # nobody: by the seat's own link
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("谁记的")
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("表决意见")
        constraints = [
            models.UniqueConstraint(fields=["motion", "key"], name="voice_once"),
            models.CheckConstraint(condition=Q(choice__in=Choice.values), name="voice_choice"),
        ]

    def __str__(self) -> str:
        return self.key
