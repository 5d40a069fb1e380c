"""Pages for everybody are cached whole; publishing something bumps the version they are keyed by."""

from functools import partial
from time import time_ns

from django.core.cache import caches
from django.db import transaction

KEY = "public-version"


def public_version() -> int:
    return caches["shared"].get(KEY, 0)


def bump_public_version() -> None:
    """Call inside the transaction that changes what the public sees; readers see it on commit."""
    transaction.on_commit(partial(caches["shared"].set, KEY, time_ns(), None))
