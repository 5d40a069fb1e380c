"""A committee's own kinds of meetings: who takes part, who must be there, how early one is told, what passes."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from deliberation.models import MeetingKind
from grids.models import Unit

MOST_PARTIES, LONGEST_PARTY = 12, 20


def read_parties(text: str) -> tuple[list[str], list[str]]:
    """One party a line, ``name，必须到场``: all of them, and those without whom nothing is decided."""
    parties, required = [], []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, *rest = [part.strip() for part in line.replace(",", "，").split("，")]
        name = clean_line(name)[:LONGEST_PARTY]
        if not name or name in parties:
            raise ValidationError(_("每行写一方的名称，不要重复。"), code="parties")
        parties.append(name)
        required += [name] if _("必须到场") in rest else []
    if not 1 <= len(parties) <= MOST_PARTIES:
        raise ValidationError(_("请写 1 到 %(n)d 方，每行一方。") % {"n": MOST_PARTIES}, code="parties")
    return parties, required


def spell_parties(kind: MeetingKind) -> str:
    must = _("必须到场")
    return "\n".join(f"{party}，{must}" if party in kind.required else party for party in kind.parties)


@transaction.atomic
def write_kind(
    unit: Unit, *, name: str, parties: str, by: User, old: MeetingKind | None = None, **facts: Any
) -> MeetingKind:
    """Another wording is another row: meetings already called keep the rules they were called by.

    ``facts``: note, least, notice_days, open_to_residents, one_voice, majority.
    """
    name = clean_line(name)[:40]
    if not name:
        raise ValidationError(_("请写名称。"), code="required")
    everybody, required = read_parties(parties)
    facts |= {"parties": everybody, "required": required, "note": clean_line(facts.get("note", ""))[:200]}
    if old is not None and not MeetingKind.objects.filter(pk=old.pk, unit=unit, current=True).update(current=False):
        raise ValidationError(_("已经有人改过了，请看最新的。"), code="moved_on")
    try:
        with transaction.atomic():
            kind = MeetingKind.objects.create(unit=unit, name=name, **facts)
    except IntegrityError as twice:
        raise ValidationError(_("已经有叫这个名称的会议，请换一个名称。"), code="twice") from twice
    record("meeting_kind.written", by=by, target=f"meeting_kind:{kind.pk}", parties=len(everybody))
    return kind
