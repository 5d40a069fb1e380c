"""The service record of 民政部令第67号, what was said about it, and the certificates made from it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from community.models import Consent, Person
from grids.models import Posting, Unit
from points.models import Category, Item
from volunteers.models.attendance import Attendance

PUBLICITY = "volunteer_public"


class OfUnitQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OfUnitQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def of(self, user) -> "OfUnitQuerySet":
        """The reader's own."""
        return self.filter(person__user=user.pk)


class ServiceRecordQuerySet(OfUnitQuerySet):
    def confirmed(self) -> "ServiceRecordQuerySet":
        return self.filter(state=ServiceRecord.State.CONFIRMED)

    def waiting(self) -> "ServiceRecordQuerySet":
        return self.filter(state=ServiceRecord.State.WAITING)

    def service(self) -> "ServiceRecordQuerySet":
        """What may be certified (article 19): meetings and votes earn points, but are no volunteer service."""
        return self.confirmed().filter(category__counts_as_volunteer_service=True)

    def public(self) -> "ServiceRecordQuerySet":
        """Only of people who agreed to be named (article 16)."""
        agreed = Consent.objects.filter(purpose=PUBLICITY, withdrawn_on=None).values("person")
        return self.service().filter(person__in=agreed)


class ServiceRecord(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("待确认")
        CONFIRMED = "confirmed", _("已确认")
        REFUSED = "refused", _("不予记录")
        VOID = "void", _("已作废")

    # article 7, in its order
    activity_name = models.CharField(_("活动名称"), max_length=80)
    on = models.DateField(_("日期"))
    place = models.CharField(_("地点"), max_length=80)
    content = models.TextField(_("服务内容"), max_length=400)
    minutes = models.PositiveIntegerField(_("服务时间（分钟）"))
    organiser = models.CharField(_("活动组织单位"), max_length=80)
    responsible = models.CharField(_("活动负责人"), max_length=40)

    person = models.ForeignKey(Person, models.PROTECT, related_name="service_records", verbose_name=_("居民"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("范围"))
    # what it was: session:12, help:7 …
    subject = models.CharField(max_length=40)
    attended = models.ForeignKey(Attendance, models.PROTECT, null=True, related_name="records")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=_("类别"))
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("积分项目"))
    state = models.CharField(_("状态"), max_length=9, choices=State, default=State.WAITING)
    late_entry = models.BooleanField(_("补录"), default=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(_("最晚确认"))
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("不予记录或作废的原因"), max_length=200, blank=True)
    version = models.PositiveSmallIntegerField(_("版本"), default=1)

    objects = ServiceRecordQuerySet.as_manager()

    # what a correction may change, in the order of the law
    FACTS = ("activity_name", "on", "place", "content", "minutes", "organiser", "responsible")

    class Meta:
        verbose_name = verbose_name_plural = _("志愿服务记录")
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(fields=["person", "state", "on"], name="record_of_person"),
            models.Index(fields=["state", "due_on"], name="record_due"),
        ]
        constraints = [
            # one act, one record
            models.UniqueConstraint(fields=["person", "subject"], condition=~Q(state="void"), name="record_once"),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="record_has_minutes"),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="record_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(late_entry=False) | ~Q(state="confirmed") | ~Q(confirmed_by=F("entered_by")),
                name="record_late_needs_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.activity_name}"

    @property
    def in_time(self) -> bool:
        return self.confirmed_at is not None and timezone.localdate(self.confirmed_at) <= self.due_on


