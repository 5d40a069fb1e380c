"""Shops and firms of a building."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from community.actions.adding import read_phone
from community.actions.household import refuse_future
from community.actions.property import ended
from community.credit import read_credit_code
from community.models import Dwelling, Organisation
from grids.models import Unit

FACTS = ("building", "dwelling", "kind", "name", "credit_code", "trade", "operator", "fire_checked_on")


@transaction.atomic
def add_organisation(building: Unit, *, by: User | None, **facts: Any) -> Organisation:
    """``facts``: kind, name, credit_code, trade, operator, fire_checked_on, dwelling; ``phone`` as typed."""
    organisation = Organisation(building=building)
    write_organisation(organisation, facts)
    record("organisation.added", by=by, target=f"organisation:{organisation.pk}")
    return organisation


@transaction.atomic
def change_organisation(organisation: Organisation, *, by: User | None, **facts: Any) -> Organisation:
    """``phone`` None leaves the sealed one as it is."""
    now = Organisation.objects.current().select_for_update().filter(pk=organisation.pk).first()
    if now is None:
        raise ended()
    before = {name: getattr(now, name) for name in (*FACTS, "phone")}
    write_organisation(now, facts)
    if changed := sorted(name for name, value in before.items() if getattr(now, name) != value):
        record("organisation.changed", by=by, target=f"organisation:{now.pk}", fields=changed)
    return now


def write_organisation(organisation: Organisation, facts: dict[str, Any]) -> None:
    phone = facts.pop("phone", None)
    if unknown := set(facts) - set(FACTS):
        raise TypeError(f"no facts of an organisation: {unknown}")
    for name, value in facts.items():
        setattr(organisation, name, value)
    organisation.credit_code = read_credit_code(organisation.credit_code)
    refuse_future(organisation.fire_checked_on)
    refuse_place(organisation.building, organisation.dwelling)
    if phone is not None:
        organisation.phone = read_phone(phone) if phone else ""
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError:
        raise ValidationError(
            _("这栋楼里已经登记了同一个统一社会信用代码。请在名单里找到它再修改。"), code="known_code"
        ) from None


def refuse_place(building: Unit, dwelling: Dwelling | None) -> None:
    if building.kind != Unit.Kind.BUILDING:
        raise ValidationError(_("商铺和单位只能登记在楼栋下面，请先选择楼栋。"), code="not_a_building")
    if dwelling and dwelling.building_id != building.pk:
        raise ValidationError(_("这个房号不在所选的楼栋里，请核对。"), code="no_dwelling")


@transaction.atomic
def end_organisation(organisation: Organisation, *, on: date | None = None, by: User | None) -> None:
    on = on or timezone.localdate()
    refuse_future(on)
    if not Organisation.objects.current().filter(pk=organisation.pk).update(until=on):
        raise ended()
    record("organisation.ended", by=by, target=f"organisation:{organisation.pk}")
