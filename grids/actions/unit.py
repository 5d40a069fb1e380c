"""Add, rename, move and end units."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from grids import codes
from grids.actions import tree
from grids.actions.posting import post
from grids.models import Posting, Unit, UnitPlace
from grids.publish import bump_public_version
from grids.scope import drop_posts

EDITABLE = ("name", "party_name", "party_head", "phone", "special")


@transaction.atomic
def add_unit(kind: str, name: str, code: str, *, parent: Unit | None = None, by: User | None, **fields: Any) -> Unit:
    tree.lock_tree()
    if parent is not None:
        parent = Unit.objects.get(pk=parent.pk)
    check_new(kind, name, code, parent)
    if kind == Unit.Kind.BUILDING:
        fields["slug"] = codes.short_code(code, Unit.objects.exclude(slug=None).values_list("slug", flat=True))
    unit = Unit.objects.create(kind=kind, name=clean_line(name), code=code, parent=parent, **fields)
    UnitPlace.objects.create(unit=unit, parent=parent, since=unit.valid_from)
    log("grids.unit_added", unit, by, code=code)
    return unit


def check_new(kind: str, name: str, code: str, parent: Unit | None) -> None:
    check_name(name)
    check_below(kind, parent)
    check_twin(name, parent)
    codes.check_code(kind, code, parent.code if parent else "")
    if Unit.objects.filter(code=code).exists():
        raise ValidationError(
            _("编码 %(code)s 已经用过（停用的单元也保留编码），请换一个。") % {"code": code}, code="code_taken"
        )


def check_name(name: str) -> None:
    if not clean_line(name):
        raise ValidationError(_("请填写名称。"), code="name_missing")


def check_twin(name: str, parent: Unit | None) -> None:
    """Two units of one name side by side are one typed twice."""
    if Unit.objects.current().filter(parent=parent, name=clean_line(name)).exists():
        raise ValidationError(_("这里已经有“%(name)s”了，请核对。") % {"name": clean_line(name)}, code="name_twin")


def check_below(kind: str, parent: Unit | None) -> None:
    if parent is not None and not parent.is_open():
        raise ValidationError(
            _("“%(name)s”已经停用，请选择仍在使用的上级。") % {"name": parent.name}, code="parent_ended"
        )
    if kind not in Unit.BELOW[Unit.Kind(parent.kind) if parent else None]:
        above = parent.get_kind_display() if parent else _("最上级")
        raise ValidationError(
            _("%(kind)s不能放在%(above)s下面，请选择其他上级。") % {"kind": Unit.Kind(kind).label, "above": above},
            code="kind_below",
        )


def propose_code(kind: str, parent: Unit | None) -> str:
    """The next free code, also past units that were ended or moved away; "" when the rule has none left."""
    if parent is None:
        return ""
    prefix = codes.prefix_for(kind, parent.code)
    taken = Unit.objects.filter(kind=kind, code__startswith=prefix).values_list("code", flat=True)
    return codes.next_code(kind, parent.code, taken)


@transaction.atomic
def found_tree(name: str, code: str, *, by: User, kind: str = codes.STREET) -> Unit:
    """The first unit of an empty tree; the superuser who makes it becomes its administrator."""
    tree.lock_tree()
    if Unit.objects.exists():
        raise ValidationError(_("已经有人建好了第一个单元，请刷新页面。"), code="tree_founded")
    root = add_unit(kind, name, code, by=by)
    post(Posting.Role.ADMIN, root, user=by, by=by)
    return root


@transaction.atomic
def edit_unit(unit: Unit, *, by: User | None, **changes: Any) -> Unit:
    """Change the words on a unit: ``EDITABLE`` and nothing else. Code, kind and place have their own ways."""
    tree.lock_tree()
    if strange := set(changes) - set(EDITABLE):
        raise TypeError(f"not editable: {sorted(strange)}")
    if "name" in changes:
        check_name(changes["name"])
    old = Unit.objects.values(*EDITABLE).get(pk=unit.pk)
    if "name" in changes and clean_line(changes["name"]) != old["name"]:
        check_twin(changes["name"], unit.parent)
    new = {key: clean_line(value) if isinstance(value, str) else value for key, value in changes.items()}
    new = {key: value for key, value in new.items() if value != old[key]}
    if new:
        Unit.objects.filter(pk=unit.pk).update(**new)
        # a head's name is somebody's name: the record says that it changed, not to what
        log("grids.unit_edited", unit, by, fields=sorted(new), old_name=old["name"], new_name=new.get("name", ""))
    unit.refresh_from_db()
    return unit


def rename_unit(unit: Unit, name: str, *, by: User | None) -> Unit:
    return edit_unit(unit, name=name, by=by)


@transaction.atomic
def move_unit(unit: Unit, parent: Unit, *, by: User | None, on: date | None = None) -> Unit:
    """Hang a unit, with all below it, under another one. Its code stays; where it hung before is kept."""
    on = on or timezone.localdate()
    tree.lock_tree()
    unit, parent = Unit.objects.get(pk=unit.pk), Unit.objects.get(pk=parent.pk)
    check_move(unit, parent, on)
    old = unit.parent_id
    keep_place(unit, parent, on)
    unit.parent = parent
    unit.save()
    unit.refresh_from_db()
    log("grids.unit_moved", unit, by, old=old, new=parent.pk, on=on.isoformat())
    return unit


def check_move(unit: Unit, parent: Unit, on: date) -> None:
    if unit.parent_id is None:
        raise ValidationError(_("最上级的单元不能移动。"), code="move_root")
    if unit.parent_id == parent.pk:
        raise ValidationError(_("它已经在“%(name)s”下面了。") % {"name": parent.name}, code="move_nowhere")
    if not unit.is_open():
        raise ValidationError(_("“%(name)s”已经停用，不能移动。") % {"name": unit.name}, code="unit_ended")
    if on > timezone.localdate():
        raise ValidationError(_("调整日期不能在今天以后。"), code="move_future")
    check_below(unit.kind, parent)


def keep_place(unit: Unit, parent: Unit, on: date) -> None:
    """Close the row of the old place and open the new one; a place of no whole day leaves no row."""
    place = UnitPlace.objects.get(unit=unit, until=None)
    if on < place.since:
        raise ValidationError(
            _("调整日期不能早于它放到现在位置的日期（%(since)s）。") % {"since": place.since.isoformat()},
            code="move_early",
        )
    if on == place.since:
        place.delete()
    else:
        place.until = on
        place.save(update_fields=["until"])
    UnitPlace.objects.create(unit=unit, parent=parent, since=on)


@transaction.atomic
def end_unit(unit: Unit, *, by: User | None, on: date | None = None) -> Unit:
    """The unit is no more from that day on; row and code stay for good."""
    on = on or timezone.localdate()
    tree.lock_tree()
    check_end(Unit.objects.get(pk=unit.pk), on)
    if not Unit.objects.filter(pk=unit.pk, valid_until=None).update(valid_until=on):
        raise ValidationError(_("“%(name)s”已经停用过了。") % {"name": unit.name}, code="unit_ended")
    place = UnitPlace.objects.get(unit=unit, until=None)
    if place.since < on:
        place.until = on
        place.save(update_fields=["until"])
    log("grids.unit_ended", unit, by, on=on.isoformat())
    unit.refresh_from_db()
    return unit


def check_end(unit: Unit, on: date) -> None:
    if not unit.valid_from <= on <= timezone.localdate():
        raise ValidationError(_("停用日期要在启用日期和今天之间，请改正。"), code="end_date")
    if unit.children.exclude(valid_until__lte=on).exists():
        raise ValidationError(_("下面还有在用的单元，请先移走或停用它们。"), code="end_children")
    if unit.postings.open(on).exists():
        raise ValidationError(_("还有人在这里任职，请先办理卸任。"), code="end_postings")


def log(verb: str, unit: Unit, by: User | None, **detail: Any) -> None:
    """Boards show the tree, so they are made anew. Set-up commands act for nobody; what people do is kept."""
    bump_public_version()
    drop_posts(by)
    if by is not None:
        record(verb, by=by, target=f"unit:{unit.pk}", **detail)
