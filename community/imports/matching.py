"""Lays checked rows beside the register: whom a row means, and what it would change there.

A person is found by document number, else by name and home. A part of a number, a name found elsewhere, somebody who
moved away: these are proposals for a human eye, never taken by themselves (registry I18, I22, I27).
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from community import codes, ids
from community.imports import differences, findings
from community.imports.known import Home, Human, Known, document_index, home_of
from community.imports.shapes import ERROR, REVIEW, Change, Facts, Problem

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
# what rows side by side were found to be, or proposed: once the register has it so, there is nothing left to look at
SETTLED_BY_REGISTER = frozenset({"duplicate", "twice", "same_name", "two_homes", "fill_down"})
# findings that say the same as one of the file alone
SAME = {
    "twice": ("twice", "duplicate", "same_name"),
    "two_homes": ("two_homes",),
    "second_head": ("second_head", "two_heads"),
}


@dataclass(slots=True)
class Entry:
    """What one row asks of the register.

    ``person``: a key of the register; below zero somebody whom this file brings; None when the row names nobody, or
    nobody can be meant. ``changes`` holds what would become different, of a newcomer only what is told of the home.
    """

    facts: Facts
    home: Home | None = None
    person: int | None = None
    newcomer: bool = False
    changes: list[Change] = field(default_factory=list)
    # what laying it beside the register found, beside what the check of its cells had found
    found: list[Problem] = field(default_factory=list)
    # others who may be meant, best first
    candidates: list[int] = field(default_factory=list)
    outcome: str = ""

    def find(self, code: str, **words: object) -> None:
        """Once, and not when the rows of the file said so themselves."""
        if not any(problem.code in SAME.get(code, (code,)) for problem in self.problems):
            self.found.append(findings.problem(self.facts, code, **words))

    @property
    def problems(self) -> list[Problem]:
        return [*self.facts.problems, *self.found]

    @property
    def review_codes(self) -> set[str]:
        return {problem.code for problem in self.problems if problem.level == REVIEW}

    def level(self) -> str:
        if not self.found and not self.facts.problems:
            return ""
        levels = {problem.level for problem in self.problems}
        return next((level for level in (ERROR, REVIEW) if level in levels), "")

    @property
    def moves_in(self) -> bool:
        return any(change.key == "room" for change in self.changes)


class Matcher:
    """Plans row after row; what an earlier row of the same file planned is known to the later ones."""

    def __init__(self, known: Known, options: Collection[str] = (), reserved: Collection[int] = ()) -> None:
        """``reserved`` are people whom other rows mean already: nobody is taken for them by likeness alone."""
        self.known = known
        self.options = frozenset(options)
        self.reserved = frozenset(reserved)
        self.claims: dict[int, list[tuple[Home | None, Facts]]] = {}
        self.heads: dict[Home, int | None] = {home: head for home, (_pk, head) in known.households.items()}
        self.said_of_home: dict[tuple[Home, str], object] = {}
        self.newcomers = 0
        # what was said of those whom rows bring and others may mean by their number
        self.brought: dict[int, dict] = {}

    def plan(self, facts: Facts, *, chosen: int | None = None, apart: bool = False) -> Entry:
        """``chosen`` is whom somebody pointed at; ``apart`` says that nobody found by likeness is meant."""
        entry = Entry(facts, home_of(facts))
        if entry.home and entry.home[0] not in self.known.buildings:
            entry.find("out_of_scope")
        if facts.values.get("name"):
            self.identify(entry, chosen, apart)
            if entry.level() != ERROR:
                self.settle(entry)
        elif entry.home is None and not facts.problems:
            entry.find("nobody")
        if entry.level() != ERROR:
            self.compare(entry)
        entry.outcome = self.outcome(entry)
        return entry

    def outcome(self, entry: Entry) -> str:
        level = entry.level()
        if level == REVIEW and self.is_settled(entry):
            return UNCHANGED
        if level:
            return level
        if entry.newcomer or (entry.person is None and entry.home not in self.known.flats):
            return NEW
        return CHANGED if entry.changes else UNCHANGED

    def is_settled(self, entry: Entry) -> bool:
        known = entry.person is not None and entry.person > 0
        return known and not entry.changes and entry.review_codes <= SETTLED_BY_REGISTER

    # --- whom it means ---------------------------------------------------------------------------

    def identify(self, entry: Entry, chosen: int | None, apart: bool) -> None:
        number = entry.facts.values.get("id_number")
        holder = self.known.by_document.get(document_index(number)) if number else None
        if holder is not None:
            self.take_holder(entry, self.human(holder))
        elif not (self.take_chosen(entry, chosen) or self.take_at_home(entry)) and not apart:
            self.propose(entry)

    def human(self, pk: int) -> Human:
        """Somebody whom an earlier row brings is made a person only when another row means them too."""
        if pk in self.brought:
            values = self.brought.pop(pk)
            self.known.people[pk] = differences.newcomer(pk, values)
            self.known.phones[pk] = differences.phone_indexes(values)
        return self.known.people[pk]

    def take_holder(self, entry: Entry, human: Human) -> None:
        values = entry.facts.values
        if values["name"] in (human.name, human.former_name):
            entry.person = human.pk
        elif values.get("former_name") == human.name:
            entry.person = human.pk
            entry.find("renamed")
        else:
            entry.find("other_name")

    def take_chosen(self, entry: Entry, chosen: int | None) -> bool:
        human = self.known.people.get(chosen) if chosen else None
        if human is None or (human.doc_index and entry.facts.values.get("id_number")):
            return False
        entry.person = human.pk
        return True

    def take_at_home(self, entry: Entry) -> bool:
        """By name and home: one of those who live there and whom no other row of the file has taken."""
        facts, name = entry.facts, entry.facts.values["name"]
        if entry.home is None:
            return False
        there = [pk for pk in self.known.at_home.get((entry.home, name), ()) if self.free(pk) and not self.numbered(pk)]
        fitting = [pk for pk in there if self.number_fits(facts, pk)]
        if there and not fitting:
            entry.find("other_number" if facts.values.get("id_number") else "other_part")
            return facts.values.get("id_number") is not None
        if len(fitting) > 1:
            fitting.sort(key=lambda pk: -differences.likeness(self.known, self.known.people[pk], facts.values))
            best = [differences.likeness(self.known, self.known.people[pk], facts.values) for pk in fitting[:2]]
            if best[0] == best[1] and not self.alike(fitting):
                entry.find("several_namesakes")
                entry.candidates = fitting
                return True
        if fitting:
            entry.person = fitting[0]
        return bool(fitting)

    def free(self, pk: int) -> bool:
        return pk > 0 and pk not in self.claims and pk not in self.reserved

    def numbered(self, pk: int) -> bool:
        """Some row of the file says this person's number: that row means them, no other."""
        return self.known.people[pk].doc_index in self.known.documents

    def alike(self, people: list[int]) -> bool:
        """Nothing tells them apart, so it does not matter which row means which."""
        facts = {(human.born, human.sex, human.doc_index) for human in map(self.known.people.__getitem__, people)}
        return len(facts) == 1

    def number_fits(self, facts: Facts, pk: int) -> bool:
        """Not when the register holds another number; a part of one is compared with it."""
        human = self.known.people[pk]
        if facts.values.get("id_number"):
            return not human.doc_index
        hint = facts.values.get("id_hint")
        return not (hint and human.doc_index) or self.agrees(hint, pk)

    def agrees(self, hint: str, pk: int) -> bool:
        number = self.known.numbers.get(pk, "")
        return bool(number) and ids.agrees(hint, number)

    def propose(self, entry: Entry) -> None:
        """Who else may be meant: by a part of the number, as somebody who moved away, as a namesake elsewhere."""
        facts, known = entry.facts, self.known
        values, name = facts.values, facts.values["name"]
        others = [pk for pk in known.by_name.get(name, ()) if self.free(pk) and pk not in known.spoken_for]
        if hint := values.get("id_hint"):
            linked = [pk for pk in others if known.people[pk].doc_index and self.agrees(hint, pk)]
            if len(linked) == 1:
                entry.person = linked[0]
                entry.find("linked")
                return
        once = [pk for pk in known.once_at_home.get((entry.home, name), ()) if pk in others] if entry.home else []
        once = [pk for pk in once if self.number_fits(facts, pk)]
        if len(once) == 1:
            entry.person = once[0]
            return
        entry.candidates = [pk for pk in others if self.may_be(known.people[pk], facts)]
        if entry.candidates:
            entry.find("namesake")

    def may_be(self, human: Human, facts: Facts) -> bool:
        """One of the two has no number, nothing speaks against it, and beside a number something speaks for it."""
        values, known = facts.values, self.known
        if human.died_on or (human.doc_index and values.get("id_number")):
            return False
        if not self.number_fits(facts, human.pk):
            return False
        like = differences.likeness(known, human, values)
        return like > 0 if values.get("id_number") else like >= 0

    # --- where they live -------------------------------------------------------------------------

    def settle(self, entry: Entry) -> None:
        values = entry.facts.values
        if self.died_early(entry):
            entry.find("died_early")
            return
        if entry.person is None:
            self.bring(entry)
        else:
            self.claim(entry)
        if entry.home is None:
            return
        if entry.home not in self.known.flats and not values.get("entrance"):
            building, _entrance, room = entry.home
            if any(self.known.entrances.get((building, room), ())):
                entry.find("entrance")
        self.check_head(entry)

    def died_early(self, entry: Entry) -> bool:
        values = entry.facts.values
        born = differences.day(values.get("born"))
        if born is None and entry.person is not None:
            born = self.known.people[entry.person].born
        died_on = differences.day(values.get("died_on"))
        return bool(values.get("died") and died_on and born and died_on < born)

    def bring(self, entry: Entry) -> None:
        """Somebody new, whom later rows of the same file may mean by the number."""
        values = entry.facts.values
        if entry.home is None:
            # an address that somebody has to look at says so already
            if not any(problem.level == REVIEW for problem in entry.problems):
                entry.find("nowhere")
            return
        self.newcomers -= 1
        entry.person, entry.newcomer = self.newcomers, True
        if number := values.get("id_number"):
            self.known.by_document[document_index(number)] = entry.person
            self.brought[entry.person] = values
        self.claims[entry.person] = [(entry.home, entry.facts)]
        if values.get("died"):
            entry.find("died")
        elif values.get("left"):
            entry.find("left")
        else:
            self.known.homes[entry.person] += 1

    def claim(self, entry: Entry) -> None:
        """Two rows for one person: twice the same home is one too many, another home is a second one."""
        human, values = self.known.people[entry.person], entry.facts.values
        earlier = self.claims.setdefault(human.pk, [])
        same_home = next((facts for home, facts in earlier if home == entry.home), None)
        earlier.append((entry.home, entry.facts))
        if same_home is not None:
            entry.find("twice", row=same_home.number)
        elif human.died_on and not values.get("died"):
            entry.find("dead")
        elif values.get("died"):
            if human.pk in self.known.strangers:
                entry.find("died_elsewhere")
            elif not human.died_on:
                entry.find("died")
        elif values.get("left"):
            if (human.pk, entry.home) in self.known.stays:
                entry.find("left")
        elif entry.home and (human.pk, entry.home) not in self.known.stays:
            self.another_home(entry, human)

    def another_home(self, entry: Entry, human: Human) -> None:
        if (human.pk, entry.home) in self.known.left:
            entry.find("came_back")
        elif human.pk in self.known.strangers:
            entry.find("stranger")
        elif self.known.homes.get(human.pk):
            entry.find("two_homes")
        self.known.homes[human.pk] += 1

    def check_head(self, entry: Entry) -> None:
        """A household has one head: the register's, else the first that the file names."""
        values = entry.facts.values
        relation = values.get("relation")
        if not relation or values.get("died") or values.get("left") or entry.person is None:
            return
        head = self.heads.get(entry.home)
        if relation != codes.HEAD:
            if head is not None and head == entry.person:
                entry.find("was_head")
        elif head is None:
            self.heads[entry.home] = entry.person
        elif head != entry.person:
            entry.find("second_head")

    # --- what it changes -------------------------------------------------------------------------

    def compare(self, entry: Entry) -> None:
        if entry.person is not None and not entry.newcomer:
            human = self.known.people[entry.person]
            if human.pk not in self.known.strangers:
                entry.changes += differences.of_person(self.known, human, entry.facts, self.options)
            entry.changes += differences.of_stay(self.known, human, entry.facts, entry.home, self.options)
        if entry.home is not None:
            entry.changes += differences.of_home(self.known, entry.facts, entry.home)
            self.compare_rows(entry)
        for code in differences.doubts(self.known, entry.facts, entry.home):
            entry.find(code)

    def compare_rows(self, entry: Entry) -> None:
        """Rows of one home agree about it, or somebody has to look."""
        for key in differences.OF_HOME:
            said = entry.facts.values.get(key)
            if said and self.said_of_home.setdefault((entry.home, key), said) != said:
                entry.find("home_conflict")
                return
