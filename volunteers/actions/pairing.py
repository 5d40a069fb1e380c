"""结对共建: organisations stand beside a grid; what is there, what is needed, what is done together and how far it is."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from grids.models import Unit
from volunteers.models import Pair, PairLine, PairProgress, Partner

S, Kind = PairLine.State, PairLine.Kind


@transaction.atomic
def pair(unit: Unit, partners: Iterable[Partner], *, note: str = "", by: User) -> Pair:
    """One pair per grid; further organisations join it, and 1+1 becomes N+1."""
    partners = list(partners)
    if not partners:
        raise ValidationError(_("请至少选择一个单位。"), code="nobody")
    row, _new = Pair.objects.get_or_create(unit=unit, until=None, defaults={"note": clean_line(note)[:300]})
    row.partners.add(*partners)
    record("pair.made", by=by, target=f"pair:{row.pk}", partners=[partner.pk for partner in partners])
    return row


@transaction.atomic
def end_pair(row: Pair, *, by: User) -> None:
    if Pair.objects.current().filter(pk=row.pk).update(until=timezone.localdate()):
        record("pair.ended", by=by, target=f"pair:{row.pk}")


@transaction.atomic
def add_line(
    row: Pair, *, kind: str, title: str, partner: Partner | None = None, due_on: date | None = None
) -> PairLine:
    """A resource belongs to an organisation; a need or a project waits until one takes it."""
    title = clean_line(title)
    if not title:
        raise ValidationError(_("请写明内容。"), code="no_title")
    if kind == Kind.RESOURCE and partner is None:
        raise ValidationError(_("请选择是哪个单位的资源。"), code="no_partner")
    if partner and not row.partners.filter(pk=partner.pk).exists():
        raise ValidationError(_("这个单位没有和这个网格结对。"), code="not_paired")
    return PairLine.objects.create(pair=row, kind=kind, title=title[:100], partner=partner, due_on=due_on)


@transaction.atomic
def take_line(line: PairLine, partner: Partner) -> PairLine:
    """One organisation takes a need or a project; a resource is put to use by whoever owns it."""
    if not line.pair.partners.filter(pk=partner.pk).exists():
        raise ValidationError(_("这个单位没有和这个网格结对。"), code="not_paired")
    free = PairLine.objects.filter(pk=line.pk, state=S.OPEN)
    if not free.update(state=S.CLAIMED, partner=partner):
        raise ValidationError(_("这一项已经有单位认领了。"), code="taken")
    line.refresh_from_db()
    return line


@transaction.atomic
def note_progress(line: PairLine, *, text: str, done: bool = False, by: User) -> PairProgress:
    text = clean_line(text)
    if not text:
        raise ValidationError(_("请写一句进展。"), code="no_text")
    running = PairLine.objects.filter(pk=line.pk, state=S.CLAIMED)
    if not running.update(state=S.DONE if done else S.CLAIMED):
        raise ValidationError(_("先由一个单位认领，才能写进展；做完的不能再改。"), code="moved_on")
    return PairProgress.objects.create(line=line, text=text[:200], by=by)


@transaction.atomic
def drop_line(line: PairLine, *, by: User) -> None:
    if not PairLine.objects.filter(pk=line.pk, state__in=(S.OPEN, S.CLAIMED)).update(state=S.DROPPED):
        raise ValidationError(_("这一项已经结束。"), code="moved_on")
    record("pair.line_dropped", by=by, target=f"pair:{line.pair_id}")
