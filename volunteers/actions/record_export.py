"""The records as a file for the system the civil affairs authority names (article 4), through the door of all lists."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from community.actions import export as lists
from community.models import Export
from community.reports import workbook
from grids.models import Unit
from volunteers.reports import order67

WRITER = "volunteers.order67"


def ask(
    unit: Unit, *, since: date, until: date, kind: str, purpose: str, unmasked: bool, by: User, address: str = ""
) -> Export:
    """Waits for a second look when whole numbers are wanted, like every list of residents."""
    if not lists.listable_units(by).filter(pk=unit.pk).exists():
        raise ValidationError(_("您不能导出这个范围的记录，请从列表里选择范围。"), code="unit")
    count = order67.records_of(unit, since, until).values("person").distinct().count()
    if until < since or not count:
        raise ValidationError(_("这段时间没有已确认的志愿服务记录，请换一段时间。"), code="nothing")
    span = {"since": since.isoformat(), "until": until.isoformat()}
    words = _("志愿服务记录（按民政部令第67号的顺序），%(since)s 至 %(until)s") % span
    chosen = {"writer": WRITER, "words": words, "kind": kind, **span}
    return lists.ask(unit, chosen=chosen, purpose=purpose, count=count, unmasked=unmasked, by=by, address=address)


def write(export: Export) -> tuple[bytes, list[int]]:
    """The file, and whose data stands in it."""
    since, until = (date.fromisoformat(export.chosen[name]) for name in ("since", "until"))
    found = list(order67.rows_of(order67.records_of(export.unit, since, until), full=export.unmasked))
    mark = workbook.Mark(
        who=f"{export.by.name}（{export.by.username}）",
        when=f"{timezone.localtime():%Y-%m-%d %H:%M}",
        purpose=export.purpose,
        full=export.unmasked,
    )
    as_file = workbook.as_csv if export.chosen["kind"] == lists.CSV else workbook.as_xlsx
    content = as_file(order67.columns(), [cells for _person, cells in found], mark)
    return content, sorted({person for person, _cells in found})
