"""What happens to what is known about a person."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from community import fields
from community.actions.adding import NewHukou, clean_name, draft_hukou, draft_phones, known_already, take_document
from community.ids import read_document
from community.models import Hukou, Person, Phone, Residence
from community.pinyin import initials

CHANGEABLE = (
    "sex", "born", "born_precision", "ethnicity", "politics", "former_name", "marriage", "education", "workplace",
    "doc_expires_on", "note",
)  # fmt: skip
WRITTEN = (*CHANGEABLE, "name", "initials", "doc_type", "doc_number", "doc_index", "doc_tail", "changed_at")
OF_AGE = 18


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
    if after.born is None:
        after.born_precision = ""
    after.initials = initials(after.name)
    take_document(after, read_document(changes.get("id_number", after.doc_number) or "", after.doc_type))
    changed = sorted(name for name in (*CHANGEABLE, "name", "doc_type", "doc_number") if differ(before, after, name))
    drafts = draft_phones(after, phones) if phones is not None else None
    if drafts is not None and numbers(drafts) != numbers(after.phones.all()):
        changed.append("phones")
    if changed:
        refuse_birth_after_death(after)
        write(after, seen or before.changed_at)
        if drafts is not None:
            replace_phones(after, drafts)
        record("person.changed", by=by, target=f"person:{person.pk}", fields=changed)
    return after


def differ(before: Person, after: Person, name: str) -> bool:
    return getattr(before, name) != getattr(after, name)


def refuse_birth_after_death(person: Person) -> None:
    if person.born and person.died_on and person.died_on < person.born:
        raise ValidationError(_("出生日期晚于登记的去世日期，请核对。"), code="born_after_death")


def write(person: Person, seen: datetime) -> None:
    person.changed_at = timezone.now()
    facts = {name: getattr(person, name) for name in WRITTEN}
    try:
        with transaction.atomic():
            written = Person.objects.filter(pk=person.pk, changed_at=seen, merged_into=None).update(**facts)
    except IntegrityError:
        raise known_already() from None
    if not written:
        raise changed_meanwhile()


def changed_meanwhile() -> ValidationError:
    return ValidationError(_("这份资料刚刚被别人改过。请重新打开页面，核对后再修改。"), code="moved_on")


def numbers(phones: Iterable[Phone]) -> set[tuple[str, str]]:
    return {(phone.number_index, phone.label) for phone in phones}


def replace_phones(person: Person, drafts: Sequence[Phone]) -> None:
    """Those that stay keep their key, so that a page opened before still reveals the right one."""
    there = numbers(person.phones.all())
    kept = [draft.number_index for draft in drafts if (draft.number_index, draft.label) in there]
    person.phones.exclude(number_index__in=kept).delete()
    Phone.objects.bulk_create([draft for draft in drafts if draft.number_index not in kept])


@transaction.atomic
def change_hukou(person: Person, hukou: NewHukou, *, by: User | None) -> Hukou | None:
    """Where somebody is registered; all of it empty takes the entry away."""
    hold(person)
    draft = draft_hukou(person, hukou)
    facts = {name: getattr(draft, name) for name in ("unit", "address", "number", "relation")}
    before = Hukou.objects.filter(person=person).first()
    if before and facts == {name: getattr(before, name) for name in facts}:
        return before
    # without a home the register of a unit is the only place where anybody finds them
    if draft.unit is None and not Residence.objects.filter(person=person).exists():
        raise ValidationError(_("这位居民没有住处登记，户籍所属的单元不能空着，否则以后谁也查不到他。"), code="nowhere")
    if any(facts.values()):
        Hukou.objects.update_or_create(person=person, defaults=facts)
    elif before:
        before.delete()
    else:
        return None
    Person.objects.filter(pk=person.pk).update(changed_at=timezone.now())
    record("person.changed", by=by, target=f"person:{person.pk}", fields=["hukou"])
    return Hukou.objects.filter(person=person).first()


@transaction.atomic
def set_guardian(person: Person, guardian: Person | None, *, by: User | None) -> Person:
    """Who answers for a child's data and needs; None takes the guardian away."""
    if guardian:
        hold(guardian)
        refuse_guardian(person, guardian)
    there = Person.objects.filter(pk=person.pk, merged_into=None)
    there = there.exclude(guardian=guardian) if guardian else there.exclude(guardian=None)
    if there.update(guardian=guardian, changed_at=timezone.now()):
        record("person.changed", by=by, target=f"person:{person.pk}", fields=["guardian"])
    person.refresh_from_db()
    return person


def refuse_guardian(person: Person, guardian: Person) -> None:
    if guardian.pk == person.pk:
        raise ValidationError(_("监护人不能是本人，请选择另一位居民。"), code="oneself")
    if guardian.guardian_id == person.pk:
        raise ValidationError(_("这两位居民不能互为监护人，请核对是谁监护谁。"), code="circle")
    if guardian.died_on:
        raise ValidationError(_("这位居民已登记为去世，请选择另一位监护人。"), code="died")
    if guardian.born and not is_grown_up(guardian):
        raise ValidationError(_("监护人应是成年人，请选择另一位居民。"), code="not_of_age")


def age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def is_under_age(person: Person) -> bool:
    """Under fourteen: everything about them is sensitive, and a guardian decides (article 31 of the law on it)."""
    if person.born is None or person.died_on:
        return False
    return age(person.born, timezone.localdate()) < fields.UNDER_AGE


def is_grown_up(person: Person) -> bool:
    """Of whom no birth is known, neither this nor ``is_under_age`` is said."""
    return bool(person.born and age(person.born, timezone.localdate()) >= OF_AGE)


def hold(person: Person) -> Person:
    """The person as they are now, held until the transaction ends; a merged record takes nothing more."""
    now = Person.objects.select_for_update().get(pk=person.pk)
    if now.merged_into_id:
        raise ValidationError(_("这条记录刚刚与另一条合并了，请到保留的那条记录上办理。"), code="merged")
    return now


@transaction.atomic
def verify(person: Person, *, by: User) -> None:
    """Somebody compared the facts with the person today."""
    Person.objects.filter(pk=person.pk).update(verified_on=timezone.localdate())
    record("person.verified", by=by, target=f"person:{person.pk}")
