"""New people in the register: one by one at the desk, thousands at once from a roster, by the same steps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.secrets import blind_index
from accounts.text import clean_line, phone_digits
from community.codes import HEAD
from community.ids import ID_CARD, Document, normalise, read_document
from community.models import Dwelling, Household, Hukou, Person, Phone, Residence
from community.pinyin import initials
from grids.models import Unit

AT_ONCE = 500
ONESELF = ("", "01", HEAD)
FACTS = {
    "sex", "born", "born_precision", "ethnicity", "politics", "former_name", "marriage", "education", "workplace",
    "doc_expires_on", "doc_hint", "guardian", "note", "died_on", "verified_on", "user",
}  # fmt: skip


@dataclass(slots=True)
class NewHukou:
    """Where the person is registered: a unit of ours if it is one, the address as the book says it."""

    unit: Unit | None = None
    address: str = ""
    number: str = ""
    relation: str = ""


@dataclass(slots=True)
class NewPerson:
    """What is known about somebody new; ``facts`` holds further fields of Person by name (see FACTS).

    A phone is a number, or a pair of number and whose it is. Somebody without dwelling needs a hukou with a unit,
    else nobody would ever see them.
    """

    name: str
    dwelling: Dwelling | None = None
    id_number: str | None = None
    doc_type: str = ID_CARD
    phones: Sequence[str | tuple[str, str]] = ()
    relation: str = ""
    kind: str = ""
    since: date | None = None
    hukou: NewHukou | None = None
    facts: dict = field(default_factory=dict)


def add_person(
    name: str,
    *,
    dwelling: Dwelling | None = None,
    id_number: str | None = None,
    doc_type: str = ID_CARD,
    phones: Sequence[str | tuple[str, str]] = (),
    relation: str = "",
    kind: str = "",
    since: date | None = None,
    hukou: NewHukou | None = None,
    by: User | None,
    **facts: Any,
) -> Person:
    """A person who lives in a dwelling; joins the household that is there, or starts one as its head.

    Refuses a wrong number (see ``ids``), a wrong phone, a number that is in the register already.
    """
    row = NewPerson(name, dwelling, id_number, doc_type, phones, relation, kind, since, hukou, facts)
    with transaction.atomic():
        (person,) = write_people([row])
        record("person.added", by=by, target=f"person:{person.pk}")
    return person


@transaction.atomic
def add_people_in_bulk(rows: Iterable[NewPerson], *, by: User | None) -> list[Person]:
    """The same as ``add_person`` for each row, all or none, in few statements; one entry in the record for all."""
    people = write_people(list(rows))
    if people:
        record("person.added_in_bulk", by=by, target=f"person:{people[0].pk}", count=len(people))
    return people


def write_people(rows: Sequence[NewPerson]) -> list[Person]:
    people = [draft_person(row) for row in rows]
    refuse_known(people)
    try:
        with transaction.atomic():
            Person.objects.bulk_create(people, batch_size=AT_ONCE)
    except IntegrityError:
        raise known_already() from None
    pairs = list(zip(people, rows, strict=True))
    Phone.objects.bulk_create(
        [phone for person, row in pairs for phone in draft_phones(person, row.phones)], batch_size=AT_ONCE
    )
    Hukou.objects.bulk_create(
        [draft_hukou(person, row.hukou) for person, row in pairs if row.hukou], batch_size=AT_ONCE
    )
    settle([(person, row.dwelling, row) for person, row in pairs if row.dwelling])
    return people


def draft_person(row: NewPerson) -> Person:
    if unknown := set(row.facts) - FACTS:
        raise TypeError(f"no facts of a new person: {unknown}")
    if row.dwelling is None and (row.hukou is None or row.hukou.unit is None):
        raise ValidationError(_("请选择住在哪里，或者户籍在本社区哪个单元。"), code="nowhere")
    person = Person(name=clean_name(row.name), doc_type=row.doc_type, **row.facts)
    person.initials = initials(person.name)
    take_document(person, read_document(row.id_number or "", row.doc_type))
    return person


def clean_name(name: str) -> str:
    """One line, one kind of middle dot (U+00B7); raises when nothing is left."""
    name = clean_line(name).replace("・", "·").replace("•", "·").replace("‧", "·")
    if not name:
        raise ValidationError(_("请填写姓名。"), code="no_name")
    if len(name) > 80:
        raise ValidationError(_("姓名太长，最多 80 个字。"), code="long_name")
    return name


def take_document(person: Person, document: Document | None) -> None:
    """Number, its indexes, and what it tells about birth and sex; None leaves the person without a number."""
    person.doc_number = document.number if document else None
    person.doc_index = blind_index(document.number, "doc") if document else None
    person.doc_tail = blind_index(document.number[-4:], "doc-tail") if document else ""
    if document and document.born:
        person.born, person.born_precision, person.sex = document.born, Person.Precision.DAY, document.sex
    elif person.born and not person.born_precision:
        person.born_precision = Person.Precision.DAY


def refuse_known(people: Sequence[Person]) -> None:
    indexes = [person.doc_index for person in people if person.doc_index]
    if len(set(indexes)) < len(indexes):
        raise ValidationError(_("同一个证件号码出现了两次，请核对后再登记。"), code="twice")
    for start in range(0, len(indexes), AT_ONCE):
        if Person.objects.filter(doc_index__in=indexes[start : start + AT_ONCE]).exists():
            raise known_already()


def known_already() -> ValidationError:
    return ValidationError(
        _("这个证件号码已经登记过。请用号码查找这位居民，在他的页面上登记新住处；查不到时请联系社区工作人员。"),
        code="known",
    )


def read_phone(typed: str) -> str:
    """Its digits; raises ValidationError for what is no phone number."""
    digits = phone_digits(typed)
    if digits is None:
        raise ValidationError(_("电话号码应是 11 位手机号，或带区号的座机号，请核对。"), code="phone")
    return digits


def draft_phones(person: Person, phones: Sequence[str | tuple[str, str]]) -> list[Phone]:
    """Each number once; raises ValidationError for what is no phone number."""
    drafts: dict[str, Phone] = {}
    for entry in phones:
        typed, label = (entry, "") if isinstance(entry, str) else entry
        number = read_phone(typed)
        drafts[number] = Phone(
            person=person,
            number=number,
            number_index=blind_index(number, "phone"),
            tail=blind_index(number[-4:], "phone-tail"),
            label=clean_line(label)[:20],
        )
    return list(drafts.values())


def draft_hukou(person: Person, hukou: NewHukou) -> Hukou:
    return Hukou(
        person=person,
        unit=hukou.unit,
        address=clean_line(hukou.address)[:200],
        number=normalise(hukou.number)[:40],
        relation=hukou.relation,
    )


def settle(stays: Sequence[tuple[Person, Dwelling, NewPerson]]) -> None:
    """Put people into the households of their dwellings; a household is started where there is none."""
    households = current_households(list({dwelling.pk for _person, dwelling, _row in stays}))
    heads = []
    residences = []
    # whoever is called head goes first, so that nobody else of the same roster takes the place
    for person, dwelling, row in sorted(stays, key=lambda stay: stay[2].relation != HEAD):
        household = households[dwelling.pk]
        relation = row.relation
        if relation == HEAD and household.head_id is not None:
            raise head_taken()
        if household.head_id is None and relation in ONESELF and not person.died_on:
            household.head, relation = person, HEAD
            heads.append(household)
        residences.append(
            Residence(
                person=person,
                dwelling=dwelling,
                household=household,
                relation=relation,
                kind=row.kind,
                since=row.since,
            )
        )
    Household.objects.bulk_update(heads, ["head"], batch_size=AT_ONCE)
    Residence.objects.bulk_create(residences, batch_size=AT_ONCE)


def head_taken() -> ValidationError:
    return ValidationError(_("这一户已经有户主。请选择与户主的关系；要换户主请先在户的页面更换。"), code="head_taken")


def current_households(keys: Sequence[int]) -> dict[int, Household]:
    """Each dwelling's current household, by dwelling; those that are missing are started without a head."""
    found: dict[int, Household] = {}
    for start in range(0, len(keys), AT_ONCE):
        found |= households_of(keys[start : start + AT_ONCE])
    missing = [key for key in keys if key not in found]
    for start in range(0, len(missing), AT_ONCE):
        some = missing[start : start + AT_ONCE]
        # somebody may start the same household at the same moment: then theirs is taken
        Household.objects.bulk_create([Household(dwelling_id=key) for key in some], ignore_conflicts=True)
        found |= households_of(some)
    return found


def households_of(dwellings: Sequence[int]) -> dict[int, Household]:
    """Held until the transaction ends, so that a household gets one head."""
    there = Household.objects.current().select_for_update().filter(dwelling__in=dwellings).order_by("pk")
    return {household.dwelling_id: household for household in there}


def refuse_namesake(name: str, dwelling: Dwelling) -> None:
    """The same name in the same flat is more often the same person twice than two people."""
    there = Residence.objects.current().filter(dwelling=dwelling, person__name=clean_name(name))
    if there.exists():
        raise ValidationError(
            _("这套房屋里已经登记了一位同名的居民。确实是另一个人，请勾选后再登记。"), code="namesake"
        )
