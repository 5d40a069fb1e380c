"""Sealed values in the clear, one at a time, for a reason that stays on record."""

from collections.abc import Callable
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.models import Organisation, Ownership, Person, Vehicle

SHORTEST_REASON = 2


class Row(Protocol):
    """A person, an owner, a vehicle, an organisation, or what an app above brought (see SEALED)."""

    pk: int


def reason_given(reason: str, ask: str) -> str:
    """In one line. Errors: ValidationError with ``ask``, the sentence that asks for a reason."""
    reason = clean_line(reason)
    if len(reason) < SHORTEST_REASON:
        raise ValidationError(ask, code="no_reason")
    return reason


@transaction.atomic
def reveal(row: Row, field: str, *, reason: str, by: User, address: str = "") -> str:
    """``field`` is doc_number, phone or plate; of a person doc_number or phone:12."""
    reason = reason_given(reason, _("请写明查看的理由，例如“上门前电话联系”。"))
    noun, read = SEALED[type(row)]
    value = read(row, field)
    if not value:
        raise ValidationError(_("这一项没有登记，没有可以查看的内容。"), code="nothing_there")
    record(f"{noun}.revealed", by=by, target=whose(row, noun), reason=reason, address=address, field=field)
    return value


def whose(row: Row, noun: str) -> str:
    """An owner who is a resident: the look stands in the resident's own history."""
    if isinstance(row, Ownership) and row.person_id:
        return f"person:{row.person_id}"
    return f"{noun}:{row.pk}"


def of_person(person: Person, field: str) -> str:
    if field == "doc_number":
        return person.doc_number or ""
    kind, _colon, key = field.partition(":")
    if kind != "phone" or not key.isdecimal():
        raise no_field()
    phone = person.phones.filter(pk=int(key)).first()
    return phone.number if phone else ""


def one_of(*fields: str) -> Callable[[Any, str], str]:
    def read(row: Any, field: str) -> str:
        if field not in fields:
            raise no_field()
        return getattr(row, field) or ""

    return read


def unseal(model: type, noun: str, *fields: str) -> None:
    """An app above says, in ``AppConfig.ready``, which sealed fields of its own may be looked at by this door."""
    SEALED[model] = (noun, one_of(*fields))


def no_field() -> ValidationError:
    return ValidationError(_("没有这一项资料，请回到原来的页面重新选择。"), code="no_field")


# what it is called in the record, and how a sealed value of it is read
SEALED: dict[type, tuple[str, Callable[[Any, str], str]]] = {
    Person: ("person", of_person),
    Ownership: ("owner", one_of("doc_number", "phone")),
    Vehicle: ("vehicle", one_of("plate")),
    Organisation: ("organisation", one_of("phone")),
}
