"""The texts that come with the product as plain tables: kinds of matters, and invented sentences to learn them from.

One .tsv file each: UTF-8, first line the names of the columns, no quoting, no tabs inside a cell. All residents' texts
in them are invented.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Kind:
    """One small category as shipped; the community may change all but the code afterwards.

    ``respond`` and ``solve``: (amount, unit), unit ``wh`` 工作时, ``wd`` 工作日, ``nh`` 自然时 or ``nd`` 自然日
    (the four that domain/issues.md 5.1 asks for). ``emergency`` is "" or whom to call first.
    """

    code: str
    group: str
    name: str
    hint: str
    emergency: str
    confidential: bool
    respond: tuple[int, str]
    solve: tuple[int, str]
    photo_after: bool
    keywords: tuple[str, ...]


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The lines of a table under the names in its first line; ValueError names a line with too few or many cells."""
    lines = path.read_text("utf-8").splitlines()
    names = lines[0].split("\t")
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != len(names):
            raise ValueError(f"{path.name}, line {number}: {len(cells)} cells instead of {len(names)}")
        yield dict(zip(names, cells, strict=True))


@cache
def kinds() -> tuple[Kind, ...]:
    """The shipped categories in the order of the lists, a group's own ones next to each other."""
    return tuple(kind(row) for row in rows(FOLDER / "categories.tsv"))


def kind(row: dict[str, str]) -> Kind:
    return Kind(
        code=row["code"],
        group=row["group"],
        name=row["name"],
        hint=row["hint"],
        emergency=row["emergency"],
        confidential=row["confidential"] == "1",
        respond=limit(row["respond"]),
        solve=limit(row["solve"]),
        photo_after=row["photo_after"] == "1",
        keywords=tuple(row["keywords"].split()),
    )


def limit(written: str) -> tuple[int, str]:
    """``24nh`` → (24, "nh"); ValueError for anything that is no amount with one of the four units."""
    found = re.fullmatch(r"([1-9]\d*)(wh|wd|nh|nd)", written)
    if found is None:
        raise ValueError(f"{written!r} is no time limit")
    return int(found[1]), found[2]


def training() -> list[tuple[str, str]]:
    """(code, text) of every invented sentence to learn from."""
    return [(row["code"], row["text"]) for row in rows(FOLDER / "training.tsv")]
