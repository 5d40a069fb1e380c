"""What a text is compared by: pieces of one to three signs, and what its words mean (路灯 and 灯杆 are one thing)."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from issues.texts import FOLDER, rows

# nobody tells more about one matter than this; what follows is not compared
LONGEST = 1000
ORDERS = (1, 2, 3)
# runs of Han characters, of letters, of figures; nothing is compared across a sign of punctuation
RUN = re.compile(r"[\u3400-\u9fff]+|[a-z]+|0")


def plain(text: str) -> str:
    """Lower case, one width, and every figure the same: which house or hour it is says nothing about the kind."""
    text = "".join(sign for sign in unicodedata.normalize("NFKC", text[:LONGEST]) if sign.isprintable())
    return re.sub(r"\d+", "0", text.lower())


def grams(plain_text: str) -> set[str]:
    return {
        run[start : start + length]
        for run in RUN.findall(plain_text)
        for length in ORDERS
        for start in range(len(run) - length + 1)
    }


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Each word with the names it stands for, and the length of the longest word."""

    names: dict[str, tuple[str, ...]]
    longest: int

    def heard_in(self, plain_text: str) -> set[str]:
        """Also words within words: 楼道灯 is a 灯."""
        return {
            name
            for start in range(len(plain_text))
            for end in range(start + 1, min(start + self.longest, len(plain_text)) + 1)
            for name in self.names.get(plain_text[start:end], ())
        }


def vocabulary(entries: Iterable[tuple[str, str]]) -> Vocabulary:
    """From (name, words separated by blanks)."""
    found = defaultdict(list)
    for name, words in entries:
        for word in words.split():
            found[word].append(name)
    return Vocabulary({word: tuple(names) for word, names in found.items()}, max(map(len, found)))


@cache
def meanings() -> Vocabulary:
    """In angle brackets, so that no meaning is taken for a piece."""
    return vocabulary((f"<{row['meaning']}>", row["words"]) for row in rows(FOLDER / "meanings.tsv"))


def features(text: str) -> set[str]:
    """Pieces and meanings of a text."""
    text = plain(text)
    return grams(text) | meanings().heard_in(text)
