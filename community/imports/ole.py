"""The envelope of old office files: which streams lie in it, and their bytes. Standard library only."""

import struct
from collections.abc import Iterator
from itertools import islice

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAST_SECTOR = 0xFFFFFFFA
ENTRY = 128
STREAM = 2
BOOKS = ("workbook", "book")
PASSWORD = 0x2F
FIRST_RECORDS = 8


class Envelope:
    """Raises ValueError where the file contradicts itself."""

    def __init__(self, content: bytes) -> None:
        if len(content) < 512 or not content.startswith(SIGNATURE):
            raise ValueError("no envelope")
        self.content = content
        self.size = 1 << struct.unpack_from("<H", content, 30)[0]
        if self.size not in (512, 4096):
            raise ValueError("sector size")
        self.table = self.sectors()
        self.streams = dict(self.entries())

    def sector(self, place: int) -> bytes:
        start = (place + 1) * self.size
        if start >= len(self.content):
            raise ValueError("sector outside the file")
        return self.content[start : start + self.size]

    def sectors(self) -> list[int]:
        """The table that says which sector follows which."""
        listed = list(struct.unpack_from("<109I", self.content, 76))
        more, each = struct.unpack_from("<I", self.content, 68)[0], self.size // 4
        # a table that is longer than the file is a trick: a few bytes would name the same sector again and again
        most = len(listed) + 2 * len(self.content) // (self.size * each) + each
        while more < LAST_SECTOR:
            numbers = struct.unpack(f"<{each}I", self.sector(more))
            listed += numbers[:-1]
            more = numbers[-1]
            if len(listed) > most:
                raise ValueError("table without end")
        table: list[int] = []
        for place in listed:
            if place < LAST_SECTOR:
                table += struct.unpack(f"<{each}I", self.sector(place).ljust(self.size, b"\xff"))
        return table

    def chain(self, place: int) -> Iterator[bytes]:
        for _step in range(len(self.table) + 1):
            if place >= LAST_SECTOR:
                return
            yield self.sector(place)
            if place >= len(self.table):
                raise ValueError("chain outside the table")
            place = self.table[place]
        raise ValueError("chain without end")

    def entries(self) -> Iterator[tuple[str, tuple[int, int]]]:
        folder = b"".join(self.chain(struct.unpack_from("<I", self.content, 48)[0]))
        for start in range(0, len(folder) - ENTRY + 1, ENTRY):
            entry = folder[start : start + ENTRY]
            length = struct.unpack_from("<H", entry, 64)[0]
            if entry[66] == STREAM and 2 <= length <= 64:
                name = entry[: length - 2].decode("utf-16-le", "replace").lower()
                yield name, struct.unpack_from("<II", entry, 116)

    def read(self, name: str, most: int | None = None) -> bytes:
        """A stream of ordinary size; short ones live in a stream of their own that nobody here needs."""
        start, size = self.streams[name]
        size = min(size, most or size)
        return b"".join(islice(self.chain(start), size // self.size + 1))[:size]

    @property
    def book(self) -> str:
        """The stream that holds the sheets; "" when there is none."""
        return next((name for name in BOOKS if name in self.streams), "")

    @property
    def is_locked(self) -> bool:
        """Does the workbook ask for a password right after its beginning?"""
        head, place = self.read(self.book, 4096), 0
        for _record in range(FIRST_RECORDS):
            if place + 4 > len(head):
                return False
            kind, length = struct.unpack_from("<HH", head, place)
            if kind == PASSWORD:
                return True
            place += 4 + length
        return False
