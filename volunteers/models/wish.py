"""微心愿: a neighbour's small wish, and who took it upon themselves."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from accounts.vault import vault
from community.models import Person
from grids.models import Posting, Unit
from points.models import Item
from volunteers.models.people import Team


class WishQuerySet(models.QuerySet):
    def visible_to(self, user) -> "WishQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def public(self) -> "WishQuerySet":
        """On the wall: what was verified; of these the wall shows name, wish and state, nothing else."""
        return self.filter(state__in=Wish.ON_THE_WALL)

    def free(self) -> "WishQuerySet":
        return self.filter(state=Wish.State.PUBLISHED)

    def open(self) -> "WishQuerySet":
        return self.exclude(state__in=Wish.OVER)

    def granted_in(self, year: int) -> "WishQuerySet":
        return self.filter(state__in=Wish.GRANTED, fulfilled_on__year=year)


class Wish(models.Model):
    class State(models.TextChoices):
        MADE = "made", _("待核实")
        PUBLISHED = "published", _("等人认领")
        CLAIMED = "claimed", _("已认领")
        FULFILLED = "fulfilled", _("已实现，待确认")
        CONFIRMED = "confirmed", _("圆梦")
        REFUSED = "refused", _("未采纳")
        WITHDRAWN = "withdrawn", _("已撤回")

    ON_THE_WALL = (State.PUBLISHED, State.CLAIMED, State.FULFILLED, State.CONFIRMED)
    GRANTED = (State.FULFILLED, State.CONFIRMED)
    OVER = (State.CONFIRMED, State.REFUSED, State.WITHDRAWN)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="wishes", verbose_name=_("所在单元"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="wishes", verbose_name=_("居民"))
    # made by the form, so that a double tap wishes once
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # what the wall calls them, as they like: 王奶奶
    shown_as = models.CharField(_("公开的称呼"), max_length=20)
    text = models.CharField(_("心愿"), max_length=100)
    # for whoever claims it: where, when, whom to call first
    meeting = EncryptedTextField(_("怎么碰头"), blank=True, default="")
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.MADE)
    made_at = models.DateTimeField(_("提出时间"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    verified_how = models.CharField(_("怎么核实的"), max_length=100, blank=True)
    verified_at = models.DateTimeField(_("核实时间"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("核实人")
    )
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    # how long somebody who claims it has
    days = models.PositiveSmallIntegerField(_("几天内实现"), default=14)
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("按哪项记积分")
    )
    fulfilled_on = models.DateField(_("实现日期"), null=True, blank=True)
    # opens the page for a word of thanks, without login
    token = models.CharField(max_length=32, unique=True, null=True, editable=False)
    thanks = models.CharField(_("想说的话"), max_length=200, blank=True)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    confirmed_how = models.CharField(_("怎么确认的"), max_length=100, blank=True)

    objects = WishQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("微心愿")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["state", "made_at"], name="wish_by_state")]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(shown_as=""), name="wish_says_something"),
            models.CheckConstraint(
                condition=Q(state__in=["made", "refused", "withdrawn"]) | Q(verified_at__isnull=False),
                name="wish_verified_before_shown",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["fulfilled", "confirmed"]) | Q(fulfilled_on__isnull=False),
                name="wish_fulfilled_on_a_day",
            ),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=90), name="wish_days_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.shown_as}: {self.text}"


class WishClaimQuerySet(models.QuerySet):
    def open(self) -> "WishClaimQuerySet":
        return self.filter(state=WishClaim.State.OPEN)

    def overdue(self, on: date) -> "WishClaimQuerySet":
        return self.open().filter(until__lt=on, wish__state=Wish.State.CLAIMED)

    def of(self, user) -> "WishClaimQuerySet":
        return self.filter(by=user)

    def pictured_for(self, user) -> "WishClaimQuerySet":
        """Whose photo a reader may see: who made it true, whose wish it was, and staff of the place."""
        theirs = Q(by=user) | Q(wish__person__user=user) | Q(wish__in=Wish.objects.visible_to(user))
        return self.exclude(photo="").filter(theirs)


class WishClaim(models.Model):
    """Somebody, or a team through its leader, wants to make it come true until a day."""

    class State(models.TextChoices):
        OPEN = "open", _("进行中")
        DONE = "done", _("已实现")
        GIVEN_BACK = "given_back", _("已退回")
        OVERDUE = "overdue", _("过期退回")

    wish = models.ForeignKey(Wish, models.CASCADE, related_name="claims", verbose_name=_("心愿"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="wish_claims", verbose_name=_("认领人")
    )
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="wish_claims", verbose_name=_("认领的队伍")
    )
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)
    at = models.DateTimeField(_("认领时间"), default=timezone.now)
    until = models.DateField(_("最晚"))
    evidence = models.CharField(_("做了什么"), max_length=300, blank=True)
    # only when somebody liked to take one
    photo = models.FileField(_("照片"), upload_to="wishes/%Y/%m/", storage=vault, blank=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, editable=False)

    objects = WishClaimQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("心愿认领")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["wish"], condition=Q(state__in=["open", "done"]), name="wish_claim_wins_once"
            ),
            models.CheckConstraint(condition=~Q(state="done") | ~Q(evidence=""), name="wish_claim_done_with_evidence"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | ~Q(state="open") & Q(ended_at__isnull=False),
                name="wish_claim_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wish_id} {self.get_state_display()}"
