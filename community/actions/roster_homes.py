"""A chunk's homes: dwellings, households and their heads, who comes and who goes."""

from collections.abc import Iterable
from datetime import date

from community.actions.bulk import insert_many, update_many
from community.actions.roster_chunk import Chunk, Task, as_json, first_of
from community.codes import HEAD
from community.imports.differences import square_metres
from community.imports.known import Home
from community.models import Dwelling, Household, Person, Residence


def write_dwellings(chunk: Chunk) -> None:
    """Dwellings that nobody registered yet, and area and use of those that are."""
    needed = [task for task in chunk.tasks if task.settles or (task.entry.person is None and task.home)]
    new = {home: task for home, task in first_of(needed).items() if home not in chunk.known.flats}
    said = facts_of_homes(chunk.tasks)
    facts = [(said.get(home, {}).get("area"), said.get(home, {}).get("use", "")) for home in new]
    rows = [(*home, area, use) for home, (area, use) in zip(new, facts, strict=True)]
    pks = insert_many(Dwelling, ("building", "entrance", "room", "area", "use"), rows)
    for (home, task), (area, use), pk in zip(new.items(), facts, pks, strict=True):
        chunk.flats[home] = pk
        task.before["dwelling"] = [pk, as_json(area), use]
        task.wrote += ["room", *said.get(home, {})]
    changed = []
    for home, task in first_of(task for task in chunk.tasks if task.writes & {"area", "use"}).items():
        flat = chunk.known.flats.get(home)
        if flat is not None:
            now = {"area": flat.area, "use": flat.use} | said[home]
            changed.append((now["area"], now["use"], flat.pk))
            task.before["flat"] = [flat.pk, [as_json(flat.area), flat.use], [as_json(now["area"]), now["use"]]]
            task.wrote += said[home]
    update_many(Dwelling, ("area", "use"), changed)


def facts_of_homes(tasks: Iterable[Task]) -> dict[Home, dict]:
    """Area and use as the first row says that may write them."""
    said: dict[Home, dict] = {}
    for task in tasks:
        if task.home is not None and "area" in task.writes:
            said.setdefault(task.home, {}).setdefault("area", square_metres(task.values["area"]))
        if task.home is not None and "use" in task.writes:
            said.setdefault(task.home, {}).setdefault("use", task.values["use"])
    return said


# --- who lives there ---------------------------------------------------------------------------


def write_stays(chunk: Chunk) -> None:
    arriving = [task for task in chunk.tasks if task.settles]
    start_households(chunk, [task for task in arriving if not task.gone])
    heads = name_heads(chunk)
    add_stays(chunk, arriving, heads)
    change_stays(chunk, heads)
    end_stays(chunk)


def start_households(chunk: Chunk, arriving: Iterable[Task]) -> None:
    new = {home: task for home, task in first_of(arriving).items() if home not in chunk.known.households}
    pks = insert_many(Household, ("dwelling",), [(chunk.flat(task),) for task in new.values()])
    for (home, task), pk in zip(new.items(), pks, strict=True):
        chunk.known.households[home] = pk, None
        task.before["household"] = pk


def name_heads(chunk: Chunk) -> dict[Home, Task]:
    """One head for each household: the last row that was taken for it. The one before is nobody's relation any more."""
    heads: dict[Home, Task] = {}
    for task in chunk.tasks:
        home = task.home
        if home in chunk.known.households and task.heads and (home not in heads or second(task)):
            head = chunk.known.households[home][1]
            if head is None or second(task) or head == task.entry.person:
                heads[home] = task
    changed: list[tuple] = []
    for home, task in heads.items():
        household, old = chunk.known.households[home]
        new = chunk.person(task)
        if old != new:
            changed.append((new, household))
            task.before["head"] = [household, old, new]
            forget_relation(chunk, task, old)
            chunk.known.households[home] = household, new
    for task in chunk.tasks:
        home = task.home
        if home is not None and home not in heads and gives_up(chunk, task, home):
            household, old = chunk.known.households[home]
            changed.append((None, household))
            task.before["head"] = [household, old, None]
            chunk.known.households[home] = household, None
    update_many(Household, ("head",), changed)
    return heads


