"""The broker may be told that a job waits; nobody depends on its hearing it."""

import logging
import time

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)
SILENCE = 10
_deaf_until = 0.0


def tell(pk: int) -> bool:
    """Say "carry job N"; False when the broker does not answer, and then leave it alone for some seconds."""
    global _deaf_until
    if time.monotonic() < _deaf_until:
        return False
    try:
        current_app.send_task("jobs.carry", args=[pk], ignore_result=True, retry=False)
    except OperationalError as error:
        _deaf_until = time.monotonic() + SILENCE
        log.warning("broker does not answer, job %s waits for the sweeper: %s", pk, error)
        return False
    return True


def present() -> bool:
    return bool(settings.REDIS_URL)
