"""What happens in the register."""

from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.secrets import blind_index
from community.models import Dwelling, Household, Person, Phone, Residence
from grids.models import Unit


def add_dwelling(building: Unit, entrance: str, room: str, *, by: User | None, **fields) -> Dwelling:
    return Dwelling.objects.create(building=building, entrance=entrance, room=room, **fields)


@transaction.atomic
def add_person(
    name: str,
    *,
    dwelling: Dwelling,
    id_number: str | None = None,
    phones: tuple[str, ...] = (),
    relation: str = "",
    kind: str = "",
    since: date | None = None,
    by: User | None,
    **fields,
) -> Person:
    """A person who lives in a dwelling; joins the household that is there, or starts one as its head."""
    person = Person(name=name, **fields)
    if id_number:
        person.doc_number = id_number
        person.doc_index = blind_index(id_number, "doc")
        person.doc_tail = blind_index(id_number[-4:], "doc-tail")
    person.save()
    for number in phones:
        Phone.objects.create(
            person=person,
            number=number,
            number_index=blind_index(number, "phone"),
            tail=blind_index(number[-4:], "phone-tail"),
        )
    household, started = Household.objects.get_or_create(dwelling=dwelling, until=None, defaults={"head": person})
    Residence.objects.create(
        person=person,
        dwelling=dwelling,
        household=household,
        relation=relation or ("02" if started else ""),
        kind=kind,
        since=since,
    )
    return person
