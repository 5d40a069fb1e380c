"""A chunk's people: those it brings, what it changes of others, their telephones, hukou and needs."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.secrets import blind_index
from community.actions.bulk import insert_many, update_many
from community.actions.roster_chunk import Chunk, Task, as_json
from community.imports.differences import (
    LATER,
    PLAIN,
    UNSAID_SEXES,
    day,
    document_index,
    needs_of,
    phone_index,
)
from community.models import Hukou, Person, Phone, ServiceNeed
from community.pinyin import initials

A_YEAR = timedelta(days=365)
TEXTS = ("former_name", "ethnicity", "politics", "marriage", "education", "workplace", "note")
OF_NUMBER = ("doc_number", "doc_index", "doc_tail", "doc_type", "doc_hint")
NEW = (
    "name", "initials", *OF_NUMBER, "sex", "born", "born_precision", *TEXTS, *LATER, "died_on", "created_at", "changed_at",
)  # fmt: skip
UNKNOWN, EXACT = Person.Sex.UNKNOWN.value, Person.Precision.DAY.value
NO_DOCUMENT = {
    "doc_number": None, "doc_index": None, "doc_tail": "", "doc_type": Person.DocType.ID_CARD.value, "doc_hint": "",
}  # fmt: skip
TOLD_OF_NEW = (*PLAIN, *LATER, "born", "id_number", "id_hint")
OF_DOCUMENT = frozenset({"id_number", "id_hint", "doc_type"})
NEED = ("person", "group", "grade", "basis", "since", "review_on", "by")
# every field that a row may change of somebody known, written together in one statement for all
CHANGEABLE = ("name", "initials", "sex", "born", "born_precision", *TEXTS, *LATER)


def write_people(chunk: Chunk) -> None:
    add_people(chunk)
    change_people(chunk)
    add_phones(chunk)
    keep_hukou(chunk)
    add_needs(chunk)


# --- people ------------------------------------------------------------------------------------


def add_people(chunk: Chunk) -> None:
    tasks = [task for task in chunk.tasks if task.newcomer]
    for task, pk in zip(tasks, insert_many(Person, NEW, [draft(task, chunk) for task in tasks]), strict=True):
        chunk.people[task.entry.person or 0] = pk
        task.before["person"] = pk
        told = task.told_of_newcomer
        task.wrote += ["name", *[key for key in TOLD_OF_NEW if told.get(key)]]


def draft(task: Task, chunk: Chunk) -> tuple:
    values, told = task.values, task.told_of_newcomer
    born = day(told.get("born"))
    number = NO_DOCUMENT | document(task)
    return (
        values["name"],
        initials(values["name"]),
        *[number[name] for name in OF_NUMBER],
        told.get("sex") or UNKNOWN,
        born,
        values.get("born_precision", EXACT) if born else "",
        *[told.get(key) or "" for key in TEXTS],
        *[day(told.get(key)) for key in LATER],
        task.gone if values.get("died") else None,
        chunk.at,
        chunk.at,
    )


def document(task: Task) -> dict:
    """Fields of the number that the row brings; a part of one is kept only where there is no whole one."""
    number, hint = task.says("id_number"), task.says("id_hint")
    if number:
        index, tail = document_index(str(number)), blind_index(str(number)[-4:], "doc-tail")
        kind = task.values.get("doc_type", Person.DocType.ID_CARD)
        return {"doc_number": number, "doc_index": index, "doc_tail": tail, "doc_type": kind, "doc_hint": ""}
    kind = {"doc_type": task.says("doc_type")} if task.says("doc_type") else {}
    return kind | ({"doc_hint": hint} if hint else {})


def change_people(chunk: Chunk) -> None:
    """Of each what the row may write; all in one statement per set of fields. A known number is never written over."""
    plain: list[tuple] = []
    numbered: dict[tuple[str, ...], list[tuple]] = defaultdict(list)
    for task in chunk.settled():
        new = new_facts(task)
        number = document(task) if task.writes & OF_DOCUMENT else {}
        if not new and not number:
            continue
        human = chunk.known.people[task.entry.person or 0]
        if human.pk < 0:
            continue
        old = {key: getattr(human, key) for key in new if key != "initials"}
        task.before["was"] = {key: [as_json(old[key]), as_json(new[key])] for key in old}
        task.before["changed_at"] = human.changed_at.isoformat() if human.changed_at else ""
        merged = {name: getattr(human, name) for name in CHANGEABLE if name != "initials"} | new
        merged.setdefault("initials", initials(merged["name"]))
        plain.append((*(merged[name] for name in CHANGEABLE), chunk.at, human.pk))
        if number:
            hint = chunk.known.hints.get(human.pk, "")
            now = number.get("doc_number", ""), number.get("doc_hint", hint), number.get("doc_type", human.doc_type)
            task.before["number"] = [hint, human.doc_type, *now]
            numbered[tuple(number)].append((*number.values(), human.pk))
        task.wrote += [key for key in task.writes if key in new or (number and key in OF_DOCUMENT)]
    update_many(Person, [*CHANGEABLE, "changed_at"], plain)
    for names, rows in numbered.items():
        update_many(Person, names, rows)


def new_facts(task: Task) -> dict:
    """Fields of Person by name, as the row changes them."""
    values = task.values
    new: dict = {}
    if "name" in task.writes:
        new |= {"name": values["name"], "initials": initials(values["name"])}
    if "sex" in task.writes and values.get("sex") not in UNSAID_SEXES:
        new["sex"] = values["sex"]
    if "born" in task.writes:
        new |= {"born": day(values["born"]), "born_precision": values.get("born_precision", Person.Precision.DAY)}
    # a key that is written without a value was asked to be cleared
    new |= {key: values.get(key, "") for key in TEXTS if key in task.writes}
    return new | {key: day(values.get(key)) for key in LATER if key in task.writes}


# --- what hangs on them ------------------------------------------------------------------------


def add_phones(chunk: Chunk) -> None:
    drafts = []
    for task in chunk.tasks:
        person = chunk.person(task)
        if person is None or not task.may("phone"):
            continue
        has = set() if task.newcomer else chunk.known.phones.setdefault(task.entry.person or 0, set())
        for draft in new_phones(task, person, has):
            has.add(draft[2])
            task.before.setdefault("phones", []).append([draft[2], draft[4]])
            drafts.append(draft)
        if "phones" in task.before:
            task.wrote.append("phone")
    insert_many(Phone, ("person", "number", "number_index", "tail", "label"), drafts)


def new_phones(task: Task, person: int, has: set[str]) -> Iterator[tuple]:
    for number, label in task.values.get("phones", ()):
        index = phone_index(number)
        if index not in has:
            yield person, number, index, blind_index(number[-4:], "phone-tail"), label[:20]


def keep_hukou(chunk: Chunk) -> None:
    new, changed = [], []
    for task in chunk.tasks:
        keys = [
            key for key in ("hukou", "hukou_number") if task.may(key) and (key in task.values or key in task.writes)
        ]
        person = chunk.person(task)
        if person is None or not keys:
            continue
        pk, address, number = chunk.known.hukou.get(person, (None, "", ""))
        then = [address, number]
        now = [
            task.values.get("hukou", "") if "hukou" in keys else address,
            task.values.get("hukou_number", "") if "hukou_number" in keys else number,
        ]
        if now == then:
            continue
        task.before["hukou"] = [None if pk is None else then, now]
        task.wrote += keys
        if pk is None:
            new.append((person, now[0][:200], now[1][:40]))
        else:
            changed.append((now[0][:200], now[1][:40], pk))
        chunk.known.hukou[person] = pk or 0, now[0], now[1]
    insert_many(Hukou, ("person", "address", "number"), new)
    update_many(Hukou, ("address", "number"), changed)


def add_needs(chunk: Chunk) -> None:
    drafts, owners, graded = [], [], []
    today = timezone.localdate(chunk.at)
    for task in chunk.tasks:
        person = chunk.person(task)
        if person is None or not task.may("group"):
            continue
        has = chunk.known.needs.setdefault(person, {})
        for group, grade in needs_of(task.values):
            if group not in has:
                drafts.append(draft_need(chunk, person, group, grade, today))
                owners.append(task)
            elif grade and grade != has[group][1] and has[group][0]:
                graded.append((grade[:20], has[group][0]))
                task.before.setdefault("grades", []).append([has[group][0], has[group][1], grade[:20]])
            else:
                continue
            has[group] = has.get(group, (0, ""))[0], grade
            task.wrote.append("group")
    for task, draft, pk in zip(owners, drafts, insert_many(ServiceNeed, NEED, drafts), strict=True):
        task.before.setdefault("needs", []).append([pk, draft[2]])
    update_many(ServiceNeed, ("grade",), graded)


def draft_need(chunk: Chunk, person: int, group: str, grade: str, today: date) -> tuple:
    return person, group, grade[:20], _("花名册导入"), today, today + A_YEAR, chunk.by.pk
