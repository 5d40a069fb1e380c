"""What is to be talked over by all: raised by anybody, screened with a reason, walked along a named procedure."""

from secrets import token_urlsafe
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from grids.models import Posting, Unit
from issues.models import Proposal


def new_token() -> str:
    return token_urlsafe(18)


class ProcedureQuerySet(models.QuerySet):
    def open_to(self, unit: Unit) -> "ProcedureQuerySet":
        """The shipped ones and those of the committees above this unit."""
        return self.filter(current=True).filter(Q(unit=None) | Q(unit__in=Unit.objects.above(unit)))

    def visible_to(self, user) -> "ProcedureQuerySet":
        return self.filter(Q(unit=None) | Q(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF)))


class Procedure(models.Model):
    """A named way from a topic to its end, as a list a committee may write itself.

    ``steps``: ``[{"name", "who", "days", "evidence"}]``; days 0: no limit; evidence: nothing is done without a photo.
    """

    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("哪个社区的")
    )
    name = models.CharField(_("名称"), max_length=40)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    steps = models.JSONField(_("步骤"))
    current = models.BooleanField(_("在用"), default=True)

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("议事方法")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], condition=Q(current=True), name="procedure_of_unit_once"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(current=True, unit=None), name="procedure_of_everybody_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TopicQuerySet(models.QuerySet):
    def visible_to(self, user) -> "TopicQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def public(self) -> "TopicQuerySet":
        """What everybody may read: taken up or answered with a reason, never what still waits for a look."""
        return self.exclude(state__in=(Topic.State.RAISED, Topic.State.MERGED)).exclude(public_title="")

    def saying(self, words: str) -> "TopicQuerySet":
        """Where each of the words, parted by spaces, stands in what everybody reads."""
        found = self
        for word in words.split():
            found = found.filter(Q(public_title__icontains=word) | Q(public_text__icontains=word))
        return found

    def open(self) -> "TopicQuerySet":
        return self.filter(state__in=(Topic.State.RAISED, Topic.State.ACCEPTED, Topic.State.RESOLVED))


class Topic(models.Model):
    class State(models.TextChoices):
        RAISED = "raised", _("等待审核")
        ACCEPTED = "accepted", _("正在商议")
        REJECTED = "rejected", _("不列入议事")
        MERGED = "merged", _("已并入另一个议题")
        RESOLVED = "resolved", _("已有结论，正在落实")
        DONE = "done", _("已落实")

    class Source(models.TextChoices):
        RESIDENT = "resident", _("居民提出")
        STAFF = "staff", _("工作人员提出")
        ISSUE = "issue", _("居民反映转来")
        TALK = "talk", _("座谈走访收集")
        REOPENED = "reopened", _("不满意，重新商议")
        VOTE = "vote", _("业主表决")

    # which moves there are; whoever makes one asks for the state it starts from
    MOVES = {
        State.RAISED: (State.ACCEPTED, State.REJECTED, State.MERGED),
        State.ACCEPTED: (State.RESOLVED, State.MERGED),
        State.RESOLVED: (State.DONE,),
    }

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    token = models.CharField(max_length=32, default=new_token, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="topics", verbose_name=_("范围"))
    title = models.CharField(_("议题"), max_length=60)
    text = models.TextField(_("说明"), max_length=1000, blank=True)
    # what everybody reads: staff's words
    public_title = models.CharField(_("公开的题目"), max_length=60, blank=True)
    public_text = models.TextField(_("公开的说明"), max_length=1000, blank=True)
    source = models.CharField(_("从哪里来"), max_length=10, choices=Source)
    proposal = models.OneToOneField(
        Proposal, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("转来的事项")
    )
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("提出人")
    )
    name = models.CharField(_("提出人称呼"), max_length=40, blank=True)
    phone = EncryptedTextField(_("提出人电话"), blank=True, default="")
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.RAISED)
    # article 278: five parties may give an opinion, the owners decide
    owners_matter = models.BooleanField(_("属于业主共同决定的事项"), default=False)
    answer = models.CharField(_("审核意见"), max_length=300, blank=True)
    screened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审核人")
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    # what left people unhappy and is talked over again
    earlier = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="again", verbose_name=_("上一次的议题")
    )
    procedure = models.ForeignKey(
        Procedure, models.PROTECT, null=True, blank=True, related_name="topics", verbose_name=_("议事方法")
    )
    step = models.PositiveSmallIntegerField(default=0, editable=False)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("议题")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["unit", "state"], name="topic_unit_state")]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="topic_has_title"),
            models.CheckConstraint(
                condition=~Q(state__in=["rejected", "merged"]) | ~Q(answer=""), name="topic_refused_for_a_reason"
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="topic_not_into_itself"),
        ]

    def __str__(self) -> str:
        return self.public_title or self.title

    @property
    def resolution(self):
        """The latest word on it: what consultation came to, or what the owners then decided."""
        return self.resolutions.order_by("-pk").first()


class Support(models.Model):
    """我也支持: one voice per account."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="supports")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("支持")
        constraints = [models.UniqueConstraint(fields=["topic", "user"], name="support_once")]

    def __str__(self) -> str:
        return str(self.topic_id)


class Walked(models.Model):
    """One step of the procedure, done: what came of it, who did it, the paper of it."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="walked")
    number = models.PositiveSmallIntegerField(_("第几步"))
    name = models.CharField(_("步骤"), max_length=40)
    text = models.TextField(_("经过和结果"), max_length=1000)
    photo = models.ImageField(_("照片"), upload_to="topics/", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("记录人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("议事经过")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["topic", "number"], name="walked_once")]

    def __str__(self) -> str:
        return self.name
