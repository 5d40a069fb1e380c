"""百合邻长: somebody needs a hand, and neighbours are asked one after the other."""

import uuid
from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from community.models import Person
from grids.models import Posting, Unit
from points.models import Item
from volunteers.models.people import Skill, Volunteer


class HelpQuerySet(models.QuerySet):
    def visible_to(self, user) -> "HelpQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def waiting(self) -> "HelpQuerySet":
        """Nobody is asked at the moment."""
        return self.filter(state=Help.State.OPEN)

    def open(self) -> "HelpQuerySet":
        return self.filter(state__in=Help.RUNNING)

    def urgent_first(self) -> "HelpQuerySet":
        return self.order_by("-urgency", "made_at", "pk")


class Help(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("要找人")
        ASKED = "asked", _("等邻居答复")
        ACCEPTED = "accepted", _("有人去了")
        DONE = "done", _("办好了，待确认")
        CONFIRMED = "confirmed", _("已确认")
        CANCELLED = "cancelled", _("已取消")

    class Urgency(models.IntegerChoices):
        # as volunteers.matching.Urgency
        NORMAL = 1, _("不急")
        SOON = 2, _("这两天")
        TODAY = 4, _("今天就要")

    RUNNING = (State.OPEN, State.ASKED, State.ACCEPTED, State.DONE)
    # a helper is still to be found
    SEEKING = (State.OPEN, State.ASKED)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="helps", verbose_name=_("地点"))
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="helps", verbose_name=_("谁需要帮忙")
    )
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # what it came from, in the words of the app above: "issue:12"
    subject = models.CharField(max_length=60, blank=True, db_index=True, editable=False)
    text = models.CharField(_("要帮什么忙"), max_length=200)
    skill = models.ForeignKey(
        Skill, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("要会什么")
    )
    # door, telephone, what to bring: for whoever goes, once they said yes
    details = EncryptedTextField(_("去了才需要知道的"), blank=True, default="")
    # part of the week as in volunteers.models.people.SLOTS
    slot = models.CharField(_("什么时候"), max_length=3, blank=True)
    urgency = models.PositiveSmallIntegerField(_("急不急"), choices=Urgency, default=Urgency.NORMAL)
    # how long a neighbour has for a yes before the next one is asked
    answer_hours = models.PositiveSmallIntegerField(_("几小时没答复就问下一位"), default=4)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)
    made_at = models.DateTimeField(_("提出时间"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    helper = models.ForeignKey(
        Volunteer, models.PROTECT, null=True, blank=True, related_name="helped", verbose_name=_("谁去")
    )
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("按哪项记积分")
    )
    result = models.CharField(_("办得怎样"), max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(_("用了多少分钟"), null=True, blank=True)
    done_at = models.DateTimeField(_("办好时间"), null=True, blank=True)
    stars = models.PositiveSmallIntegerField(
        _("满意度"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    thanks = models.CharField(_("想说的话"), max_length=200, blank=True)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    reason = models.CharField(_("取消原因"), max_length=200, blank=True)
    # nobody fits or everybody said no: staff were told, once
    stuck_at = models.DateTimeField(null=True, editable=False)

    objects = HelpQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("邻里求助")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["state", "urgency"], name="help_by_state")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="help_says_what"),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "done", "confirmed"]) | Q(helper__isnull=False),
                name="help_gone_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "confirmed"]) | Q(done_at__isnull=False) & ~Q(result=""),
                name="help_done_with_result",
            ),
            models.CheckConstraint(condition=Q(stars=None) | Q(stars__gte=1, stars__lte=5), name="help_stars_range"),
            # one asking per subject at a time: a double tap on a matter's page asks once
            models.UniqueConstraint(
                fields=["subject"],
                condition=~Q(subject="") & Q(state__in=["open", "asked", "accepted", "done"]),
                name="help_open_once_per_subject",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class OfferQuerySet(models.QuerySet):
    def open(self) -> "OfferQuerySet":
        return self.filter(answer="")

    def silent(self, at: datetime) -> "OfferQuerySet":
        return self.open().filter(expires_at__lte=at)

    def to(self, user) -> "OfferQuerySet":
        return self.filter(volunteer__person__user=user.pk)


class HelpOffer(models.Model):
    """One neighbour asked whether they can go; the link in the message answers once."""

    class Answer(models.TextChoices):
        YES = "yes", _("去")
        NO = "no", _("去不了")
        SILENT = "silent", _("没有答复")
        DROPPED = "dropped", _("不用去了")

    help = models.ForeignKey(Help, models.CASCADE, related_name="offers", verbose_name=_("求助"))
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="offers", verbose_name=_("邻居"))
    token = models.CharField(max_length=32, unique=True, editable=False)
    reasons = models.JSONField(_("为什么问这位"), default=list)
    asked_at = models.DateTimeField(_("询问时间"), default=timezone.now)
    expires_at = models.DateTimeField(_("最晚答复"))
    answer = models.CharField(_("答复"), max_length=8, choices=Answer, blank=True, default="")
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("询问邻居")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["help"], condition=Q(answer=""), name="help_offer_one_at_a_time"),
            models.UniqueConstraint(fields=["help"], condition=Q(answer="yes"), name="help_offer_one_goes"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="help_offer_answered_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.help_id} {self.volunteer_id}"
