"""What a row would make different: of a person, of their stay, of the home. Shown as old → new, written by key.

An empty cell says nothing (unless the option ``erase_empty`` is on), a vaguer date never replaces an exact one, and
what is already as the row says is no difference.
"""

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal

from django.conf import settings

from accounts.secrets import blind_index
from community import codes
from community.imports.known import Home, Human, Known, Owner, document_index
from community.imports.shapes import Change, Facts
from community.models import Dwelling, Residence
from community.models.person import Person

PLAIN = ("former_name", "sex", "ethnicity", "politics", "marriage", "education", "workplace", "note")
LATER = ("doc_expires_on", "verified_on")
ERASABLE = frozenset(
    {"former_name", "ethnicity", "politics", "marriage", "education", "workplace", "note", "doc_expires_on", "kind",
     "hukou", "hukou_number"}
)  # fmt: skip
OF_HOME = ("area", "use", "owner")
UNSAID_SEXES = (Person.Sex.UNKNOWN, Person.Sex.UNSTATED)
USES = dict(Dwelling.Use.choices)
KINDS = dict(Residence.Kind.choices)
PRECISIONS = (Person.Precision.YEAR, Person.Precision.MONTH, Person.Precision.DAY)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def square_metres(value: object) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


def newcomer(pk: int, values: dict) -> Human:
    """Somebody whom a row brings, as later rows of the same file will find them."""
    number = values.get("id_number")
    return Human(
        pk,
        values["name"],
        doc_type=values.get("doc_type", Person.DocType.ID_CARD),
        doc_index=document_index(number) if number else None,
        born=day(values.get("born")),
        born_precision=values.get("born_precision", ""),
        **{key: values[key] for key in PLAIN if key in values},
        **{key: day(values[key]) for key in LATER if values.get(key)},
    )


def phone_index(number: str) -> str:
    return blind_index(number, "phone")


def phone_indexes(values: dict) -> set[str]:
    return {phone_index(number) for number, _label in values.get("phones", ())}


# --- a person ----------------------------------------------------------------------------------


def of_person(known: Known, human: Human, facts: Facts, options: Collection[str]) -> list[Change]:
    changes = [*plain_changes(human, facts.values), *number_changes(known, human, facts.values)]
    changes += [*phone_changes(known, human, facts.values), *hukou_changes(known, human, facts.values)]
    changes += need_changes(known, human, facts.values)
    if "erase_empty" in options:
        changes += erased(known, human, facts)
    return changes


def plain_changes(human: Human, values: dict) -> Iterator[Change]:
    if values["name"] != human.name and values.get("former_name") == human.name:
        yield Change("name", human.name, values["name"])
    for key in PLAIN:
        new = values.get(key)
        old = getattr(human, key)
        if new and new != old and not (key == "sex" and new in UNSAID_SEXES):
            yield Change(key, shown(key, old), shown(key, new))
    for key in LATER:
        new = day(values.get(key))
        old = getattr(human, key)
        if new and (old is None or new > old):
            yield Change(key, shown(key, old), shown(key, new))
    born = day(values.get("born"))
    if born and not vaguer(human, born, values.get("born_precision", Person.Precision.DAY)):
        yield Change(
            "born", shown_born(human.born, human.born_precision), shown_born(born, values.get("born_precision"))
        )


def vaguer(human: Human, born: date, precision: str) -> bool:
    """A year must not replace a day of the same year; the same day is no news either."""
    if human.born is None:
        return False
    if human.born == born and human.born_precision == precision:
        return True
    if PRECISIONS.index(precision) >= PRECISIONS.index(human.born_precision or Person.Precision.DAY):
        return False
    if precision == Person.Precision.YEAR:
        return human.born.year == born.year
    return (human.born.year, human.born.month) == (born.year, born.month)


def number_changes(known: Known, human: Human, values: dict) -> Iterator[Change]:
    """A missing number is filled in, a known one never written over; a part of one is kept while nothing better is."""
    number, hint = values.get("id_number"), values.get("id_hint")
    if number and not human.doc_index:
        yield Change("id_number", known.hints.get(human.pk, ""), number)
    elif number and values.get("doc_type") and values["doc_type"] != human.doc_type:
        yield Change("doc_type", shown("doc_type", human.doc_type), shown("doc_type", values["doc_type"]))
    elif hint and not human.doc_index and known.hints.get(human.pk) != hint:
        yield Change("id_hint", known.hints.get(human.pk, ""), hint)


def phone_changes(known: Known, human: Human, values: dict) -> Iterator[Change]:
    for number, label in values.get("phones", ()):
        if phone_index(number) not in known.phones.get(human.pk, ()):
            yield Change("phone", "", f"{number}（{label}）" if label else number)


def hukou_changes(known: Known, human: Human, values: dict) -> Iterator[Change]:
    _pk, address, number = known.hukou.get(human.pk, (None, "", ""))
    if values.get("hukou") and values["hukou"] != address:
        yield Change("hukou", address, values["hukou"])
    if values.get("hukou_number") and values["hukou_number"] != number:
        yield Change("hukou_number", number, values["hukou_number"])


def need_changes(known: Known, human: Human, values: dict) -> Iterator[Change]:
    has = known.needs.get(human.pk, {})
    for group, grade in needs_of(values):
        if group not in has:
            yield Change("group", "", shown_need(group, grade))
        elif grade and grade != has[group][1]:
            yield Change("group", shown_need(group, has[group][1]), shown_need(group, grade))


