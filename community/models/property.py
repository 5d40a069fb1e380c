"""What belongs to a flat beside the people in it: its owners, vehicles, pets; and the shops and firms of a building."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField
from community.models.dwelling import Dwelling
from community.models.person import Person
from grids.models import Posting, Unit


class OfDwellingQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OfDwellingQuerySet":
        return self.filter(dwelling__building__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def current(self) -> "OfDwellingQuerySet":
        return self.filter(until=None)


class Ownership(models.Model):
    """Who owns a flat, and which share of it (Civil Code articles 298 and 299); owners need not live there."""

    class Kind(models.TextChoices):
        PERSON = "person", _("个人")
        FIRM = "firm", _("单位")

    dwelling = models.ForeignKey(Dwelling, models.PROTECT, related_name="ownerships", verbose_name=_("房屋"))
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="ownerships", verbose_name=_("在册居民")
    )
    kind = models.CharField(_("业主种类"), max_length=6, choices=Kind, default=Kind.PERSON)
    name = models.CharField(_("业主姓名或名称"), max_length=80)
    doc_number = EncryptedTextField(_("证件号码"), null=True, blank=True)
    doc_index = models.CharField(max_length=40, blank=True, db_index=True, editable=False)
    phone = EncryptedTextField(_("联系电话"), blank=True, default="")
    phone_index = models.CharField(max_length=40, blank=True, db_index=True, editable=False)
    # exact parts of the whole: 1/3 stays 1/3
    share_top = models.PositiveIntegerField(_("份额的分子"), default=1)
    share_bottom = models.PositiveIntegerField(_("份额的分母"), default=1)
    basis = models.CharField(_("依据"), max_length=100, blank=True)
    since = models.DateField(_("从"), null=True, blank=True)
    until = models.DateField(_("到"), null=True, blank=True)

    objects = OfDwellingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("产权")
        constraints = [
            models.CheckConstraint(
                condition=Q(share_top__gt=0) & Q(share_bottom__gt=0) & Q(share_top__lte=F("share_bottom")),
                name="ownership_share_is_a_part",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="ownership_has_name"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")), name="ownership_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Vehicle(models.Model):
    class Kind(models.TextChoices):
        CAR = "car", _("汽车")
        ELECTRIC = "electric", _("电动自行车")
        MOTORCYCLE = "motorcycle", _("摩托车")
        OTHER = "other", _("其他")

    dwelling = models.ForeignKey(Dwelling, models.PROTECT, related_name="vehicles", verbose_name=_("房屋"))
    kind = models.CharField(_("种类"), max_length=10, choices=Kind, default=Kind.CAR)
    plate = EncryptedTextField(_("车牌号"))
    plate_index = models.CharField(max_length=40, db_index=True, editable=False)
    note = models.CharField(_("备注"), max_length=100, blank=True)
    until = models.DateField(_("到"), null=True, blank=True)

    objects = OfDwellingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("车辆")
        constraints = [
            models.UniqueConstraint(
                fields=["dwelling", "plate_index"], condition=Q(until=None), name="vehicle_current_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Pet(models.Model):
    class Kind(models.TextChoices):
        DOG = "dog", _("犬")
        CAT = "cat", _("猫")
        OTHER = "other", _("其他")

    dwelling = models.ForeignKey(Dwelling, models.PROTECT, related_name="pets", verbose_name=_("房屋"))
    kind = models.CharField(_("种类"), max_length=6, choices=Kind, default=Kind.DOG)
    name = models.CharField(_("名字或特征"), max_length=40, blank=True)
    licence = models.CharField(_("犬证号"), max_length=40, blank=True)
    vaccinated_on = models.DateField(_("最近免疫日期"), null=True, blank=True)
    until = models.DateField(_("到"), null=True, blank=True)

    objects = OfDwellingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("宠物")

    def __str__(self) -> str:
        return self.name or str(self.get_kind_display())


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OrganisationQuerySet":
        return self.filter(building__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def current(self) -> "OrganisationQuerySet":
        return self.filter(until=None)


class Organisation(models.Model):
    """A shop or firm in one of the buildings."""

    class Kind(models.TextChoices):
        SHOP = "shop", _("商铺")
        FIRM = "firm", _("企业")
        PUBLIC = "public", _("单位")
        OTHER = "other", _("其他")

    building = models.ForeignKey(Unit, models.PROTECT, related_name="organisations", verbose_name=_("楼栋"))
    dwelling = models.ForeignKey(
        Dwelling, models.PROTECT, null=True, blank=True, related_name="organisations", verbose_name=_("房屋")
    )
    kind = models.CharField(_("种类"), max_length=6, choices=Kind, default=Kind.SHOP)
    name = models.CharField(_("名称"), max_length=100)
    # GB 32100-2015: 18 characters
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    trade = models.CharField(_("行业"), max_length=40, blank=True)
    operator = models.CharField(_("经营者"), max_length=80, blank=True)
    phone = EncryptedTextField(_("联系电话"), blank=True, default="")
    fire_checked_on = models.DateField(_("最近消防检查"), null=True, blank=True)
    until = models.DateField(_("到"), null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("商铺和单位")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_name"),
            models.UniqueConstraint(
                fields=["credit_code", "building"],
                condition=~Q(credit_code="") & Q(until=None),
                name="organisation_current_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name
