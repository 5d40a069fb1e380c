"""Whose points they are. A balance is a sum over transfers; people's and teams' are kept beside it as well."""

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Person
from grids.models import Posting, Unit


class AccountQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AccountQuerySet":
        """Staff see the passbooks of their community, or of the people of their grid; nobody sees another's."""
        here = Q(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))
        return self.filter(here | Q(person__in=Person.objects.visible_to(user).values("pk")))

    def owned_by(self, user) -> "AccountQuerySet":
        """Somebody's own, whatever community they are kept in."""
        return self.filter(person__user=user) if user.is_authenticated else self.none()

    def open(self) -> "AccountQuerySet":
        return self.filter(closed_at=None)

    def of_people(self) -> "AccountQuerySet":
        return self.filter(kind=Account.Kind.PERSON)

    def with_derived(self) -> "AccountQuerySet":
        """``derived``: what the transfers say, for accounts that keep no balance, and to check those that do."""
        came = Subquery(summed("transfers_in", OuterRef("pk")))
        went = Subquery(summed("transfers_out", OuterRef("pk")))
        return self.annotate(derived=Coalesce(came, 0) - Coalesce(went, 0))


def summed(side: str, pk) -> models.QuerySet:
    accounts = Account._base_manager.filter(pk=pk).order_by().values("pk")
    return accounts.annotate(total=Sum(f"{side}__amount")).values("total")


class Account(models.Model):
    class Kind(models.TextChoices):
        PERSON = "person", _("居民")
        TEAM = "team", _("队伍")
        POOL = "pool", _("爱心公益池")
        ISSUE = "issue", _("发放")
        PENDING = "pending", _("兑换待领取")
        REDEEMED = "redeemed", _("已兑换")
        EXPIRED = "expired", _("已过期")
        ADJUST = "adjust", _("调整")

    # a written balance that never falls below zero; the others are sums, so that nobody waits for their row
    CACHED = (Kind.PERSON, Kind.TEAM, Kind.POOL)
    SYSTEM = (Kind.POOL, Kind.ISSUE, Kind.PENDING, Kind.REDEEMED, Kind.EXPIRED, Kind.ADJUST)

    kind = models.CharField(_("种类"), max_length=10, choices=Kind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("社区"))
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="point_accounts", verbose_name=_("居民")
    )
    # a team lives in an app above: "team:12"
    subject = models.CharField(_("对应"), max_length=60, blank=True)
    title = models.CharField(_("名称"), max_length=80, blank=True)
    cached = models.BooleanField(default=False, editable=False)
    balance = models.BigIntegerField(_("余额"), default=0, editable=False)
    floor = models.BigIntegerField(null=True, editable=False)
    # spent before it was taken back: the next points earned go there first
    debt = models.BigIntegerField(_("待扣回"), default=0, editable=False)
    opened_at = models.DateTimeField(_("开户时间"), default=timezone.now)
    closed_at = models.DateTimeField(_("销户时间"), null=True, blank=True)

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("积分账户")
        constraints = [
            models.CheckConstraint(condition=Q(floor=None) | Q(balance__gte=F("floor")), name="account_above_floor"),
            models.CheckConstraint(condition=Q(cached=True) | Q(balance=0), name="account_uncached_empty"),
            models.CheckConstraint(condition=Q(debt__gte=0), name="account_debt_positive"),
            models.CheckConstraint(
                condition=Q(kind__in=["person", "team", "pool"], cached=True, floor__isnull=False, floor=0)
                | (~Q(kind__in=["person", "team", "pool"]) & Q(cached=False, floor=None)),
                name="account_cached_by_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="person", person__isnull=False, subject="")
                | (Q(kind="team", person=None) & ~Q(subject=""))
                | (~Q(kind__in=["person", "team"]) & Q(person=None, subject="")),
                name="account_owner_by_kind",
            ),
            models.UniqueConstraint(
                fields=["person", "unit"], condition=Q(kind="person", closed_at=None), name="account_person_once"
            ),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(kind="team", closed_at=None), name="account_team_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "unit"], condition=~Q(kind__in=["person", "team"]), name="account_system_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title or (self.person.name if self.person else self.get_kind_display())

    @property
    def number(self) -> str:
        """As it is printed on the passbook; says nothing and opens nothing."""
        return f"{self.pk:08d}"
