"""Calendar entries as iCalendar text (RFC 5545): lines of at most 75 octets, UTC times, CRLF."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"
STAMP = "%Y%m%dT%H%M%SZ"
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Linli//Activities//ZH\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """``uid`` stays the same as long as it is the same event; ``sequence`` grows with each change."""

    uid: str
    sequence: int
    changed: datetime
    start: datetime
    end: datetime
    title: str
    place: str = ""
    text: str = ""
    url: str = ""
    status: str = CONFIRMED
    # somebody has not signed up: shown, but does not block their time
    free: bool = False


def calendar(name: str, entries: Iterable[Entry]) -> str:
    body = "".join(line for entry in entries for line in lines_of(entry))
    return f"{HEAD}{folded('X-WR-CALNAME:' + escaped(name))}{body}END:VCALENDAR\r\n"


def lines_of(entry: Entry) -> Iterator[str]:
    yield f"BEGIN:VEVENT\r\nUID:{entry.uid}\r\nSEQUENCE:{entry.sequence}\r\n"
    yield f"DTSTAMP:{stamp(entry.changed)}\r\nLAST-MODIFIED:{stamp(entry.changed)}\r\n"
    yield f"DTSTART:{stamp(entry.start)}\r\nDTEND:{stamp(entry.end)}\r\n"
    yield folded("SUMMARY:" + escaped(entry.title))
    if entry.place:
        yield folded("LOCATION:" + escaped(entry.place))
    if entry.text:
        yield folded("DESCRIPTION:" + escaped(entry.text))
    if entry.url:
        yield folded("URL:" + entry.url)
    yield f"STATUS:{entry.status}\r\nTRANSP:{'TRANSPARENT' if entry.free else 'OPAQUE'}\r\nEND:VEVENT\r\n"


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(STAMP)


def escaped(text: str) -> str:
    return text.translate(ESCAPES)


def folded(line: str) -> str:
    """Cut between characters, never inside one: each Chinese sign is three octets."""
    if len(line) * 3 <= 75:
        return line + "\r\n"
    pieces, piece, size = [], "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > (75 if not pieces else 74):
            pieces.append(piece)
            piece, size = "", 0
        piece, size = piece + sign, size + width
    return "\r\n ".join([*pieces, piece]) + "\r\n"
