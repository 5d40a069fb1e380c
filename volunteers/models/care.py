"""走访慰问: before a holiday neighbours in need are visited; who went, and what was brought."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Person
from grids.models import Posting, Unit


class CareRoundQuerySet(models.QuerySet):
    def visible_to(self, user) -> "CareRoundQuerySet":
        """One's own rounds, and those of the community in which neighbours of one's own grid are visited."""
        own = Q(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))
        return self.filter(own | Q(pk__in=CareVisit.objects.visible_to(user).values("round")))

    def running(self, on: date | None = None) -> "CareRoundQuerySet":
        return self.filter(until__gte=on or timezone.localdate())


class CareRound(models.Model):
    """One round of visits: for which occasion, to whom by which list of the register, until when."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="care_rounds", verbose_name=_("范围"))
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("名称"), max_length=60)
    # key of a list in community.reports.lists; the list itself is not kept, only who is visited
    whom = models.CharField(_("走访哪些人"), max_length=40)
    purpose = models.CharField(_("用途"), max_length=100)
    until = models.DateField(_("最晚走完"))
    gift = models.CharField(_("带什么"), max_length=100, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("发起人"))
    made_at = models.DateTimeField(_("发起时间"), default=timezone.now)

    objects = CareRoundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("走访慰问")
        ordering = ["-until", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(purpose=""), name="care_round_named_with_purpose")
        ]

    def __str__(self) -> str:
        return self.title


class CareVisitQuerySet(models.QuerySet):
    def visible_to(self, user) -> "CareVisitQuerySet":
        """Only who lives in one's own part, whoever began the round."""
        return self.filter(person__in=Person.objects.visible_to(user))

    def planned(self) -> "CareVisitQuerySet":
        return self.filter(state=CareVisit.State.PLANNED)


class CareVisit(models.Model):
    class State(models.TextChoices):
        PLANNED = "planned", _("还没去")
        VISITED = "visited", _("去过了")
        AWAY = "away", _("没碰上")
        DECLINED = "declined", _("不用来")

    round = models.ForeignKey(CareRound, models.CASCADE, related_name="visits", verbose_name=_("走访慰问"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="care_visits", verbose_name=_("居民"))
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.PLANNED)
    on = models.DateField(_("走访日期"), null=True, blank=True)
    went = models.CharField(_("谁去的"), max_length=100, blank=True)
    brought = models.CharField(_("带了什么"), max_length=100, blank=True)
    note = models.CharField(_("说了什么"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("记录人")
    )
    at = models.DateTimeField(_("记录时间"), null=True, blank=True)

    objects = CareVisitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("走访")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="care_visit_once_per_round"),
            models.CheckConstraint(
                condition=~Q(state="visited") | Q(on__isnull=False) & ~Q(went=""), name="care_visited_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.get_state_display()}"
