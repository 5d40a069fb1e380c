"""What the shop offers, at which price, on which days."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from community.images import Picture
from grids.models import Unit
from grids.publish import bump_public_version
from points.models import Good, Opening, Shop

FACTS = ("kind", "code", "name", "text", "measure", "price", "worth", "supplier", "low_at", "most_per_day",
         "most_per_month", "open")  # fmt: skip
MOST_OPENINGS = 62


@transaction.atomic
def open_shop(unit: Unit, *, by: User | None, **facts: Any) -> Shop:
    shop, _new = Shop.objects.update_or_create(unit=unit, defaults=facts)
    record("shop.opened", by=by, target=f"shop:{shop.pk}")
    bump_public_version()
    return shop


@transaction.atomic
def add_good(shop: Shop, *, by: User | None, picture: Picture | None = None, **facts: Any) -> Good:
    good = Good(shop=shop, **facts)
    write(good)
    if picture:
        hang(good, picture)
    record("shop.good_added", by=by, target=f"good:{good.pk}", price=good.price)
    bump_public_version()
    return good


@transaction.atomic
def change_good(good: Good, *, by: User, picture: Picture | None = None, **facts: Any) -> Good:
    """Orders keep the price of their day; the kind stays what it was."""
    held = Good.objects.select_for_update(no_key=True).get(pk=good.pk)
    before = held.price
    for name, value in facts.items():
        if name in FACTS and name != "kind":
            setattr(held, name, value)
    write(held, list(FACTS))
    if picture:
        hang(held, picture)
    record("shop.good_changed", by=by, target=f"good:{good.pk}", price_before=before, price=held.price)
    bump_public_version()
    return held


def write(good: Good, fields: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            good.save(update_fields=fields) if fields else good.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(
            _("货号“%(code)s”已经有别的东西在用，请换一个。") % {"code": good.code}, code="code_taken"
        ) from None


def hang(good: Good, picture: Picture) -> None:
    """The former picture's file goes when the transaction has held."""
    storage, old = good.picture.storage, good.picture.name
    path = good.picture.field.generate_filename(good, f"{good.picture_name}.jpg")
    try:
        good.picture = storage.save(path, ContentFile(picture.data))
    except OSError as error:
        raise ValidationError(_("服务器暂时存不下图片，请先不放图片。"), code="no_room") from error
    good.save(update_fields=["picture"])
    if old:
        transaction.on_commit(lambda: storage.delete(old))


@transaction.atomic
def add_openings(
    good: Good, days: Sequence[date], *, capacity: int, by: User, starts: time | None = None, ends: time | None = None
) -> int:
    """How many were new. A room is had by one at a time, so its hours must not overlap."""
    if good.counted:
        raise ValidationError(_("物品不用排场次，请登记进货。"), code="counted")
    if len(days) > MOST_OPENINGS:
        raise ValidationError(_("一次最多排两个月。"), code="too_many")
    if (starts is None) != (ends is None) or (starts and ends and ends <= starts):
        raise ValidationError(_("请写从几点到几点，结束要晚于开始。"), code="times")
    # two who plan the same room at once wait for each other
    Good.objects.select_for_update(no_key=True).get(pk=good.pk)
    made = 0
    for day in sorted(set(days)):
        if day < timezone.localdate():
            raise ValidationError(_("日期已经过了，请从今天起排。"), code="past")
        there = Opening.objects.filter(good=good, day=day)
        if there.filter(starts=starts).exists():
            continue
        if good.kind == Good.Kind.SLOT and overlaps(there, starts, ends):
            raise ValidationError(_("%(day)s 和已有的场次时间重叠。") % {"day": f"{day:%m月%d日}"}, code="overlap")
        places = 1 if good.kind == Good.Kind.SLOT else capacity
        Opening.objects.create(good=good, day=day, starts=starts, ends=ends, capacity=places)
        made += 1
    record("shop.openings_added", by=by, target=f"good:{good.pk}", days=made)
    bump_public_version()
    return made


def overlaps(there: Any, starts: time | None, ends: time | None) -> bool:
    if starts is None:
        return there.exists()
    return there.filter(starts=None).exists() or there.filter(starts__lt=ends, ends__gt=starts).exists()


@transaction.atomic
def close_opening(opening: Opening, *, by: User) -> None:
    """Nobody new; whoever has a place keeps it."""
    if not Opening.objects.filter(pk=opening.pk, closed=False).update(closed=True):
        raise ValidationError(_("这一场已经停约了。"), code="moved_on")
    record("shop.opening_closed", by=by, target=f"opening:{opening.pk}")
    bump_public_version()
