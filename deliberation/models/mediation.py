"""A dispute that is talked out: who is in it, who helps, what was said, what was agreed, and whether it holds.

What is said at a table stays at that table: words, names and numbers are sealed in the database, and everybody but the
panel and the lead sees number, kind and state only.
"""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from community.models import Person
from deliberation.models.reach import touched_by
from grids.models import Posting, Unit
from issues.models import Issue


class MediationQuerySet(models.QuerySet):
    def visible_to(self, user) -> "MediationQuerySet":
        """That there is such a case; what stands in it is for its insiders, who may come from a grid within."""
        inside = Q(pk__in=Mediation.objects.of_insider(user).values("pk"), unit__in=touched_by(user))
        return self.filter(Q(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF)) | inside)

    def of_insider(self, user) -> "MediationQuerySet":
        return self.filter(Q(lead=user) | Q(pk__in=Panellist.objects.filter(user=user).values("mediation")))

    def open(self) -> "MediationQuerySet":
        return self.filter(state__in=(Mediation.State.ACCEPTED, Mediation.State.TALKING))


class Mediation(models.Model):
    class State(models.TextChoices):
        ACCEPTED = "accepted", _("受理")
        TALKING = "talking", _("调解中")
        AGREED = "agreed", _("达成协议")
        FAILED = "failed", _("未达成协议")
        COURT = "court", _("转司法途径")
        WITHDRAWN = "withdrawn", _("撤回")

    class Kind(models.TextChoices):
        NEIGHBOUR = "neighbour", _("邻里纠纷")
        LEAK = "leak", _("漏水、排水")
        NOISE = "noise", _("噪声、宠物")
        PROPERTY = "property", _("物业纠纷")
        WORKS = "works", _("施工、改造")
        SUPPLY = "supply", _("供水供电供暖")
        FAMILY = "family", _("婚姻家庭、赡养")
        MONEY = "money", _("费用、赔偿")
        OTHER = "other", _("其他")

    class Source(models.TextChoices):
        VISIT = "visit", _("当事人来访")
        ISSUE = "issue", _("居民反映转来")
        STAFF = "staff", _("工作人员发现")

    # which moves there are; an agreement that is broken leads back to the table
    MOVES = {
        State.ACCEPTED: (State.TALKING, State.FAILED, State.COURT, State.WITHDRAWN),
        State.TALKING: (State.AGREED, State.FAILED, State.COURT, State.WITHDRAWN),
        State.AGREED: (State.TALKING,),
        State.FAILED: (State.COURT,),
    }
    ENDS = (State.AGREED, State.FAILED, State.COURT, State.WITHDRAWN)

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="mediations", verbose_name=_("范围"))
    kind = models.CharField(_("纠纷类别"), max_length=10, choices=Kind)
    source = models.CharField(_("从哪里来"), max_length=6, choices=Source)
    issue = models.ForeignKey(
        Issue, models.SET_NULL, null=True, blank=True, related_name="mediations", verbose_name=_("转来的事项")
    )
    text = EncryptedTextField(_("争的是什么"), blank=True, default="")
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.ACCEPTED)
    reason = EncryptedTextField(_("结束的原因"), blank=True, default="")
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("承办人"))
    reopened = models.PositiveSmallIntegerField(_("协议没有履行、重新调解的次数"), default=0)
    # whoever changes anything of the case takes its row first
    revision = models.PositiveIntegerField(default=0, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("受理时间"), default=timezone.now)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MediationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("调解")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["unit", "state"], name="mediation_unit_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "talking"], ended_at=None)
                | Q(state__in=["agreed", "failed", "court", "withdrawn"], ended_at__isnull=False),
                name="mediation_ended_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        return f"调{timezone.localtime(self.at).year}-{self.pk:04}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.ACCEPTED, self.State.TALKING)


class MediationParty(models.Model):
    """Somebody in dispute: of the register, or from outside. A "no" is never turned into a "yes"."""

    class Side(models.TextChoices):
        FIRST = "a", _("甲方")
        SECOND = "b", _("乙方")
        THIRD = "c", _("其他有关的人")

    class Consent(models.TextChoices):
        WAITING = "waiting", _("还没有答复")
        YES = "yes", _("同意调解")
        NO = "no", _("不同意调解")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    mediation = models.ForeignKey(Mediation, models.CASCADE, related_name="parties")
    side = models.CharField(_("哪一方"), max_length=1, choices=Side)
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="mediation_parties", verbose_name=_("居民")
    )
    name = EncryptedTextField(_("姓名或单位"))
    phone = EncryptedTextField(_("电话"), blank=True, default="")
    stands_for = EncryptedTextField(_("代表谁"), blank=True, default="")
    consent = models.CharField(_("愿不愿意调解"), max_length=8, choices=Consent, default=Consent.WAITING)
    consent_how = EncryptedTextField(_("怎么表示的"), blank=True, default="")
    consent_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("调解的当事人")
        ordering = ["side", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(consent="waiting", consent_at=None)
                | Q(consent__in=["yes", "no"], consent_at__isnull=False),
                name="party_answered_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_side_display())


class Panellist(models.Model):
    """Who helps to settle it: staff by account, a lawyer or a neighbour by name."""

    class Role(models.TextChoices):
        GRID_WORKER = "grid", _("网格员")
        LEGAL = "legal", _("法律明白人")
        MEDIATOR = "mediator", _("调解员")
        ADVISER = "adviser", _("法律顾问")

    mediation = models.ForeignKey(Mediation, models.CASCADE, related_name="panel")
    role = models.CharField(_("身份"), max_length=8, choices=Role)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("工作人员")
    )
    name = models.CharField(_("姓名"), max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = _("调解小组成员")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["mediation", "name"], name="panellist_once")]

    def __str__(self) -> str:
        return self.name


