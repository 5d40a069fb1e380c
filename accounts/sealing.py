"""How texts and files are sealed: AES-256-GCM, written as "g1." and base64. What older versions sealed with Fernet opens too.

Each key of the key file is 32 random bytes; the key of this cipher is derived from them, so that no key serves two.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MARK = b"g1."
# begins whatever Fernet sealed
OLDER = b"gAAAA"
NONCE = 12


class Ring:
    """Newest key first: it seals, all of them open."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.ciphers = [AESGCM(derived(key)) for key in keys]
        self.older = MultiFernet([Fernet(key) for key in keys])

    def seal(self, plain: bytes) -> bytes:
        # random and never counted: safe for 2^32 texts under one key, more than a portal ever seals
        nonce = os.urandom(NONCE)
        return MARK + urlsafe_b64encode(nonce + self.ciphers[0].encrypt(nonce, plain, MARK))

    def unseal(self, sealed: bytes) -> bytes:
        """Raises ``InvalidToken`` when no key of the ring fits."""
        if not sealed.startswith(MARK):
            return self.older.decrypt(sealed)
        try:
            kept = urlsafe_b64decode(sealed[len(MARK) :])
        except Error as error:
            raise InvalidToken from error
        for cipher in self.ciphers:
            try:
                return cipher.decrypt(kept[:NONCE], kept[NONCE:], MARK)
            except (InvalidTag, ValueError):
                continue
        raise InvalidToken

    def opens(self, sealed: bytes) -> bool:
        try:
            self.unseal(sealed)
        except InvalidToken:
            return False
        return True


def is_sealed(kept: bytes) -> bool:
    return kept.startswith((MARK, OLDER))


def derived(key: str) -> bytes:
    """Raises ValueError for a key that is not 32 bytes in base64."""
    return HKDF(SHA256(), length=32, salt=None, info=b"linli aes-256-gcm").derive(urlsafe_b64decode(key))
