"""Who and what is there. A person is not a residence, a residence is not a household, and neither is the hukou."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from grids.models import Posting, Unit


class DwellingQuerySet(models.QuerySet):
    def visible_to(self, user) -> "DwellingQuerySet":
        return self.filter(building__in=Unit.objects.overseen_by(user, *Posting.STAFF))


class Dwelling(models.Model):
    class Use(models.TextChoices):
        OWNER = "owner", _("自住")
        LET = "let", _("出租")
        VACANT = "vacant", _("空置")
        OTHER = "other", _("其他")

    building = models.ForeignKey(Unit, models.PROTECT, related_name="dwellings", verbose_name=_("楼栋"))
    entrance = models.CharField(_("单元"), max_length=10, blank=True)
    floor = models.SmallIntegerField(_("楼层"), null=True, blank=True)
    room = models.CharField(_("室"), max_length=20)
    area = models.DecimalField(_("建筑面积（平方米）"), max_digits=8, decimal_places=2, null=True, blank=True)
    use = models.CharField(_("用途"), max_length=10, choices=Use, blank=True)

    objects = DwellingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("房屋")
        constraints = [models.UniqueConstraint(fields=["building", "entrance", "room"], name="dwelling_once")]

    def __str__(self) -> str:
        return f"{self.entrance}单元{self.room}" if self.entrance else self.room


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PersonQuerySet":
        units = Unit.objects.overseen_by(user, *Posting.STAFF)
        living = Residence.objects.filter(dwelling__building__in=units).values("person")
        registered = Hukou.objects.filter(unit__in=units).values("person")
        return self.filter(Q(pk__in=living) | Q(pk__in=registered))

    def living(self) -> "PersonQuerySet":
        return self.filter(died_on=None)


class Person(models.Model):
    """One human being, once, wherever they live; an unknown identity number is null, never a placeholder."""

    class DocType(models.TextChoices):
        # GA/T 517
        ID_CARD = "111", _("居民身份证")
        HOUSEHOLD_BOOK = "113", _("户口簿")
        PASSPORT = "414", _("护照")
        HONGKONG = "516", _("港澳居民来往内地通行证")
        TAIWAN = "511", _("台湾居民来往大陆通行证")
        FOREIGNER = "553", _("外国人永久居留身份证")
        OTHER = "990", _("其他证件")

    class Sex(models.TextChoices):
        # GB/T 2261.1
        UNKNOWN = "0", _("未知")
        MALE = "1", _("男")
        FEMALE = "2", _("女")
        UNSTATED = "9", _("未说明")

    class Precision(models.TextChoices):
        DAY = "day", _("年月日")
        MONTH = "month", _("年月")
        YEAR = "year", _("年")

    name = models.CharField(_("姓名"), max_length=80)
    initials = models.CharField(_("拼音首字母"), max_length=80, blank=True, db_index=True, editable=False)
    doc_type = models.CharField(_("证件类型"), max_length=3, choices=DocType, default=DocType.ID_CARD)
    doc_number = EncryptedTextField(_("证件号码"), null=True, blank=True)
    doc_index = models.CharField(max_length=40, null=True, unique=True, editable=False)
    doc_tail = models.CharField(max_length=40, blank=True, db_index=True, editable=False)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex, default=Sex.UNKNOWN)
    born = models.DateField(_("出生日期"), null=True, blank=True)
    born_precision = models.CharField(max_length=5, choices=Precision, blank=True)
    ethnicity = models.CharField(_("民族"), max_length=2, blank=True)
    politics = models.CharField(_("政治面貌"), max_length=2, blank=True)
    note = models.TextField(_("备注"), blank=True)
    died_on = models.DateField(_("去世日期"), null=True, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person", verbose_name=_("账号")
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("居民")
        indexes = [models.Index(fields=["name"], name="person_name")]

    def __str__(self) -> str:
        return self.name


class Phone(models.Model):
    """One of a person's numbers; a family may share one, so it is not unique."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="phones")
    number = EncryptedTextField(_("号码"))
    number_index = models.CharField(max_length=40, db_index=True, editable=False)
    tail = models.CharField(max_length=40, db_index=True, editable=False)
    label = models.CharField(_("是谁的"), max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("电话")
        constraints = [models.UniqueConstraint(fields=["person", "number_index"], name="phone_once_per_person")]

    def __str__(self) -> str:
        return self.label or str(self.pk)


class Household(models.Model):
    """People who live together in one dwelling, with a head of their own."""

    dwelling = models.ForeignKey(Dwelling, models.PROTECT, related_name="households", verbose_name=_("房屋"))
    head = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="heads", verbose_name=_("户主")
    )
    since = models.DateField(_("入住日期"), null=True, blank=True)
    until = models.DateField(_("搬离日期"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("户")
        constraints = [
            models.UniqueConstraint(fields=["dwelling"], condition=Q(until=None), name="household_current_once")
        ]

    def __str__(self) -> str:
        return str(self.dwelling)


class Residence(models.Model):
    """A person lives in a dwelling, from when until when, as what to the head of the household."""

    class Kind(models.TextChoices):
        REGISTERED = "registered", _("户籍常住")
        SEPARATED = "separated", _("人户分离")
        MIGRANT = "migrant", _("流动人口")
        LODGER = "lodger", _("寄住")
        UNKNOWN = "", _("未登记")

    person = models.ForeignKey(Person, models.CASCADE, related_name="residences")
    dwelling = models.ForeignKey(Dwelling, models.PROTECT, related_name="residences", verbose_name=_("房屋"))
    household = models.ForeignKey(
        Household, models.SET_NULL, null=True, blank=True, related_name="residences", verbose_name=_("户")
    )
    relation = models.CharField(_("与户主关系"), max_length=2, blank=True)
    kind = models.CharField(_("居住类型"), max_length=12, choices=Kind, blank=True, default=Kind.UNKNOWN)
    since = models.DateField(_("入住日期"), null=True, blank=True)
    until = models.DateField(_("搬离日期"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("居住")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "dwelling"], condition=Q(until=None), name="residence_current_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.dwelling)


class Hukou(models.Model):
    """Where a person is registered with the police; one at a time."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="hukou")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="registered")
    address = models.CharField(_("户籍地址"), max_length=200, blank=True)
    number = models.CharField(_("户号"), max_length=40, blank=True)
    relation = models.CharField(_("与户主关系"), max_length=2, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("户籍")

    def __str__(self) -> str:
        return self.address


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user) -> "NoticeQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

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

    def __str__(self) -> str:
        return self.title


class RosterImportQuerySet(models.QuerySet):
    def visible_to(self, user) -> "RosterImportQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))


class RosterImport(models.Model):
    """One uploaded roster: previewed, then applied whole or not at all."""

    class State(models.TextChoices):
        READING = "reading", _("正在读取")
        PREVIEW = "preview", _("等您确认")
        APPLYING = "applying", _("正在写入")
        APPLIED = "applied", _("已导入")
        REFUSED = "refused", _("没有导入")
        DROPPED = "dropped", _("已放弃")

    MOVES = {
        State.READING: (State.PREVIEW, State.REFUSED),
        State.PREVIEW: (State.APPLYING, State.DROPPED),
        State.APPLYING: (State.APPLIED, State.REFUSED),
    }

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="roster_imports", verbose_name=_("导入到"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="roster_imports")
    file = models.FileField(upload_to="rosters/", max_length=200)
    file_name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.READING)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+")
    counts = models.JSONField(default=dict)
    refusal = models.CharField(_("原因"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("花名册导入")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name


class RosterRow(models.Model):
    """What one row of the sheet says and what would become of it; the cells are sealed."""

    class Outcome(models.TextChoices):
        NEW = "new", _("新增")
        CHANGED = "changed", _("有变化")
        UNCHANGED = "unchanged", _("没有变化")
        REVIEW = "review", _("需要核对")
        ERROR = "error", _("有问题")
        NOT_DATA = "not_data", _("不是数据")

    roster = models.ForeignKey(RosterImport, models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    cells = EncryptedTextField(blank=True)
    changes = EncryptedTextField(blank=True)
    problem = models.CharField(max_length=300, blank=True)
    column = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("花名册的行")
        constraints = [models.UniqueConstraint(fields=["roster", "sheet", "number"], name="roster_row_once")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.number}"