def needs_of(values: dict) -> list[tuple[str, str]]:
    """Groups that may be entered at all: restricted ones only where the committee turned them on."""
    off = () if settings.RESTRICTED_GROUPS_ON else codes.RESTRICTED_GROUPS
    return [(group, grade) for group, grade in values.get("needs", ()) if group not in off]


def erased(known: Known, human: Human, facts: Facts) -> Iterator[Change]:
    """Only what somebody asked to be cleared, and never names, numbers, sex, birth or telephones."""
    _pk, address, number = known.hukou.get(human.pk, (None, "", ""))
    of_hukou = {"hukou": address, "hukou_number": number}
    for key in facts.cleared:
        if key in ERASABLE and key != "kind":
            old = of_hukou[key] if key in of_hukou else getattr(human, key)
            if old:
                yield Change(key, shown(key, old), "")


# --- where they live ---------------------------------------------------------------------------


def of_stay(known: Known, human: Human, facts: Facts, home: Home | None, options: Collection[str]) -> Iterator[Change]:
    values = facts.values
    if values.get("died"):
        if not human.died_on:
            yield Change("died", "", values.get("died_on") or "✓")
        return
    stay = known.stays.get((human.pk, home)) if home else None
    if values.get("left"):
        if stay:
            yield Change("left", "", values.get("left_on") or "✓")
        return
    if home is None:
        return
    if stay is None:
        yield Change("room", "", shown_home(facts))
        return
    for key in ("relation", "kind"):
        new = values.get(key)
        if new and new != getattr(stay, key):
            yield Change(key, shown(key, getattr(stay, key)), shown(key, new))
    if "erase_empty" in options and "kind" in facts.cleared and stay.kind:
        yield Change("kind", shown("kind", stay.kind), "")


def of_home(known: Known, facts: Facts, home: Home) -> Iterator[Change]:
    values, flat = facts.values, known.flats.get(home)
    if values.get("area"):
        old, new = flat.area if flat else None, square_metres(values["area"])
        if new != old:
            yield Change("area", shown("area", old), shown("area", new))
    if values.get("use") and values["use"] != (flat.use if flat else ""):
        yield Change("use", shown("use", flat.use if flat else ""), shown("use", values["use"]))
    owner = values.get("owner")
    if owner and owner.get("name") and not same_owner(known.owners.get(home, ()), owner):
        yield Change("owner", "、".join(one.name for one in known.owners.get(home, ())), owner["name"])
    for plate in values.get("vehicles", ()):
        if plate_index(plate) not in known.plates.get(home, ()):
            yield Change("plate", "", plate)
    for pet in values.get("pets", ()):
        if pet[:40] not in known.pets.get(home, ()):
            yield Change("pet", "", pet)


def same_owner(owners: Collection[Owner], owner: dict) -> Owner | None:
    index = document_index(owner["doc_number"]) if owner.get("doc_number") else ""
    for one in owners:
        if one.name == owner["name"] and (not index or not one.doc_index or index == one.doc_index):
            return one
    return None


def plate_index(plate: str) -> str:
    return blind_index(plate, "plate")


def doubts(known: Known, facts: Facts, home: Home | None) -> Iterator[str]:
    """Codes of what somebody should look at before it is written."""
    values = facts.values
    restricted = {group for group, _grade in values.get("needs", ())} & set(codes.RESTRICTED_GROUPS)
    if restricted:
        yield "restricted" if settings.RESTRICTED_GROUPS_ON else "group_off"
    owner = values.get("owner")
    if home and owner and owner.get("name") and known.owners.get(home) and not same_owner(known.owners[home], owner):
        yield "other_owner"


# --- how alike, and how shown ------------------------------------------------------------------


def likeness(known: Known, human: Human, values: dict) -> int:
    """Above 0: birth or a telephone says that it is the same person; below: birth or sex says that it is not."""
    like = 0
    born = day(values.get("born"))
    if born and human.born:
        precision = values.get("born_precision", Person.Precision.DAY)
        near = born == human.born or vaguer(human, born, precision) or vaguer_here(human, born)
        like += 2 if near else -4
    if values.get("sex") not in (None, *UNSAID_SEXES) and human.sex not in UNSAID_SEXES:
        like += 0 if values["sex"] == human.sex else -4
    if phone_indexes(values) & known.phones.get(human.pk, set()):
        like += 1
    return like


def vaguer_here(human: Human, born: date) -> bool:
    """The register knows the year or the month only, and it is that one."""
    if human.born_precision == Person.Precision.YEAR:
        return human.born is not None and human.born.year == born.year
    same_month = human.born is not None and (human.born.year, human.born.month) == (born.year, born.month)
    return human.born_precision == Person.Precision.MONTH and same_month


def shown(key: str, value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if key == "kind":
        return str(KINDS.get(str(value), value))
    if key == "use":
        return str(USES.get(str(value), value))
    if key == "doc_type":
        return codes.label("document", str(value))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return codes.label(key, str(value)) if key in codes.TABLES else str(value)


def shown_born(born: date | None, precision: str | None) -> str:
    if born is None:
        return ""
    lengths = {Person.Precision.YEAR: 4, Person.Precision.MONTH: 7}
    return born.isoformat()[: lengths.get(Person.Precision(precision or "day"), 10)]


def shown_need(group: str, grade: str) -> str:
    label = codes.label("group", group)
    return f"{label}（{grade}）" if grade else label


def shown_home(facts: Facts) -> str:
    building, entrance, room = facts.values["building_name"], facts.values.get("entrance"), facts.values["room"]
    return f"{building}{entrance}单元{room}" if entrance else f"{building}{room}"
