"""Flats, shops and cellars: where people live, whether anybody does or not."""

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Right
from django.utils.translation import gettext_lazy as _

from community.lookup import Place, building_pattern, entrance_names, room_names
from grids.models import Posting, Unit


def buildings_called(place: Place) -> models.QuerySet:
    """7 means 7栋 and 柳荫小区7栋, never 17栋; an estate that was typed narrows it, if any building has its name."""
    called = Unit.objects.filter(kind=Unit.Kind.BUILDING, name__iregex=building_pattern(place.building))
    of_estate = called.filter(
        Q(name__contains=place.estate) | Q(parent__name=place.estate) | Q(parent__parent__name=place.estate)
    )
    return of_estate if place.estate and of_estate.exists() else called


class DwellingQuerySet(models.QuerySet):
    def visible_to(self, user) -> "DwellingQuerySet":
        return self.filter(building__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def at(self, place: Place) -> "DwellingQuerySet":
        """Exactly this building, entrance and room, however people write them; a part left out is any."""
        found = self
        if place.building:
            found = found.filter(building__in=buildings_called(place))
        if place.entrance:
            found = found.filter(entrance__in=entrance_names(place.entrance))
        if place.room:
            found = found.filter(room__in=room_names(place.room))
        return found

    def in_order(self) -> "DwellingQuerySet":
        """As a caretaker would walk: building by building, 99 before 101."""
        return self.order_by("building__tree_id", "building__lft", "position")


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
    area_source = models.CharField(_("面积的来源"), max_length=100, blank=True)
    use = models.CharField(_("用途"), max_length=10, choices=Use, blank=True)

    # entrance and room padded, so that 99 stands before 101 and 2 before 10
    position = models.GeneratedField(
        expression=Concat(
            Right(Concat(Value("0000"), "entrance"), 4),
            Right(Concat(Value("00000000"), "room"), 8),
        ),
        output_field=models.CharField(max_length=12),
        db_persist=True,
    )

    objects = DwellingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("房屋")
        constraints = [
            models.UniqueConstraint(fields=["building", "entrance", "room"], name="dwelling_once"),
            models.CheckConstraint(condition=~Q(room=""), name="dwelling_has_room"),
        ]

    def __str__(self) -> str:
        return short_address(self.entrance, self.room)

    def full_address(self) -> str:
        return f"{self.building.name} {self}"


def short_address(entrance: str, room: str) -> str:
    """``2单元501``; a house without entrances has rooms only."""
    return f"{entrance}单元{room}" if entrance else room
