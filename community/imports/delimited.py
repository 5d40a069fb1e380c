"""Text files as tables: which letters, which separator. Knows the standard library only."""

import csv
import re
from collections import Counter
from collections.abc import Iterator

BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
SEPARATORS = ",;\t，；|"
# what no table holds; one stray sign is somebody's slip, many are another kind of file
CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
FEW = 8
SAMPLE_LINES = 40


def decode(content: bytes) -> str | None:
    """The text of a file in UTF-8, GB18030 or marked UTF-16; None when it is no text."""
    encoding = next((name for bom, name in BOMS.items() if content.startswith(bom)), "")
    if not encoding and b"\0" in content:
        return None
    for attempt in [encoding] if encoding else ["utf-8", "gb18030"]:
        try:
            text = content.decode(attempt)
        except UnicodeDecodeError:
            continue
        return text if is_text(text) else None
    return None


def is_text(text: str) -> bool:
    strange = len(CONTROLS.findall(text))
    return "\0" not in text and (strange <= FEW or strange * 1_000 < len(text))


def separator(text: str) -> str:
    """The sign that cuts most of the first lines into the same number of pieces."""
    lines = [line for line in text[:100_000].splitlines()[:SAMPLE_LINES] if line.strip()]
    best, most = ",", 0
    for sign in SEPARATORS:
        counts = Counter(line.count(sign) for line in lines)
        del counts[0]
        agreeing = max((pieces * times for pieces, times in counts.items()), default=0)
        if agreeing > most:
            best, most = sign, agreeing
    return best


def rows(text: str) -> Iterator[list[str]]:
    csv.field_size_limit(10**6)
    yield from csv.reader(text.splitlines(keepends=True), delimiter=separator(text))
