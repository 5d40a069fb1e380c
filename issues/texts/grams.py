"""What a text is compared by: pieces of one to three signs, and what its words mean (路灯 and 灯杆 are one thing)."""

import re
import unicodedata
from collections import defaultdict
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


@cache
def vocabulary() -> tuple[dict[str, tuple[str, ...]], int]:
    """Each word with its meanings from meanings.tsv, and the length of the longest word."""
    found = defaultdict(list)
    for row in rows(FOLDER / "meanings.tsv"):
        for word in row["words"].split():
            found[word].append(f"<{row['meaning']}>")
    return {word: tuple(meanings) for word, meanings in found.items()}, max(map(len, found))


def meanings(plain_text: str) -> set[str]:
    words, longest = vocabulary()
    return {
        meaning
        for start in range(len(plain_text))
        for end in range(start + 1, min(start + longest, len(plain_text)) + 1)
        for meaning in words.get(plain_text[start:end], ())
    }


def features(text: str) -> set[str]:
    """Pieces and meanings of a text; a meaning stands in angle brackets, so that none is taken for a piece."""
    text = plain(text)
    return grams(text) | meanings(text)
