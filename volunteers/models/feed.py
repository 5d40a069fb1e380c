"""A person's calendar address: whoever holds it reads their activities, until it is revoked."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CalendarFeed(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds", verbose_name=_("账号")
    )
    # keyed digest of the address; the address itself is shown once
    token_index = models.CharField(max_length=40, unique=True, editable=False)
    since = models.DateTimeField(_("开通时间"), default=timezone.now)
    until = models.DateTimeField(_("停用时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("日历订阅")
        constraints = [models.UniqueConstraint(fields=["user"], condition=Q(until=None), name="feed_open_once")]

    def __str__(self) -> str:
        return f"{self.user_id}"
