"""What the community tells everybody."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grids.models import Posting, Unit


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user) -> "NoticeQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def drafts(self) -> "NoticeQuerySet":
        return self.filter(published_at=None)

    def public(self) -> "NoticeQuerySet":
        return self.filter(published_at__lte=timezone.now(), withdrawn_at=None)


class Notice(models.Model):
    class Kind(models.TextChoices):
        NEWS = "news", _("通知")
        PUBLICITY = "publicity", _("公示")
        POLICY = "policy", _("政策")
        SERVICE = "service", _("便民")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="notices", verbose_name=_("范围"))
    kind = models.CharField(_("种类"), max_length=12, choices=Kind, default=Kind.NEWS)
    title = models.CharField(_("标题"), max_length=100)
    body = models.TextField(_("正文"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    until = models.DateField(_("公示到"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("撤下时间"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("通知公示")
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["-published_at"], name="notice_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(published_at__isnull=False), name="notice_withdrawn_after_publishing"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.withdrawn_at is None
