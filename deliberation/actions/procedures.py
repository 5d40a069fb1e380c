"""A committee's own way of talking things over, written as a list of steps."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from deliberation.models import Procedure
from grids.models import Unit

MOST_STEPS = 20


def read_steps(text: str) -> list[dict]:
    """One step a line: ``name，who，要照片``; the last two may be left out."""
    steps = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, *rest = [part.strip() for part in line.replace(",", "，").split("，")]
        evidence = _("要照片") in rest
        who = next((part for part in rest if part and part != _("要照片")), "")
        steps.append({"name": clean_line(name)[:40], "who": clean_line(who)[:40], "days": 0, "evidence": evidence})
    if not steps or any(not step["name"] for step in steps):
        raise ValidationError(_("请至少写一个步骤，每行一个。"), code="required")
    if len(steps) > MOST_STEPS:
        raise ValidationError(_("步骤太多了，最多 %(n)d 个。") % {"n": MOST_STEPS}, code="many")
    return steps


def spell_steps(procedure: Procedure) -> str:
    lines = (
        "，".join(part for part in (step["name"], step["who"], _("要照片") if step["evidence"] else "") if part)
        for step in procedure.steps
    )
    return "\n".join(lines)


@transaction.atomic
def write_procedure(
    unit: Unit, *, name: str, steps: str, by: User, note: str = "", old: Procedure | None = None
) -> Procedure:
    """Another wording is another row: topics under way keep the steps they began with."""
    name = clean_line(name)[:40]
    if not name:
        raise ValidationError(_("请写名称。"), code="required")
    listed = read_steps(steps)
    if old is not None and not Procedure.objects.filter(pk=old.pk, unit=unit, current=True).update(current=False):
        raise ValidationError(_("已经有人改过了，请看最新的。"), code="moved_on")
    try:
        with transaction.atomic():
            row = Procedure.objects.create(unit=unit, name=name, note=clean_line(note)[:200], steps=listed)
    except IntegrityError as twice:
        raise ValidationError(_("已经有叫这个名称的议事方法，请换一个名称。"), code="twice") from twice
    record("procedure.written", by=by, target=f"procedure:{row.pk}", steps=len(listed))
    return row
