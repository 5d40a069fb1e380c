"""Lays checked rows beside the register, through import-export: each row becomes new, changed, unchanged or an error.

``RosterResource`` is always run dry: it decides and collects (``planned``), the writing is one short transaction in
``roster_actions``. Left to import-export, 8,500 rows would hold SQLite's only write lock for the whole comparison,
and dwellings, households, residences, phones and hukou would still have to be written beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import ModelResource
from tablib import Dataset

from accounts.secrets import blind_index
from community import codes
from community.imports.checking import HEAD, Facts
from community.imports.known import Known
from community.models import Person, Residence

PERSON_FIELDS = ("sex", "born", "ethnicity", "politics", "note")
EMPTY = ("", None)


@dataclass
class Change:
    """One value that would become another; shown in the preview as heading, old, new."""

    key: str
    old: str
    new: str


@dataclass
class Entry:
    """What one row asks of the register. ``person`` has no pk while it is new."""

    facts: Facts
    person: Person
    new: bool
    moves_in: bool
    changes: list[Change] = field(default_factory=list)

    def changed(self, key: str) -> bool:
        return any(change.key == key for change in self.changes)


class Kept(Field):
    """A column whose empty cells never erase what the register knows."""

    def save(self, instance, row, is_m2m=False, **kwargs):
        if row[self.column_name] not in EMPTY:
            super().save(instance, row, is_m2m, **kwargs)


class RosterResource(ModelResource):
    name = Kept("name", "name")
    sex = Kept("sex", "sex")
    born = Kept("born", "born")
    ethnicity = Kept("ethnicity", "ethnicity")
    politics = Kept("politics", "politics")
    note = Kept("note", "note")

    class Meta:
        model = Person
        fields = ("name", *PERSON_FIELDS)
        use_bulk = True
        batch_size = None
        skip_unchanged = True
        report_skipped = True
        skip_diff = True
        use_transactions = False
        clean_model_instances = False

    def __init__(self, known: Known) -> None:
        super().__init__()
        self.known = known
        self.planned: list[Entry] = []
        self.claimed: dict[int, int] = {}

    def run(self, rows: Sequence[Facts]) -> list[tuple[Facts, Entry | None]]:
        """What each of these rows asks of the register; None where there is nothing to do or a problem is noted.

        Call again with the next rows: the same person twice is still noticed.
        """
        headers = [*self.Meta.fields, "facts"]
        table = [[*(facts.values.get(name) for name in self.Meta.fields), facts] for facts in rows]
        before = len(self.planned)
        result = self.import_data(Dataset(*table, headers=headers), dry_run=True)
        for row in result.rows:
            for unexpected in row.errors:
                raise unexpected.error
        asked = {entry.facts.number_in_book: entry for entry in self.planned[before:]}
        return [(facts, asked.get(facts.number_in_book)) for facts in rows]

    def before_import_row(self, row, **kwargs):
        facts = row["facts"]
        if facts.problems:
            raise ValidationError(facts.problems[0].sentence)

    def get_instance(self, instance_loader, row):
        """By document number, else by name and dwelling; never by name alone."""
        facts: Facts = row["facts"]
        person = self.match(facts)
        if person is not None:
            first = self.claimed.setdefault(person.pk, facts.number)
            if first != facts.number:
                raise blame(facts, "name", _("与第 %(row)s 行指的是同一位居民，请只留一行。") % {"row": first})
        return person

    def match(self, facts: Facts) -> Person | None:
        values = facts.values
        number = values.get("id_number")
        holder = self.known.document(number) if number else None
        if holder is not None:
            if holder.name != values["name"]:
                raise blame(facts, "name", _("这个证件号登记的是另一个姓名，请核对姓名和证件号。"))
            return holder
        namesakes = self.known.namesakes(facts.home, values["name"])
        if len(namesakes) > 1:
            raise blame(facts, "id_number", _("这一户有几位同名的居民，请填写身份证号。"))
        if number and namesakes and namesakes[0].doc_index:
            raise blame(facts, "id_number", _("这一户同名居民登记的证件号与表中不同，请核对证件号。"))
        return namesakes[0] if namesakes else None

    def after_init_instance(self, instance, new, row, **kwargs):
        facts: Facts = row["facts"]
        self.check_head(facts, instance)
        self.entry = Entry(facts, instance, new, moves_in=new or self.residence(facts, instance) is None)
        self.stranger = not new and instance.pk not in self.known.inside
        if not new:
            self.entry.changes = [*self.changes_of_person(), *self.changes_of_place()]

    def check_head(self, facts: Facts, person: Person) -> None:
        dwelling = self.known.dwellings.get(facts.home)
        head = self.known.households.get(dwelling, (None, None))[1] if dwelling else None
        relation = facts.values.get("relation")
        if relation == HEAD and head is not None and head != person.pk:
            raise blame(facts, "relation", _("这一户在册的户主是另一位居民，请核对；要换户主请先在户的页面更换。"))
        if relation not in (None, HEAD) and head is not None and head == person.pk:
            raise blame(facts, "relation", _("这位居民是这一户在册的户主，请核对；要换户主请先在户的页面更换。"))

    def residence(self, facts: Facts, person: Person) -> Residence | None:
        dwelling = self.known.dwellings.get(facts.home)
        return self.known.residences.get((person.pk, dwelling)) if dwelling else None

    def changes_of_person(self) -> list[Change]:
        """What the row would change about a person already known; nothing about one of another area."""
        if self.stranger:
            self.entry.facts.notices.append(_("此人已在别处登记，这里只登记新的住处，其他内容不改。"))
            return []
        person, values = self.entry.person, self.entry.facts.values
        changes = [
            Change(key, shown(key, getattr(person, key)), shown(key, values[key]))
            for key in PERSON_FIELDS
            if values.get(key) not in EMPTY and values[key] != getattr(person, key) and not vaguer(key, person, values)
        ]
        if values.get("id_number") and not person.doc_index:
            changes.append(Change("id_number", "", values["id_number"]))
        unknown = [number for number in values.get("phones", ()) if not self.has_phone(person, number)]
        changes += [Change("phone", "", number) for number in unknown]
        hukou = self.known.hukou.get(person.pk)
        address = hukou.address if hukou else ""
        if values.get("hukou", address) != address:
            changes.append(Change("hukou", address, values["hukou"]))
        return changes

    def has_phone(self, person: Person, number: str) -> bool:
        return blind_index(number, "phone") in self.known.phones.get(person.pk, ())

    def changes_of_place(self) -> list[Change]:
        facts = self.entry.facts
        residence = self.residence(facts, self.entry.person)
        if residence is None:
            if self.entry.person.pk in self.known.inside:
                facts.notices.append(_("又登记了一处住处，原来的住处仍保留；已经搬走的，请在居民页面登记搬离。"))
            return [Change("room", "", place(facts))]
        return [
            Change(key, shown(key, getattr(residence, key)), shown(key, facts.values[key]))
            for key in ("relation", "kind")
            if facts.values.get(key, getattr(residence, key)) != getattr(residence, key)
        ]

    def import_instance(self, instance, row, **kwargs):
        if self.stranger:
            return
        row["born"] = row["born"] if self.entry.new or self.entry.changed("born") else None
        super().import_instance(instance, row, **kwargs)
        if row["born"]:
            instance.born_precision = self.entry.facts.values["born_precision"]
        if "doc_type" in self.entry.facts.values and (self.entry.new or self.entry.changed("id_number")):
            instance.doc_type = self.entry.facts.values["doc_type"]

    def skip_row(self, instance, original, row, import_validation_errors=None):
        return not self.entry.new and not self.entry.changes

    def save_instance(self, instance, is_create, row, **kwargs):
        self.planned.append(self.entry)


def blame(facts: Facts, key: str, sentence: str) -> ValidationError:
    facts.blame(key, sentence)
    return ValidationError(sentence, code=key)


def vaguer(key: str, person: Person, values: dict) -> bool:
    """A year must not replace a day of the same year."""
    if key != "born" or person.born is None or values["born_precision"] == Person.Precision.DAY:
        return False
    if values["born_precision"] == Person.Precision.YEAR:
        return person.born.year == values["born"].year
    same_month = (person.born.year, person.born.month) == (values["born"].year, values["born"].month)
    return same_month and person.born_precision != Person.Precision.YEAR


def shown(key: str, value: object) -> str:
    if value in EMPTY:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if key == "kind":
        return str(Residence.Kind(value).label)
    return codes.label(key, str(value)) if key in codes.TABLES else str(value)


def place(facts: Facts) -> str:
    building, entrance, room = facts.values["building_name"], facts.values.get("entrance"), facts.values["room"]
    return f"{building}{entrance}单元{room}" if entrance else f"{building}{room}"


def all_numbers(rows: Iterable[Facts]) -> list[str]:
    return [facts.values["id_number"] for facts in rows if facts.values.get("id_number")]