class RecordVersion(models.Model):
    """What a record said before it was corrected."""

    record = models.ForeignKey(ServiceRecord, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    # by name of ServiceRecord.FACTS
    facts = models.JSONField()
    reason = models.CharField(_("更正原因"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("更正前的记录")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["record", "number"], name="record_version_once")]

    def __str__(self) -> str:
        return f"{self.record_id} v{self.number}"


class ObjectionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ObjectionQuerySet":
        return self.filter(record__unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def open(self) -> "ObjectionQuerySet":
        return self.filter(state=Objection.State.OPEN)


class Objection(models.Model):
    """The volunteer says that the record is wrong (article 13); somebody checks and answers."""

    class State(models.TextChoices):
        OPEN = "open", _("待核实")
        UPHELD = "upheld", _("已更正")
        REFUSED = "refused", _("核实无误")

    record = models.ForeignKey(ServiceRecord, models.PROTECT, related_name="objections")
    text = EncryptedTextField(_("哪里不对"))
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(_("结果"), max_length=8, choices=State, default=State.OPEN)
    answer = EncryptedTextField(_("答复"), blank=True, default="")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("记录异议")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["record"], condition=Q(state="open"), name="objection_open_once"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None) | ~Q(state="open") & Q(answered_at__isnull=False),
                name="objection_answered_when_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.state}"


class Training(models.Model):
    """Article 8, in its order."""

    name = models.CharField(_("培训名称"), max_length=80)
    content = models.CharField(_("主要内容"), max_length=200)
    minutes = models.PositiveIntegerField(_("学习时长（分钟）"))
    organiser = models.CharField(_("举办单位"), max_length=80)
    on = models.DateField(_("日期"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="trainings", verbose_name=_("居民"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("培训情况")
        ordering = ["-on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "name", "on"], name="training_once")]

    def __str__(self) -> str:
        return self.name


class Award(models.Model):
    """Article 9, in its order."""

    name = models.CharField(_("表彰奖励名称"), max_length=80)
    on = models.DateField(_("日期"))
    given_by = models.CharField(_("授予单位"), max_length=80)
    person = models.ForeignKey(Person, models.PROTECT, related_name="awards", verbose_name=_("居民"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("表彰奖励情况")
        ordering = ["-on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "name", "on"], name="award_once")]

    def __str__(self) -> str:
        return self.name


class Evaluation(models.Model):
    """Article 10: what was thought of the service, and when; stars are kept only where somebody gave them."""

    words = models.CharField(_("服务质量评价"), max_length=200)
    on = models.DateField(_("评价日期"), default=timezone.localdate)
    stars = models.PositiveSmallIntegerField(_("星级"), null=True, blank=True)
    record = models.ForeignKey(ServiceRecord, models.PROTECT, null=True, blank=True, related_name="evaluations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="evaluations", verbose_name=_("居民"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("评价情况")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(stars=None) | Q(stars__gte=1, stars__lte=5), name="evaluation_stars")
        ]

    def __str__(self) -> str:
        return self.words


class CertificateQuerySet(OfUnitQuerySet):
    def asked(self) -> "CertificateQuerySet":
        return self.filter(state=Certificate.State.ASKED)


class Certificate(models.Model):
    """志愿服务记录证明: asked for, issued from the records as they are on that day, never changed, only revoked."""

    class State(models.TextChoices):
        ASKED = "asked", _("待开具")
        ISSUED = "issued", _("有效")
        REVOKED = "revoked", _("已作废")
        REFUSED = "refused", _("没有开具")

    person = models.ForeignKey(Person, models.PROTECT, related_name="certificates", verbose_name=_("居民"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("范围"))
    since = models.DateField(_("从"))
    until = models.DateField(_("到"))
    purpose = models.CharField(_("用途"), max_length=80, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    number = models.CharField(_("编号"), max_length=20, null=True, unique=True)
    token = models.CharField(max_length=24, null=True, unique=True, editable=False)
    minutes = models.PositiveIntegerField(_("服务时间（分钟）"), default=0)
    organiser = models.CharField(_("记录单位"), max_length=80, blank=True)
    responsible = models.CharField(_("负责人"), max_length=40, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(_("作废或不开的原因"), max_length=200, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("志愿服务记录证明")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="certificate_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(state__in=["issued", "revoked"])
                | Q(number__isnull=False, token__isnull=False, issued_at__isnull=False, minutes__gte=1),
                name="certificate_issued_whole",
            ),
            models.UniqueConstraint(
                fields=["person", "since", "until"], condition=Q(state="asked"), name="certificate_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.pk)


class CertificateLine(models.Model):
    """One record in a certificate, as it stood when it was issued."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="lines")
    record = models.ForeignKey(ServiceRecord, models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    on = models.DateField()
    activity_name = models.CharField(max_length=80)
    content = models.TextField()
    minutes = models.PositiveIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = _("证明里的记录")
        ordering = ["on", "pk"]
        constraints = [models.UniqueConstraint(fields=["certificate", "record"], name="certificate_line_once")]

    def __str__(self) -> str:
        return str(self.record_id)
