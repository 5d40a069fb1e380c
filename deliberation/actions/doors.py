"""Door visits by two: who was reached, never what they said."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import clean_line
from deliberation.actions.casting import hold_open
from deliberation.models import DoorVisit, RollFlat


@transaction.atomic
def note_visit(flat: RollFlat, outcome: str, *, companion: str, by: User, note: str = "") -> DoorVisit:
    companion = clean_line(companion)
    if not companion or companion == by.name:
        raise ValidationError(_("上门要两个人一起去，请写同去的人的姓名。"), code="alone")
    hold_open(flat.vote)
    return DoorVisit.objects.create(
        flat=flat, outcome=outcome, companion=companion[:80], note=clean_line(note)[:100], by=by
    )