class MediationSession(models.Model):
    """One time at the table: called first, written down afterwards."""

    mediation = models.ForeignKey(Mediation, models.CASCADE, related_name="sessions")
    at = models.DateTimeField(_("时间"))
    place = models.CharField(_("地点"), max_length=80)
    parties = models.ManyToManyField(MediationParty, related_name="+", blank=True, verbose_name=_("到场的当事人"))
    panel = models.ManyToManyField(Panellist, related_name="+", blank=True, verbose_name=_("到场的调解小组成员"))
    text = EncryptedTextField(_("各方说了什么"), blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("记录人"))
    written_at = models.DateTimeField(_("记录时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("调解会")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["mediation", "at"], name="session_of_mediation_once")]

    def __str__(self) -> str:
        return self.place


class MediationAgreement(models.Model):
    """A draft until all have signed it; one that was broken stays as it was, beside the next."""

    class State(models.TextChoices):
        DRAFT = "draft", _("等待签名")
        SIGNED = "signed", _("已签订")
        REFUSED = "refused", _("有人不签")
        BROKEN = "broken", _("没有履行")

    mediation = models.ForeignKey(Mediation, models.CASCADE, related_name="agreements")
    number = models.PositiveSmallIntegerField(_("第几份"))
    text = EncryptedTextField(_("查明的事实"))
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.DRAFT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("起草人"))
    at = models.DateTimeField(_("起草时间"), default=timezone.now)
    signed_at = models.DateTimeField(_("签订时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("调解协议")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["mediation", "number"], name="agreement_number_once"),
            models.UniqueConstraint(
                fields=["mediation"], condition=Q(state__in=["draft", "signed"]), name="agreement_in_force_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class MediationTerm(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("等待履行")
        KEPT = "kept", _("已履行")
        BROKEN = "broken", _("没有履行")

    agreement = models.ForeignKey(MediationAgreement, models.CASCADE, related_name="terms")
    number = models.PositiveSmallIntegerField(_("第几条"))
    party = models.ForeignKey(MediationParty, models.CASCADE, related_name="terms", verbose_name=_("谁来做"))
    text = EncryptedTextField(_("做什么"))
    due_on = models.DateField(_("哪天以前"))
    state = models.CharField(_("状态"), max_length=6, choices=State, default=State.OPEN)
    note = EncryptedTextField(_("怎么知道的"), blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = _("协议条款")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="agreement_term_once")]

    def __str__(self) -> str:
        return str(self.number)


class MediationSignature(models.Model):
    """A party or a member of the panel under one agreement: signed, or would not. Neither is changed afterwards."""

    agreement = models.ForeignKey(MediationAgreement, models.CASCADE, related_name="signatures")
    party = models.ForeignKey(MediationParty, models.CASCADE, null=True, blank=True, related_name="signatures")
    panellist = models.ForeignKey(Panellist, models.CASCADE, null=True, blank=True, related_name="signatures")
    signed = models.BooleanField(_("签名"))
    at = models.DateTimeField(_("时间"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("记录人"))

    class Meta:
        verbose_name = verbose_name_plural = _("协议上的签名")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "party"], name="party_signs_once"),
            models.UniqueConstraint(fields=["agreement", "panellist"], name="panellist_signs_once"),
            models.CheckConstraint(
                condition=Q(party=None, panellist__isnull=False) | Q(party__isnull=False, panellist=None),
                name="signature_of_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.agreement_id)


class MediationVisit(models.Model):
    """回访: somebody goes and asks whether it holds; the lead is reminded once."""

    mediation = models.ForeignKey(Mediation, models.CASCADE, related_name="visits")
    due_on = models.DateField(_("哪天回访"))
    text = EncryptedTextField(_("回访情况"), blank=True, default="")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("回访人")
    )
    done_at = models.DateTimeField(_("回访时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("调解回访")
        ordering = ["due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["mediation", "due_on"], name="visit_of_mediation_once")]

    def __str__(self) -> str:
        return str(self.due_on)
