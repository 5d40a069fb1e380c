"""Who is there. A person is not a residence, a residence is not a household, and neither is the hukou."""

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat, Right
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.secrets import EncryptedTextField, blind_index
from accounts.text import phone_digits
from community.lookup import Lookup, document_number, is_building, is_initials, is_room, is_tail
from community.models.dwelling import Dwelling
from grids.models import Posting, Unit


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PersonQuerySet":
        """Who lives or is registered there; people who left stay visible until somebody else takes them in."""
        return self.within(Unit.objects.overseen_by(user, *Posting.STAFF))

    def within(self, units) -> "PersonQuerySet":
        there = Residence.objects.filter(dwelling__building__in=units)
        former = there.exclude(person__in=Residence.objects.current().values("person"))
        registered = Hukou.objects.filter(unit__in=units).values("person")
        return self.filter(
            Q(pk__in=there.current().values("person")) | Q(pk__in=former.values("person")) | Q(pk__in=registered),
            merged_into=None,
        )

    def by_address(self) -> "PersonQuerySet":
        home = Residence.objects.current().filter(person=OuterRef("pk")).order_by("pk").with_place_key()
        return self.annotate(home=Subquery(home.values("place_key")[:1])).order_by(F("home").asc(nulls_last=True), "pk")

    def living(self) -> "PersonQuerySet":
        return self.filter(died_on=None)

    def matching(self, lookup: Lookup) -> "PersonQuerySet":
        """Whom a typed search means; what it holds was read by ``community.lookup``."""
        people = self
        for word in lookup.words:
            people = people.filter(meant_by(word))
        if lookup.place:
            here = Dwelling.objects.at(lookup.place)
            people = people.filter(pk__in=Residence.objects.current().filter(dwelling__in=here).values("person"))
        return people


def meant_by(word: str) -> Q:
    """One word as a name, initials, a whole number, the last four signs of one, or a room."""
    meant = Q(name__icontains=word)
    if is_initials(word):
        meant |= Q(initials__startswith=word.lower())
    if phone := phone_digits(word):
        meant |= Q(pk__in=Phone.objects.filter(number_index=blind_index(phone, "phone")).values("person"))
    if number := document_number(word):
        meant |= Q(doc_index=blind_index(number, "doc"))
    if is_tail(word):
        tail = word.upper()
        meant |= Q(doc_tail=blind_index(tail, "doc-tail"))
        meant |= Q(pk__in=Phone.objects.filter(tail=blind_index(tail, "phone-tail")).values("person"))
    if is_building(word):
        homes = Residence.objects.current().filter(dwelling__building__name=word)
        meant |= Q(pk__in=homes.values("person"))
    if is_room(word):
        rooms = Residence.objects.current().filter(dwelling__room__in=(word, word.lstrip("0")))
        meant |= Q(pk__in=rooms.values("person"))
    return meant


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
    former_name = models.CharField(_("曾用名"), max_length=80, blank=True)
    marriage = models.CharField(_("婚姻状况"), max_length=2, blank=True)
    education = models.CharField(_("文化程度"), max_length=2, blank=True)
    workplace = models.CharField(_("工作单位或学校"), max_length=100, blank=True)
    # a number of which a roster shows a part only (3301********1234): a hint for matching, never a document
    doc_hint = EncryptedTextField(_("证件号码的一部分"), blank=True, default="")
    doc_expires_on = models.DateField(_("证件有效期至"), null=True, blank=True)
    # of somebody under fourteen (Personal Information Protection Law, article 31)
    guardian = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="wards", verbose_name=_("监护人")
    )
    # the same human being was in the register twice: this record points to the one that stayed
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    note = models.TextField(_("备注"), blank=True)
    died_on = models.DateField(_("去世日期"), null=True, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person", verbose_name=_("账号")
    )
    verified_on = models.DateField(_("最近核对"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("居民")
        indexes = [models.Index(fields=["name"], name="person_name")]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="person_has_name"),
            models.CheckConstraint(condition=~Q(doc_index=""), name="person_number_never_empty"),
            models.CheckConstraint(
                condition=Q(died_on=None) | Q(born=None) | Q(died_on__gte=models.F("born")),
                name="person_dies_after_birth",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | (~Q(merged_into=models.F("id")) & Q(doc_index=None)),
                name="person_merged_keeps_no_number",
            ),
            models.CheckConstraint(
                condition=Q(guardian=None) | ~Q(guardian=models.F("id")), name="person_guards_somebody_else"
            ),
        ]

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


class HouseholdQuerySet(models.QuerySet):
    def visible_to(self, user) -> "HouseholdQuerySet":
        return self.filter(dwelling__building__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def current(self) -> "HouseholdQuerySet":
        return self.filter(until=None)

    def in_order(self) -> "HouseholdQuerySet":
        """As ``Dwelling.in_order``."""
        return self.order_by("dwelling__building__tree_id", "dwelling__building__lft", "dwelling__position")


class Household(models.Model):
    """People who live together in one dwelling, with a head of their own."""

    dwelling = models.ForeignKey(Dwelling, models.PROTECT, related_name="households", verbose_name=_("房屋"))
    head = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="heads", verbose_name=_("户主")
    )
    since = models.DateField(_("入住日期"), null=True, blank=True)
    until = models.DateField(_("搬离日期"), null=True, blank=True)
    verified_on = models.DateField(_("最近核对"), null=True, blank=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("户")
        constraints = [
            models.UniqueConstraint(fields=["dwelling"], condition=Q(until=None), name="household_current_once"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gte=models.F("since")),
                name="household_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return str(self.dwelling)


class ResidenceQuerySet(models.QuerySet):
    def current(self) -> "ResidenceQuerySet":
        return self.filter(until=None)

    def with_place_key(self) -> "ResidenceQuerySet":
        """``place_key`` sorts as a caretaker walks: building by building, then entrance and room."""
        building = Right(Concat(Value("0000000"), Cast("dwelling__building__lft", models.CharField())), 7)
        return self.annotate(place_key=Concat(building, "dwelling__position"))


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

    objects = ResidenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("居住")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "dwelling"], condition=Q(until=None), name="residence_current_once"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gte=models.F("since")),
                name="residence_ends_after_start",
            ),
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
