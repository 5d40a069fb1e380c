"""Who needs which service, until when and why; and households asked whether the register is still right."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from community.codes import RESTRICTED_GROUPS
from community.models.person import Person
from grids.models import Posting, Unit


class OfPersonQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OfPersonQuerySet":
        return self.filter(person__in=Person.objects.visible_to(user))


# community workers, secretaries, administrators, and the leader of the person's own grid
RESTRICTED_READERS = (*Posting.LEADERS, Posting.Role.WORKER)


class ServiceNeedQuerySet(OfPersonQuerySet):
    def visible_to(self, user) -> "ServiceNeedQuerySet":
        return super().visible_to(user).shown_to(user)

    def shown_to(self, user) -> "ServiceNeedQuerySet":
        """Restricted groups only where they are on, and then to fewer people (registry S11)."""
        shown = ~Q(group__in=RESTRICTED_GROUPS)
        if settings.RESTRICTED_GROUPS_ON:
            there = Unit.objects.overseen_by(user, *RESTRICTED_READERS)
            shown |= Q(person__in=Person.objects.within(there))
        return self.filter(shown)

    def current(self, on=None) -> "ServiceNeedQuerySet":
        """Needs end by their date, without anybody having to end them (registry S11)."""
        on = on or timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gte=on))

    def to_review(self, on=None) -> "ServiceNeedQuerySet":
        on = on or timezone.localdate()
        return self.current(on).filter(review_on__lte=on)


class ServiceNeed(models.Model):
    """A person belongs to a service group (``codes.SERVICE_GROUPS``), on what ground, and until when."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="needs", verbose_name=_("居民"))
    group = models.CharField(_("服务类别"), max_length=20)
    grade = models.CharField(_("等级"), max_length=20, blank=True)
    basis = models.CharField(_("依据"), max_length=100)
    note = EncryptedTextField(_("说明"), blank=True, default="")
    since = models.DateField(_("从"), default=timezone.localdate)
    until = models.DateField(_("到"), null=True, blank=True)
    review_on = models.DateField(_("复核日期"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ServiceNeedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("服务需求")
        constraints = [
            models.UniqueConstraint(fields=["person", "group"], condition=Q(until=None), name="need_current_once"),
            models.CheckConstraint(condition=~Q(basis=""), name="need_has_basis"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="need_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.group


class HouseholdUpdateQuerySet(models.QuerySet):
    def visible_to(self, user) -> "HouseholdUpdateQuerySet":
        units = Unit.objects.overseen_by(user, *Posting.STAFF)
        return self.filter(household__dwelling__building__in=units)

    def waiting(self) -> "HouseholdUpdateQuerySet":
        return self.filter(state=HouseholdUpdate.State.SENT)


class HouseholdUpdate(models.Model):
    """One asking of one household whether the register is still right: a link for their phone, and what they say."""

    class State(models.TextChoices):
        ASKED = "asked", _("等住户填写")
        SENT = "sent", _("等您核对")
        UNCHANGED = "unchanged", _("没有变化")
        TAKEN = "taken", _("已登记")
        DROPPED = "dropped", _("未采用")

    household = models.ForeignKey("community.Household", models.CASCADE, related_name="updates", verbose_name=_("户"))
    # sha256 of the word in the link: whoever reads the database cannot open it
    token = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.ASKED)
    # what the household typed, as JSON
    said = EncryptedTextField(blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = HouseholdUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("住户核对")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.get_state_display())
