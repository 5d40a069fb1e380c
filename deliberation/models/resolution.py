"""What came of a topic: the text, its publicity with objections, and who does what until when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from deliberation.models.topic import Topic
from deliberation.models.vote import OwnersVote
from grids.models import Posting, Unit


class Resolution(models.Model):
    class Kind(models.TextChoices):
        DECIDED = "decided", _("形成决定")
        OPINION = "opinion", _("形成意见")
        DEFERRED = "deferred", _("暂缓，以后再议")
        OWNERS = "owners", _("提请业主共同决定")
        # made by a count and by nothing else
        VOTED = "voted", _("业主共同决定：通过")
        REFUSED = "refused", _("业主共同决定：没有通过")

    class Days(models.TextChoices):
        NATURAL = "nd", _("自然日")
        WORKING = "wd", _("工作日")

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="resolutions", verbose_name=_("议题"))
    vote = models.OneToOneField(
        OwnersVote, models.PROTECT, null=True, blank=True, related_name="resolution", verbose_name=_("业主表决")
    )
    kind = models.CharField(_("结论"), max_length=8, choices=Kind)
    text = models.TextField(_("决议内容"), max_length=2000)
    digest = models.CharField(max_length=64, editable=False)
    days = models.PositiveSmallIntegerField(_("公示几天"), default=7)
    day_kind = models.CharField(_("按哪种日子算"), max_length=2, choices=Days, default=Days.NATURAL)
    published_at = models.DateTimeField(_("公示开始"), null=True, blank=True)
    # the last moment of the last day
    until = models.DateTimeField(_("公示结束"), null=True, blank=True)
    restarted = models.PositiveSmallIntegerField(_("重新公示的次数"), default=0)
    posted = models.ImageField(_("张贴的照片"), upload_to="posted/", blank=True)
    # when and where the photo was taken, as staff say it: what a file tells of itself is taken off and not believed
    posted_at = models.DateTimeField(_("拍照时间"), null=True, blank=True)
    posted_place = models.CharField(_("贴在哪里"), max_length=60, blank=True)
    effective_at = models.DateTimeField(_("生效"), null=True, blank=True)
    no_action = models.BooleanField(_("不需要落实"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("记录人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("决议")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["topic"], condition=Q(vote=None), name="resolution_of_talks_once"),
            models.CheckConstraint(
                condition=Q(vote=None, kind__in=["decided", "opinion", "deferred", "owners"])
                | Q(vote__isnull=False, kind__in=["voted", "refused"]),
                name="resolution_of_a_vote_by_a_vote",
            ),
            models.CheckConstraint(condition=~Q(text="") & Q(days__gte=1), name="resolution_says_something"),
            models.CheckConstraint(
                condition=Q(effective_at=None) | Q(until__lte=F("effective_at")), name="resolution_not_before_the_end"
            ),
            models.CheckConstraint(
                condition=Q(posted_at=None) | ~Q(posted_place="") & ~Q(posted=""),
                name="resolution_photo_with_its_place",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def passed_as(self):
        """The motion of a meeting whose words these are, if a meeting made it."""
        return getattr(self, "motion", None)

    @property
    def posted_before_rewording(self) -> bool:
        """The paper on the photo still says something else. Photos know minutes only."""
        if not self.restarted or self.posted_at is None or self.published_at is None:
            return False
        return self.posted_at < self.published_at.replace(second=0, microsecond=0)


class Objection(models.Model):
    resolution = models.ForeignKey(Resolution, models.CASCADE, related_name="objections", verbose_name=_("决议"))
    text = models.TextField(_("意见"), max_length=500)
    name = models.CharField(_("称呼"), max_length=40)
    phone = EncryptedTextField(_("电话"), blank=True, default="")
    answer = models.TextField(_("答复"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("答复人")
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("公示期的意见")
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text="") & ~Q(name=""), name="objection_says_something")]

    def __str__(self) -> str:
        return self.text[:20]


class ActionItemQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ActionItemQuerySet":
        return self.filter(resolution__topic__unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def open(self) -> "ActionItemQuerySet":
        return self.exclude(state=ActionItem.State.ACCEPTED)

    def overdue(self, on) -> "ActionItemQuerySet":
        return self.open().filter(due_on__lt=on)


class ActionItem(models.Model):
    """One thing to do: by whom, until when, how one sees that it is done; taken over by somebody other than the doer."""

    class State(models.TextChoices):
        OPEN = "open", _("正在办")
        DONE = "done", _("办好了，等验收")
        ACCEPTED = "accepted", _("已验收")

    resolution = models.ForeignKey(Resolution, models.CASCADE, related_name="actions", verbose_name=_("决议"))
    text = models.CharField(_("做什么"), max_length=200)
    measure = models.CharField(_("怎样算做好"), max_length=200)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("谁来办"))
    due_on = models.DateField(_("哪天以前"))
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.OPEN)
    result = models.CharField(_("办理结果"), max_length=300, blank=True)
    photo = models.ImageField(_("办好的照片"), upload_to="actions/", blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("谁办的")
    )
    done_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("谁验收的")
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    returned = models.CharField(_("退回重做的原因"), max_length=200, blank=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("落实事项")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_by=None) | ~Q(accepted_by=F("done_by")), name="action_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(accepted_by__isnull=False), name="action_accepted_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class TopicRating(models.Model):
    # fewer voices than these say nothing of a topic, and an average of them would tell what somebody said
    LEAST = 3

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="ratings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    stars = models.PositiveSmallIntegerField(_("几分"))
    text = models.CharField(_("想说的话"), max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("议题的满意度")
        constraints = [
            models.UniqueConstraint(fields=["topic", "user"], name="topic_rating_once"),
            models.CheckConstraint(condition=Q(stars__gte=1) & Q(stars__lte=5), name="topic_rating_stars"),
        ]

    def __str__(self) -> str:
        return str(self.stars)
