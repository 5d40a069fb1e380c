"""Minutes (会议纪要): made from the record, frozen when they go out to be signed; no answer is never consent."""

import re

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.models.meeting import Meeting


class Minutes(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("正在整理")
        SENT = "sent", _("已送各方签字")

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="minutes", verbose_name=_("会议"))
    text = models.TextField(_("正文"), max_length=20000)
    state = models.CharField(_("状态"), max_length=5, choices=State, default=State.DRAFT)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    sent_at = models.DateTimeField(_("送签"), null=True, blank=True)
    # until when an answer is asked for
    due_on = models.DateField(_("请在哪天以前签"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("整理人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("会议纪要")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(digest="") & Q(sent_at__isnull=False), name="minutes_frozen_when_sent"
            )
        ]

    def __str__(self) -> str:
        return str(self.meeting)

    @property
    def pieces(self) -> list[str]:
        """The text, and between its pieces the hashes of motions: every second one is a hash."""
        return re.split(r"\b([0-9a-f]{64})\b", self.text)


class Signature(models.Model):
    """One party that was there; waiting until it says something, for ever if need be."""

    class State(models.TextChoices):
        WAITING = "waiting", _("未签")
        SIGNED = "signed", _("已签")
        DISSENT = "dissent", _("有不同意见")

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="signatures")
    party = models.CharField(_("哪一方"), max_length=20)
    state = models.CharField(_("签字"), max_length=7, choices=State, default=State.WAITING)
    name = models.CharField(_("谁签的"), max_length=40, blank=True)
    words = models.CharField(_("不同意见"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("谁登记的")
    )
    at = models.DateTimeField(_("时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("纪要签字")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "party"], name="signature_once"),
            models.CheckConstraint(condition=~Q(state="dissent") | ~Q(words=""), name="signature_dissent_has_words"),
            models.CheckConstraint(
                condition=Q(state="waiting", at=None) | ~Q(state="waiting") & ~Q(name="") & Q(at__isnull=False),
                name="signature_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.get_state_display()}"
