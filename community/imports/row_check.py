"""One row while its cells are read."""

from collections.abc import Mapping
from datetime import date

from accounts.text import clean_line
from community import codes, ids
from community.imports.columns import BY_KEY
from community.imports.shapes import ERROR, Facts, Problem
from community.imports.words import Words


class RowCheck:
    """One row while its cells are read: where readers put values, problems and what belongs into the note.

    ``document``: what the number says, which knows birth and sex better than the columns beside it (I29).
    """

    __slots__ = ("cells", "document", "facts", "grade", "notes", "today", "values", "words")

    def __init__(self, facts: Facts, cells: Mapping[str, str], words: Words, today: date) -> None:
        self.facts, self.cells, self.words, self.today = facts, cells, words, today
        self.values = facts.values
        self.notes: list[str] = []
        self.document: ids.Document | None = None
        self.grade = ""

    def blame(self, key: str, code: str, sentence: str, level: str = ERROR) -> None:
        text = self.cells.get(key, "")
        self.facts.problems.append(Problem(key, heading_of(key), text, code, sentence, level))

    def blamed(self, key: str) -> bool:
        return any(problem.key == key and problem.level == ERROR for problem in self.facts.problems)

    def keep(self, heading: str, text: str) -> None:
        """What no field can hold goes into the note, so that nothing is lost."""
        self.notes.append(f"{heading}：{clean_line(text)}" if heading else clean_line(text))


def heading_of(key: str) -> str:
    if key in BY_KEY:
        return str(BY_KEY[key].heading)
    return codes.SERVICE_GROUPS.get(key.removeprefix("tick:"), "")
