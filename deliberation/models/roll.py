"""The owners' register of one vote: copied on the record day, put right while it is a draft, frozen when announced."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.models import Dwelling, Person
from deliberation.models.vote import OwnersVote


class RollHead(models.Model):
    """One head (interpretation article 9): everything the same owner, or the same set of owners, holds."""

    vote = models.ForeignKey(OwnersVote, models.CASCADE, related_name="heads", verbose_name=_("表决"))
    key = models.CharField(max_length=400, editable=False)
    label = models.CharField(_("业主"), max_length=200)
    # 0.01 m²
    area = models.PositiveBigIntegerField(_("面积"))
    # co-owners said different things: counts for nothing until they sign one choice (open setting b)
    frozen = models.BooleanField(_("共有人意见不一"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("投票人")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["vote", "key"], name="roll_head_once")]

    def __str__(self) -> str:
        return self.label


class RollOwner(models.Model):
    """Somebody of a head; ``person`` may vote with their own account."""

    head = models.ForeignKey(RollHead, models.CASCADE, related_name="owners", verbose_name=_("投票人"))
    key = models.CharField(max_length=60, editable=False)
    name = models.CharField(_("姓名"), max_length=80)
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("在册居民")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("投票人里的业主")
        constraints = [models.UniqueConstraint(fields=["head", "key"], name="roll_owner_once")]

    def __str__(self) -> str:
        return self.name


class RollFlatQuerySet(models.QuerySet):
    def in_order(self) -> "RollFlatQuerySet":
        return self.order_by("dwelling__building__tree_id", "dwelling__building__lft", "dwelling__position", "pk")

    def counted(self) -> "RollFlatQuerySet":
        return self.filter(counted=True)

    def wanting(self) -> "RollFlatQuerySet":
        """What somebody must still look up: no area, or nobody who owns it."""
        return self.counted().filter(Q(area=None) | Q(owners=[], developer_held=False))


class RollFlat(models.Model):
    """``owners``: ``[{"key", "name", "person"}]``; ``area`` in 0.01 m² (registered, else measured, else contract)."""

    vote = models.ForeignKey(OwnersVote, models.CASCADE, related_name="flats", verbose_name=_("表决"))
    dwelling = models.ForeignKey(Dwelling, models.PROTECT, related_name="+", verbose_name=_("房屋"))
    head = models.ForeignKey(RollHead, models.SET_NULL, null=True, related_name="flats", verbose_name=_("投票人"))
    address = models.CharField(_("房号"), max_length=120)
    area = models.PositiveIntegerField(_("面积"), null=True, blank=True)
    area_source = models.CharField(_("面积的来源"), max_length=100, blank=True)
    owners = models.JSONField(_("业主"), default=list)
    developer_held = models.BooleanField(_("仍由建设单位持有（未售或未交付）"), default=False)
    counted = models.BooleanField(_("计入"), default=True)
    note = models.CharField(_("不计入的原因"), max_length=100, blank=True)

    objects = RollFlatQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("表决用的房屋名册")
        constraints = [
            models.UniqueConstraint(fields=["vote", "dwelling"], name="roll_flat_once"),
            models.CheckConstraint(condition=Q(counted=True) | ~Q(note=""), name="roll_flat_left_out_for_a_reason"),
        ]

    def __str__(self) -> str:
        return self.address
