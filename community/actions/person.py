"""What happens to what is known about a person."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.actions.adding import clean_name, draft_phones, known_already, take_document
from community.ids import read_document
from community.models import Person, Phone
from community.pinyin import initials

CHANGEABLE = ("sex", "born", "born_precision", "ethnicity", "politics", "note")
WRITTEN = (*CHANGEABLE, "name", "initials", "doc_type", "doc_number", "doc_index", "doc_tail", "changed_at")
SHORTEST_REASON = 2


@transaction.atomic
def change_person(
    person: Person,
    *,
    by: User | None,
    phones: Sequence[str | tuple[str, str]] | None = None,
    seen: datetime | None = None,
    **changes: Any,
) -> Person:
    """Change facts; ``id_number`` and ``doc_type`` together say the document, ``phones`` replaces them all.

    ``seen`` is the ``changed_at`` the changer had before their eyes: whoever was slower is told so.
    The record names the fields, never the values.
    """
    if unknown := set(changes) - {*CHANGEABLE, "name", "doc_type", "id_number"}:
        raise TypeError(f"not changeable: {unknown}")
    before = Person.objects.get(pk=person.pk)
    after = Person.objects.get(pk=person.pk)
    for name, value in changes.items():
        if name != "id_number":
            setattr(after, name, clean_name(value) if name == "name" else value)
    after.initials = initials(after.name)
    take_document(after, read_document(changes.get("id_number", after.doc_number) or "", after.doc_type))
    changed = sorted(name for name in (*CHANGEABLE, "name", "doc_type", "doc_number") if differ(before, after, name))
    drafts = draft_phones(after, phones) if phones is not None else None
    if drafts is not None and numbers(drafts) != numbers(after.phones.all()):
        changed.append("phones")
    if changed:
        write(after, seen or before.changed_at)
        if drafts is not None:
            replace_phones(after, drafts)
        record("person.changed", by=by, target=f"person:{person.pk}", fields=changed)
    return after


def differ(before: Person, after: Person, name: str) -> bool:
    return getattr(before, name) != getattr(after, name)


def write(person: Person, seen: datetime) -> None:
    person.changed_at = timezone.now()
    facts = {name: getattr(person, name) for name in WRITTEN}
    try:
        with transaction.atomic():
            written = Person.objects.filter(pk=person.pk, changed_at=seen).update(**facts)
    except IntegrityError:
        raise known_already() from None
    if not written:
        raise ValidationError(_("这份资料刚刚被别人改过。请重新打开页面，核对后再修改。"), code="moved_on")


def numbers(phones: Iterable[Phone]) -> set[tuple[str, str]]:
    return {(phone.number_index, phone.label) for phone in phones}


def replace_phones(person: Person, drafts: Sequence[Phone]) -> None:
    """Those that stay keep their key, so that a page opened before still reveals the right one."""
    there = numbers(person.phones.all())
    kept = [draft.number_index for draft in drafts if (draft.number_index, draft.label) in there]
    person.phones.exclude(number_index__in=kept).delete()
    Phone.objects.bulk_create([draft for draft in drafts if draft.number_index not in kept])


@transaction.atomic
def verify(person: Person, *, by: User) -> None:
    """Somebody compared the facts with the person today."""
    Person.objects.filter(pk=person.pk).update(verified_on=timezone.localdate())
    record("person.verified", by=by, target=f"person:{person.pk}")


@transaction.atomic
def reveal(person: Person, field: str, *, reason: str, by: User, address: str = "") -> str:
    """One sealed value in the clear, for a reason that stays on record; ``field`` is doc_number or phone:12."""
    reason = clean_line(reason)
    if len(reason) < SHORTEST_REASON:
        raise ValidationError(_("请写明查看的理由，例如“上门前电话联系”。"), code="no_reason")
    value = sealed_value(person, field)
    if not value:
        raise ValidationError(_("这一项没有登记，没有可以查看的内容。"), code="nothing_there")
    record("person.revealed", by=by, target=f"person:{person.pk}", reason=reason, address=address, field=field)
    return value


def sealed_value(person: Person, field: str) -> str:
    if field == "doc_number":
        return person.doc_number or ""
    kind, _colon, key = field.partition(":")
    if kind != "phone" or not key.isdecimal():
        raise ValidationError(_("没有这一项资料，请回到居民页面重新选择。"), code="no_field")
    phone = person.phones.filter(pk=int(key)).first()
    return phone.number if phone else ""
