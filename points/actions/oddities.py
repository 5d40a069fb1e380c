"""What looks odd: noted once, looked at by somebody it is not about, with a word why."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from grids.models import Unit
from points.models import Oddity
from points.reports import oddities


def note_oddity(
    kind: str, *, key: str, unit: Unit, title: str, text: str = "", about: User | None = None, link: str = "",
    on: date | None = None,
) -> Oddity:  # fmt: skip
    """The door for apps above: one phone that signed in many, a sign-in outside its hours. Twice is once."""
    facts = {"kind": kind, "unit": unit, "title": clean_line(title)[:120], "text": text[:1000], "about": about,
             "link": link, "on": on or timezone.localdate()}  # fmt: skip
    try:
        with transaction.atomic():
            row, _new = Oddity.objects.get_or_create(key=f"{kind}:{key}"[:120], defaults=facts)
    except IntegrityError:
        # noted by somebody else at this moment
        row = Oddity.objects.get(key=f"{kind}:{key}"[:120])
    return row


def look_for(since: date | None = None) -> int:
    """Everything the ledger itself can tell; how many are new."""
    before = Oddity.objects.count()
    since = since or timezone.localdate() - timedelta(days=oddities.SPAN)
    for find in oddities.finds(since):
        note_oddity(find.kind, key=find.key, unit=find.unit, title=find.title, text=find.text, about=find.about,
                    link=find.link, on=find.on)  # fmt: skip
    return Oddity.objects.count() - before


@transaction.atomic
def look_at(row: Oddity, *, wrong: bool, reason: str, by: User) -> Oddity:
    reason = clean_line(reason)[:200]
    if not reason:
        raise ValidationError(_("请写一句查看的结果。"), code="no_reason")
    if row.about_id == by.pk:
        raise ValidationError(_("这条线索和您有关，请同事来查看。"), code="own_oddity")
    state = Oddity.State.WRONG if wrong else Oddity.State.FINE
    open_ones = Oddity.objects.filter(pk=row.pk, state=Oddity.State.OPEN)
    if not open_ones.update(state=state, reason=reason, looked_by=by, looked_at=timezone.now()):
        raise ValidationError(_("这条线索已经有人看过了。"), code="moved_on")
    row.refresh_from_db()
    record("oddity.looked_at", by=by, target=f"oddity:{row.pk}", reason=reason, state=state)
    return row
