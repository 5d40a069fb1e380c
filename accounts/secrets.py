"""Encrypted fields and blind indexes; the keys lie in ``DATA/secrets.json``, outside the database."""

import hashlib
import hmac
from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@cache
def key_ring() -> MultiFernet:
    """Newest key first: it encrypts, all of them decrypt."""
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


def seal(plain: str) -> str:
    return key_ring().encrypt(plain.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises ``cryptography.fernet.InvalidToken`` when no key of the ring fits."""
    return key_ring().decrypt(sealed.encode()).decode()


def blind_index(value: str, purpose: str) -> str:
    """40 hex digits by which equal values meet without being readable; "" stays ""."""
    if not value:
        return ""
    return hmac.new(settings.INDEX_KEY.encode(), f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()[:40]


class EncryptedTextField(models.TextField):
    """Text that is plain in Python and sealed in the database; "" and None stay as they are."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return seal(value) if value else value

    def from_db_value(self, value, expression, connection):
        return unseal(value) if value else value
