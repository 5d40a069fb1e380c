"""Care visits before a holiday: who is visited comes from the register's own lists, within one's scope and for a purpose."""

from datetime import date
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.models import Person
from community.reports import lists
from grids.models import Unit
from volunteers.models import CareRound, CareVisit

MOST = 1000
S = CareVisit.State


def whom_count(unit: Unit, whom: str, *, by: User) -> int:
    return lists.people_of(unit, {"list": whom}, by=by, on=timezone.localdate()).count()


@transaction.atomic
def begin_round(
    unit: Unit, *, title: str, whom: str, purpose: str, until: date, by: User, gift: str = "", key: UUID | None = None
) -> CareRound:
    """The list is asked for with a purpose and stands in the record; the same key is the same round."""
    title, purpose, key = clean_line(title), clean_line(purpose), key or uuid4()
    if len(purpose) < 4:
        raise ValidationError(_("请写明用途，至少 4 个字，例如“重阳节走访慰问”。"), code="purpose")
    if known := CareRound.objects.filter(key=key).first():
        return known
    people = lists.people_of(unit, {"list": whom}, by=by, on=timezone.localdate()).order_by("pk")
    keys = list(people.values_list("pk", flat=True)[: MOST + 1])
    if not keys or len(keys) > MOST:
        raise ValidationError(_("符合的要在 1 到 1000 人之间，请换一个名单或范围。"), code="count")
    facts = {"whom": whom, "purpose": purpose[:100], "until": until, "gift": clean_line(gift)[:100]}
    row = CareRound.objects.create(unit=unit, title=title[:60], key=key, by=by, **facts)
    CareVisit.objects.bulk_create([CareVisit(round=row, person_id=pk) for pk in keys])
    record("care.listed", by=by, target=f"care:{row.pk}", reason=purpose, whom=whom, count=len(keys), unit=unit.pk)
    return row


@transaction.atomic
def add_person(row: CareRound, person: Person, *, by: User) -> CareVisit:
    """Somebody no list names, but a neighbour knows of."""
    visit, new = CareVisit.objects.get_or_create(round=row, person=person)
    if new:
        record("care.person_added", by=by, target=f"person:{person.pk}", round=row.pk)
    return visit


@transaction.atomic
def note_visit(
    visit: CareVisit, *, state: str, by: User, on: date | None = None, went: str = "", brought: str = "", note: str = ""
) -> CareVisit:
    """Who went, what was brought, what was said; can be written again when more is known."""
    on, went = on or timezone.localdate(), clean_line(went)
    if state == S.VISITED and not went:
        raise ValidationError(_("请写明谁去的。"), code="no_name")
    if on > timezone.localdate():
        raise ValidationError(_("走访日期不能晚于今天。"), code="future")
    CareVisit.objects.filter(pk=visit.pk).update(
        state=state,
        on=on if state != S.PLANNED else None,
        went=went[:100],
        brought=clean_line(brought)[:100],
        note=clean_line(note)[:300],
        by=by,
        at=timezone.now(),
    )
    record("care.visited", by=by, target=f"person:{visit.person_id}", round=visit.round_id, state=state)
    visit.refresh_from_db()
    return visit