def second(task: Task) -> bool:
    """Somebody looked at it and took this one for the head."""
    return bool(task.entry.review_codes & {"second_head", "two_heads"})


def gives_up(chunk: Chunk, task: Task, home: Home) -> bool:
    """The register's head is something else in the roster."""
    if home not in chunk.known.households or "relation" not in task.writes or task.relation == HEAD:
        return False
    return chunk.known.households[home][1] == task.entry.person


def forget_relation(chunk: Chunk, task: Task, old: int | None) -> None:
    """Whoever was head until now is to be asked what they are to the new one."""
    stay = chunk.known.stays.get((old, task.home)) if old is not None and task.home else None
    if stay and stay.relation == HEAD:
        Residence.objects.filter(pk=stay.pk).update(relation="")
        task.before["relation"] = [stay.pk, HEAD, ""]


def is_head(task: Task, heads: dict[Home, Task]) -> bool:
    return task.home is not None and heads.get(task.home) is task


def add_stays(chunk: Chunk, arriving: list[Task], heads: dict[Home, Task]) -> None:
    rows = []
    for task in arriving:
        household = chunk.known.households[task.home][0] if task.home and not task.gone else None
        relation = task.relation if task.relation != HEAD or is_head(task, heads) else ""
        kind = str(task.says("kind") or "")
        rows.append((chunk.person(task), chunk.flat(task), household, relation, kind, task.gone))
    names = ("person", "dwelling", "household", "relation", "kind", "until")
    for task, row, pk in zip(arriving, rows, insert_many(Residence, names, rows), strict=True):
        _person, _dwelling, household, relation, kind, until = row
        task.before["stay"] = [pk, relation, kind, household, as_json(until)]
        task.wrote += ["room", *(["relation"] if relation else []), *(["kind"] if kind else [])]


def change_stays(chunk: Chunk, heads: dict[Home, Task]) -> None:
    changed = []
    for task in chunk.settled():
        stay = chunk.known.stays.get((task.entry.person or 0, task.home)) if task.home else None
        keys = [key for key in ("relation", "kind") if key in task.writes]
        if stay is None or not keys:
            continue
        relation, kind = stay.relation, stay.kind
        if "relation" in keys and (task.relation != HEAD or is_head(task, heads)):
            relation = task.relation
        if "kind" in keys:
            kind = task.values.get("kind", "")
        if (relation, kind) != (stay.relation, stay.kind):
            changed.append((relation, kind, stay.pk))
            task.before["stay_was"] = [stay.pk, [stay.relation, stay.kind], [relation, kind]]
            task.wrote += keys
    update_many(Residence, ("relation", "kind"), changed)


# --- who goes ----------------------------------------------------------------------------------


def end_stays(chunk: Chunk) -> None:
    """Deaths and moves that somebody took: rare, so one after the other."""
    for task in chunk.settled():
        person = chunk.person(task)
        if task.gone is None or person is None:
            continue
        died = "died" in task.writes
        if died:
            Person.objects.filter(pk=person, died_on=None).update(died_on=task.gone, changed_at=chunk.at)
        stays = Residence.objects.current().filter(person=person).select_related("household")
        if not died:
            stays = stays.filter(dwelling=chunk.flat(task))
        gone = {"died": died, "on": as_json(task.gone), "stays": [end_stay(stay, task.gone) for stay in stays]}
        task.before["gone"] = gone
        task.wrote.append("died" if died else "left")


def end_stay(stay: Residence, on: date) -> dict:
    """A stay cannot end before it began, whatever date a roster remembers. A household without people ends with it."""
    until = max(on, stay.since or on)
    Residence.objects.filter(pk=stay.pk).update(until=until)
    before: dict = {"stay": stay.pk, "until": as_json(until)}
    household = stay.household
    if household is None or household.until:
        return before
    before["household"] = household.pk
    members = Residence.objects.current().filter(household=household)
    if not members.exists():
        before["ended"] = as_json(max(until, household.since or until))
        Household.objects.filter(pk=household.pk).update(until=before["ended"])
    elif household.head_id == stay.person_id:
        before["head"] = household.head_id
        before["relations"] = [list(pair) for pair in members.exclude(relation="").values_list("pk", "relation")]
        Household.objects.filter(pk=household.pk).update(head=None)
        members.update(relation="")
    return before
