"""Owners who ask for an owners' meeting (物业管理条例 article 13: twenty in a hundred), and the duty to call it."""

from datetime import date
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.vault import vault
from community.models import Person
from deliberation.models.topic import Topic
from grids.models import Posting, Unit


class PetitionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PetitionQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def public(self) -> "PetitionQuerySet":
        return self.exclude(state=Petition.State.CLOSED)

    def signing(self, on: date) -> "PetitionQuerySet":
        """Where a signature still counts: also after the least is reached, until the vote is announced."""
        return self.filter(state__in=(Petition.State.OPEN, Petition.State.REACHED), until__gte=on)


class Petition(models.Model):
    """The register is copied when it begins. ``both``: area and heads must reach a fifth; else heads alone."""

    class State(models.TextChoices):
        OPEN = "open", _("正在联名")
        REACHED = "reached", _("已达到百分之二十，应当召集")
        CALLED = "called", _("已召集")
        CLOSED = "closed", _("已撤回")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("范围"))
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="petitions", verbose_name=_("来自哪个议题")
    )
    title = models.CharField(_("题目"), max_length=60)
    text = models.TextField(_("要求表决什么"), max_length=1000)
    both = models.BooleanField(_("面积和人数都要到百分之二十"), default=True)
    until = models.DateField(_("联名到哪一天"))
    call_days = models.PositiveSmallIntegerField(_("达到以后几天内要召集"), default=30)
    state = models.CharField(_("状态"), max_length=7, choices=State, default=State.OPEN)
    signed = models.PositiveIntegerField(default=0, editable=False)
    reached_at = models.DateTimeField(_("达到的时间"), null=True, blank=True)
    due_on = models.DateField(_("最迟召集日期"), null=True, blank=True)
    called_at = models.DateTimeField(_("召集的时间"), null=True, blank=True)
    reason = models.CharField(_("撤回的原因"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    objects = PetitionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("业主联名")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="petition_asks_something"),
            models.CheckConstraint(
                condition=~Q(state="reached") | Q(reached_at__isnull=False, due_on__isnull=False),
                name="petition_reached_has_a_date",
            ),
            models.CheckConstraint(condition=~Q(state="closed") | ~Q(reason=""), name="petition_closed_for_a_reason"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_signing(self) -> bool:
        return self.state in (self.State.OPEN, self.State.REACHED) and timezone.localdate() <= self.until


class PetitionHead(models.Model):
    """One head as in a vote; a flat that nobody is registered for is a head of its own, so that none is left out."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="heads", verbose_name=_("联名"))
    key = models.CharField(max_length=400, editable=False)
    label = models.CharField(_("业主"), max_length=200)
    address = models.CharField(_("房号"), max_length=300)
    # 0.01 m²
    area = models.PositiveBigIntegerField(_("面积"))

    class Meta:
        verbose_name = verbose_name_plural = _("联名的名册")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["petition", "key"], name="petition_head_once")]

    def __str__(self) -> str:
        return self.label


class PetitionOwner(models.Model):
    """Who may sign for a head with their own account."""

    head = models.ForeignKey(PetitionHead, models.CASCADE, related_name="owners", verbose_name=_("业主"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("在册居民"))

    class Meta:
        verbose_name = verbose_name_plural = _("可以联名的业主")
        constraints = [models.UniqueConstraint(fields=["head", "person"], name="petition_owner_once")]

    def __str__(self) -> str:
        return str(self.head_id)


class PetitionSignature(models.Model):
    """One head signs once, online or on paper with its photo; it may be taken back before the vote is called."""

    class Channel(models.TextChoices):
        ONLINE = "online", _("网上")
        PAPER = "paper", _("纸质签名")

    head = models.ForeignKey(PetitionHead, models.PROTECT, related_name="signatures", verbose_name=_("业主"))
    channel = models.CharField(_("方式"), max_length=6, choices=Channel)
    scan = models.FileField(_("签名的照片"), upload_to="petitions/", storage=vault, blank=True)
    withdrawn_at = models.DateTimeField(_("撤回"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("谁签的或录入的"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("联名的签名")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["head"], condition=Q(withdrawn_at=None), name="petition_signature_once"),
            models.CheckConstraint(
                condition=~Q(channel="paper") | ~Q(scan=""), name="petition_signature_on_paper_has_a_photo"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_channel_display())
