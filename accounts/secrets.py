"""Encrypted fields and blind indexes; the keys lie in ``SECRETS_FILE``, outside the database."""

import hmac
import json
import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import models

from accounts.sealing import Ring


def key_ring() -> Ring:
    """The keys as they are now.

    The file is looked at each time, because ``rotate_keys`` may change it under a running server.
    """
    facts = os.stat(settings.SECRETS_FILE)
    return ring_of(settings.SECRETS_FILE, facts.st_ino, facts.st_mtime_ns)


@lru_cache(maxsize=2)
def ring_of(path: Path | str, inode: int, changed: int) -> Ring:
    return Ring(read_keys(Path(path))["field_keys"])


def read_keys(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf8"))


def write_keys(path: Path, keys: dict) -> None:
    """Replace the file in one step, readable by its owner only."""
    draft = path.with_suffix(f".{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf8") as file:
        json.dump(keys, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)


def seal(plain: str) -> str:
    return key_ring().seal(plain.encode()).decode()


def seal_all(texts: Iterable[str | None]) -> list[str | None]:
    """Many for one statement, under the ring as it is now; "" and None stay as they are."""
    seal_one = key_ring().seal
    return [seal_one(plain.encode()).decode() if plain else plain for plain in texts]


def unseal_all(sealed: Iterable[str]) -> list[str]:
    """Raises ``cryptography.fernet.InvalidToken`` when no key of the ring fits one of them."""
    unseal_one = key_ring().unseal
    return [unseal_one(text.encode()).decode() if text else text for text in sealed]


def unseal(sealed: str) -> str:
    """Raises ``cryptography.fernet.InvalidToken`` when no key of the ring fits."""
    return key_ring().unseal(sealed.encode()).decode()


def blind_index(value: str, purpose: str) -> str:
    """40 hex digits by which equal values meet without being readable; "" stays ""."""
    if not value:
        return ""
    return hmac.digest(settings.INDEX_KEY.encode(), f"{purpose}:{value}".encode(), "sha256").hex()[:40]


class EncryptedTextField(models.TextField):
    """Text that is plain in Python and sealed in the database; "" and None stay as they are."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return seal(value) if value else value

    def from_db_value(self, value, expression, connection):
        return unseal(value) if value else value


class SealedSerializer:
    """Of sessions: while somebody signs in by code, theirs holds the code and the number it went to."""

    def dumps(self, content: dict) -> bytes:
        return seal(json.dumps(content, separators=(",", ":"))).encode("ascii")

    def loads(self, sealed: bytes) -> dict:
        return json.loads(unseal(sealed.decode("ascii")))
