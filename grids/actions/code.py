"""What other systems call a unit."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import clean_line
from grids.actions.unit import log
from grids.models import ExternalCode, Unit


@transaction.atomic
def add_external_code(
    unit: Unit,
    system: str,
    code: str,
    *,
    by: User | None,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> ExternalCode:
    system, code = clean_line(system), clean_line(code)
    if not system or not code:
        raise ValidationError(_("请填写系统名称和编码。"), code="external_empty")
    if valid_from and valid_until and valid_until < valid_from:
        raise ValidationError(_("停用日期不能早于启用日期。"), code="external_dates")
    try:
        with transaction.atomic():
            made = ExternalCode.objects.create(
                unit=unit, system=system, code=code, valid_from=valid_from, valid_until=valid_until
            )
    except IntegrityError:
        raise ValidationError(
            _("“%(system)s”的编码 %(code)s 已经登记在一个单元上，请核对。") % {"system": system, "code": code},
            code="external_taken",
        ) from None
    log("grids.code_added", unit, by, system=system, code=code)
    return made


@transaction.atomic
def remove_external_code(row: ExternalCode, *, by: User | None) -> None:
    log("grids.code_removed", row.unit, by, system=row.system, code=row.code)
    row.delete()
