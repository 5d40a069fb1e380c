"""What happens to flats."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.lookup import Place
from community.models import Dwelling
from grids.models import Unit

CHANGEABLE = ("floor", "area", "area_source", "use")


def add_dwelling(building: Unit, entrance: str, room: str, *, by: User | None, **fields: Any) -> Dwelling:
    """Raises ValidationError when the unit is no building, or when the flat is there already."""
    if building.kind != Unit.Kind.BUILDING:
        raise ValidationError(_("房屋只能登记在楼栋下面，请先选择楼栋。"), code="not_a_building")
    entrance, room = clean_line(entrance).removesuffix("单元"), clean_line(room).removesuffix("室")
    if not room:
        raise ValidationError(_("请填写室号，例如 501。"), code="no_room")
    try:
        with transaction.atomic():
            return Dwelling.objects.create(building=building, entrance=entrance, room=room, **fields)
    except IntegrityError:
        raise ValidationError(_("这套房屋已经登记过，请直接在楼栋里选择它。"), code="known") from None


@transaction.atomic
def change_dwelling(dwelling: Dwelling, *, by: User | None, **fields: Any) -> Dwelling:
    if unknown := set(fields) - set(CHANGEABLE):
        raise TypeError(f"not changeable: {unknown}")
    changed = sorted(name for name, value in fields.items() if getattr(dwelling, name) != value)
    if changed:
        Dwelling.objects.filter(pk=dwelling.pk).update(**fields)
        dwelling.refresh_from_db()
        record("dwelling.changed", by=by, target=f"dwelling:{dwelling.pk}", fields=changed)
    return dwelling


def find_or_add_dwelling(building: Unit, entrance: str, room: str, *, may_add: bool, by: User | None) -> Dwelling:
    """The flat people mean by what they typed; a new one only when they said that it is new."""
    place = Place("", clean_line(entrance).removesuffix("单元"), clean_line(room).removesuffix("室"))
    there = Dwelling.objects.filter(building=building).at(place)
    found = there.filter(entrance=place.entrance).in_order().first()
    if found is not None:
        return found
    if not may_add:
        raise ValidationError(
            _("这栋楼里还没有登记这个房号。请核对；确实是新的，请勾选“这套房屋还没有登记过”。"), code="no_dwelling"
        )
    return add_dwelling(building, entrance, room, by=by)
